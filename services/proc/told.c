/* SPDX-License-Identifier: MIT */
/*
 * Texts about the machine, processes and services. Nobody is called but the kernel and init, which
 * itself calls nobody.
 */
#include "told.h"

#include "events.h"
#include "look.h"
#include <stdarg.h>
#include <stdio.h>
#include <tay/abi/object.h>
#include <tay/crash.h>
#include <tay/operations.h>
#include <tay/protocol/supervisor.h>
#include <tay/startup.h>
#include <tay/time.h>

typedef unsigned long ulong_t; /* what printf takes for a word */

static const char *const type_names[TAY_OBJECT_COUNT] = {
#define TAY_OBJECT(name, number, rights, sentence) [number] = #name,
#include <tay/abi/object.def>
#undef TAY_OBJECT
};

static const char *type_name(tay_word_t type)
{
    return type < TAY_OBJECT_COUNT && type_names[type] != NULL ? type_names[type] : "?";
}

/* The machine -------------------------------------------------------------------------------------
 */

/* The state of a service, in one word. */
static const char *state_word(uint32_t state)
{
    return state == TAY_SERVICE_GIVEN_UP ? "given-up" : tay_service_state_text(state);
}

/* How many objects there are of each type that is counted. */
static void write_counts(struct text *text, tay_cap_t system)
{
    for (unsigned type = 0; type < TAY_OBJECT_COUNT; type++) {
        tay_word_t count;
        bool is_counted = type == 0 || type_names[type] != NULL;
        if (is_counted && tay_system_count(system, type, &count) == TAY_OK) {
            text_print(text, "%s: %lu\n", type == 0 ? "mapping" : type_name(type), (ulong_t)count);
        }
    }
}

static bool write_memory(struct text *text, unsigned number)
{
    tay_cap_t system = tay_startup_cap("system");
    tay_word_t cores;
    size_t total_bytes, free_bytes, kernel_bytes;
    (void)number;
    if (tay_system_query(system, &cores, &total_bytes, &free_bytes, &kernel_bytes) != TAY_OK) {
        return false;
    }
    text_print(text, "total_bytes: %zu\nfree_bytes: %zu\nkernel_bytes: %zu\ncores: %lu\n",
               total_bytes, free_bytes, kernel_bytes, (ulong_t)cores);
    write_counts(text, system);
    return true;
}

static bool write_uptime(struct text *text, unsigned number)
{
    tay_time_t now_ns = tay_time_now();
    (void)number;
    text_print(text, "%lu.%09lu\n", (ulong_t)(now_ns / TAY_NS_PER_S),
               (ulong_t)(now_ns % TAY_NS_PER_S));
    return true;
}

static void write_process_line(struct text *text, const struct member *member)
{
    char name[LOOK_NAME_BYTES], priority[24] = "-", run_ns[24] = "-";
    struct look_state state = look_state(member);
    look_name(member->process, name);
    if (state.has_thread) {
        snprintf(priority, sizeof priority, "%lu", (ulong_t)state.priority);
        snprintf(run_ns, sizeof run_ns, "%lu", (ulong_t)state.run_ns);
    }
    text_print(text, "%lu %lu %lu %lu %s %lu %s %s %zu %lu %s\n", (ulong_t)member->pid,
               (ulong_t)member->parent, (ulong_t)member->group, (ulong_t)member->family,
               state.state, (ulong_t)state.threads, priority, run_ns, state.mapped_bytes,
               (ulong_t)state.slots_used, name);
}

static bool write_processes(struct text *text, unsigned number)
{
    struct member *member = NULL;
    (void)number;
    text_print(text, "pid parent group family state threads priority run_ns mapped_bytes slots"
                     " name\n");
    while ((member = table_next(member)) != NULL) {
        write_process_line(text, member);
    }
    return true;
}

static bool write_services(struct text *text, unsigned number)
{
    struct tay_service service;
    tay_cap_t supervisor = tay_startup_cap("supervisor");
    (void)number;
    text_print(text, "number state starts crashes priority started_ns used_bytes budget_bytes"
                     " name\n");
    for (unsigned n = 1; tay_supervisor_query(supervisor, n, &service) == TAY_OK; n++) {
        text_print(text, "%u %s %lu %lu %lu %llu %llu %llu %s\n", n, state_word(service.state),
                   (ulong_t)service.starts, (ulong_t)service.crashes, (ulong_t)service.priority,
                   (unsigned long long)service.started_ns, (unsigned long long)service.used_bytes,
                   (unsigned long long)service.budget_bytes, service.name);
    }
    return true;
}

static bool write_events(struct text *text, unsigned number)
{
    (void)number;
    events_write(text);
    return true;
}

const struct told_file told_machine[] = {
    {"memory", write_memory}, {"processes", write_processes}, {"services", write_services},
    {"trace", write_events},  {"uptime", write_uptime},       {NULL, NULL}};

/* A crash report goes where a function without a context prints. */
static struct text *printed;

static int print(const char *format, ...) __attribute__((format(printf, 1, 2)));
static int print(const char *format, ...)
{
    char line[TEXT_PIECE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    text_print(printed, "%s", line);
    return length;
}

static void write_crash(struct text *text, const char *name, const struct tay_crash *crash)
{
    if (crash->registers_status == TAY_ESTATE) {
        text_print(text, "%s: its first thread runs, or waits for a core\n", name);
        return;
    }
    printed = text;
    tay_crash_print(print, name, crash);
    printed = NULL;
}

/* Processes ---------------------------------------------------------------------------------------
 */

static bool write_status(struct text *text, unsigned number)
{
    struct member *member = table_find(number);
    char name[LOOK_NAME_BYTES];
    if (member == NULL) {
        return false;
    }
    struct look_state state = look_state(member);
    look_name(member->process, name);
    text_print(text, "name: %s\npid: %lu\nparent: %lu\ngroup: %lu\nfamily: %lu\nstate: %s\n", name,
               (ulong_t)member->pid, (ulong_t)member->parent, (ulong_t)member->group,
               (ulong_t)member->family, state.state);
    if (member->has_ended) {
        text_print(text, "exit_status: %u\n", member->exit_status);
        return true;
    }
    text_print(text, "threads: %lu\nslots: %lu\nmapped_bytes: %zu\n", (ulong_t)state.threads,
               (ulong_t)state.slots_used, state.mapped_bytes);
    if (state.has_thread) {
        text_print(text, "priority: %lu\nrun_ns: %lu\n", (ulong_t)state.priority,
                   (ulong_t)state.run_ns);
    }
    return true;
}

/* The arguments, each with a NUL behind it. */
static bool write_cmdline(struct text *text, unsigned number)
{
    char piece[256];
    size_t bytes;
    struct member *member = table_find(number);
    if (member == NULL) {
        return false;
    }
    struct look_arguments arguments = look_arguments(member->process);
    while ((bytes = look_read_arguments(&arguments, piece, sizeof piece)) > 0) {
        text_put(text, piece, bytes);
    }
    return true;
}

static void write_rights(struct text *text, tay_word_t rights)
{
    static const struct {
        tay_word_t right;
        const char *word;
    } words[] = {{TAY_RIGHT_READ, "read"},       {TAY_RIGHT_WRITE, "write"},
                 {TAY_RIGHT_EXECUTE, "execute"}, {TAY_RIGHT_SEND, "send"},
                 {TAY_RIGHT_RECEIVE, "receive"}, {TAY_RIGHT_GRANT, "grant"},
                 {TAY_RIGHT_MANAGE, "manage"}};
    for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++) {
        if ((rights & words[i].right) != 0) {
            text_print(text, " %s", words[i].word);
        }
    }
    text_print(text, "\n");
}

static void write_capability(struct text *text, tay_cap_t process,
                             const struct tay_startup_cap *named)
{
    tay_word_t type, rights;
    text_print(text, "%.*s: 0x%08lx", (int)sizeof named->name - 1, named->name,
               (ulong_t)named->handle);
    if (look_capability(process, named->handle, &type, &rights)) {
        text_print(text, " %s", type_name(type));
        write_rights(text, rights);
    } else {
        text_print(text, " closed\n");
    }
}

static bool write_capabilities(struct text *text, unsigned number)
{
    static struct tay_startup startup;
    tay_ua_t start;
    struct member *member = table_find(number);
    if (member == NULL) {
        return false;
    }
    if (look_startup(member->process, &startup, &start)) {
        for (uint32_t i = 0; i < startup.cap_count; i++) {
            write_capability(text, member->process, &startup.cap[i]);
        }
    }
    return true;
}

static bool write_maps(struct text *text, unsigned number)
{
    static const struct {
        tay_word_t flag;
        char letter;
    } letters[] = {
        {TAY_MAP_READ, 'r'}, {TAY_MAP_WRITE, 'w'}, {TAY_MAP_EXECUTE, 'x'}, {TAY_MAP_SHARED, 's'}};
    struct look_mapping mapping = {0};
    struct member *member = table_find(number);
    while (member != NULL && look_mapping(member->process, mapping.end, &mapping)) {
        char flags[] = "----";
        for (unsigned i = 0; i < sizeof letters / sizeof letters[0]; i++) {
            flags[i] = (mapping.flags & letters[i].flag) != 0 ? letters[i].letter : '-';
        }
        text_print(text, "%010lx-%010lx %s%s\n", (ulong_t)mapping.start, (ulong_t)mapping.end,
                   flags, (mapping.flags & TAY_MAP_GUARD) != 0 ? " guard" : "");
    }
    return member != NULL;
}

static bool write_trace(struct text *text, unsigned number)
{
    static struct tay_crash crash;
    char name[LOOK_NAME_BYTES];
    struct member *member = table_find(number);
    if (member == NULL) {
        return false;
    }
    look_name(member->process, name);
    tay_cap_t thread = look_thread(member);
    if (member->has_ended || thread == TAY_CAP_NULL) {
        text_print(text, "%s: %s\n", name,
                   member->has_ended ? "has ended" : "its first thread is not known");
        return true;
    }
    tay_crash_look(member->process, thread, &crash);
    write_crash(text, name, &crash);
    return true;
}

const struct told_file told_process[] = {{"capabilities", write_capabilities},
                                         {"cmdline", write_cmdline},
                                         {"maps", write_maps},
                                         {"status", write_status},
                                         {"trace", write_trace},
                                         {NULL, NULL}};

/* Services ----------------------------------------------------------------------------------------
 */

static bool write_service_status(struct text *text, unsigned number)
{
    struct tay_service service;
    if (tay_supervisor_query(tay_startup_cap("supervisor"), number, &service) != TAY_OK) {
        return false;
    }
    text_print(text,
               "name: %s\nnumber: %u\nstate: %s\nstarts: %lu\ncrashes: %lu\n"
               "exit_status: %lu\npriority: %lu\n",
               service.name, number, state_word(service.state), (ulong_t)service.starts,
               (ulong_t)service.crashes, (ulong_t)service.exit_status, (ulong_t)service.priority);
    text_print(text,
               "started_ns: %llu\nrestart_ns: %llu\nbudget_bytes: %llu\nused_bytes: %llu\n"
               "state_bytes: %llu\nwaits_for: %s\n",
               (unsigned long long)service.started_ns, (unsigned long long)service.restart_ns,
               (unsigned long long)service.budget_bytes, (unsigned long long)service.used_bytes,
               (unsigned long long)service.state_bytes, service.waits_for);
    return true;
}

static bool write_service_trace(struct text *text, unsigned number)
{
    static struct tay_crash crash;
    struct tay_service service;
    tay_cap_t supervisor = tay_startup_cap("supervisor");
    if (tay_supervisor_query(supervisor, number, &service) != TAY_OK) {
        return false;
    }
    if (tay_supervisor_trace(supervisor, number, &crash) == TAY_OK) {
        write_crash(text, service.name, &crash);
    } else {
        text_print(text, "%s: does not run\n", service.name);
    }
    return true;
}

const struct told_file told_service[] = {
    {"status", write_service_status}, {"trace", write_service_trace}, {NULL, NULL}};

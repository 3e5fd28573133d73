/* SPDX-License-Identifier: MIT */
/*
 * The commands: each asks init, the kernel, or the kernel's log, and prints what it hears. Nothing
 * is remembered from one to the next but whether it went well.
 */
#include "command.h"

#include "terminal.h"
#include <stdarg.h>
#include <string.h>
#include <tay/crash.h>
#include <tay/operations.h>
#include <tay/protocol/supervisor.h>
#include <tay/startup.h>
#include <tay/status.h>
#include <tay/time.h>

#define SEPARATORS " \t"
#define KIB 1024u
#define LOG_LINE_BYTES 256
#define LOG_PIECE_BYTES 256

static tay_cap_t supervisor(void)
{
    return tay_startup_cap("supervisor");
}

static bool has_failed; /* the command that runs */

static void refuse(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What is wrong, where commands answer. */
static void refuse(const char *format, ...)
{
    va_list arguments;
    has_failed = true;
    fputs("svc: ", terminal);
    va_start(arguments, format);
    vfprintf(terminal, format, arguments);
    va_end(arguments);
    fputs("\n", terminal);
}

static void complain(const char *about, enum tay_status status)
{
    refuse("%s: %s", about, tay_status_text(status));
}

/* False: there is no such service, which has been said. */
static bool find(const char *name, unsigned *number)
{
    enum tay_status status = tay_supervisor_find(supervisor(), name, number);
    if (status == TAY_ENOENT) {
        refuse("there is no service '%s'", name);
    } else if (status != TAY_OK) {
        complain(name, status);
    }
    return status == TAY_OK;
}

static void print_service(unsigned number, const struct tay_service *service)
{
    bool runs = service->state == TAY_SERVICE_READY || service->state == TAY_SERVICE_STARTED;
    fprintf(terminal, "%3u  %-23s %-8s %6lu %7lu %9lu", number, service->name,
            tay_service_state_text(service->state), (unsigned long)service->starts,
            (unsigned long)service->crashes,
            runs ? (unsigned long)((tay_time_now() - service->started_ns) / TAY_NS_PER_S) : 0);
    if (service->waits_for[0] != '\0') {
        fprintf(terminal, "  for %s", service->waits_for);
    } else if (service->restart_ns != 0) {
        fprintf(terminal, "  last restart: %lu ns", (unsigned long)service->restart_ns);
    }
    fputs("\n", terminal);
}

static void list(const char *name)
{
    struct tay_service service;
    enum tay_status status;
    (void)name;
    fputs("  #  name                    state    starts crashes seconds\n", terminal);
    for (unsigned n = 1; (status = tay_supervisor_query(supervisor(), n, &service)) == TAY_OK;
         n++) {
        print_service(n, &service);
    }
    if (status != TAY_ENOENT) {
        complain("list", status);
    }
}

static void print_memory(const struct tay_service *service)
{
    fprintf(terminal, "%-23s %8lu of %8lu KiB, state %lu KiB\n", service->name,
            (unsigned long)(service->used_bytes / KIB),
            (unsigned long)(service->budget_bytes / KIB),
            (unsigned long)(service->state_bytes / KIB));
}

static void memory(const char *name)
{
    struct tay_service service;
    tay_word_t core_count;
    size_t total_bytes, free_bytes, kernel_bytes;
    (void)name;
    enum tay_status status = tay_system_query(tay_startup_cap("system"), &core_count, &total_bytes,
                                              &free_bytes, &kernel_bytes);
    if (status != TAY_OK) {
        complain("memory", status);
        return;
    }
    fprintf(terminal, "machine: %lu of %lu KiB are free, the kernel took %lu KiB at boot\n",
            (unsigned long)(free_bytes / KIB), (unsigned long)(total_bytes / KIB),
            (unsigned long)(kernel_bytes / KIB));
    for (unsigned n = 1; tay_supervisor_query(supervisor(), n, &service) == TAY_OK; n++) {
        if (service.budget_bytes != 0 || service.state_bytes != 0) {
            print_memory(&service);
        }
    }
}

/* Runs a call that names a service, and says how it went. */
static void control(const char *name, enum tay_status (*call)(tay_cap_t session, unsigned number))
{
    unsigned number;
    if (find(name, &number)) {
        enum tay_status status = call(supervisor(), number);
        if (status == TAY_OK) {
            fprintf(terminal, "svc: %s: done\n", name);
        } else {
            complain(name, status);
        }
    }
}

static void restart(const char *name)
{
    control(name, tay_supervisor_restart);
}

static void stop(const char *name)
{
    control(name, tay_supervisor_stop);
}

static void start(const char *name)
{
    control(name, tay_supervisor_start);
}

static void trace(const char *name)
{
    static struct tay_crash crash;
    unsigned number;
    if (find(name, &number)) {
        enum tay_status status = tay_supervisor_trace(supervisor(), number, &crash);
        if (status == TAY_OK && crash.registers_status == TAY_ESTATE) {
            fprintf(terminal, "%s: its first thread runs, or waits for a core\n", name);
        } else if (status == TAY_OK) {
            tay_crash_print(terminal_printf, name, &crash);
        } else {
            complain(name, status);
        }
    }
}

static void report(const char *name)
{
    static struct tay_service_report told;
    unsigned number;
    if (!find(name, &number)) {
        return;
    }
    enum tay_status status = tay_supervisor_report(supervisor(), number, &told);
    if (status == TAY_ENOENT) {
        fprintf(terminal, "%s: has not crashed\n", name);
    } else if (status != TAY_OK) {
        complain(name, status);
    } else {
        fprintf(terminal, "%s: start number %lu, %lu ms after boot%s\n", name,
                (unsigned long)told.start, (unsigned long)(told.time_ns / TAY_NS_PER_MS),
                told.hung != 0 ? ": it showed no sign of life" : "");
        tay_crash_print(terminal_printf, name, &told.crash);
    }
}

/* Whether a line of the log is of a program: it says so itself, or init does. */
static bool is_of(const char *line, const char *name)
{
    size_t length = strlen(name);
    if (strncmp(line, "init: ", strlen("init: ")) == 0 && strcmp(name, "init") != 0) {
        line += strlen("init: ");
    }
    return strncmp(line, name, length) == 0 && line[length] == ':';
}

/* Puts a piece of the log together to lines, and prints those that are of a program. */
struct log_reader {
    const char *name;
    char line[LOG_LINE_BYTES];
    size_t count;
};

static void take_piece(struct log_reader *reader, const char *piece, size_t length_bytes)
{
    for (size_t i = 0; i < length_bytes; i++) {
        if (piece[i] != '\n' && reader->count < LOG_LINE_BYTES - 1) {
            reader->line[reader->count++] = piece[i];
        } else if (piece[i] == '\n') {
            reader->line[reader->count] = '\0';
            if (is_of(reader->line, reader->name)) {
                fprintf(terminal, "%s\n", reader->line);
            }
            reader->count = 0;
        }
    }
}

static void show_log(const char *name)
{
    struct log_reader reader = {.name = name};
    char piece[LOG_PIECE_BYTES];
    size_t length_bytes = 1;
    tay_time_t position = 0;
    enum tay_status status = TAY_OK;
    while (status == TAY_OK && length_bytes > 0) {
        status = tay_log_read(tay_startup_cap("log"), position, piece, sizeof piece, &length_bytes,
                              &position);
        if (status == TAY_OK) {
            take_piece(&reader, piece, length_bytes);
        }
    }
    if (status != TAY_OK) {
        complain("log", status);
    }
}

static void help(const char *name);

static const struct {
    const char *word;
    bool wants_name;
    void (*run)(const char *name);
    const char *does;
} commands[] = {
    {"list", false, list, "the services, and what they do"},
    {"restart", true, restart, "ends a service, and starts it again"},
    {"stop", true, stop, "ends a service"},
    {"start", true, start, "starts a service that does not run"},
    {"trace", true, trace, "where its first thread stands"},
    {"log", true, show_log, "what it has said, as far as the kernel remembers it"},
    {"memory", false, memory, "of the machine, and of each service"},
    {"report", true, report, "of its last crash"},
    {"help", false, help, "this list; Ctrl-D ends"},
};

#define COMMANDS (sizeof commands / sizeof commands[0])

static void help(const char *name)
{
    (void)name;
    for (unsigned i = 0; i < COMMANDS; i++) {
        fprintf(terminal, "  %-7s %-4s  %s\n", commands[i].word,
                commands[i].wants_name ? "NAME" : "", commands[i].does);
    }
}

static void run(unsigned index, const char *name)
{
    if (commands[index].wants_name != (name != NULL)) {
        refuse("%s %s", commands[index].word,
               name == NULL ? "wants the name of a service" : "wants no name");
        return;
    }
    commands[index].run(name);
}

bool command_run(char *const *words, int count)
{
    has_failed = false;
    if (count > 2) {
        refuse("there are too many words");
        return false;
    }
    for (unsigned i = 0; i < COMMANDS; i++) {
        if (strcmp(words[0], commands[i].word) == 0) {
            run(i, count > 1 ? words[1] : NULL);
            return !has_failed;
        }
    }
    refuse("there is no command '%s': help lists them", words[0]);
    return false;
}

void command_run_line(char *line)
{
    char *words[3];
    char *rest;
    int count = 0;
    char *word = strtok_r(line, SEPARATORS, &rest);
    /* As it would be typed in a shell. */
    if (word != NULL && strcmp(word, "svc") == 0) {
        word = strtok_r(NULL, SEPARATORS, &rest);
    }
    for (; word != NULL && count < 3; word = strtok_r(NULL, SEPARATORS, &rest)) {
        words[count++] = word;
    }
    if (count > 0) {
        command_run(words, count); /* it has said what went wrong */
    }
}

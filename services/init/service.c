/* SPDX-License-Identifier: MIT */
/*
 * Starting services. Invariant: everything that a service has is charged to its account, but for
 * the shared objects of object.c; so destroying the account gives all of it back, however far the
 * start came.
 */
#include "service.h"

#include "boot.h"
#include "object.h"
#include "startup.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <tay/abi/seed.h>
#include <tay/archive.h>
#include <tay/elf.h>
#include <tay/load.h>
#include <tay/log.h>
#include <tay/operations.h>
#include <tay/status.h>
#include <tay/time.h>

static struct service services[SERVICES_MAX];
static unsigned service_count;
static tay_cap_t service_endpoint;

/* A program, read. */
struct program {
    struct content file;
    struct tay_elf elf;
};

void service_open(tay_cap_t supervisor)
{
    service_endpoint = supervisor;
}

tay_cap_t service_supervisor(void)
{
    return service_endpoint;
}

struct service *service_find(const char *name)
{
    for (unsigned i = 0; i < service_count; i++) {
        if (strcmp(services[i].name, name) == 0) {
            return &services[i];
        }
    }
    return NULL;
}

struct service *service_add(const char *name)
{
    if (service_count == SERVICES_MAX) {
        return NULL;
    }
    struct service *service = &services[service_count++];
    *service = (struct service){.number = service_count};
    strncpy(service->name, name, sizeof service->name - 1);
    return service;
}

void service_drop(struct service *service)
{
    service_count = service->number - 1;
}

struct service *service_numbered(uint64_t number)
{
    return number >= 1 && number <= service_count ? &services[number - 1] : NULL;
}

bool service_runs(const struct service *service)
{
    return service->state == TAY_SERVICE_STARTED || service->state == TAY_SERVICE_READY;
}

void service_say(const struct service *service, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    tay_log_printf("init: %s: ", service->name);
    tay_log_vprintf(format, arguments);
    tay_log_printf("\n");
    va_end(arguments);
}

/* Whether a step succeeded; says so if not. */
static bool is_done(const struct service *service, const char *step, enum tay_status status)
{
    if (status != TAY_OK) {
        service_say(service, "%s: %s", step, tay_status_text(status));
    }
    return status == TAY_OK;
}

/* The file of a program, by its name in the archive. */
static bool find_file(const struct service *service, const char *name, struct content *file)
{
    const struct tay_boot_info *info = boot_info();
    struct tay_archive_entry entry;
    if (service->program.data != NULL) {
        *file = service->program;
        return true;
    }
    if (!tay_archive_find((const void *)(uintptr_t)info->archive_ua, (size_t)info->archive_bytes,
                          name, &entry)) {
        return false;
    }
    *file = (struct content){entry.data, entry.length_bytes};
    return true;
}

#define PROGRAM_NAME_BYTES (sizeof "bin/" + TAY_MANIFEST_NAME_BYTES)

static void name_program(const char *program, char name[PROGRAM_NAME_BYTES])
{
    snprintf(name, PROGRAM_NAME_BYTES, "bin/%s", program);
}

bool service_has_program(const struct service *service, const char *program)
{
    char name[PROGRAM_NAME_BYTES];
    struct content file;
    name_program(program, name);
    return find_file(service, name, &file);
}

static bool find_program(const struct service *service, const struct tay_manifest *manifest,
                         struct program *program)
{
    char name[PROGRAM_NAME_BYTES];
    name_program(manifest->program, name);
    if (!find_file(service, name, &program->file)) {
        service_say(service, "the archive has no %s", name);
        return false;
    }
    const char *wrong =
        tay_elf_parse(program->file.data, program->file.length_bytes, &program->elf);
    if (wrong != NULL) {
        service_say(service, "%s: %s", name, wrong);
    }
    return wrong == NULL;
}

static bool create(struct service *service, const struct tay_manifest *manifest)
{
    return is_done(service, "account",
                   tay_account_create(boot_info()->account, manifest->account_bytes,
                                      &service->account)) &&
           is_done(service, "process",
                   tay_process_create(service->account, service_endpoint, service->number,
                                      manifest->slots, manifest->priority, &service->process));
}

static bool load_program(const struct service *service, const struct program *program)
{
    for (unsigned i = 0; i < program->elf.segment_count; i++) {
        const struct tay_elf_segment *segment = &program->elf.segment[i];
        struct tay_load_piece piece = {
            .content = (const char *)program->file.data + segment->offset_bytes,
            .content_bytes = (size_t)segment->file_bytes,
            .memory_bytes = (size_t)segment->memory_bytes,
            .address_ua = (tay_ua_t)segment->address_ua,
            .protection = segment->protection,
        };
        enum tay_status status = tay_load_piece(service->account, service->process, &piece);
        if (!is_done(service, "program", status)) {
            return false;
        }
    }
    return true;
}

static bool map_stack(const struct service *service, const struct tay_manifest *manifest)
{
    return is_done(service, "stack",
                   tay_load_stack(service->process, service->stack_ua, manifest->stack_bytes));
}

/* A session is the program's alone, so that init hears when it is closed. */
static bool is_session(const struct tay_manifest_cap *cap)
{
    return cap->origin == TAY_MANIFEST_SUPERVISOR || cap->origin == TAY_MANIFEST_READY;
}

/* Gives the index-th capability; its name in the process's table. */
static bool give_cap(struct service *service, const struct tay_manifest *manifest, unsigned index,
                     tay_word_t *given)
{
    const struct tay_manifest_cap *wanted = &manifest->cap[index];
    const char *reason;
    tay_cap_t handle = object_find(service, manifest, index, &reason);
    if (handle == TAY_CAP_NULL) {
        service_say(service, "line %u: cap %s: %s", wanted->line, wanted->name, reason);
        return false;
    }
    unsigned rights =
        is_session(wanted) ? TAY_RIGHT_SEND | (wanted->rights & TAY_RIGHT_GRANT) : wanted->rights;
    bool gave =
        is_done(service, wanted->name, tay_process_give(service->process, handle, rights, given));
    if (is_session(wanted)) {
        gave = is_done(service, wanted->name, tay_cap_close(handle)) && gave;
    }
    return gave;
}

static bool give_caps(struct service *service, const struct tay_manifest *manifest,
                      union startup_page *page)
{
    for (unsigned i = 0; i < manifest->cap_count; i++) {
        const struct tay_manifest_cap *wanted = &manifest->cap[i];
        tay_word_t given;
        if (!give_cap(service, manifest, i, &given)) {
            return false;
        }
        startup_add_cap(page, wanted->name, (tay_cap_t)given, object_detail(wanted));
    }
    return true;
}

/* A number of this start of a service alone, whatever others do meanwhile. */
static uint64_t number_for(const struct service *service, uint64_t use)
{
    return tay_seed_derive(boot_info()->seed, use,
                           (uint64_t)service->number << 32 | service->starts);
}

static bool load_startup(struct service *service, const struct tay_manifest *manifest)
{
    static union startup_page page;
    startup_begin(&page, manifest, service->stack_ua, number_for(service, TAY_SEED_PROGRAM));
    if (!give_caps(service, manifest, &page)) {
        return false;
    }
    struct tay_load_piece piece = {
        .content = page.bytes,
        .content_bytes = page.block.total_bytes,
        .memory_bytes = sizeof page.bytes,
        .address_ua = TAY_PROGRAM_STARTUP_UA,
        .protection = TAY_MAP_READ,
    };
    return is_done(service, "startup block",
                   tay_load_piece(service->account, service->process, &piece));
}

/* A machine with fewer cores runs the program all the same. */
static bool pin(const struct service *service, const struct tay_manifest *manifest,
                tay_cap_t thread)
{
    enum tay_status status = tay_thread_set_affinity(thread, manifest->core);
    if (status == TAY_EINVAL) {
        service_say(service, "there is no core %lu: it runs on any", (unsigned long)manifest->core);
        return true;
    }
    return is_done(service, "core", status);
}

static bool run(struct service *service, const struct tay_manifest *manifest,
                const struct program *program)
{
    return is_done(service, "thread",
                   tay_thread_create(service->process, (tay_ua_t)program->elf.entry_ua,
                                     service->stack_ua + manifest->stack_bytes,
                                     TAY_PROGRAM_STARTUP_UA, manifest->priority,
                                     &service->thread)) &&
           pin(service, manifest, service->thread) &&
           is_done(service, "thread", tay_thread_start(service->thread));
}

bool service_start(struct service *service)
{
    const struct tay_manifest *manifest = service->manifest;
    struct program program;
    service->starts++;
    service->stack_ua =
        tay_load_stack_place(manifest->stack_bytes, number_for(service, TAY_SEED_STACK));
    service->has_faulted = false;
    service->is_ending = false;
    service->wish = WISH_NONE;
    bool started = find_program(service, manifest, &program) && create(service, manifest) &&
                   load_program(service, &program) && map_stack(service, manifest) &&
                   load_startup(service, manifest) && run(service, manifest, &program);
    service->started_ns = tay_time_now();
    if (!started) {
        service_bury(service);
    }
    return started;
}

/* Gives up a capability that may have gone with its object. */
static void let_go(tay_cap_t *handle)
{
    if (*handle != TAY_CAP_NULL) {
        enum tay_status status = tay_cap_close(*handle);
        (void)status;
        *handle = TAY_CAP_NULL;
    }
}

void service_bury(struct service *service)
{
    if (service->account != TAY_CAP_NULL) {
        is_done(service, "end", tay_object_destroy(service->account));
    }
    for (unsigned i = 0; i < TAY_MANIFEST_CAPS; i++) {
        if (service->own[i] != TAY_CAP_NULL) {
            /* What the account paid for has gone with it. An irq is masked by this. */
            enum tay_status status = tay_object_destroy(service->own[i]);
            (void)status;
            service->own[i] = TAY_CAP_NULL;
        }
    }
    let_go(&service->thread);
    let_go(&service->process);
    service->account = TAY_CAP_NULL;
    service->heartbeat = TAY_CAP_NULL;
}

void service_clear_state(struct service *service)
{
    if (service->state_account != TAY_CAP_NULL) {
        is_done(service, "state", tay_object_destroy(service->state_account));
    }
    service->state_account = TAY_CAP_NULL;
    for (unsigned i = 0; i < TAY_MANIFEST_CAPS; i++) {
        let_go(&service->kept[i]);
    }
}

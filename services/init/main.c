/* SPDX-License-Identifier: MIT */
/*
 * init: starts the programs of the boot archive by their manifests, in the order of their needs,
 * and watches them.
 *
 * Whatever is broken is named on the log, and the others are started. Once every program that is to
 * end has ended, the machine does, too, whatever servers are left: with status 0 if each was
 * started and ended with 0, or was started again. init waits at one place, for the kernel, its
 * clients and its timer alike, and calls nobody before the machine's end (end.h); so no program can
 * hold it up.
 */
#include "admit.h"
#include "boot.h"
#include "control.h"
#include "end.h"
#include "pace.h"
#include "supervise.h"
#include <stdlib.h>
#include <string.h>
#include <tay/archive.h>
#include <tay/log.h>
#include <tay/operations.h>
#include <tay/server.h>
#include <tay/status.h>

#define MANIFEST_PREFIX "init.d/"

static void take_entry(const struct tay_archive_entry *entry)
{
    if (strncmp(entry->name, MANIFEST_PREFIX, strlen(MANIFEST_PREFIX)) != 0) {
        return;
    }
    struct admit_reason why;
    struct service *service = service_add(entry->name + strlen(MANIFEST_PREFIX));
    if (service == NULL) {
        tay_log_printf("init: %s: there are too many programs\n", entry->name);
        supervise_note_failure();
    } else if (!admit(service, entry->data, entry->length_bytes, &why)) {
        service_say(service, "line %u: %s: '%s'", why.line, why.reason, why.word);
        supervise_note_failure();
    }
}

static void read_archive(void)
{
    const struct tay_boot_info *info = boot_info();
    struct tay_archive archive;
    struct tay_archive_entry entry;
    struct tay_archive_error error;
    enum tay_archive_result result;
    tay_archive_open(&archive, (const void *)(uintptr_t)info->archive_ua,
                     (size_t)info->archive_bytes);
    while ((result = tay_archive_next(&archive, &entry, &error)) != TAY_ARCHIVE_END) {
        if (result == TAY_ARCHIVE_BROKEN) {
            tay_log_printf("init: archive, byte %zu: %s\n", error.offset_bytes, error.reason);
            supervise_note_failure();
        } else {
            take_entry(&entry);
        }
    }
    admit_refuse_hopeless();
}

static void go_on(void)
{
    supervise_go_on();
    if (supervise_is_over()) {
        tay_log_printf("init: every program has ended\n");
        end_machine(TAY_SUPERVISOR_POWER_OFF);
    }
}

/* Tells what the kernel said, before the next message is received. */
static void on_event(struct tay_server *server, const struct tay_event *event)
{
    (void)server;
    struct service *service = service_numbered(event->badge);
    if (event->kind == TAY_KIND_CLOSED) {
        supervise_on_closed(event->badge);
    } else if (event->kind == TAY_KIND_NOTIFICATION) {
        supervise_on_time();
    } else if (event->kind == TAY_KIND_FAULT && service != NULL) {
        supervise_on_fault(service, event->word);
    } else if (event->kind == TAY_KIND_EXITED && service != NULL) {
        supervise_on_exit(service, event->word[0]);
    }
    go_on();
}

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    enum tay_status status = control_on_call(server, request, answer);
    go_on();
    return status;
}

static enum tay_status open_all(tay_cap_t *endpoint)
{
    enum tay_status status = tay_endpoint_create(TAY_OWN_ACCOUNT, endpoint);
    if (status == TAY_OK) {
        status = supervise_open(*endpoint);
    }
    return status == TAY_OK ? pace_open(boot_info()->thread) : status;
}

int main(void)
{
    const struct tay_boot_info *info = boot_info();
    struct tay_server server = {.on_call = on_call, .on_event = on_event};
    if (info->board_revision != 0) {
        tay_log_printf("init: board revision 0x%lx\n", (unsigned long)info->board_revision);
    }
    tay_log_printf("init: on %s, %u cores\n", info->board, (unsigned)info->core_count);
    enum tay_status status = open_all(&server.endpoint);
    if (status == TAY_OK) {
        read_archive();
        go_on();
        status = tay_server_run(&server);
    }
    tay_log_printf("init: its endpoint: %s\n", tay_status_text(status));
    return EXIT_FAILURE;
}

/* SPDX-License-Identifier: MIT */
/*
 * init: starts the programs of the boot archive by their manifests, and watches them.
 *
 * Whatever is broken is named on the log, and the others are started. Once every program that is to
 * end has ended, the machine does, too, whatever servers are left: with status 0 if each was
 * started and ended with 0, or was started again. init calls nobody without a deadline, so no
 * program can hold it up.
 */
#include "boot.h"
#include "object.h"
#include "supervise.h"
#include <stdlib.h>
#include <string.h>
#include <tay/log.h>
#include <tay/operations.h>
#include <tay/status.h>

#define MANIFEST_PREFIX "init.d/"

/* Never returns; without a way to end the machine, init's own end is the next best. */
__attribute__((noreturn)) static void end_machine(void)
{
    tay_log_printf("init: every program has ended\n");
    supervise_drain();
    /* The kernel has the console again, and writes what is left. */
    enum tay_status status = tay_log_bind(boot_info()->log, TAY_CAP_NULL, 0);
    if (status == TAY_OK) {
        status = tay_system_control(boot_info()->system, TAY_SYSTEM_EXIT,
                                    supervise_has_failed() ? 1 : 0);
    }
    tay_log_printf("init: cannot end the machine: %s\n", tay_status_text(status));
    exit(EXIT_FAILURE);
}

static void take_entry(const struct tay_archive_entry *entry, tay_cap_t endpoint)
{
    if (strncmp(entry->name, MANIFEST_PREFIX, strlen(MANIFEST_PREFIX)) != 0) {
        return;
    }
    struct service *service = service_add(entry, entry->name + strlen(MANIFEST_PREFIX));
    if (service == NULL) {
        tay_log_printf("init: %s: there are too many programs\n", entry->name);
        supervise_note_failure();
        return;
    }
    supervise_start(service, endpoint);
}

static void start_all(tay_cap_t endpoint)
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
            take_entry(&entry, endpoint);
        }
    }
    object_refuse_unserved();
}

int main(void)
{
    const struct tay_boot_info *info = boot_info();
    tay_cap_t endpoint;
    if (info->board_revision != 0) {
        tay_log_printf("init: board revision 0x%lx\n", (unsigned long)info->board_revision);
    }
    tay_log_printf("init: on %s, %u cores\n", info->board, (unsigned)info->core_count);
    enum tay_status status = tay_endpoint_create(TAY_OWN_ACCOUNT, &endpoint);
    if (status != TAY_OK) {
        tay_log_printf("init: endpoint: %s\n", tay_status_text(status));
        return EXIT_FAILURE;
    }
    start_all(endpoint);
    supervise_run(endpoint);
    end_machine();
}

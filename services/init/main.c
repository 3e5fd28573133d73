/* SPDX-License-Identifier: MIT */
/*
 * init: starts the programs of the boot archive by their manifests, and watches them.
 *
 * Whatever is broken is named on the log, and the others are started. Once every program has ended,
 * the machine does, too: with status 0 if each was started and ended with 0.
 */
#include "boot.h"
#include "service.h"
#include <stdlib.h>
#include <string.h>
#include <tay/archive.h>
#include <tay/log.h>
#include <tay/operations.h>
#include <tay/status.h>

#define SERVICES_MAX 64
#define MANIFEST_PREFIX "init.d/"

static struct service services[SERVICES_MAX];
static unsigned service_count;
static unsigned running_count;
static bool failed;

/* Never returns; without a way to end the machine, init's own end is the next best. */
__attribute__((noreturn)) static void end_machine(void)
{
    tay_log_printf("init: every program has ended\n");
    enum tay_status status =
        tay_system_control(boot_info()->system, TAY_SYSTEM_EXIT, failed ? 1 : 0);
    tay_log_printf("init: cannot end the machine: %s\n", tay_status_text(status));
    exit(EXIT_FAILURE);
}

static void start(const struct tay_archive_entry *entry, tay_cap_t endpoint)
{
    static struct tay_manifest manifest;
    struct tay_manifest_error error;
    if (service_count == SERVICES_MAX) {
        tay_log_printf("init: %s: there are too many programs\n", entry->name);
        failed = true;
        return;
    }
    struct service *service = &services[service_count];
    struct service_supervisor supervisor = {endpoint, ++service_count};
    strncpy(service->name, entry->name + strlen(MANIFEST_PREFIX), sizeof service->name - 1);
    if (!tay_manifest_parse(entry->data, entry->length_bytes, &manifest, &error)) {
        service_say(service, "line %u: %s: '%s'", error.line, error.reason, error.word);
        failed = true;
        return;
    }
    if (service_start(service, &manifest, &supervisor)) {
        running_count++;
    } else {
        failed = true;
    }
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
            failed = true;
        } else if (strncmp(entry.name, MANIFEST_PREFIX, strlen(MANIFEST_PREFIX)) == 0) {
            start(&entry, endpoint);
        }
    }
}

static void note_exit(const struct tay_message *message)
{
    struct service *service = &services[message->badge - 1];
    tay_word_t status = message->word[0];
    if (!service->running) {
        return; /* its start failed half-way, which has been told */
    }
    if (status == TAY_EXIT_FAULT) {
        service_say(service, "ended by a fault");
    } else if (status == TAY_EXIT_DESTROYED) {
        service_say(service, "was destroyed");
    } else {
        service_say(service, "exited with status %lu", (unsigned long)status);
    }
    failed = failed || status != 0;
    service_bury(service);
    running_count--;
}

static void supervise(tay_cap_t endpoint)
{
    while (running_count > 0) {
        struct tay_message message = {0};
        tay_trap_recv(endpoint, &message);
        enum tay_status status = tay_message_status(&message);
        if (status != TAY_OK) {
            tay_log_printf("init: receive: %s\n", tay_status_text(status));
            exit(EXIT_FAILURE);
        }
        if (tay_message_kind(&message) == TAY_KIND_EXITED) {
            note_exit(&message);
        }
    }
}

int main(void)
{
    const struct tay_boot_info *info = boot_info();
    tay_cap_t endpoint;
    tay_log_printf("init: on %s, %u cores\n", info->board, (unsigned)info->core_count);
    enum tay_status status = tay_endpoint_create(TAY_OWN_ACCOUNT, &endpoint);
    if (status != TAY_OK) {
        tay_log_printf("init: endpoint: %s\n", tay_status_text(status));
        return EXIT_FAILURE;
    }
    start_all(endpoint);
    supervise(endpoint);
    end_machine();
}

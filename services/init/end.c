/* SPDX-License-Identifier: MIT */
/*
 * The end of the machine: the only time at which init calls others. Whoever does not answer in time
 * is left behind.
 */
#include "end.h"

#include "boot.h"
#include "object.h"
#include "supervise.h"
#include <stdlib.h>
#include <tay/client.h>
#include <tay/log.h>
#include <tay/operations.h>
#include <tay/protocol/file.h>
#include <tay/protocol/stream.h>
#include <tay/status.h>
#include <tay/time.h>

/* For a file system that is to write out what it has. */
#define UNMOUNT_NS (20 * TAY_NS_PER_S)

/* For a console that is to write out the log and does not. */
#define DRAIN_NS (5 * TAY_NS_PER_S)

/* Does something with all that a service serves. */
static void with_served(struct service *service,
                        void (*act)(const struct service *service, tay_cap_t endpoint))
{
    const struct tay_manifest *manifest = service->manifest;
    for (unsigned i = 0; i < manifest->cap_count; i++) {
        const char *reason;
        if (manifest->cap[i].origin == TAY_MANIFEST_SERVE) {
            act(service, object_find(service, manifest, i, &reason));
        }
    }
}

/* Does it with all services that run and of which something is so. */
static void with_services(bool (*is_so)(const struct tay_manifest *manifest),
                          void (*act)(const struct service *service, tay_cap_t endpoint))
{
    struct service *service;
    for (unsigned n = 1; (service = service_numbered(n)) != NULL; n++) {
        if (service_runs(service) && is_so(service->manifest)) {
            with_served(service, act);
        }
    }
}

static bool has_medium(const struct tay_manifest *manifest)
{
    return manifest->end_unmounts;
}

static void unmount(const struct service *service, tay_cap_t endpoint)
{
    struct tay_call call = {
        .label = TAY_FILE_UNMOUNT, .word = {1}, .deadline_ns = tay_time_now() + UNMOUNT_NS};
    enum tay_status status = tay_call(endpoint, &call);
    if (status != TAY_OK) {
        service_say(service, "unmount: %s", tay_status_text(status));
        supervise_note_failure();
    }
}

/* Whether it takes the log over from the kernel. */
static bool takes_log(const struct tay_manifest *manifest)
{
    for (unsigned i = 0; i < manifest->cap_count; i++) {
        if (manifest->cap[i].origin == TAY_MANIFEST_MACHINE &&
            manifest->cap[i].type == TAY_OBJECT_log &&
            (manifest->cap[i].rights & TAY_RIGHT_MANAGE) != 0) {
            return true;
        }
    }
    return false;
}

static void drain(const struct service *service, tay_cap_t endpoint)
{
    (void)service;
    enum tay_status status = tay_stream_drain(endpoint, tay_time_now() + DRAIN_NS);
    (void)status; /* it does not know the call, has ended, or is too late */
}

/* Without a way to end the machine, init's own end is the next best. */
__attribute__((noreturn)) void end_machine(enum tay_supervisor_end how)
{
    bool reboots = how == TAY_SUPERVISOR_REBOOT;
    with_services(has_medium, unmount);
    with_services(takes_log, drain);
    /* The kernel has the console again, and writes what is left. */
    enum tay_status status = tay_log_bind(boot_info()->log, TAY_CAP_NULL, 0);
    if (status == TAY_OK) {
        tay_log_printf("init: %s\n", reboots ? "reboot" : "power off");
        status =
            tay_system_control(boot_info()->system, reboots ? TAY_SYSTEM_REBOOT : TAY_SYSTEM_EXIT,
                               supervise_has_failed() && !reboots ? 1 : 0);
    }
    tay_log_printf("init: cannot end the machine: %s\n", tay_status_text(status));
    exit(EXIT_FAILURE);
}

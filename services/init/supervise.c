/* SPDX-License-Identifier: MIT */
/*
 * Supervision. A thread that faults stands still until its process is destroyed, here; a process
 * that has ended is buried, and started again if its manifest says so. Nobody who calls its name
 * waits for longer than that: either the next instance takes the call, or the name is refused.
 */
#include "supervise.h"

#include "object.h"
#include <stdio.h>
#include <stdlib.h>
#include <tay/crash.h>
#include <tay/log.h>
#include <tay/operations.h>
#include <tay/protocol/stream.h>
#include <tay/status.h>
#include <tay/time.h>

/* A service that ends this often, each time so soon after its start, will not do better. */
#define SHORT_LIFE_NS TAY_NS_PER_S
#define SHORT_LIVES_MAX 5

/* For a console that is to write out the log and does not. */
#define DRAIN_NS (5 * TAY_NS_PER_S)

static unsigned running_count;
static unsigned work_count; /* of those that run */
static bool has_work;       /* there is or was some */
static bool failed;

bool supervise_has_failed(void)
{
    return failed;
}

void supervise_note_failure(void)
{
    failed = true;
}

/* The manifest is read anew with each start: it lies in the archive. */
static bool parse(const struct service *service, struct tay_manifest *manifest)
{
    struct tay_manifest_error error;
    if (!tay_manifest_parse(service->manifest.data, service->manifest.length_bytes, manifest,
                            &error)) {
        service_say(service, "line %u: %s: '%s'", error.line, error.reason, error.word);
        return false;
    }
    return true;
}

static bool serves(const struct tay_manifest *manifest)
{
    for (unsigned i = 0; i < manifest->cap_count; i++) {
        if (manifest->cap[i].origin == TAY_MANIFEST_SERVE) {
            return true;
        }
    }
    return false;
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

static bool start(struct service *service, const struct tay_manifest *manifest, tay_cap_t endpoint)
{
    if (!service_start(service, manifest, endpoint)) {
        object_set_served(manifest, OBJECT_REFUSED);
        failed = true;
        return false;
    }
    running_count++;
    work_count += service->is_work ? 1 : 0;
    return true;
}

void supervise_start(struct service *service, tay_cap_t endpoint)
{
    static struct tay_manifest manifest;
    if (!parse(service, &manifest)) {
        failed = true;
        return;
    }
    service->is_work = !serves(&manifest) && !manifest.restart_always;
    has_work = has_work || service->is_work;
    start(service, &manifest, endpoint);
}

static void note_fault(struct service *service, const struct tay_message *message)
{
    if (!service->running || service->faulted) {
        return; /* a second thread's */
    }
    char name[sizeof "init: " + sizeof service->name];
    snprintf(name, sizeof name, "init: %s", service->name);
    tay_crash_report(name, service->process, message->word);
    service->faulted = true;
    enum tay_status status = tay_object_destroy(service->process);
    if (status != TAY_OK) {
        service_say(service, "end: %s", tay_status_text(status));
    }
}

static void tell_end(const struct service *service, tay_word_t exit_status)
{
    if (service->faulted || exit_status == TAY_EXIT_FAULT) {
        service_say(service, "ended by a fault");
    } else if (exit_status == TAY_EXIT_DESTROYED) {
        service_say(service, "was destroyed");
    } else {
        service_say(service, "exited with status %lu", (unsigned long)exit_status);
    }
}

/* Whether it may be started once more. */
static bool may_start(struct service *service, const struct tay_manifest *manifest)
{
    if (!manifest->restart_always) {
        return false;
    }
    bool was_short = tay_time_now() - service->started_ns < SHORT_LIFE_NS;
    service->short_lives = was_short ? service->short_lives + 1 : 0;
    if (service->short_lives == SHORT_LIVES_MAX) {
        service_say(service, "has ended %u times soon after its start: given up", SHORT_LIVES_MAX);
        failed = true;
        return false;
    }
    return true;
}

static void note_exit(struct service *service, tay_word_t exit_status, tay_cap_t endpoint)
{
    static struct tay_manifest manifest;
    if (!service->running) {
        return; /* its start failed half-way, which has been told */
    }
    tell_end(service, exit_status);
    service_bury(service);
    running_count--;
    work_count -= service->is_work ? 1 : 0;
    if (!parse(service, &manifest)) {
        return;
    }
    if (may_start(service, &manifest)) {
        object_set_served(&manifest, manifest.keep_sessions ? OBJECT_SERVED : OBJECT_RENEWED);
        if (start(service, &manifest, endpoint)) {
            service_say(service, "started again");
        }
        return;
    }
    object_set_served(&manifest, OBJECT_REFUSED);
    failed = failed || exit_status != 0;
}

void supervise_run(tay_cap_t endpoint)
{
    while (running_count > 0 && (work_count > 0 || !has_work)) {
        struct tay_message message = {0};
        tay_trap_recv(endpoint, &message);
        enum tay_status status = tay_message_status(&message);
        if (status != TAY_OK) {
            tay_log_printf("init: receive: %s\n", tay_status_text(status));
            exit(EXIT_FAILURE);
        }
        struct service *service = service_labelled(message.badge);
        if (service == NULL) {
            continue;
        }
        if (tay_message_kind(&message) == TAY_KIND_FAULT) {
            note_fault(service, &message);
        } else if (tay_message_kind(&message) == TAY_KIND_EXITED) {
            note_exit(service, message.word[0], endpoint);
        }
    }
}

static void drain(struct service *service, const struct tay_manifest *manifest)
{
    for (unsigned i = 0; i < manifest->cap_count; i++) {
        const char *reason;
        if (manifest->cap[i].origin == TAY_MANIFEST_SERVE) {
            tay_cap_t endpoint = object_find(service, manifest, i, &reason);
            enum tay_status status = tay_stream_drain(endpoint, tay_time_now() + DRAIN_NS);
            (void)status; /* it does not know the call, has ended, or is too late */
        }
    }
}

void supervise_drain(void)
{
    static struct tay_manifest manifest;
    struct service *service;
    for (unsigned label = 1; (service = service_labelled(label)) != NULL; label++) {
        if (service->running && parse(service, &manifest) && takes_log(&manifest)) {
            drain(service, &manifest);
        }
    }
}

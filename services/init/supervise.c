/* SPDX-License-Identifier: MIT */
/*
 * Supervision. A thread that faults stands still until its process is destroyed, here; a process
 * that has ended is buried, and started again if its manifest says so. Nobody who calls its name
 * waits for longer than that: either the next instance takes the call, at once, or the name is
 * refused. Invariant: a service has a process exactly while its state is STARTED or READY.
 */
#include "supervise.h"

#include "admit.h"
#include "badge.h"
#include "object.h"
#include "pace.h"
#include <stdio.h>
#include <tay/crash.h>
#include <tay/driver.h>
#include <tay/log.h>
#include <tay/operations.h>
#include <tay/status.h>
#include <tay/time.h>
#include <tay/trap.h>

#define TIME_BIT 1u

static tay_cap_t timer;
static bool failed;

bool supervise_has_failed(void)
{
    return failed;
}

void supervise_note_failure(void)
{
    failed = true;
}

enum tay_status supervise_open(tay_cap_t endpoint)
{
    tay_cap_t bell;
    enum tay_status status = tay_notification_create(TAY_OWN_ACCOUNT, &bell);
    if (status == TAY_OK) {
        status = tay_timer_create(TAY_OWN_ACCOUNT, bell, TIME_BIT, &timer);
    }
    if (status == TAY_OK) {
        status = tay_endpoint_bind(endpoint, bell);
    }
    service_open(endpoint);
    return status;
}

/* Starting --------------------------------------------------------------------------------------
 */

static void watch(struct service *service)
{
    const struct tay_manifest *manifest = service->manifest;
    service->watch = (struct policy_watch){
        .heartbeat_ns = manifest->heartbeat_ms * TAY_NS_PER_MS,
        .ready_ns = manifest->ready_ms * TAY_NS_PER_MS,
        .started_ns = service->started_ns,
        .beaten_ns = service->started_ns,
        .ready = manifest->ready_ms == 0,
    };
    service->state = service->watch.ready ? TAY_SERVICE_READY : TAY_SERVICE_STARTED;
    if (service->watch.ready) {
        admit_settle(service);
    }
}

static bool launch(struct service *service)
{
    bool started = service_start(service);
    if (started) {
        watch(service);
    }
    return started;
}

/* It is not started again; its callers know at once. */
static void end(struct service *service, enum tay_service_state state)
{
    service->state = state;
    service->cost_ns = 0;
    object_set_served(service->manifest, true, true);
    admit_settle(service);
}

static void tell_restart(struct service *service)
{
    service->restart_ns = service->cost_ns;
    service->cost_ns = 0;
    service_say(service,
                "started again, which took %lu ns of init's time, %lu ticks of the counter",
                (unsigned long)service->restart_ns,
                (unsigned long)(service->restart_ns / tay_time_step_ns()));
}

static void judge(struct service *service, tay_time_t lived_ns);

/* The cost counts from the end to here, but for what the report of it costs. */
static void launch_again(struct service *service, bool renews)
{
    tay_time_t begin_ns = pace_own_time();
    object_set_served(service->manifest, false, renews);
    bool launched = launch(service);
    service->cost_ns += pace_own_time() - begin_ns;
    if (launched) {
        tell_restart(service);
    } else {
        judge(service, 0);
    }
}

static void delay(struct service *service, tay_time_t delay_ns, bool renews)
{
    service->state = TAY_SERVICE_DELAYED;
    service->due_ns = tay_time_now() + delay_ns;
    object_set_served(service->manifest, true, renews);
    service_say(service, "is started again in %lu ms", (unsigned long)(delay_ns / TAY_NS_PER_MS));
}

/* Whether it has ended as it meant to. */
static bool has_exited(const struct service *service)
{
    return service->exit_status != TAY_EXIT_FAULT && service->exit_status != TAY_EXIT_DESTROYED;
}

static void judge(struct service *service, tay_time_t lived_ns)
{
    struct policy_rule rule = service->rule;
    rule.restarts = rule.restarts || (service->manifest->restart_fault && !has_exited(service));
    struct policy_verdict verdict = policy_judge(&rule, lived_ns, &service->short_lives);
    bool renews = !service->manifest->keep_sessions || verdict.clears_state;
    if (verdict.action == POLICY_END) {
        failed = failed || service->exit_status != 0 || lived_ns == 0;
        end(service, TAY_SERVICE_ENDED);
    } else if (verdict.action == POLICY_GIVE_UP) {
        service_say(service, "has ended %u times soon after its start: given up",
                    service->short_lives);
        failed = true;
        end(service, TAY_SERVICE_GIVEN_UP);
    } else {
        if (verdict.clears_state && service->state_account != TAY_CAP_NULL) {
            service_say(service, "what it kept is cleared");
            service_clear_state(service);
        }
        if (verdict.delay_ns == 0) {
            launch_again(service, renews);
        } else {
            delay(service, verdict.delay_ns, renews);
        }
    }
}

static void start_first(struct service *service)
{
    if (!launch(service)) {
        failed = true;
        end(service, TAY_SERVICE_ENDED);
    }
}

static bool start_waiting(void)
{
    bool started = false;
    struct service *service;
    for (unsigned n = 1; (service = service_numbered(n)) != NULL; n++) {
        if (service->state == TAY_SERVICE_WAITING && admit_waits_for(service) == NULL) {
            start_first(service);
            started = true;
        }
    }
    return started;
}

/* When it is to be looked at next. */
static tay_time_t due_of(const struct service *service)
{
    if (service->state == TAY_SERVICE_DELAYED) {
        return service->due_ns;
    }
    return service_runs(service) && !service->is_ending ? policy_watch_due(&service->watch)
                                                        : TAY_TIME_NEVER;
}

void supervise_go_on(void)
{
    static tay_time_t set_ns = TAY_TIME_NEVER;
    tay_time_t due_ns = TAY_TIME_NEVER;
    const struct service *service;
    while (start_waiting()) {
    }
    for (unsigned n = 1; (service = service_numbered(n)) != NULL; n++) {
        tay_time_t its_ns = due_of(service);
        due_ns = its_ns < due_ns ? its_ns : due_ns;
    }
    if (due_ns != set_ns) {
        enum tay_status status = tay_timer_set(timer, due_ns, 0);
        (void)status; /* without a period nothing can be wrong */
        set_ns = due_ns;
    }
}

bool supervise_is_over(void)
{
    bool lives = false, works = false, has_work = false;
    const struct service *service;
    for (unsigned n = 1; (service = service_numbered(n)) != NULL; n++) {
        bool alive = service_runs(service) || service->state == TAY_SERVICE_WAITING ||
                     service->state == TAY_SERVICE_DELAYED;
        bool begins = service->state == TAY_SERVICE_STARTED; /* and is yet to be ready */
        lives = lives || alive;
        works = works || (alive && service->is_work) || begins;
        has_work = has_work || service->is_work;
    }
    return !lives || (has_work && !works);
}

/* Ending ----------------------------------------------------------------------------------------
 */

static void destroy(struct service *service)
{
    service->is_ending = true;
    enum tay_status status = tay_object_destroy(service->process);
    if (status != TAY_OK && status != TAY_EHANDLE) {
        service_say(service, "end: %s", tay_status_text(status));
    }
}

/* Begins the report of a crash that is seen now; what is to be looked at is still there. */
static void begin_report(struct service *service, bool hung)
{
    service->crashes++;
    service->report.time_ns = tay_time_now();
    service->report.start = service->starts;
    service->report.hung = hung ? 1 : 0;
}

static void print_report(const struct service *service)
{
    char name[sizeof "init: " + sizeof service->name];
    snprintf(name, sizeof name, "init: %s", service->name);
    tay_crash_print(tay_log_printf, name, &service->report.crash);
}

void supervise_on_fault(struct service *service, const tay_word_t *word)
{
    if (!service_runs(service) || service->has_faulted || service->is_ending) {
        return; /* a second thread's */
    }
    pace_begin(service->manifest->priority);
    tay_time_t begin_ns = pace_own_time();
    service->has_faulted = true;
    begin_report(service, false);
    tay_crash_take(service->process, word, &service->report.crash);
    print_report(service);
    destroy(service);
    service->cost_ns = pace_own_time() - begin_ns;
    pace_end();
}

static void tell_end(const struct service *service, tay_word_t exit_status)
{
    if (service->has_faulted || exit_status == TAY_EXIT_FAULT) {
        service_say(service, "ended by a fault");
    } else if (exit_status == TAY_EXIT_DESTROYED) {
        service_say(service, "was destroyed");
    } else {
        service_say(service, "exited with status %lu", (unsigned long)exit_status);
    }
}

static void obey(struct service *service)
{
    service->short_lives = 0;
    service_clear_state(service);
    if (service->wish == WISH_RESTART) {
        launch_again(service, true);
    } else {
        end(service, TAY_SERVICE_STOPPED);
    }
}

static void give_up(struct service *service, const char *why)
{
    service_say(service, "%s: given up", why);
    failed = true;
    end(service, TAY_SERVICE_GIVEN_UP);
}

void supervise_on_exit(struct service *service, tay_word_t exit_status)
{
    if (!service_runs(service)) {
        return; /* its start failed half-way, which has been told */
    }
    pace_begin(service->manifest->priority);
    tay_time_t begin_ns = pace_own_time();
    tay_time_t lived_ns = tay_time_now() - service->started_ns;
    service->exit_status = service->has_faulted ? TAY_EXIT_FAULT : exit_status;
    tell_end(service, exit_status);
    service_bury(service);
    service->cost_ns += pace_own_time() - begin_ns;
    if (service->wish != WISH_NONE) {
        obey(service);
    } else if (exit_status == TAY_DRIVER_NO_DEVICE && !service->has_faulted) {
        give_up(service, "its device does not answer");
    } else {
        judge(service, lived_ns == 0 ? 1 : lived_ns);
    }
    pace_end();
}

/* A process that ends closes what it has, too, and is not ready. */
static bool has_threads(const struct service *service)
{
    tay_word_t thread_count, slots_used;
    size_t mapped_bytes;
    return tay_process_query(service->process, &thread_count, &slots_used, &mapped_bytes) ==
               TAY_OK &&
           thread_count > 0;
}

void supervise_on_closed(uint64_t badge)
{
    struct service *service = service_numbered(badge_number(badge));
    if (badge_kind(badge) != BADGE_READY || service == NULL ||
        service->state != TAY_SERVICE_STARTED || badge_start(badge) != service->starts ||
        !has_threads(service)) {
        return;
    }
    service->state = TAY_SERVICE_READY;
    service->watch.ready = true;
    service->watch.beaten_ns = tay_time_now();
    admit_settle(service);
}

/* Whether there was a sign of life since the last time. */
static bool has_beaten(const struct service *service)
{
    tay_word_t bits;
    return service->heartbeat != TAY_CAP_NULL &&
           tay_trap_wait(service->heartbeat, TAY_INFO_DEADLINE, 1, &bits) == TAY_OK;
}

static void look_at(struct service *service, tay_time_t now_ns)
{
    const char *wrong = policy_watch_look(&service->watch, now_ns, has_beaten(service));
    if (wrong == NULL) {
        return;
    }
    pace_begin(service->manifest->priority);
    service_say(service, "%s: it is destroyed", wrong);
    begin_report(service, true);
    tay_crash_look(service->process, service->thread, &service->report.crash);
    print_report(service);
    destroy(service);
    pace_end();
}

void supervise_on_time(void)
{
    tay_time_t now_ns = tay_time_now();
    struct service *service;
    for (unsigned n = 1; (service = service_numbered(n)) != NULL; n++) {
        if (due_of(service) > now_ns) {
            continue;
        }
        if (service->state == TAY_SERVICE_DELAYED) {
            pace_begin(service->manifest->priority);
            launch_again(service, false);
            pace_end();
        } else {
            look_at(service, now_ns);
        }
    }
}

/* What clients ask for ---------------------------------------------------------------------------
 */

enum tay_status supervise_stop(struct service *service)
{
    if (service_runs(service)) {
        service->wish = WISH_STOP;
        destroy(service);
    } else if (service->state == TAY_SERVICE_DELAYED || service->state == TAY_SERVICE_WAITING) {
        service_clear_state(service);
        end(service, TAY_SERVICE_STOPPED);
    } else {
        return TAY_ESTATE;
    }
    return TAY_OK;
}

enum tay_status supervise_start(struct service *service)
{
    if (service_runs(service) || service->state == TAY_SERVICE_REFUSED ||
        service->state == TAY_SERVICE_WAITING) {
        return TAY_ESTATE;
    }
    service->short_lives = 0;
    pace_begin(service->manifest->priority);
    object_set_served(service->manifest, false, false);
    bool launched = launch(service);
    if (!launched) {
        end(service, TAY_SERVICE_ENDED);
    }
    pace_end();
    return launched ? TAY_OK : TAY_ENOMEM;
}

enum tay_status supervise_restart(struct service *service)
{
    if (!service_runs(service)) {
        return supervise_start(service);
    }
    service->wish = WISH_RESTART;
    service->cost_ns = 0;
    destroy(service);
    return TAY_OK;
}

/* SPDX-License-Identifier: MIT */
/*
 * Flips bits in services, and looks what becomes of it: arguments are the seed, how many flips, and
 * the services, in the order of the words in which their loads count progress.
 *
 * After a flip the service must answer again. If it does not by itself, because what is broken is
 * neither a crash nor a hang, it is lost, and is restarted by hand; then it must, at latest when
 * the others have been restarted, too, since one that it needs may be what is damaged. A damaged
 * server can harm its clients by what they have given it: so init starts the loads again, too.
 */
#include "flip.h"
#include "load.h"
#include "random.h"

#include <expect.h>
#include <tay/operations.h>
#include <tay/protocol/supervisor.h>
#include <tay/startup.h>
#include <tay/time.h>

#define PAGE 4096
#define WINDOW_NS (200 * TAY_NS_PER_US)
#define POLL_NS (100 * TAY_NS_PER_US)
#define ANSWERS 2 /* new ones, until all is well */
#define PATIENCE_NS (300 * TAY_NS_PER_MS)
#define PATIENCE_BY_HAND_NS (2 * TAY_NS_PER_S)

static struct victim {
    unsigned number;
    unsigned starts; /* as of the process that `target` is */
    struct flip_target target;
} victims[TAY_STARTUP_ARGUMENTS];

static unsigned victim_count;
static unsigned long manifested, recovered, lost, lost_by_others, registers, memory;
static tay_cap_t supervisor;
static struct tay_alarm alarm;
static volatile uint64_t *progress;

static void sleep_ns(uint64_t time_ns)
{
    EXPECT(tay_alarm_sleep_until(&alarm, tay_time_now() + time_ns) == TAY_OK);
}

static unsigned starts_of(const struct victim *victim)
{
    struct tay_service service;
    EXPECT(tay_supervisor_query(supervisor, victim->number, &service) == TAY_OK);
    return service.starts;
}

/* Waits until a service has answered. */
static bool wait_for_answers(unsigned which, tay_time_t patience_ns)
{
    uint64_t wanted = progress[which] + ANSWERS;
    tay_time_t end_ns = tay_time_now() + patience_ns;
    while (progress[which] < wanted) {
        if (tay_time_now() >= end_ns) {
            return false;
        }
        sleep_ns(POLL_NS);
    }
    return true;
}

/* Gets hold of the process that runs now. */
static bool take(struct victim *victim)
{
    unsigned starts = starts_of(victim);
    if (victim->starts == starts) {
        return true;
    }
    if (victim->starts != 0) {
        flip_close(&victim->target);
    }
    victim->starts = 0;
    if (tay_supervisor_process(supervisor, victim->number, &victim->target.process,
                               &victim->target.thread) != TAY_OK) {
        return false;
    }
    victim->starts = starts;
    flip_open(&victim->target);
    return true;
}

static bool flip(struct victim *victim)
{
    bool in_register = random_below(2) == 0;
    if (!take(victim)) {
        return false;
    }
    bool done = in_register ? flip_register(&victim->target) : flip_memory(&victim->target);
    registers += done && in_register ? 1 : 0;
    memory += done && !in_register ? 1 : 0;
    return done;
}

static bool restart_by_hand(unsigned which)
{
    EXPECT(tay_supervisor_restart(supervisor, victims[which].number) == TAY_OK);
    return wait_for_answers(which, PATIENCE_BY_HAND_NS);
}

static void bring_back(unsigned which)
{
    if (restart_by_hand(which)) {
        return;
    }
    lost_by_others++;
    for (unsigned n = 0; n < victim_count; n++) {
        EXPECT(tay_supervisor_restart(supervisor, victims[n].number) == TAY_OK);
    }
    EXPECT(restart_by_hand(which));
}

static void look(unsigned which)
{
    struct victim *victim = &victims[which];
    sleep_ns(WINDOW_NS);
    bool answers = wait_for_answers(which, PATIENCE_NS);
    bool died = starts_of(victim) != victim->starts;
    manifested += died || !answers ? 1 : 0;
    recovered += died && answers ? 1 : 0;
    if (!answers) {
        lost++;
        bring_back(which);
    }
}

static void find_victims(int argument_count, char **arguments)
{
    victim_count = (unsigned)argument_count - 3;
    for (unsigned n = 0; n < victim_count; n++) {
        EXPECT(tay_supervisor_find(supervisor, arguments[3 + n], &victims[n].number) == TAY_OK);
        EXPECT(wait_for_answers(n, PATIENCE_BY_HAND_NS));
    }
}

/* All loads have told what they have seen. */
static void wait_for_loads(void)
{
    tay_time_t end_ns = tay_time_now() + PATIENCE_BY_HAND_NS;
    for (unsigned n = 0; n < victim_count; n++) {
        while (progress[n] != LOAD_IS_OVER) {
            EXPECT(tay_time_now() < end_ns);
            sleep_ns(POLL_NS);
        }
    }
}

/* They may be damaged without showing it: what is said at the end goes through one of them. */
static void finish(void)
{
    for (unsigned n = 0; n < victim_count; n++) {
        bring_back(n);
    }
    printf("flipper: %lu bits in registers and %lu in memory: %lu manifested, %lu recovered, "
           "%lu lost, %lu by others\n",
           registers, memory, manifested, recovered, lost, lost_by_others);
    EXPECT(manifested == recovered + lost);
    progress[LOAD_WORD_STOP] = 1;
    wait_for_loads();
}

int main(int argument_count, char **arguments)
{
    tay_ua_t address;
    EXPECT(argument_count > 3);
    supervisor = tay_startup_cap("supervisor");
    unsigned long flips = strtoul(arguments[2], NULL, 10);
    random_begin(strtoull(arguments[1], NULL, 10));
    EXPECT(tay_space_map(TAY_CAP_SELF, tay_startup_cap("progress"), 0, PAGE, 0,
                         TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &address) == TAY_OK);
    progress = (volatile uint64_t *)address;
    EXPECT(tay_alarm_create(&alarm) == TAY_OK);
    flip_begin();
    find_victims(argument_count, arguments);
    for (unsigned long done = 0; done < flips;) {
        unsigned which = (unsigned)random_below(victim_count);
        if (flip(&victims[which])) {
            done++;
            look(which);
        } else {
            sleep_ns(POLL_NS);
        }
    }
    finish();
    return EXIT_SUCCESS;
}

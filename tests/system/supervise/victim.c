/* SPDX-License-Identifier: MIT */
/*
 * Handles of a process are taken anew whenever the supervisor has started another one.
 */
#include "victim.h"

#include "random.h"

#include <expect.h>
#include <tay/operations.h>
#include <tay/protocol/supervisor.h>
#include <tay/startup.h>

#define PAGE 4096
#define ANSWERS 2 /* new ones, until all is well */

struct victim victims[TAY_STARTUP_ARGUMENTS];
unsigned victim_count;
unsigned long victim_registers, victim_memory;
tay_cap_t victim_supervisor;
volatile uint64_t *victim_progress;

static struct tay_alarm alarm;

void victim_begin(unsigned count, char **names)
{
    tay_ua_t address;
    victim_supervisor = tay_startup_cap("supervisor");
    EXPECT(tay_space_map(TAY_CAP_SELF, tay_startup_cap("progress"), 0, PAGE, 0,
                         TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &address) == TAY_OK);
    victim_progress = (volatile uint64_t *)address;
    EXPECT(tay_alarm_create(&alarm) == TAY_OK);
    flip_begin();
    victim_count = count;
    for (unsigned n = 0; n < count; n++) {
        EXPECT(tay_supervisor_find(victim_supervisor, names[n], &victims[n].number) == TAY_OK);
        EXPECT(victim_answers(n, VICTIM_PATIENCE_BY_HAND_NS));
    }
}

void victim_sleep(uint64_t time_ns)
{
    EXPECT(tay_alarm_sleep_until(&alarm, tay_time_now() + time_ns) == TAY_OK);
}

unsigned victim_starts(unsigned number)
{
    struct tay_service service;
    EXPECT(tay_supervisor_query(victim_supervisor, number, &service) == TAY_OK);
    return service.starts;
}

bool victim_answers(unsigned which, tay_time_t patience_ns)
{
    uint64_t wanted = victim_progress[which] + ANSWERS;
    tay_time_t end_ns = tay_time_now() + patience_ns;
    while (victim_progress[which] < wanted) {
        if (tay_time_now() >= end_ns) {
            return false;
        }
        victim_sleep(VICTIM_POLL_NS);
    }
    return true;
}

/* Gets hold of the process that runs now. */
static bool take(struct victim *victim)
{
    unsigned starts = victim_starts(victim->number);
    if (victim->starts == starts) {
        return true;
    }
    if (victim->starts != 0) {
        flip_close(&victim->target);
    }
    victim->starts = 0;
    if (tay_supervisor_process(victim_supervisor, victim->number, &victim->target.process,
                               &victim->target.thread) != TAY_OK) {
        return false;
    }
    victim->starts = starts;
    flip_open(&victim->target);
    return true;
}

bool victim_flip(unsigned which)
{
    struct victim *victim = &victims[which];
    bool in_register = random_below(2) == 0;
    if (!take(victim)) {
        return false;
    }
    bool done = in_register ? flip_register(&victim->target) : flip_memory(&victim->target);
    victim_registers += done && in_register ? 1 : 0;
    victim_memory += done && !in_register ? 1 : 0;
    return done;
}

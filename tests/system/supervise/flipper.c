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
#include "load.h"
#include "random.h"
#include "victim.h"

#include <expect.h>
#include <tay/protocol/supervisor.h>

#define WINDOW_NS (200 * TAY_NS_PER_US)

static unsigned long manifested, recovered, lost, lost_by_others;

static bool restart_by_hand(unsigned which)
{
    EXPECT(tay_supervisor_restart(victim_supervisor, victims[which].number) == TAY_OK);
    return victim_answers(which, VICTIM_PATIENCE_BY_HAND_NS);
}

static void bring_back(unsigned which)
{
    if (restart_by_hand(which)) {
        return;
    }
    lost_by_others++;
    for (unsigned n = 0; n < victim_count; n++) {
        EXPECT(tay_supervisor_restart(victim_supervisor, victims[n].number) == TAY_OK);
    }
    EXPECT(restart_by_hand(which));
}

static void look(unsigned which)
{
    victim_sleep(WINDOW_NS);
    bool answers = victim_answers(which, VICTIM_PATIENCE_NS);
    bool died = victim_starts(victims[which].number) != victims[which].starts;
    manifested += died || !answers ? 1 : 0;
    recovered += died && answers ? 1 : 0;
    if (!answers) {
        lost++;
        bring_back(which);
    }
}

/* All loads have told what they have seen. */
static void wait_for_loads(void)
{
    tay_time_t end_ns = tay_time_now() + VICTIM_PATIENCE_BY_HAND_NS;
    for (unsigned n = 0; n < victim_count; n++) {
        while (victim_progress[n] != LOAD_IS_OVER) {
            EXPECT(tay_time_now() < end_ns);
            victim_sleep(VICTIM_POLL_NS);
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
           victim_registers, victim_memory, manifested, recovered, lost, lost_by_others);
    EXPECT(manifested == recovered + lost);
    victim_progress[LOAD_WORD_STOP] = 1;
    wait_for_loads();
}

int main(int argument_count, char **arguments)
{
    EXPECT(argument_count > 3);
    unsigned long flips = strtoul(arguments[2], NULL, 10);
    random_begin(strtoull(arguments[1], NULL, 10));
    victim_begin((unsigned)argument_count - 3, arguments + 3);
    for (unsigned long done = 0; done < flips;) {
        unsigned which = (unsigned)random_below(victim_count);
        if (victim_flip(which)) {
            done++;
            look(which);
        } else {
            victim_sleep(VICTIM_POLL_NS);
        }
    }
    finish();
    return EXIT_SUCCESS;
}

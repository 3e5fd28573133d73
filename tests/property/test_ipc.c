/* SPDX-License-Identifier: MIT */
/*
 * Random programs talk to each other; after each step everything is as a plain model says.
 *
 * IPC_SEEDS in the environment says how many seeds, IPC_FIRST_SEED which is the first, IPC_CORES
 * how many cores the machine has.
 */
#include "ipc/director.h"
#include "ipc/step.h"

#include <hal/core.h>
#include <kernel_state.h>
#include <stdio.h>
#include <stdlib.h>
#include <unit.h>

#define SEEDS 120
#define STEPS 800
/* How often the memory of all processes is compared. */
#define SWEEP_EVERY 32

static unsigned number_from(const char *name, unsigned otherwise)
{
    const char *text = getenv(name);
    return text == NULL ? otherwise : (unsigned)strtoul(text, NULL, 10);
}

/* Who inherits, and from where. */
static void count_inheritance(void)
{
    for (int i = 0; i < ipc.thread_count; i++) {
        const struct ipc_thread *thread = &ipc.thread[i];
        if (thread->ended || thread->hand == IPC_NONE || thread->priority == thread->base) {
            continue;
        }
        const struct ipc_thread *caller = &ipc.thread[thread->hand];
        ipc_count(IPC_inherited);
        if (caller->priority < thread->priority) {
            ipc_count(IPC_inherited_from_queue);
        } else if (caller->priority > caller->base) {
            ipc_count(IPC_inherited_along);
        }
    }
}

/* Steps of a thread while others run; while some core has not yet seen why it was kicked; of a
 * thread on such a core. */
static unsigned long beside_others, before_kick, kicked;

static void count_cores(void)
{
    unsigned actor = hal_core_self(), busy = 0, kicks = 0;
    for (unsigned core = 0; core < machine_core_count(); core++) {
        sim_select_core(core);
        busy += sim_current() != NULL;
        kicks += machine_is_kicked(core);
    }
    sim_select_core(actor);
    beside_others += busy > 1;
    before_kick += kicks > 0;
    kicked += machine_is_kicked(actor);
}

static void sweep(void)
{
    for (int i = 1; i < ipc.object_count; i++) {
        if (ipc.object[i].type == TAY_OBJECT_process && !ipc.object[i].ended) {
            compare_memory(i);
        }
    }
}

/*
 * False: two processes have ended at once, by losing one supervisor. Which was first is not said
 * anywhere, nor then whether a message of the one's end still found a receiver in the other; so the
 * model does not know how things stand.
 */
static bool take_step(void)
{
    int current = world_choose_core() ? compare_current() : IPC_NONE;
    ipc.step++;
    ipc.ended_processes = 0;
    if (one_in(current == IPC_NONE ? 2 : 8)) {
        world_direct();
    } else if (current == IPC_NONE || one_in(10)) {
        world_advance(1 + pick(800));
    } else {
        count_cores();
        step_take(current);
    }
    if (ipc.ended_processes > 1) {
        return false;
    }
    step_until_ended();
    compare_all();
    kernel_check();
    count_inheritance();
    if (ipc.step % SWEEP_EVERY == 0) {
        sweep();
    }
    return true;
}

static void test_ipc(void **state)
{
    (void)state;
    unsigned first = number_from("IPC_FIRST_SEED", 0);
    unsigned count = number_from("IPC_SEEDS", SEEDS);
    for (unsigned seed = first; seed < first + count; seed++) {
        world_begin(seed, number_from("IPC_CORES", 1));
        director_begin();
        compare_all();
        while (ipc.step < STEPS && take_step()) {
        }
    }
    sim_stop();
}

/* A test of what never happens shows nothing. */
static void test_everything_happened(void **state)
{
    static const struct {
        unsigned long times;
        const char *sentence;
    } wanted[] = {
#define IPC_EVENT(name, times, sentence) {times, sentence},
#include "ipc/event.def"
#undef IPC_EVENT
    };
    unsigned missing = 0;
    (void)state;
    if (number_from("IPC_CORES", 1) > 1) {
        printf("%lu steps while others ran, %lu before a kick arrived, %lu of who was kicked\n",
               beside_others, before_kick, kicked);
        assert_true(beside_others > 0 && before_kick > 0 && kicked > 0);
    }
    if (number_from("IPC_SEEDS", SEEDS) < SEEDS) {
        skip();
    }
    for (unsigned i = 0; i < IPC_EVENTS; i++) {
        bool enough = ipc_counted[i] >= wanted[i].times;
        printf("%8lu%s %s\n", ipc_counted[i], enough ? " " : "!", wanted[i].sentence);
        missing += !enough;
    }
    assert_int_equal(missing, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ipc),
        cmocka_unit_test(test_everything_happened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

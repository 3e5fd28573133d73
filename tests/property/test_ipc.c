/* SPDX-License-Identifier: MIT */
/*
 * Random programs talk to each other; after each step everything is as a plain model says.
 *
 * IPC_SEEDS in the environment says how many seeds, IPC_FIRST_SEED which is the first, IPC_CORES
 * how many cores the machine has.
 */
#include "ipc/compare_kernel.h"
#include "ipc/director.h"
#include "ipc/step.h"

#include <hal/core.h>
#include <ipc/fast.h>
#include <kernel_state.h>
#include <sched/core.h>
#include <sched/scheduler.h>
#include <stdio.h>
#include <stdlib.h>
#include <unit.h>

#define SEEDS 120
#define STEPS 800
#define SEEDS_PLAYED_TWICE 60
/* How often the memory of all processes is compared. */
#define SWEEP_EVERY 32
/* The first ones; see tay/abi/trap.h. */
#define TRAP_REGISTERS 9

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
    if (current == IPC_NONE ? one_in(2) : peculiar(8)) {
        world_direct();
    } else if (current == IPC_NONE || peculiar(10)) {
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

/* What is left of a thread's time slice. */
static uint64_t slice_of(const struct thread *thread)
{
    const struct core *core = &sched_cores[0];
    bool spent = core->current != NULL && scheduler_payer(core->current) == thread;
    return spent ? core->slice_end - hal_clock() : thread->slice;
}

/* The kernel's state, what each thread would go on with, and what is left of its time. */
static uint64_t state_hash(void)
{
    uint64_t hash = kernel_state_hash();
    for (int i = 0; i < ipc.thread_count; i++) {
        if (!ipc.thread[i].ended) {
            struct thread *thread = compare_thread_of(i);
            _Alignas(HAL_CONTEXT_IMAGE_ALIGN)
                uint64_t image[HAL_CONTEXT_IMAGE_BYTES / sizeof(uint64_t)];
            hal_context_export(&thread->context, image);
            /* What a blocked thread's trap took or gives is not settled yet. */
            for (size_t n = thread_is_blocked(thread) ? TRAP_REGISTERS : 0;
                 n < sizeof image / sizeof *image; n++) {
                kernel_hash_add(&hash, image[n]);
            }
            kernel_hash_add(&hash, slice_of(thread));
            kernel_hash_add(&hash, scheduler_run_ns(thread));
        }
    }
    return hash;
}

/* Plays one seed by the short ways or without them. Returns how many steps were taken. Interrupts
 * come at the same steps; none at preemption points, which only one of the ways has. */
static unsigned play(unsigned seed, bool short_ways, uint64_t hash[STEPS])
{
    unsigned count = 0;
    world_begin(seed, 1);
    ipc.plain = seed % 2 == 0;
    sim_set_preemption(0, 0);
    if (!short_ways) {
        hal_lock_acquire(&kernel_lock);
        fast_forbid();
        hal_lock_release(&kernel_lock);
    }
    director_begin();
    while (ipc.step < STEPS && take_step()) {
        hash[count++] = state_hash();
    }
    return count;
}

/* What goes a short way leaves everything as the long way does. */
static void test_both_ways_are_the_same(void **state)
{
    static uint64_t by_short[STEPS], by_long[STEPS];
    unsigned taken[TAY_TRAP_COUNT] = {0};
    (void)state;
    if (number_from("IPC_CORES", 1) > 1) {
        skip();
    }
    for (unsigned seed = 0; seed < SEEDS_PLAYED_TWICE; seed++) {
        unsigned count = play(seed, true, by_short);
        for (unsigned trap = 0; trap < TAY_TRAP_COUNT; trap++) {
            taken[trap] += machine_fast_count(trap);
        }
        unsigned long_count = play(seed, false, by_long);
        for (unsigned trap = 0; trap < TAY_TRAP_COUNT; trap++) {
            assert_int_equal(machine_fast_count(trap), 0);
        }
        for (unsigned i = 0; i < count && i < long_count; i++) {
            if (by_short[i] != by_long[i]) {
                fail_msg("seed %u: the ways part in step %u", seed, i + 1);
            }
        }
        assert_int_equal(long_count, count);
    }
    sim_stop();
    for (unsigned trap = 0; trap < TAY_TRAP_COUNT; trap++) {
        printf("%6u of trap %u went a short way\n", taken[trap], trap);
        assert_true(taken[trap] > 0 || trap == TAY_TRAP_SEND);
    }
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
        cmocka_unit_test(test_both_ways_are_the_same),
        cmocka_unit_test(test_ipc),
        cmocka_unit_test(test_everything_happened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

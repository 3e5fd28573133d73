/* SPDX-License-Identifier: MIT */
/*
 * FP state over many switches: between threads that use it and one that does not, at traps and at
 * interrupts; and none is left for a thread that comes later. The one that does not use it pays
 * nothing: it never owns the registers, and whoever owned them before it ran still does after it.
 * The kernel copies a page at each trap, for which it borrows some.
 */
#include "board_test.h"
#include "fp_case.h"
#include "user.h"

#include <a64_core.h>
#include <hal/context.h>
#include <hal/interrupt.h>
#include <hal/memory.h>
#include <hal/space.h>
#include <hal/time.h>
#include <string.h>

extern const char fp_start[], fp_integers[], fp_end[];

#define FP_THREADS 3
#define FP_WITHOUT 2 /* which of them does not use FP */
#define FP_ROUNDS 2000
#define FP_SLICE_NS 2000 /* some rounds */
#define FP_INTERRUPTS_MIN 300

static struct hal_context thread[FP_THREADS];
static bool done[FP_THREADS];
static unsigned current;
static unsigned switches;
static unsigned interrupts;
static bool late;                       /* the thread that came later runs */
static const struct hal_context *owner; /* of the FP registers, when the current thread went on */
static unsigned kept; /* turns of the thread without FP in which somebody kept them */

/* Copies a page that is another one each time. */
static void fp_copy_page(void)
{
    static _Alignas(HAL_PAGE_BYTES) unsigned char from[HAL_PAGE_BYTES], to[HAL_PAGE_BYTES];
    static unsigned char first;

    first++;
    for (size_t n = 0; n < HAL_PAGE_BYTES; n++) {
        from[n] = (unsigned char)(first + n + (n >> 8));
    }
    hal_page_copy(to, from);
    test_check(memcmp(to, from, HAL_PAGE_BYTES) == 0, "the whole page is copied");
}

/* The current thread has had its turn. */
static void fp_check_owner(void)
{
    const struct hal_context *now = a64_core_self()->fp_owner;

    test_check(now == owner || now == &thread[current], "who runs may take the FP registers");
    if (&thread[current] == &thread[FP_WITHOUT]) {
        test_check(now == owner, "a thread without FP leaves the FP registers alone");
        kept += owner != NULL ? 1 : 0;
    }
}

static void fp_begin(unsigned n)
{
    if (n == FP_WITHOUT) {
        hal_context_init(&thread[n], USER_AT(fp_start, fp_integers), 0, 0, FP_ROUNDS);
    } else {
        hal_context_init(&thread[n], USER_CODE, 0, 0x1234500000 * (n + 1) + n, FP_ROUNDS);
    }
}

static struct hal_context *fp_next(void)
{
    owner = a64_core_self()->fp_owner;
    for (unsigned n = 1; n <= FP_THREADS; n++) {
        unsigned next = (current + n) % FP_THREADS;

        if (!done[next]) {
            switches += next != current ? 1 : 0;
            current = next;
            return &thread[next];
        }
    }
    return NULL;
}

/* In the memory of a thread that is gone: its FP state must not come with it. */
static struct hal_context *fp_start_late(void)
{
    say("%lu switches, %lu interrupts, FP registers kept %lu times\n", (unsigned long)switches,
        (unsigned long)interrupts, (unsigned long)kept);
    test_check(kept >= FP_ROUNDS, "the thread without FP ran while another's state was live");
    test_check(switches >= FP_THREADS * FP_ROUNDS, "threads took turns");
    hal_context_retire(&thread[0]);
    owner = NULL;
    hal_context_init(&thread[0], USER_CODE, 0, 0x7777, 1);
    late = true;
    done[0] = false;
    return fp_next();
}

static struct hal_context *fp_on_trap(struct hal_context *context, unsigned trap)
{
    test_check(context == &thread[current], "the current thread traps");
    fp_check_owner();
    fp_copy_page();
    test_check(trap != FP_TRAP_NOT_ZERO, "a thread begins with zero");
    test_check(trap != FP_TRAP_CHANGED, "a thread keeps its FP state");
    hal_context_end_trap(context);
    if (trap == FP_TRAP_DONE && !late && interrupts < FP_INTERRUPTS_MIN) {
        hal_context_retire(
            &thread[current]); /* once more: an emulator may be late with its timer */
        fp_begin(current);
    } else if (trap == FP_TRAP_DONE) {
        done[current] = true;
    }
    if (done[0] && done[1] && done[2]) {
        if (late) {
            test_pass();
        }
        return fp_start_late();
    }
    return fp_next();
}

static struct hal_context *fp_on_interrupt(struct hal_context *context)
{
    unsigned line;

    test_check(hal_interrupt_take(&line) == HAL_EVENT_TIMER, "it is the timer");
    test_check(context == &thread[current], "the current thread is interrupted");
    fp_check_owner();
    interrupts++;
    hal_timer_set(hal_clock_from_ns(hal_time_now() + FP_SLICE_NS));
    return fp_next();
}

static struct hal_context *fp_on_boot(const struct hal_boot *boot)
{
    (void)boot;
    user_make(fp_start, fp_end);
    for (unsigned n = 0; n < FP_THREADS; n++) {
        fp_begin(n);
    }
    hal_timer_set(hal_clock_from_ns(hal_time_now() + FP_SLICE_NS));
    return &thread[0];
}

const struct board_case fp_cases[] = {
    {.word = "case=fp",
     .on_boot = fp_on_boot,
     .on_trap = fp_on_trap,
     .on_interrupt = fp_on_interrupt},
    {.word = NULL},
};

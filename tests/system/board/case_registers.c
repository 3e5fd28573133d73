/* SPDX-License-Identifier: MIT */
/*
 * The register contract of a trap (tay/abi/trap.h), and that an interrupt changes nothing: by what
 * the user program finds in its registers and what the kernel finds in the context.
 */
#include "board_test.h"
#include "user.h"

#include <hal/context.h>
#include <hal/interrupt.h>
#include <hal/space.h>
#include <hal/time.h>

extern const char registers_start[], registers_spin[], registers_numbers[], registers_end[];

/* What registers.S stores. */
struct registers_dump {
    uint64_t x[31];
    uint64_t flags;
    uint64_t pointer;
    uint64_t pointer_read_only;
};

#define REGISTERS_FLAGS 0xa0000000u /* N and C, of bits 31:28 */
#define REGISTERS_STACK (USER_DATA + 0x400)
#define REGISTERS_WORDS 8

static struct hal_context thread;
static unsigned step;

/* A value that no other register has, in each step another. */
static uint64_t registers_value(unsigned n)
{
    return UINT64_C(0xf0e1d2c3b4a59687) * (n + 1) + step;
}

static const struct registers_dump *registers_shown(tay_ua_t stack)
{
    return (const struct registers_dump *)((const char *)user_data() + (stack - USER_DATA));
}

static void registers_check(bool good, const char *what, unsigned n)
{
    if (!good) {
        say("step %lu, register %lu\n", (unsigned long)step, (unsigned long)n);
        test_check(good, what);
    }
}

static void registers_fill(const char *label)
{
    for (unsigned n = 0; n < 31; n++) {
        thread.x[n] = registers_value(n);
    }
    thread.sp = REGISTERS_STACK;
    thread.pc = USER_AT(registers_start, label);
    thread.pstate = REGISTERS_FLAGS;
    thread.whole = 1;
    hal_context_set_pointer(&thread, registers_value(31));
}

/* The program found everything from register `first` on as registers_fill made it. */
static void registers_check_shown(unsigned first)
{
    const struct registers_dump *shown = registers_shown(REGISTERS_STACK);

    for (unsigned n = first; n < 31; n++) {
        registers_check(shown->x[n] == registers_value(n), "it reaches the program", n);
    }
    registers_check(shown->pointer == registers_value(31), "the thread pointer is set", 31);
    registers_check(shown->pointer_read_only == 0, "TPIDRRO_EL0 tells nothing", 31);
}

static void registers_check_saved(const struct hal_context *context, unsigned first, unsigned end)
{
    for (unsigned n = first; n < end; n++) {
        registers_check(context->x[n] == registers_value(n), "it reaches the kernel", n);
    }
    registers_check(context->sp == REGISTERS_STACK, "SP reaches the kernel", 31);
}

/* A new thread: two arguments, and nothing of anybody else's. */
static void registers_after_start(void)
{
    const struct registers_dump *shown = registers_shown(USER_DATA + 0x800);

    registers_check(shown->x[0] == 111 && shown->x[1] == 222, "a thread gets its arguments", 0);
    for (unsigned n = 2; n < 31; n++) {
        registers_check(shown->x[n] == 0, "a thread begins with zero", n);
    }
    registers_check(shown->flags == 0 && shown->pointer == 0 && shown->pointer_read_only == 0,
                    "a thread begins with zero", 31);
    say("a thread begins with its arguments and zero\n");
    step = 1;
    registers_fill(registers_start);
}

/* All registers in, all registers out; now an answer. */
static void registers_after_first_trap(struct hal_context *context)
{
    registers_check_shown(0);
    registers_check(registers_shown(REGISTERS_STACK)->flags == REGISTERS_FLAGS, "flags", 31);
    registers_check_saved(context, 1, 11); /* the rest of what a trap destroys is not saved */
    registers_check_saved(context, 19, 31);
    say("a trap shows every register\n");
    for (unsigned n = 0; n < REGISTERS_WORDS; n++) {
        hal_context_set_word(context, n, ~registers_value(n));
    }
    hal_context_set_badge(context, ~registers_value(8));
    hal_context_end_trap(context);
    step = 2; /* of the values, those of step 1 stay in x19 to x30 */
}

static void registers_after_answer(void)
{
    const struct registers_dump *shown = registers_shown(REGISTERS_STACK);

    step = 1;
    for (unsigned n = 0; n < 9; n++) {
        registers_check(shown->x[n] == ~registers_value(n), "the answer arrives", n);
    }
    for (unsigned n = 9; n < 19; n++) {
        registers_check(shown->x[n] == 0, "x9 to x18 come back as zero", n);
    }
    registers_check_shown(19);
    say("an answer arrives, x9 to x18 are zero, x19 to x30 and SP are kept\n");
    step = 3;
    registers_fill(registers_spin);
    hal_timer_set(hal_clock_from_ns(hal_time_now() + 20000));
}

static struct hal_context *registers_on_interrupt(struct hal_context *context)
{
    unsigned line;

    test_check(hal_interrupt_take(&line) == HAL_EVENT_TIMER, "it is the timer");
    test_check(context == &thread && context->pc == USER_AT(registers_start, registers_spin),
               "the interrupt found the thread");
    registers_check_saved(context, 0, 31);
    registers_check(context->pstate == REGISTERS_FLAGS, "flags reach the kernel", 31);
    context->pc = USER_CODE; /* shows its registers */
    return context;
}

static struct hal_context *registers_on_trap(struct hal_context *context, unsigned trap)
{
    static const unsigned number[] = {0, 1, 6, 7, 0x7fff, 0x8000, 0xffff};

    test_check(context == &thread, "the thread traps");
    if (step < 4) {
        test_check(trap == (step == 2 ? 2 : 1), "the trap has its number");
    }
    if (step == 0) {
        registers_after_start();
    } else if (step == 1) {
        registers_after_first_trap(context);
    } else if (step == 2) {
        registers_after_answer();
    } else if (step == 3) {
        registers_check_shown(0);
        registers_check(registers_shown(REGISTERS_STACK)->flags == REGISTERS_FLAGS, "flags", 31);
        say("an interrupt changes nothing\n");
        context->pc = USER_AT(registers_start, registers_numbers);
        context->whole = 1;
        step = 4;
    } else {
        test_check(trap == number[step - 4], "the trap has its number");
        test_check(context->pc == USER_AT(registers_start, registers_numbers) + 4 * (step - 3),
                   "the context points behind the trap");
        step++;
    }
    if (step - 4 == sizeof number / sizeof *number) {
        say("traps have their numbers\n");
        test_pass();
    }
    return context;
}

static struct hal_context *registers_on_boot(const struct hal_boot *boot)
{
    (void)boot;
    user_make(registers_start, registers_end);
    hal_context_init(&thread, USER_CODE, USER_DATA + 0x800, 111, 222);
    return &thread;
}

const struct board_case registers_cases[] = {
    {.word = "case=registers",
     .on_boot = registers_on_boot,
     .on_trap = registers_on_trap,
     .on_interrupt = registers_on_interrupt},
    {.word = NULL},
};

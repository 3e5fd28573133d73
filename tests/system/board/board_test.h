/* SPDX-License-Identifier: MIT */
/*
 * A board's libraries under test, with this in the place of core.
 *
 * The command line says "case=NAME"; the case gets the upcalls that it asks for, any other ends the
 * run. A case ends the emulator itself: with test_pass, with test_check, or as it is about.
 */
#ifndef BOARD_TEST_H
#define BOARD_TEST_H

#include <hal/boot.h>
#include <hal/upcall.h>
#include <stdnoreturn.h>

struct board_case {
    const char *word; /* "case=NAME" */
    struct hal_context *(*on_boot)(const struct hal_boot *boot);
    struct hal_context *(*on_trap)(struct hal_context *context, unsigned trap);
    struct hal_context *(*on_fault)(struct hal_context *context, const struct hal_fault *fault);
    struct hal_context *(*on_interrupt)(struct hal_context *context);
};

/* Each file's cases; the one without a word is the last. */
extern const struct board_case boot_cases[], end_cases[], registers_cases[], fp_cases[],
    fault_cases[], interrupt_cases[], panic_cases[], map_cases[];

/* Writes to the console; knows %s, %lu and %#lx. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Says "FAILED: " and why, and ends the emulator with status 1, unless `good`. */
void test_check(bool good, const char *why);
/* Says "passed" and ends the emulator with status 0. */
noreturn void test_pass(void);

/* A page of RAM that nobody uses, filled with zero. */
struct hal_pa frame_take(void);

#endif

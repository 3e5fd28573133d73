/* SPDX-License-Identifier: MIT */
/*
 * What has been found: one line a step, and a last one that tells all in numbers, for who reads it
 * far from the board. The n-th step of the list is bit n of its numbers; steps are only added at
 * the end.
 */
#ifndef SELFTEST_REPORT_H
#define SELFTEST_REPORT_H

#include <stdbool.h>
#include <stdint.h>

/* STEP(name, text) */
#define REPORT_STEPS(STEP)                                                                         \
    STEP(BOOT_BOARD, "boot.board")                                                                 \
    STEP(BOOT_REVISION, "boot.revision")                                                           \
    STEP(BOOT_CORES, "boot.cores")                                                                 \
    STEP(BOOT_MEMORY, "boot.memory")                                                               \
    STEP(CLOCK_FREQUENCY, "clock.frequency")                                                       \
    STEP(CLOCK_RATE, "clock.rate")                                                                 \
    STEP(CLOCK_CORES, "clock.cores")                                                               \
    STEP(TIMER_WAKE, "timer.wake")                                                                 \
    STEP(TIMER_INTERRUPT, "timer.interrupt")                                                       \
    STEP(CORES_RUN, "cores.run")                                                                   \
    STEP(CORES_COUNT, "cores.count")                                                               \
    STEP(CORES_ORDER, "cores.order")                                                               \
    STEP(CORES_WAKE, "cores.wake")                                                                 \
    STEP(UART_PINS, "uart.pins")                                                                   \
    STEP(UART_BAUD, "uart.baud")                                                                   \
    STEP(UART_PL011, "uart.pl011")                                                                 \
    STEP(RANDOM_WORDS, "random.words")                                                             \
    STEP(CODE_REWRITTEN, "code.rewritten")                                                         \
    STEP(FAULT_STACK, "fault.stack")                                                               \
    STEP(FAULT_UNALIGNED, "fault.unaligned")                                                       \
    STEP(FAULT_EXCLUSIVE, "fault.exclusive")

enum report_step {
#define REPORT_NUMBER(name, text) STEP_##name,
    REPORT_STEPS(REPORT_NUMBER)
#undef REPORT_NUMBER
        STEP_COUNT
};

/* Notes and says how a step went; the format tells what was found. */
__attribute__((format(printf, 3, 4))) void report(enum report_step step, bool passed,
                                                  const char *format, ...);

/* The same of a rule that an emulator does not play: there it says "not observed", however it went.
 */
__attribute__((format(printf, 3, 4))) void report_hardware(enum report_step step, bool passed,
                                                           const char *format, ...);

/* A step that could not be looked at, and why. */
void report_unseen(enum report_step step, const char *reason);

/* Says whether this is an emulator; before any report. */
void report_emulated(bool emulated);

/* Whether it is: an emulator that is held up is late. */
bool report_is_emulated(void);

/* The board revision for the last line. */
void report_revision(uint32_t revision);

/* The last line. A step that nobody has reported has failed. Returns whether none has failed. */
bool report_end(void);

#endif

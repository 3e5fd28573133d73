/* SPDX-License-Identifier: MIT */
/*
 * What the CPU code keeps for each core, and the state of a core that stopped in the kernel.
 *
 * TPIDR_EL1 points to this core's struct a64_core.
 */
#ifndef A64_CORE_H
#define A64_CORE_H

#include <a64_offset.h>
#include <hal/types.h>
#include <stdnoreturn.h>

struct a64_core {
    uint64_t emergency_top;       /* immutable */
    uint64_t stack_top;           /* immutable */
    struct hal_context *fp_owner; /* whose FP state is in the registers; under the FP lock */
    uint32_t fp_wanted;           /* another core wants what fp_owner has in the registers */
    unsigned number;              /* immutable */
    uint32_t alive;               /* set once by the core itself */
    unsigned panics;              /* this core only: how deep it is in hal_panic */
} __attribute__((aligned(A64_CORE_BYTES)));

extern struct a64_core a64_cores[HAL_CORES_MAX];

/* The registers at a kernel exception or at hal_panic. */
struct a64_frame {
    uint64_t x[31];
    uint64_t sp;
    uint64_t pc;
    uint64_t pstate;
    uint64_t esr;
    uint64_t far;
};

static inline struct a64_core *a64_core_self(void)
{
    struct a64_core *core;

    __asm__("mrs %0, tpidr_el1" : "=r"(core));
    return core;
}

/* Tells an emulator that this core waits for another (platforms differ in who runs then). */
static inline void a64_relax(void)
{
    __asm__ volatile("yield" ::: "memory");
}

/* Fills in a core's immutable part, by the core that boots. */
void a64_core_init(unsigned number);

/* Releases the other cores and waits, bounded, until each has said that it is alive. Returns how
 * many run, at most so many: cores 0 to n - 1. */
unsigned a64_secondary_start(unsigned most);

/* This core does nothing any more. */
noreturn void a64_halt(void);

/* Whether some core panics: the others are to halt when they are kicked. */
bool a64_stopping(void);

/* This core has been kicked: halts if another one panics, and gives up FP state that is wanted. */
void a64_on_kick(void);

/* Says "STOP: ", the message and a newline on every console; ends the emulator with status 2 where
 * there is one, else halts. For errors of the board and its firmware, found while booting. */
noreturn void a64_stop(const char *message);

/* Writes a string to every console, bounded, MMU on or off. */
void a64_say(const char *text);
/* The same for a number: "0x" and 16 digits. */
void a64_say_hex(uint64_t value);
/* The same, decimal. */
void a64_say_unsigned(unsigned value);

#endif

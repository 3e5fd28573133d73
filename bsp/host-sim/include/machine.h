/* SPDX-License-Identifier: MIT */
/*
 * The simulated machine, as a harness handles it.
 *
 * One machine at a time. It does nothing by itself: the harness chooses the core that acts, takes
 * traps and faults in its name, moves time, and raises lines. What real hardware would not forgive
 * the kernel (a stale translation, code that was not made executable, a lock taken twice) breaks
 * the machine: the program ends with a message, unless machine_run catches it.
 */
#ifndef MACHINE_H
#define MACHINE_H

#include <hal/boot.h>
#include <hal/upcall.h>
#include <stdnoreturn.h>

#define MACHINE_RAM_PA 0x100000u
#define MACHINE_DEVICE_PA 0x3f000000u
#define MACHINE_DEVICE_BYTES 0x10000u
#define MACHINE_LINES 64

struct machine_options {
    size_t ram_bytes; /* a multiple of the page size */
    unsigned cores;   /* 1 to HAL_CORES_MAX */
    uint64_t seed;    /* of all that is arbitrary */
    const char *command_line;
    const void *payload; /* copied into RAM */
    size_t payload_bytes;
    bool has_dma; /* a page of RAM is set aside for DMA: device range 1 */
};

/*
 * Switches a machine on: RAM is junk, the kernel's variables are as in a fresh program. Ends the
 * one that was on. The answer is what the board tells core; it holds until machine_stop.
 */
const struct hal_boot *machine_start(const struct machine_options *options);
void machine_stop(void);
unsigned machine_core_count(void);

/* The core that acts: hal_core_self. */
void machine_select(unsigned core);
/* What happens whenever the acting core has let the last lock go, before it goes on: other cores
 * may come in. NULL, as after machine_start: nothing. */
void machine_set_on_release(void (*act)(void));
/* What hal_lock_is_wanted says. */
void machine_set_lock_wanted(bool wanted);

/* Time moves only by this, and as said below: by readings and at preemption points; never back. */
void machine_set_time(tay_time_t now_ns);
/* From now on each reading of hal_clock takes so long; 0, as after machine_start: none. */
void machine_let_readings_take(tay_time_t ns);
/* What a core's timer is armed for; TAY_TIME_NEVER if it is not. */
tay_time_t machine_timer(unsigned core);

/*
 * Clocks that count instructions, one for each core, from 0. The acting core's moves on by what is
 * spent, by what holding a lock costs, whenever it lets one go, and, if the lock is held by another
 * core's clock until later, by waiting for it.
 */
void machine_spend(uint64_t instructions);
void machine_set_lock_cost(uint64_t instructions);
uint64_t machine_clock(unsigned core);
uint64_t machine_waited(unsigned core);

/* A device wants attention, once. Lines go to core 0. */
void machine_raise_line(unsigned line);
/* Whether an interrupt waits for the acting core. */
bool machine_interrupt_waits(void);
/* Whether a kick waits for a core. */
bool machine_is_kicked(unsigned core);
/* Lets hal_interrupt_pending say yes once in n times, by the seed, though nothing waits; 0: never.
 */
void machine_set_preemption(uint64_t seed, unsigned one_in);
/* Lets so much time pass each time that it says so: timers fire in the midst of operations. */
void machine_set_preemption_time(tay_time_t ns);

/*
 * Translates for the acting core, as its MMU would for user code, through its TLB. NULL: the access
 * faults. Bytes up to the end of the page may be used.
 */
void *machine_translate(tay_ua_t address, enum hal_fault_kind access);
/* The file that what machine_translate gave lies in, and where: to be mapped elsewhere, too, as
 * shared. -1: it is a device's. */
int machine_memory_file(const void *memory, size_t *offset_bytes_out);
/* Asserts that no core's TLB holds anything that the tables do not say, and that no kernel lock is
 * held: to be called whenever the kernel has returned. */
void machine_check(void);
/* Loads all that the active spaces map into the TLBs, as a core that runs ahead might. */
void machine_prefetch(void);

/* Whether a context was made and not retired. */
bool machine_context_is_live(const struct hal_context *context);

/* The thread with this context, which runs on the acting core and whose registers hold a trap,
 * takes it, by a short way if the kernel has one for it. What to go on with: kernel_on_trap. */
struct hal_context *machine_trap(struct hal_context *context, unsigned trap);
/* How many of these traps have gone a short way. */
unsigned machine_fast_count(unsigned trap);

/* The acting core goes on to user mode with a context. Breaks the machine if another core keeps
 * live state of it. */
void machine_enter(const struct hal_context *context);
/* Lets a core keep live state of what it enters once in n times, by the seed, as real ones keep FP
 * registers; 0: never. */
void machine_set_keeping(uint64_t seed, unsigned one_in);

/* What the console showed, NUL-terminated; holds until the console is written to again. */
const char *machine_console(void);
void machine_clear_console(void);

/* How the machine ended. */
enum machine_end {
    MACHINE_RUNS,
    MACHINE_REBOOT,
    MACHINE_OFF,
    MACHINE_EXIT,
    MACHINE_PANIC,
    MACHINE_BROKEN, /* the kernel used it in a way that hardware would not forgive */
};

struct machine_ending {
    enum machine_end how;
    unsigned status;   /* EXIT */
    char message[256]; /* PANIC, BROKEN */
};

/* Runs a function and tells how the machine ended meanwhile. Only machine_start and machine_stop
 * are of use after an end. Not nested. */
struct machine_ending machine_run(void (*function)(void *), void *argument);

/* The simulation cannot go on. */
noreturn void machine_break(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A number that follows from the state alone; the state moves on (Marsaglia, "Xorshift RNGs",
 * xorshift64, triple 13, 7, 17). */
uint64_t machine_random(uint64_t *state);

#endif

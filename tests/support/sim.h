/* SPDX-License-Identifier: MIT */
/*
 * The harness for tests of core: user programs as sequences of calls in a test.
 *
 * sim_boot starts a simulated machine with an init that has no code. From then on the test acts in
 * the name of the thread that core has chosen, the current one: it takes traps (tay_ stubs work
 * unchanged), reads and writes its memory, and moves time. A trap may make another thread current;
 * one that blocked has its result when its thread is current again, or at least ready.
 *
 *     sim_boot(NULL);
 *     tay_cap_t notification;
 *     assert_int_equal(tay_notification_create(TAY_OWN_ACCOUNT, &notification), TAY_OK);
 *
 * A thread is named by its context, which is nothing to look into. Whatever the kernel does that
 * real hardware would not forgive, and each broken invariant if sim_check_always is on, ends the
 * program with a message.
 */
#ifndef SIM_H
#define SIM_H

#include <machine.h>
#include <tay/abi/boot.h>
#include <tay/abi/status.h>
#include <tay/abi/trap.h>

/* init's program: one page of text, SIM_DATA_BYTES of data that are its own to use. */
#define SIM_TEXT_UA ((tay_ua_t)0x10000)
#define SIM_DATA_UA ((tay_ua_t)0x20000)
#define SIM_DATA_BYTES ((size_t)0x8000)
/* What the archive holds. */
#define SIM_ARCHIVE "the boot archive"

/* What a stub returns if its trap has not come back: the caller is blocked, or is gone. */
#define SIM_BLOCKED ((enum tay_status)TAY_RESULT_STATUS_MASK)

/* Zero means: the default. */
struct sim_options {
    size_t ram_bytes; /* 4 MiB */
    unsigned cores;   /* 1 */
    uint64_t seed;    /* 1 */
    const char *command_line;
    const void *payload; /* another init than the one without code; see tay/abi/boot.h */
    size_t payload_bytes;
    bool has_dma; /* there is a page of RAM for DMA: device range 1 */
};

/* Starts a machine, and ends the one before. NULL: all defaults. */
void sim_boot(const struct sim_options *options);
/* Ends the machine; no more than tidiness. */
void sim_stop(void);
/* What the kernel told init. */
const struct tay_boot_info *sim_boot_info(void);

/* Threads -------------------------------------------------------------------------------------- */

/* The thread that runs on the acting core; NULL: the core is idle. */
struct hal_context *sim_current(void);
/* Chooses the core that acts. */
void sim_select_core(unsigned core);
/* Chooses the first core, from this one on and round, on which a thread runs. False: there is none,
 * and the same core acts as before. */
bool sim_select_busy_core(unsigned from);
/* Whether the thread runs on a core, which acts then; else the same core acts as before. */
bool sim_select_core_of(const struct hal_context *thread);
/* Whether the thread has not been ended. */
bool sim_is_live(const struct hal_context *thread);
/* Lets time pass, from timer to timer, until the thread is current; then its core acts. Other
 * threads that are current meanwhile compute. False: it never will be. */
bool sim_run_until(const struct hal_context *thread);

/* Traps ---------------------------------------------------------------------------------------- */

/* The current thread takes a trap; the number may be anything. True: it has come back, with its
 * result in *message (though another thread may be current). */
bool sim_trap(unsigned trap, tay_cap_t handle, struct tay_message *message);
/* The result of a thread's last trap. False: it has not come back, or the thread is gone. */
bool sim_result(const struct hal_context *thread, struct tay_message *message);
/* The same, as a status; SIM_BLOCKED if it has not come back. */
enum tay_status sim_status(const struct hal_context *thread);
/* The current thread calls: sim_trap with TAY_TRAP_CALL, and its status or SIM_BLOCKED. */
enum tay_status sim_call(tay_cap_t handle, struct tay_message *message);

/* Memory of the current thread, through the simulated MMU ----------------------------------------
 */

/* Each is false if the thread is not current any more: the fault ended it, or stopped it. */
bool sim_read(tay_ua_t address, void *bytes, size_t count);
bool sim_write(tay_ua_t address, const void *bytes, size_t count);
/* Fetches an instruction. */
bool sim_execute(tay_ua_t address);
/* The current thread faults in another way. True: it goes on. */
bool sim_fault(enum hal_fault_kind kind, tay_ua_t address);
/* A user address for parameters that a stub declares as pointers. */
void *sim_pointer(tay_ua_t address);
/* Writes to the start of init's data, and gives that as a pointer: to lend. */
void *sim_lend(const void *bytes, size_t count);

/* Time and interrupts ----------------------------------------------------------------------------
 */

tay_time_t sim_now(void);
/* When the next timer of a core fires whose interrupts are not held; TAY_TIME_NEVER: none is armed.
 */
tay_time_t sim_next_timer(void);
/* Lets time pass; timers fire on the way. */
void sim_advance(tay_time_t ns);
/* A device's line fires, once, as soon as it is not masked. */
void sim_raise_line(unsigned line);
/* These cores, a bit each, take no interrupt until they are let: theirs wait meanwhile, and each
 * core can act nevertheless. 0, as after sim_boot: none. */
void sim_hold_interrupts(unsigned cores);
/* Whether some are held. */
bool sim_holds_interrupts(void);
/* Lets other cores take what waits for them whenever the acting core lets go of the kernel's lock,
 * once in n times, by the seed of the boot; 0: they wait until it has left the kernel. */
void sim_interleave(unsigned one_in);
/* When others may take theirs so, calls this too: threads on other cores may act while this core is
 * in the kernel, between two pieces of its work. It takes no kick before that is over, so nothing
 * that must wait for it can be ended. NULL, as after sim_boot: nobody acts. */
void sim_act_between(void (*act)(unsigned core));
/* Makes the kernel see an interrupt at its preemption points once in n times, by the seed; 0: only
 * real ones. */
void sim_set_preemption(uint64_t seed, unsigned one_in);

/* Checks and ends --------------------------------------------------------------------------------
 */

/* Calls this after each event, and lets every core's TLB run ahead; NULL: does neither. Holds over
 * sim_boot. */
void sim_check_always(void (*check)(void));
/* Runs a function and tells how the machine ended: panic, exit, ... See machine.h. Afterwards only
 * sim_boot and sim_stop may be called. */
struct machine_ending sim_run(void (*function)(void *), void *argument);
/* What the console showed since boot. */
const char *sim_console(void);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The scheduler: of the ready threads the one with the highest priority runs, round robin within
 * one priority. There is no tick: the timer is set to the nearer of the end of a slice, if somebody
 * waits for it, and the next timeout. A thread whose process is being cloned is not chosen but held
 * back (process/clone.h).
 */
#ifndef SCHED_SCHEDULER_H
#define SCHED_SCHEDULER_H

#include <sched/thread.h>

/* The time slice. */
#define SCHEDULER_SLICE_NS UINT64_C(10000000)

void scheduler_init(void);

/* Makes a stopped or woken thread ready: it goes behind those of its priority. */
void scheduler_add(struct thread *thread);

/* The same for a thread that goes on with a time slice that has begun, its own or its caller's: it
 * goes before those of its priority, who wait for theirs. */
void scheduler_add_first(struct thread *thread);

/* Takes a thread that is ready, or runs on this core, off it; its state is for the caller to set.
 */
void scheduler_remove(struct thread *thread);

/* Whether the thread runs on another core. */
bool scheduler_is_elsewhere(const struct thread *thread);

/* If the thread runs on another core, that one enters the kernel soon, and finds what has changed.
 */
void scheduler_poke(const struct thread *thread);

/*
 * What this core's work needs of others. Each asks them, and if that takes time the core is to
 * sleep until it is kicked, and then try again: scheduler_must_wait.
 *
 * scheduler_await_core: a thread that ends, and runs elsewhere, leaves its core and is stopped.
 * scheduler_fetch: whatever another core keeps of a thread's registers gets into its context; true:
 * it is there. scheduler_is_still: no thread of a process that is held runs; true: so it is.
 * scheduler_leave_space: no core translates by the space of a process without threads; true: so it
 * is.
 */
void scheduler_await_core(struct thread *thread);
bool scheduler_fetch(const struct thread *thread);
bool scheduler_is_still(const struct process *process);
bool scheduler_leave_space(const struct process *process);

/* Whether this core is to sleep although it has work. */
bool scheduler_must_wait(void);

/* This core has entered the kernel. */
void scheduler_enter(void);

/* Another core wanted this one to look, or has done what this one waits for. */
void scheduler_on_kick(void);

/* Sets the priority that counts, wherever the thread is. */
void scheduler_set_priority(struct thread *thread, unsigned priority);

/* Pins a thread to a core, or (AFFINITY_NONE) to none. False: what another core keeps of it is on
 * its way (scheduler_must_wait). */
bool scheduler_set_affinity(struct thread *thread, unsigned affinity);

/* Who pays for a thread's time: the first caller of the calls that it answers. */
struct thread *scheduler_payer(struct thread *thread);

/* The server answers a caller's call, or (NULL) none: who pays for whoever runs at the end of the
 * calls that the server waits in changes with that. */
void scheduler_set_caller(struct thread *server, struct thread *caller);

/* A whole time slice, in ticks: what a new thread may spend. */
extern uint64_t scheduler_slice_ticks;

/* Lets threads run that were held back, and leaves the list empty. */
void scheduler_release(struct list *held_back);

/* The running thread gives the rest of its slice up. */
void scheduler_yield(void);

/* This core's thread: the one that runs, or ran until it was removed; NULL: none. */
struct thread *scheduler_current(void);

/* Chooses who runs on this core now and activates its address space; NULL: nobody is ready. If
 * scheduler_is_unsettled says so afterwards, it has moved some threads and must be asked again. */
struct thread *scheduler_choose(void);
bool scheduler_is_unsettled(void);

/* The same, and sets the timer, where one look tells who runs; NULL: it does not, or nobody is
 * ready. Nothing is held, and the kernel has no work of its own. */
struct thread *scheduler_choose_shortly(void);

/*
 * The running thread makes room at once for one that waits in no queue any more, if one look tells
 * that this one would be chosen next. It goes on in `state`: THREAD_READY if it is less important,
 * and then stands before those of its priority. False: it takes a longer look, and nothing has
 * changed.
 */
bool scheduler_may_switch(const struct thread *next, enum thread_state state);
void scheduler_switch(struct thread *next, enum thread_state state);

/* Something has happened on this core, so that it is to be chosen anew who runs. */
void scheduler_look(void);

/* For how long a thread has run, or others for it, up to now. */
tay_time_t scheduler_run_ns(const struct thread *thread);

/* This core's timer has fired and is disarmed. */
void scheduler_on_timer(void);

/* Sets this core's timer for what was chosen, and wakes cores for those who wait. Before going back
 * to user mode or to sleep. */
void scheduler_arm(void);

#endif

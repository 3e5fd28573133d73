/* SPDX-License-Identifier: MIT */
/*
 * Upcalls: a thread is interrupted, its registers are saved in its own memory, and it goes on at
 * its process's upcall entry, until it is resumed. What POSIX signals stand on.
 */
#ifndef PROCESS_UPCALL_H
#define PROCESS_UPCALL_H

#include <sched/thread.h>

/* Interrupts a thread that has a save area, in a process that has an entry: at once, or, while it
 * is in an upcall, as soon as that is over. A blocking operation ends with TAY_ECANCELED. */
void upcall_interrupt(struct thread *thread, tay_word_t cause);

/* Saves the registers and enters the upcall, or does a bounded part of that: then it stays due.
 * False: the save area cannot be written, and the interrupt stays due. */
bool upcall_enter(struct thread *thread);

/* Takes the registers back from the save area and returns their length; 0: it cannot be read;
 * USER_AGAIN: a part of the work is done. */
size_t upcall_resume(struct thread *thread);

#endif

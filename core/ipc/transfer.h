/* SPDX-License-Identifier: MIT */
/*
 * What a message carries: six words, some of which may be capabilities.
 */
#ifndef IPC_TRANSFER_H
#define IPC_TRANSFER_H

#include <sched/thread.h>

/* Flags of the info word that a message may have besides its capabilities. */
#define TRANSFER_CALL_FLAGS (TAY_INFO_DEADLINE | TAY_INFO_LEND_READ | TAY_INFO_LEND_WRITE)

/*
 * Whether the message in a thread's registers can be sent: INVAL: a flag that is not among `flags`;
 * HANDLE: a capability that it names is not there, or stands twice in a message that moves it;
 * TYPE: one cannot be copied; RIGHT: one may not be handed on.
 */
enum tay_status transfer_check(const struct thread *from, tay_word_t flags);

/* How many capabilities it carries. */
unsigned transfer_cap_count(const struct thread *from);

/* Whether they fit into the receiver's table. */
bool transfer_fits(const struct thread *from, const struct thread *to);

/* Copies the words and moves or copies the capabilities. Checked; it fits. Returns the capability
 * flags for the receiver's info word. */
tay_word_t transfer_message(const struct thread *from, struct thread *to);

/* Copies the words alone; capabilities that would have moved are closed, and their words are 0. */
void transfer_words_only(const struct thread *from, struct thread *to);

#endif

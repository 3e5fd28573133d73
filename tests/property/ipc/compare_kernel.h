/* SPDX-License-Identifier: MIT */
/*
 * The kernel's objects behind those of the model, for comparing only.
 */
#ifndef COMPARE_KERNEL_H
#define COMPARE_KERNEL_H

#include "model.h"

struct object;
struct process;
struct thread;

struct object *compare_object_of(int object);
struct process *compare_process(int process);
struct thread *compare_thread_of(int n);

/* A capability is in its table, with its rights. */
void compare_cap(const struct ipc_cap *cap);
/* Whether a message of the kernel is this one; whether two may change places. */
bool compare_is_letter(const struct ipc_letter *letter, enum tay_kind kind, uint64_t badge,
                       const tay_word_t *word);
bool compare_is_beside(const struct ipc_letter *a, const struct ipc_letter *b);

#endif

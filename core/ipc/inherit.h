/* SPDX-License-Identifier: MIT */
/*
 * What a server inherits from those for whom it works: their priority. (Of their time slices see
 * sched/slice.c.)
 */
#ifndef IPC_INHERIT_H
#define IPC_INHERIT_H

#include <ipc/endpoint.h>

/* Recomputes a thread's priority from its base, its caller and who queues behind that, and then
 * those of the threads that work for it. */
void inherit_priority(struct thread *thread);

/* The same for all who serve an endpoint, whose queue has changed. */
void inherit_from_queue(struct endpoint *endpoint);

#endif

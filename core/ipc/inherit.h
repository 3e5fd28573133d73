/* SPDX-License-Identifier: MIT */
/*
 * What a server inherits from those for whom it works: their priority, and the time slice of the
 * caller whose call it has in hand.
 */
#ifndef IPC_INHERIT_H
#define IPC_INHERIT_H

#include <ipc/endpoint.h>

/* Recomputes a thread's priority from its base, its caller and who queues behind that, and then
 * those of the threads that work for it. */
void inherit_priority(struct thread *thread);

/* The same for all who serve an endpoint, whose queue has changed. */
void inherit_from_queue(struct endpoint *endpoint);

/* The call that the server has in hand ends, or is put aside: the caller gets back what is left of
 * its time slice. */
void inherit_return_slice(struct thread *caller, struct thread *server);

#endif

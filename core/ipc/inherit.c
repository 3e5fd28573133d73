/* SPDX-License-Identifier: MIT */
/*
 * Inheritance. Invariants: a thread's priority is the highest of its base, its caller's and that of
 * the first caller queued where that call came from.
 */
#include <ipc/inherit.h>

#include <sched/scheduler.h>
#include <sched/wait.h>

/* Links between a caller and a server that a change is followed through, in all. */
#define LINKS 16

static void inherit_from(struct thread *thread, unsigned *links);

/* Everybody who serves the endpoint works for whoever queues there, too: a link to each. */
static void inherit_to_servers(struct endpoint *endpoint, unsigned *links)
{
    for (struct list_node *node = list_first(&endpoint->serving); node != NULL && *links > 0;
         node = list_next(&endpoint->serving, node)) {
        --*links;
        inherit_from(container_of(node, struct thread, service.serving), links);
    }
}

static unsigned priority_of(const struct thread *thread)
{
    unsigned priority = thread->base_priority;
    const struct thread *caller = thread->service.caller;
    if (caller == NULL) {
        return priority;
    }
    priority = caller->priority > priority ? caller->priority : priority;
    const struct thread *queued = wait_first(&thread->service.endpoint->callers);
    return queued != NULL && queued->priority > priority ? queued->priority : priority;
}

/* Recursion is bounded by `links`. */
static void inherit_from(struct thread *thread, unsigned *links)
{
    unsigned priority = priority_of(thread);
    if (priority == thread->priority) {
        return;
    }
    scheduler_set_priority(thread, priority);
    if (thread->call_state == CALL_TAKEN && *links > 0) {
        --*links;
        inherit_from(thread->call.server, links);
    } else if (thread->call_state == CALL_QUEUED) {
        inherit_to_servers(thread->call.endpoint, links);
    }
}

void inherit_priority(struct thread *thread)
{
    unsigned links = LINKS;
    inherit_from(thread, &links);
}

void inherit_from_queue(struct endpoint *endpoint)
{
    unsigned links = LINKS;
    inherit_to_servers(endpoint, &links);
}

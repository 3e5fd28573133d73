/* SPDX-License-Identifier: MIT */
/*
 * Turning away who waits at an endpoint in vain, in bounded steps: because nobody receives any
 * more, is let in, or is helped; and the end of an endpoint.
 */
#include <ipc/endpoint.h>

#include <ipc/call.h>
#include <ipc/session.h>
#include <object/reaper.h>
#include <process/process.h>
#include <sched/wait.h>

/* Receivers woken, messages dropped, callers looked at by one step. */
#define STEP_BATCH 8

/* If a thread that stands still after a fault has no supervisor any more, its process ends; false:
 * there is none. In the list they are as old as their supervision: the first one tells. */
static bool drop_faulted(struct endpoint *endpoint)
{
    struct list_node *node = list_first(&endpoint->faulted);
    struct process *process =
        node == NULL ? NULL : container_of(node, struct thread, faulted)->process;
    if (process == NULL || process_is_supervised(process)) {
        return false;
    }
    list_remove(node);
    process_end(process, TAY_EXIT_FAULT);
    return true;
}

/* Nobody will receive any more: turns one receiver, message or faulted thread away; false: there is
 * none. */
static bool drop_one(struct endpoint *endpoint)
{
    struct thread *receiver = endpoint_first(endpoint);
    if (receiver != NULL) {
        wait_finish(receiver, TAY_EPEER, 0);
    } else if (!list_is_empty(&endpoint->messages)) {
        object_release(endpoint_take_message(endpoint)->owner);
    } else {
        return drop_faulted(endpoint);
    }
    return true;
}

void endpoint_turn_away(struct endpoint *endpoint)
{
    if (endpoint->object.dying) {
        return; /* everybody is turned away then */
    }
    endpoint->turned_away = 0;
    reaper_add_errand(&endpoint->object);
}

/* The first caller who has not been looked at; NULL: none. */
static struct tree_node *next_caller(const struct endpoint *endpoint)
{
    if (endpoint->turned_away == 0) {
        return tree_first(&endpoint->callers.tree);
    }
    struct tree_node *node = tree_floor(&endpoint->callers.tree, endpoint->turned_away - 1);
    return node == NULL ? tree_first(&endpoint->callers.tree) : tree_next(node);
}

void endpoint_on_reorder(struct endpoint *endpoint, uint64_t key)
{
    if (key < endpoint->turned_away) {
        endpoint->turned_away = key;
    }
}

bool endpoint_turn_away_step(struct endpoint *endpoint)
{
    for (unsigned i = 0; i < STEP_BATCH; i++) {
        if (endpoint->receiver_count == 0 ? drop_one(endpoint) : drop_faulted(endpoint)) {
            continue;
        }
        struct tree_node *node = next_caller(endpoint);
        if (node == NULL) {
            if (endpoint->receiver_count == 0) {
                endpoint_bind(endpoint, NULL);
            }
            return true;
        }
        struct thread *caller = container_of(node, struct thread, wait.node);
        endpoint->turned_away = node->key + 1;
        if (!endpoint_lets_in(endpoint, caller->call.session)) {
            call_end(caller, TAY_EPEER);
        }
    }
    return false;
}

/* Nobody serves an endpoint that has ended, but who has a call from there in hand knows it until
 * that is over. False: nobody did. */
static bool drop_server(struct endpoint *endpoint)
{
    struct list_node *node = list_first(&endpoint->serving);
    if (node == NULL) {
        return false;
    }
    struct thread *server = container_of(node, struct thread, service.serving);
    if (server->service.caller != NULL) {
        list_remove(node);
    } else {
        endpoint_part(server);
    }
    return true;
}

bool endpoint_end_step(struct object *object)
{
    struct endpoint *endpoint = endpoint_of(object);
    endpoint_settle(endpoint);
    for (unsigned i = 0; i < STEP_BATCH; i++) {
        struct thread *caller = wait_first(&endpoint->callers);
        if (caller != NULL) {
            call_end(caller, TAY_EPEER);
        } else if (!drop_one(endpoint) && !drop_server(endpoint)) {
            endpoint_bind(endpoint, NULL);
            return true;
        }
    }
    return false;
}

/* SPDX-License-Identifier: MIT */
/*
 * Slabs. Invariant: a slab is in its account's list exactly while it has room; it never is empty
 * between two calls. Objects behind `fresh` have never been used and are in no list, so that a new
 * slab costs the same whatever its objects' size.
 */
#include <mem/slab.h>

#include <hal/types.h>
#include <ipc/endpoint.h>
#include <ipc/notification.h>
#include <ipc/reply.h>
#include <ipc/session.h>
#include <irq/irq.h>
#include <lib/assert.h>
#include <mem/frame.h>
#include <mem/mapping.h>
#include <mem/memory.h>
#include <object/account.h>
#include <process/process.h>
#include <sched/thread.h>
#include <sched/timer.h>
#include <string.h>

struct slab {
    struct list_node with_room;
    struct account *account;
    void *free; /* list through the objects' first word */
    enum slab_kind kind;
    unsigned used;
    unsigned fresh; /* objects from here on have never been used */
};

#define SLAB_ALIGN 16
#define SLAB_ROUND(bytes) (((bytes) + SLAB_ALIGN - 1) & ~(size_t)(SLAB_ALIGN - 1))
#define SLAB_HEAD SLAB_ROUND(sizeof(struct slab))

static const size_t object_bytes[SLAB_KINDS] = {
    [SLAB_ACCOUNT] = SLAB_ROUND(sizeof(struct account)),
    [SLAB_PROCESS] = SLAB_ROUND(sizeof(struct process)),
    [SLAB_THREAD] = SLAB_ROUND(sizeof(struct thread)),
    [SLAB_ENDPOINT] = SLAB_ROUND(sizeof(struct endpoint)),
    [SLAB_NOTIFICATION] = SLAB_ROUND(sizeof(struct notification)),
    [SLAB_TIMER] = SLAB_ROUND(sizeof(struct timer)),
    [SLAB_MEMORY] = SLAB_ROUND(sizeof(struct memory)),
    [SLAB_IRQ] = SLAB_ROUND(sizeof(struct irq)),
    [SLAB_MAPPING] = SLAB_ROUND(sizeof(struct mapping)),
    [SLAB_SESSION] = SLAB_ROUND(sizeof(struct session)),
    [SLAB_REPLY] = SLAB_ROUND(sizeof(struct reply)),
};

static size_t counts[SLAB_KINDS];

_Static_assert(_Alignof(struct thread) <= SLAB_ALIGN, "a context is aligned as the CPU wants");
_Static_assert(sizeof(struct thread) <= HAL_PAGE_BYTES - SLAB_HEAD, "a thread fits a slab");
_Static_assert(sizeof(struct account) <= HAL_PAGE_BYTES - SLAB_HEAD, "an account fits a slab");

static struct slab *slab_of(const void *object)
{
    return (struct slab *)((uintptr_t)object & ~(uintptr_t)(HAL_PAGE_BYTES - 1));
}

static unsigned capacity(enum slab_kind kind)
{
    return (unsigned)((HAL_PAGE_BYTES - SLAB_HEAD) / object_bytes[kind]);
}

void slab_set_init(struct slab_set *set)
{
    for (unsigned kind = 0; kind < SLAB_KINDS; kind++) {
        list_init(&set->with_room[kind]);
    }
}

static struct slab *slab_create(struct account *account, enum slab_kind kind)
{
    if (!account_charge(account, HAL_PAGE_BYTES)) {
        return NULL;
    }
    struct slab *slab = frame_alloc(0);
    kernel_assert(slab != NULL);
    list_node_init(&slab->with_room);
    slab->account = account;
    slab->free = NULL;
    slab->kind = kind;
    slab->used = 0;
    slab->fresh = 0;
    list_push_front(&account->slabs.with_room[kind], &slab->with_room);
    return slab;
}

void *slab_alloc(struct account *account, enum slab_kind kind)
{
    struct list_node *node = list_first(&account->slabs.with_room[kind]);
    struct slab *slab =
        node == NULL ? slab_create(account, kind) : container_of(node, struct slab, with_room);
    if (slab == NULL) {
        return NULL;
    }
    void *object = slab->free;
    if (object == NULL) {
        object = (char *)slab + SLAB_HEAD + slab->fresh * object_bytes[kind];
        slab->fresh++;
    } else {
        slab->free = *(void **)object;
    }
    slab->used++;
    if (slab->used == capacity(kind)) {
        list_remove(&slab->with_room);
    }
    counts[kind]++;
    memset(object, 0, object_bytes[kind]);
    return object;
}

void slab_free(void *object)
{
    struct slab *slab = slab_of(object);
    struct account *account = slab->account;
    kernel_assert(slab->used > 0);
    if (slab->used == capacity(slab->kind)) {
        list_push_back(&account->slabs.with_room[slab->kind], &slab->with_room);
    }
    *(void **)object = slab->free;
    slab->free = object;
    slab->used--;
    counts[slab->kind]--;
    if (slab->used == 0) {
        list_remove(&slab->with_room);
        frame_free(slab);
        account_uncharge(account, HAL_PAGE_BYTES);
    }
}

size_t slab_count(enum slab_kind kind)
{
    return counts[kind];
}

struct account *slab_account(const void *object)
{
    return slab_of(object)->account;
}

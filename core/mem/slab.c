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

#define SLAB_ALIGN 16
#define SLAB_ROUND(bytes) (((bytes) + SLAB_ALIGN - 1) & ~(size_t)(SLAB_ALIGN - 1))
#define SLAB_HEAD SLAB_ROUND(sizeof(struct slab))

/* Of a kind: an object's room, and how many a slab has. */
#define SIZE_OF(type)                                                                              \
    {                                                                                              \
        SLAB_ROUND(sizeof(type)), (HAL_PAGE_BYTES - SLAB_HEAD) / SLAB_ROUND(sizeof(type))          \
    }

static const struct {
    uint16_t bytes;
    uint16_t capacity;
} size_of[SLAB_KINDS] = {
    [SLAB_ACCOUNT] = SIZE_OF(struct account),
    [SLAB_PROCESS] = SIZE_OF(struct process),
    [SLAB_THREAD] = SIZE_OF(struct thread),
    [SLAB_ENDPOINT] = SIZE_OF(struct endpoint),
    [SLAB_NOTIFICATION] = SIZE_OF(struct notification),
    [SLAB_TIMER] = SIZE_OF(struct timer),
    [SLAB_MEMORY] = SIZE_OF(struct memory),
    [SLAB_IRQ] = SIZE_OF(struct irq),
    [SLAB_MAPPING] = SIZE_OF(struct mapping),
    [SLAB_SESSION] = SIZE_OF(struct session),
    [SLAB_REPLY] = SIZE_OF(struct reply),
};

size_t slab_counts[SLAB_KINDS];

_Static_assert(_Alignof(struct thread) <= SLAB_ALIGN, "a context is aligned as the CPU wants");
_Static_assert(sizeof(struct thread) <= HAL_PAGE_BYTES - SLAB_HEAD, "a thread fits a slab");
_Static_assert(sizeof(struct account) <= HAL_PAGE_BYTES - SLAB_HEAD, "an account fits a slab");

static struct slab *slab_of(const void *object)
{
    return (struct slab *)((uintptr_t)object & ~(uintptr_t)(HAL_PAGE_BYTES - 1));
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
    struct slab *slab = frame_alloc_charged();
    list_node_init(&slab->with_room);
    slab->account = account;
    slab->free = NULL;
    slab->kind = kind;
    slab->used = 0;
    slab->fresh = 0;
    slab->capacity = size_of[kind].capacity;
    list_push_front(&account->slabs.with_room[kind], &slab->with_room);
    return slab;
}

void *slab_take_slowly(struct account *account, enum slab_kind kind)
{
    struct list_node *node = list_first(&account->slabs.with_room[kind]);
    struct slab *slab =
        node == NULL ? slab_create(account, kind) : container_of(node, struct slab, with_room);
    if (slab == NULL) {
        return NULL;
    }
    void *object = slab->free;
    if (object == NULL) {
        object = (char *)slab + SLAB_HEAD + slab->fresh * size_of[kind].bytes;
        slab->fresh++;
    } else {
        slab->free = *(void **)object;
    }
    slab->used++;
    if (slab->used == slab->capacity) {
        list_remove(&slab->with_room);
    }
    slab_counts[kind]++;
    return object;
}

void *slab_alloc(struct account *account, enum slab_kind kind)
{
    void *object = slab_take(account, &account->slabs, kind);
    return object == NULL ? NULL : memset(object, 0, size_of[kind].bytes);
}

/* The page of a slab without objects. */
static void slab_destroy(struct slab *slab)
{
    struct account *account = slab->account;
    list_remove(&slab->with_room);
    frame_free(slab);
    account_uncharge(account, HAL_PAGE_BYTES);
}

/* An object of it was just given back. It has room again, or nothing else. */
void slab_free_slowly(struct slab *slab)
{
    kernel_assert(slab->used < slab->capacity);
    if (slab->used + 1 == slab->capacity) {
        list_push_back(&slab->account->slabs.with_room[slab->kind], &slab->with_room);
    }
    if (slab->used == 0) {
        slab_destroy(slab);
    }
}

void slab_untake(void *object)
{
    slab_free(object);
}

struct account *slab_account(const void *object)
{
    return slab_of(object)->account;
}

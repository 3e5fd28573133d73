/* SPDX-License-Identifier: MIT */
/*
 * The kernel heap: objects of a few fixed sizes, carved from pages that belong to one account.
 *
 * A slab is one page: this header, then objects of one kind. It is charged to its account while it
 * holds an object, so nobody's fragmentation is another's.
 */
#ifndef MEM_SLAB_H
#define MEM_SLAB_H

#include <hal/types.h>
#include <lib/list.h>

struct account;

enum slab_kind {
    SLAB_ACCOUNT,
    SLAB_PROCESS,
    SLAB_THREAD,
    SLAB_ENDPOINT,
    SLAB_NOTIFICATION,
    SLAB_TIMER,
    SLAB_MEMORY,
    SLAB_IRQ,
    SLAB_MAPPING,
    SLAB_SESSION,
    SLAB_REPLY,
    SLAB_KINDS,
};

/* What an account keeps: for each kind the slabs that have room. */
struct slab_set {
    struct list with_room[SLAB_KINDS];
};

void slab_set_init(struct slab_set *set);

/* A zero-filled object, or NULL: the account cannot pay for a further page. */
void *slab_alloc(struct account *account, enum slab_kind kind);

/* The head of a slab's page. */
struct slab {
    struct list_node with_room;
    struct account *account;
    void *free; /* list through the objects' first word */
    enum slab_kind kind;
    uint16_t used;
    uint16_t fresh;    /* objects from here on have never been used */
    uint16_t capacity; /* objects that it has room for */
};

/* How many objects of a kind there are. */
extern size_t slab_counts[SLAB_KINDS];

void *slab_take_slowly(struct account *account, enum slab_kind kind);
void slab_free_slowly(struct slab *slab);

/* The same, content undefined. The set is the account's. */
static inline void *slab_take(struct account *account, struct slab_set *set, enum slab_kind kind)
{
    struct list_node *first = set->with_room[kind].head.next;
    if (first == &set->with_room[kind].head) {
        return slab_take_slowly(account, kind);
    }
    struct slab *slab = container_of(first, struct slab, with_room);
    void *object = slab->free;
    if (object == NULL || slab->used + 1 == slab->capacity) {
        return slab_take_slowly(account, kind);
    }
    slab->free = *(void **)object;
    slab->used++;
    slab_counts[kind]++;
    return object;
}

/* Gives an object back; its page, too, if it was the last in it. */
static inline void slab_free(void *object)
{
    struct slab *slab = (struct slab *)((uintptr_t)object & ~(uintptr_t)(HAL_PAGE_BYTES - 1));
    unsigned used = slab->used;
    *(void **)object = slab->free;
    slab->free = object;
    slab->used = (uint16_t)(used - 1);
    slab_counts[slab->kind]--;
    if (used == slab->capacity || used <= 1) {
        slab_free_slowly(slab);
    }
}

/* The same out of line, for an object that could not be made after all. */
void slab_untake(void *object);

static inline size_t slab_count(enum slab_kind kind)
{
    return slab_counts[kind];
}

/* The account that pays for an object. */
struct account *slab_account(const void *object);

#endif

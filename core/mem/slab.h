/* SPDX-License-Identifier: MIT */
/*
 * The kernel heap: objects of a few fixed sizes, carved from pages that belong to one account.
 *
 * A slab is one page: this header, then objects of one kind. It is charged to its account while it
 * holds an object, so nobody's fragmentation is another's.
 */
#ifndef MEM_SLAB_H
#define MEM_SLAB_H

#include <lib/list.h>
#include <stddef.h>

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

/* The same, content undefined. */
void *slab_take(struct account *account, enum slab_kind kind);

/* Gives an object back; its page, too, if it was the last in it. */
void slab_free(void *object);

/* How many objects of a kind there are. */
size_t slab_count(enum slab_kind kind);

/* The account that pays for an object. */
struct account *slab_account(const void *object);

#endif

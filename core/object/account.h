/* SPDX-License-Identifier: MIT */
/*
 * Accounts: budgets in bytes.
 *
 * An account is charged for kernel objects, tables and pages, and for the whole budgets of the
 * accounts carved from it; never for more than its own budget. A dead account whose objects others
 * still hold stays as a shell: its budget is what it still uses, and goes back to its parent bit by
 * bit.
 */
#ifndef OBJECT_ACCOUNT_H
#define OBJECT_ACCOUNT_H

#include <mem/slab.h>
#include <object/object.h>

/* How deep accounts may nest: bounds the work of giving memory back through dead accounts. */
#define ACCOUNT_DEPTH_MAX 32

struct account {
    struct object object;
    struct account *parent; /* NULL: the root account */
    unsigned depth;
    size_t budget_bytes;
    size_t used_bytes;
    struct list children;
    struct list_node sibling;
    struct list processes; /* bound to this account */
    struct slab_set slabs;
};

static inline struct account *account_of(struct object *object)
{
    return container_of(object, struct account, object);
}

/* Makes the root account. */
void account_init_root(struct account *account, size_t budget_bytes);

/* Carves a child account; NULL: the parent cannot pay. */
struct account *account_create(struct account *parent, size_t budget_bytes);

/* Charges an account; false, and nothing happened: the budget does not allow it. */
bool account_charge(struct account *account, size_t bytes);

/* Takes a charge back. May end the account. */
void account_uncharge(struct account *account, size_t bytes);

/* Ends an account that nobody holds and that pays for nothing. */
void account_end_if_unused(struct account *account);

bool account_end_step(struct object *object);

/* Gives the room of a dead account back as soon as it pays for nothing. */
void account_bury(struct account *account);

#endif

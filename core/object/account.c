/* SPDX-License-Identifier: MIT */
/*
 * Accounts. Invariants: used_bytes is at most budget_bytes; it is the sum of the budgets of the
 * children (dead ones included) and of all that is charged to the account itself.
 */
#include <object/account.h>

#include <lib/assert.h>
#include <object/reaper.h>
#include <process/process.h>

static void init(struct account *account, struct account *parent, size_t budget_bytes)
{
    object_init(&account->object, TAY_OBJECT_account, parent);
    account->parent = parent;
    account->budget_bytes = budget_bytes;
    list_init(&account->children);
    list_node_init(&account->sibling);
    list_init(&account->processes);
    slab_set_init(&account->slabs);
}

void account_init_root(struct account *account, size_t budget_bytes)
{
    init(account, NULL, budget_bytes);
    account->object.permanent = true;
}

struct account *account_create(struct account *parent, size_t budget_bytes)
{
    struct account *account = slab_alloc(parent, SLAB_ACCOUNT);
    if (account == NULL) {
        return NULL;
    }
    if (!account_charge(parent, budget_bytes)) {
        slab_untake(account);
        return NULL;
    }
    init(account, parent, budget_bytes);
    account->depth = parent->depth + 1;
    list_push_back(&parent->children, &account->sibling);
    return account;
}

bool account_charge(struct account *account, size_t bytes)
{
    if (bytes > account->budget_bytes - account->used_bytes) {
        return false;
    }
    account->used_bytes += bytes;
    return true;
}

void account_uncharge(struct account *account, size_t bytes)
{
    kernel_assert(bytes <= account->used_bytes);
    account->used_bytes -= bytes;
    if (account->used_bytes > 0 && !account->object.dead) {
        return;
    }
    if (!account->object.dead) {
        account_end_if_unused(account);
        return;
    }
    struct account *parent = account->parent;
    account->budget_bytes -= bytes;
    if (account->used_bytes == 0 && account->object.references == 0) {
        reaper_add_dead(&account->object); /* its parents may follow, each in a step of its own */
    }
    account_uncharge(parent, bytes);
}

void account_end_if_unused(struct account *account)
{
    struct object *object = &account->object;
    if (object->capability_count == 0 && object->references == 0 && account->used_bytes == 0 &&
        !object->permanent && !object->dying) {
        reaper_add(object);
    }
}

/* Ends what lives in the account, then returns the part of the budget that is free. */
bool account_end_step(struct object *object)
{
    struct account *account = account_of(object);
    struct list_node *node = list_first(&account->children);
    if (node != NULL) {
        reaper_add(&container_of(node, struct account, sibling)->object);
        return false;
    }
    node = list_first(&account->processes);
    if (node != NULL) {
        reaper_add(&container_of(node, struct process, in_account)->object);
        return false;
    }
    list_remove(&account->sibling);
    size_t free_bytes = account->budget_bytes - account->used_bytes;
    account->budget_bytes = account->used_bytes;
    account_uncharge(account->parent, free_bytes);
    return true;
}

void account_bury(struct account *account)
{
    if (account->used_bytes == 0) {
        slab_free(account);
    }
}

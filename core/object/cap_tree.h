/* SPDX-License-Identifier: MIT */
/*
 * The derivation tree's links. Invariant: siblings are threaded; the first one's `previous` and the
 * last one's `next` point, tagged, to the parent's struct cap_children.
 */
#ifndef OBJECT_CAP_TREE_H
#define OBJECT_CAP_TREE_H

#include <object/capability.h>

#define CAP_TREE_TAG ((uintptr_t)1)

/* Sets what follows a slot, or what comes first among the children of a (tagged) parent. */
static inline void cap_tree_set_next(uintptr_t place, uintptr_t value)
{
    if ((place & CAP_TREE_TAG) != 0) {
        struct cap_children *parent = (struct cap_children *)(place & ~CAP_TREE_TAG);
        parent->first = (value & CAP_TREE_TAG) != 0 ? NULL : (struct slot *)value;
    } else {
        ((struct slot *)place)->next = value;
    }
}

static inline void cap_tree_set_previous(uintptr_t place, uintptr_t value)
{
    if ((place & CAP_TREE_TAG) != 0) {
        struct cap_children *parent = (struct cap_children *)(place & ~CAP_TREE_TAG);
        parent->last = (value & CAP_TREE_TAG) != 0 ? NULL : (struct slot *)value;
    } else {
        ((struct slot *)place)->previous = value;
    }
}

static inline void cap_tree_link_first(struct cap_children *parent, struct slot *slot)
{
    uintptr_t end = (uintptr_t)parent | CAP_TREE_TAG;
    uintptr_t next = parent->first == NULL ? end : (uintptr_t)parent->first;
    slot->previous = end;
    slot->next = next;
    cap_tree_set_previous(next, (uintptr_t)slot);
    parent->first = slot;
}

/* Takes a slot out of the tree; its children stand in its place. */
static inline void cap_tree_unlink(struct slot *slot)
{
    if (slot->children.first == NULL) {
        cap_tree_set_next(slot->previous, slot->next);
        cap_tree_set_previous(slot->next, slot->previous);
        return;
    }
    struct slot *first = slot->children.first;
    struct slot *last = slot->children.last;
    first->previous = slot->previous;
    cap_tree_set_next(slot->previous, (uintptr_t)first);
    last->next = slot->next;
    cap_tree_set_previous(slot->next, (uintptr_t)last);
}

#endif

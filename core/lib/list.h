/* SPDX-License-Identifier: MIT */
/*
 * Circular doubly linked lists whose nodes stand inside the things listed.
 *
 * A node is either in one list or points to itself, so taking it out twice does no harm.
 */
#ifndef LIB_LIST_H
#define LIB_LIST_H

#include <lib/container.h>
#include <stdbool.h>

struct list_node {
    struct list_node *next;
    struct list_node *previous;
};

struct list {
    struct list_node head;
};

static inline void list_node_init(struct list_node *node)
{
    node->next = node;
    node->previous = node;
}

static inline void list_init(struct list *list)
{
    list_node_init(&list->head);
}

static inline bool list_is_empty(const struct list *list)
{
    return list->head.next == &list->head;
}

static inline bool list_node_is_linked(const struct list_node *node)
{
    return node->next != node;
}

static inline void list_insert_between(struct list_node *previous, struct list_node *next,
                                       struct list_node *node)
{
    node->next = next;
    node->previous = previous;
    previous->next = node;
    next->previous = node;
}

static inline void list_insert_before(struct list_node *place, struct list_node *node)
{
    list_insert_between(place->previous, place, node);
}

static inline void list_push_back(struct list *list, struct list_node *node)
{
    list_insert_before(&list->head, node);
}

static inline void list_push_front(struct list *list, struct list_node *node)
{
    list_insert_between(&list->head, list->head.next, node);
}

static inline void list_remove(struct list_node *node)
{
    struct list_node *next = node->next;
    struct list_node *previous = node->previous;
    next->previous = previous;
    previous->next = next;
    list_node_init(node);
}

/* Moves all nodes of another list to the end of a list. */
static inline void list_take_over(struct list *list, struct list *other)
{
    if (!list_is_empty(other)) {
        other->head.next->previous = list->head.previous;
        list->head.previous->next = other->head.next;
        other->head.previous->next = &list->head;
        list->head.previous = other->head.previous;
        list_init(other);
    }
}

/* The first node, or NULL. */
static inline struct list_node *list_first(const struct list *list)
{
    return list_is_empty(list) ? NULL : list->head.next;
}

/* The node behind `node`, or NULL. */
static inline struct list_node *list_next(const struct list *list, const struct list_node *node)
{
    return node->next == &list->head ? NULL : node->next;
}

#endif

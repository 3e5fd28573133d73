/* SPDX-License-Identifier: MIT */
/*
 * Interrupt lines as objects. A line belongs to at most one irq object. When it fires it is masked
 * and the notification is signalled; acknowledging unmasks it.
 */
#ifndef IRQ_IRQ_H
#define IRQ_IRQ_H

#include <object/object.h>

struct notification;

/* What an irq object is to signal. */
struct irq_target {
    struct notification *notification;
    tay_word_t bits;
};

struct irq {
    struct object object;
    unsigned line;
    struct irq_target target; /* its notification is referenced */
    struct list_node bound;
};

static inline struct irq *irq_of(struct object *object)
{
    return container_of(object, struct irq, object);
}

void irq_init(void);

/* Whether a line has an irq object. */
bool irq_is_bound(unsigned line);

/* Binds a line that exists and is not bound; NULL: the account cannot pay. */
struct irq *irq_create(struct account *account, unsigned line, struct irq_target target);

void irq_acknowledge(struct irq *irq);

/* A line has fired and is masked. */
void irq_on_line(unsigned line);

bool irq_end_step(struct object *object);

#endif

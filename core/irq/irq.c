/* SPDX-License-Identifier: MIT */
/*
 * Interrupt lines. Invariant: no two irq objects in the list have the same line. A board has few
 * lines in use, so that the list is short.
 */
#include <irq/irq.h>

#include <hal/interrupt.h>
#include <ipc/notification.h>
#include <mem/slab.h>

static struct list bound;

void irq_init(void)
{
    list_init(&bound);
}

static struct irq *find(unsigned line)
{
    for (struct list_node *node = list_first(&bound); node != NULL;
         node = list_next(&bound, node)) {
        struct irq *irq = container_of(node, struct irq, bound);
        if (irq->line == line) {
            return irq;
        }
    }
    return NULL;
}

bool irq_is_bound(unsigned line)
{
    return find(line) != NULL;
}

struct irq *irq_create(struct account *account, unsigned line, struct irq_target target)
{
    struct irq *irq = slab_alloc(account, SLAB_IRQ);
    if (irq != NULL) {
        object_init(&irq->object, TAY_OBJECT_irq, account);
        irq->line = line;
        irq->target = target;
        object_hold(&target.notification->object);
        list_push_back(&bound, &irq->bound);
    }
    return irq;
}

void irq_acknowledge(struct irq *irq)
{
    hal_interrupt_unmask(irq->line);
}

void irq_on_line(unsigned line)
{
    struct irq *irq = find(line);
    if (irq != NULL && !irq->object.dying) {
        notification_signal_last(irq->target.notification, irq->target.bits);
    }
}

bool irq_end_step(struct object *object)
{
    struct irq *irq = irq_of(object);
    hal_interrupt_mask(irq->line);
    list_remove(&irq->bound);
    object_release(&irq->target.notification->object);
    return true;
}

/* SPDX-License-Identifier: MIT */
/*
 * Interrupts. The kernel runs with interrupts masked from entry to exit; it asks for what is there.
 */
#ifndef HAL_INTERRUPT_H
#define HAL_INTERRUPT_H

#include <stdbool.h>

/* What made the core enter the kernel. */
enum hal_event {
    HAL_EVENT_NONE,  /* nothing is pending any more */
    HAL_EVENT_TIMER, /* this core's timer fired and is disarmed */
    HAL_EVENT_KICK,  /* another core called hal_core_kick for this one */
    HAL_EVENT_LINE,  /* a device's line fired and is masked now */
};

/*
 * Takes the next pending interrupt of this core and makes sure that it does not come again by
 * itself. `line` is written for HAL_EVENT_LINE: a number from 0, the board's own numbering, which
 * its device table documents. A spurious interrupt is HAL_EVENT_NONE.
 */
enum hal_event hal_interrupt_take(unsigned *line);

/* Whether an interrupt waits for this core: cheap, asked at every preemption point. */
bool hal_interrupt_pending(void);

/* Whether the board lets user space own this line. Lines of the kernel's own timer and kick are
 * not among them. */
bool hal_interrupt_exists(unsigned line);

/* Unmasks or masks a line that exists. Every line is masked at boot. */
void hal_interrupt_unmask(unsigned line);
void hal_interrupt_mask(unsigned line);

#endif

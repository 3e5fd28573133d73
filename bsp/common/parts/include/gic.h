/* SPDX-License-Identifier: MIT */
/*
 * ARM Generic Interrupt Controller, version 2 or 3: gic.c defines hal_core_kick and, but for
 * hal_interrupt_pending, hal/interrupt.h.
 *
 * Lines of user programs are shared peripheral interrupts, by their number as device trees count
 * them: line n is INTID 32 + n. All are taken as level-sensitive, and go to core 0.
 */
#ifndef GIC_H
#define GIC_H

#include <stdint.h>

/* Where the board has it: physical addresses. */
struct gic_place {
    uintptr_t distributor_pa;
    uintptr_t interface_pa;      /* of the CPU interfaces: version 2 only */
    uintptr_t redistributors_pa; /* the first of them: version 3 only */
};

/* By core 0: masks every line, opens its timer and kick. `version` is 2 or 3. */
void gic_init(const struct gic_place *place, unsigned version);

/* By another core: opens its timer and kick. */
void gic_core_init(unsigned core);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * What versions 2 and 3 of the GIC do each in its own way; gic.c does the rest.
 *
 * What both have is named here by the document of version 2, ARM IHI 0048B.b; version 3 has it at
 * the same place (ARM IHI 0069, under the register's name).
 */
#ifndef GIC_KIND_H
#define GIC_KIND_H

#include <gic.h>

/* Registers of the distributor (IHI 0048B, 4.3, table 4-1). In version 3 those of INTIDs 0 to 31
 * stand in each core's redistributor, at the same offsets. */
#define GICD_CTLR 0x000
#define GICD_TYPER 0x004      /* 4:0 ITLinesNumber: INTIDs are 32 * (that + 1) */
#define GICD_IGROUPR 0x080    /* a bit each */
#define GICD_ISENABLER 0x100  /* a bit each; writing 0 changes nothing, here and below */
#define GICD_ICENABLER 0x180  /* a bit each */
#define GICD_ICACTIVER 0x380  /* a bit each */
#define GICD_IPRIORITYR 0x400 /* a byte each */
#define GICD_ICFGR 0xc00      /* two bits each; 0: level-sensitive */

/* INTIDs. */
#define GIC_KICK 0u       /* the first software-generated interrupt */
#define GIC_TIMER 27u     /* the virtual timer (ARM DEN 0094, PPI assignments) */
#define GIC_SPI 32u       /* shared peripheral interrupts from here */
#define GIC_SPECIAL 1020u /* from here to 1023: there is nothing to take */
#define GIC_SPECIAL_LAST 1023u

/* The kernel masks what it does not want; so all have one priority, which the mask lets through.
 * Both as a core without Secure state may write them. */
#define GIC_PRIORITY 0xa0u
#define GIC_PRIORITY_MASK 0xf0u
#define GIC_ALL_BYTES(value) ((value)*0x01010101u)

struct gic_kind {
    /* Makes the distributor ready but for the lines; it forwards nothing yet. */
    void (*start)(const struct gic_place *place);
    /* Routes a line to core 0. */
    void (*route)(const struct gic_place *place, unsigned intid);
    /* The distributor forwards from here on. */
    void (*go)(const struct gic_place *place);
    /* This core takes its timer and kick. */
    void (*core_init)(const struct gic_place *place, unsigned core);
    /* Waits until what was masked is masked. */
    void (*masked)(const struct gic_place *place);
    /* What to give to `end`; its INTID is under intid_mask. What the interrupt's cause has written
     * is seen after it. */
    uint32_t (*take)(const struct gic_place *place);
    void (*end)(const struct gic_place *place, uint32_t taken);
    uint32_t intid_mask;
};

extern const struct gic_kind gicv2;
extern const struct gic_kind gicv3;

void gicv2_kick(const struct gic_place *place, unsigned core);
void gicv3_kick(unsigned core);

/* Masks INTIDs 0 to 31, opens timer and kick: `base` is where their registers are. */
void gic_open_own(uintptr_t base);

#endif

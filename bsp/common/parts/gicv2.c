/* SPDX-License-Identifier: MIT */
/*
 * GIC version 2 (ARM IHI 0048B.b): the CPU interface is a device, and SGIs go by its numbers.
 *
 * Interrupts stay in the group that they are in after reset: 0 where there is no Secure state, 1
 * as seen from the Non-secure one; bit 0 of both control registers opens just that group.
 */
#include <gic_kind.h>

#include <a64_mmio.h>
#include <hal/types.h>

#define GICD_CTLR_ENABLE 1u  /* 4.3.1 */
#define GICD_ITARGETSR 0x800 /* 4.3.12: a byte each, of CPU interfaces; own ones tell who asks */
#define GICD_SGIR 0xf00      /* 4.3.15: 23:16 target list, 3:0 INTID */
#define GICD_SGIR_TARGETS 16
#define GICD_CPENDSGIR 0xf10 /* 4.3.16: a byte for each SGI, a bit for each who sent it */

#define GICC_CTLR 0x00 /* 4.4.1 */
#define GICC_CTLR_ENABLE 1u
#define GICC_PMR 0x04  /* 4.4.2 */
#define GICC_BPR 0x08  /* 4.4.3 */
#define GICC_IAR 0x0c  /* 4.4.4: 12:10 who sent an SGI, 9:0 INTID */
#define GICC_EOIR 0x10 /* 4.4.5 */

#define GICC_INTID 0x3ffu

/* The bit of each core's interface; 0 until the core has said so. */
static uint32_t gicv2_target[HAL_CORES_MAX];

static void gicv2_start(const struct gic_place *place)
{
    a64_write32(place->distributor_pa + GICD_CTLR, 0);
    gicv2_target[0] = a64_read32(place->distributor_pa + GICD_ITARGETSR) & 0xff;
}

/* Four INTIDs to a register, all of them to core 0. With one core these registers read as 0 and
 * need not be written (4.3.12). */
static void gicv2_route(const struct gic_place *place, unsigned intid)
{
    if (intid % 4 == 0) {
        a64_write32(place->distributor_pa + GICD_ITARGETSR + intid, GIC_ALL_BYTES(gicv2_target[0]));
    }
}

static void gicv2_go(const struct gic_place *place)
{
    a64_write32(place->distributor_pa + GICD_CTLR, GICD_CTLR_ENABLE);
}

static void gicv2_core_init(const struct gic_place *place, unsigned core)
{
    uint32_t target = a64_read32(place->distributor_pa + GICD_ITARGETSR) & 0xff;

    gicv2_target[core] = target != 0 ? target : 1; /* the only core is interface 0 */
    gic_open_own(place->distributor_pa);
    a64_write32(place->interface_pa + GICC_PMR, GIC_PRIORITY_MASK);
    a64_write32(place->interface_pa + GICC_BPR, 0);
    a64_write32(place->interface_pa + GICC_CTLR, GICC_CTLR_ENABLE);
    a64_device_barrier(); /* complete before interrupts are looked for */
}

static void gicv2_masked(const struct gic_place *place)
{
    (void)place;
    a64_device_barrier(); /* it is masked before we look for the next */
}

void gicv2_kick(const struct gic_place *place, unsigned core)
{
    a64_write32(place->distributor_pa + GICD_SGIR,
                gicv2_target[core] << GICD_SGIR_TARGETS | GIC_KICK);
    a64_device_barrier(); /* sent before this core looks, or sleeps */
}

/* An SGI is pending once for each core that sent it; what others have sent until now is taken with
 * it. */
static uint32_t gicv2_take(const struct gic_place *place)
{
    uint32_t taken = a64_read32(place->interface_pa + GICC_IAR);

    if ((taken & GICC_INTID) == GIC_KICK) {
        a64_write32(place->distributor_pa + GICD_CPENDSGIR, 0xffu << 8 * GIC_KICK);
    }
    a64_device_barrier(); /* taken before we look at what the other core wrote */
    return taken;
}

static void gicv2_end(const struct gic_place *place, uint32_t taken)
{
    a64_write32(place->interface_pa + GICC_EOIR, taken);
    a64_device_barrier(); /* ended before we look for the next, or user code runs */
}

const struct gic_kind gicv2 = {
    .start = gicv2_start,
    .route = gicv2_route,
    .go = gicv2_go,
    .core_init = gicv2_core_init,
    .masked = gicv2_masked,
    .take = gicv2_take,
    .end = gicv2_end,
    .intid_mask = GICC_INTID,
};

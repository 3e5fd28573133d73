/* SPDX-License-Identifier: MIT */
/*
 * GIC version 3 (ARM IHI 0069; each register under its name): affinity routing, a redistributor for
 * each core, and the CPU interface in system registers (head.S lets EL1 use them).
 *
 * Every interrupt is in group 1 of the Non-secure state, or of the only one. The core with number n
 * has affinity 0.0.0.n (a64_core.h).
 */
#include <gic_kind.h>

#include <a64_core.h>
#include <a64_mmio.h>

/* GICD_CTLR. The bits to set are the same with one and with two security states: there
 * EnableGrp0, EnableGrp1 and ARE, here EnableGrp1, EnableGrp1A and ARE_NS. */
#define GICD_CTLR_GROUPS 0x3u
#define GICD_CTLR_ARE 0x10u
#define GICD_CTLR_RWP 0x80000000u /* a write is not complete */
#define GICD_IROUTER 0x6000u      /* 8 bytes each; Aff3 39:32, Aff2, Aff1, Aff0 7:0 */

/* Redistributors: two frames of 64 KiB each, four where there are virtual LPIs. */
#define GICR_CTLR 0x00u
#define GICR_CTLR_RWP 0x8u
#define GICR_TYPER 0x08u
#define GICR_TYPER_VLPIS 0x2u
#define GICR_TYPER_LAST 0x10u
#define GICR_TYPER_AFFINITY 0x0cu /* its upper word: Aff3 to Aff0, a byte each */
#define GICR_WAKER 0x14u
#define GICR_WAKER_SLEEP 0x2u    /* ProcessorSleep */
#define GICR_WAKER_SLEEPING 0x4u /* ChildrenAsleep */
#define GICR_OWN 0x10000u        /* the frame of INTIDs 0 to 31 */
#define GICR_BYTES 0x20000u
#define GICR_BYTES_VLPIS 0x40000u

#define ICC_INTID 0xffffffu /* ICC_IAR1_EL1, 23:0 */
#define ICC_SRE 1u          /* ICC_SRE_EL1, bit 0 */

/* Any of these waits is for some cycles of the GIC's clock. */
#define GICV3_LOOKS 1000000u

/* Waits until none of these bits is set. */
static void gicv3_wait(uintptr_t pa, uint32_t bits)
{
    for (unsigned looks = 0; (a64_read32(pa) & bits) != 0; looks++) {
        if (looks == GICV3_LOOKS) {
            a64_stop("the interrupt controller does not answer");
        }
        a64_relax();
    }
}

static void gicv3_masked(const struct gic_place *place)
{
    gicv3_wait(place->distributor_pa + GICD_CTLR, GICD_CTLR_RWP);
    a64_device_barrier(); /* it is masked before we look for the next */
}

/* Affinity routing may only be switched on while no group is enabled (GICD_CTLR). */
static void gicv3_start(const struct gic_place *place)
{
    a64_write32(place->distributor_pa + GICD_CTLR, 0);
    gicv3_masked(place);
    a64_write32(place->distributor_pa + GICD_CTLR, GICD_CTLR_ARE);
    gicv3_masked(place);
}

/* To affinity 0.0.0.0, and into group 1, 32 at a time. */
static void gicv3_route(const struct gic_place *place, unsigned intid)
{
    uintptr_t router = place->distributor_pa + GICD_IROUTER + intid * 8;

    a64_write32(router, 0);
    a64_write32(router + 4, 0);
    if (intid % 32 == 0) {
        a64_write32(place->distributor_pa + GICD_IGROUPR + intid / 8, UINT32_MAX);
    }
}

static void gicv3_go(const struct gic_place *place)
{
    a64_write32(place->distributor_pa + GICD_CTLR, GICD_CTLR_ARE | GICD_CTLR_GROUPS);
    gicv3_masked(place);
}

/* The redistributor of a core. */
static uintptr_t gicv3_find(const struct gic_place *place, unsigned core)
{
    uintptr_t at = place->redistributors_pa;
    uint32_t type = a64_read32(at + GICR_TYPER);

    while (a64_read32(at + GICR_TYPER_AFFINITY) != core) {
        if ((type & GICR_TYPER_LAST) != 0) {
            a64_stop("the interrupt controller does not know this core");
        }
        at += (type & GICR_TYPER_VLPIS) != 0 ? GICR_BYTES_VLPIS : GICR_BYTES;
        type = a64_read32(at + GICR_TYPER);
    }
    return at;
}

static void gicv3_open_interface(void)
{
    uint64_t enabled;

    /* isb: the other registers exist only after SRE is set. */
    __asm__ volatile("msr icc_sre_el1, %1\n\tisb\n\tmrs %0, icc_sre_el1"
                     : "=r"(enabled)
                     : "r"((uint64_t)ICC_SRE));
    if ((enabled & ICC_SRE) == 0) {
        a64_stop("the firmware keeps the GIC's system registers for itself");
    }
    /* ICC_CTLR_EL1 = 0: the end of an interrupt drops its priority and deactivates it.
     * isb: all of it is set before the group is let through, and that before we go on. */
    __asm__ volatile("msr icc_pmr_el1, %0\n\t"
                     "msr icc_bpr1_el1, xzr\n\t"
                     "msr icc_ctlr_el1, xzr\n\t"
                     "isb\n\t"
                     "msr icc_igrpen1_el1, %1\n\t"
                     "isb" ::"r"((uint64_t)GIC_PRIORITY_MASK),
                     "r"((uint64_t)1)
                     : "memory");
}

static void gicv3_core_init(const struct gic_place *place, unsigned core)
{
    uintptr_t own = gicv3_find(place, core);

    /* Awake before its interface may be used (GICR_WAKER). */
    a64_write32(own + GICR_WAKER, a64_read32(own + GICR_WAKER) & ~GICR_WAKER_SLEEP);
    gicv3_wait(own + GICR_WAKER, GICR_WAKER_SLEEPING);
    a64_write32(own + GICR_OWN + GICD_IGROUPR, UINT32_MAX);
    gic_open_own(own + GICR_OWN);
    gicv3_wait(own + GICR_CTLR, GICR_CTLR_RWP);
    gicv3_open_interface();
}

/* Target list 15:0, affinity 0.0.0 of all of them; INTID 27:24.
 * isb: sent before this core looks, or sleeps. */
void gicv3_kick(unsigned core)
{
    uint64_t request = (uint64_t)GIC_KICK << 24 | UINT64_C(1) << core;

    __asm__ volatile("msr icc_sgi1r_el1, %0\n\tisb" ::"r"(request) : "memory");
}

static uint32_t gicv3_take(const struct gic_place *place)
{
    uint64_t taken;

    (void)place;
    /* dsb: taken, for the distributor too, before what we do next, and before we look at what the
     * other core wrote (IHI 0069, "Physical CPU interface"). */
    __asm__ volatile("mrs %0, icc_iar1_el1\n\tdsb sy" : "=r"(taken)::"memory");
    return (uint32_t)taken;
}

static void gicv3_end(const struct gic_place *place, uint32_t taken)
{
    (void)place;
    /* isb: ended before we look for the next, or user code runs. */
    __asm__ volatile("msr icc_eoir1_el1, %0\n\tisb" ::"r"((uint64_t)taken) : "memory");
}

const struct gic_kind gicv3 = {
    .start = gicv3_start,
    .route = gicv3_route,
    .go = gicv3_go,
    .core_init = gicv3_core_init,
    .masked = gicv3_masked,
    .take = gicv3_take,
    .end = gicv3_end,
    .intid_mask = ICC_INTID,
};

/* SPDX-License-Identifier: MIT */
/*
 * The interrupts of a machine with a GIC: one distributor of lines, an interface for each core.
 *
 * A line is taken, masked, and then ended at once: what is masked does not come again.
 */
#include <gic.h>

#include <a64_core.h>
#include <a64_mmio.h>
#include <a64_time.h>
#include <gic_kind.h>
#include <hal/core.h>
#include <hal/interrupt.h>

static const struct gic_kind *gic;
static const struct gic_place *gic_place;
static unsigned gic_lines;
static unsigned gic_version; /* 0 until cores can be kicked */

static uintptr_t gic_line_register(uintptr_t offset, unsigned line)
{
    return gic_place->distributor_pa + offset + (GIC_SPI + line) / 32 * sizeof(uint32_t);
}

static uint32_t gic_line_bit(unsigned line)
{
    return 1u << (GIC_SPI + line) % 32;
}

/* The same for all of the 32 INTIDs that one register has a bit of. */
static void gic_start_lines(unsigned line)
{
    uintptr_t base = gic_place->distributor_pa;
    unsigned intid = GIC_SPI + line;

    a64_write32(gic_line_register(GICD_ICENABLER, line), UINT32_MAX);
    a64_write32(gic_line_register(GICD_ICACTIVER, line), UINT32_MAX);
    for (unsigned n = intid; n < intid + 32; n += 4) {
        a64_write32(base + GICD_IPRIORITYR + n, GIC_ALL_BYTES(GIC_PRIORITY));
    }
    for (unsigned n = intid; n < intid + 32; n += 16) {
        a64_write32(base + GICD_ICFGR + n / 4, 0);
    }
    for (unsigned n = intid; n < intid + 32 && n < GIC_SPI + gic_lines; n++) {
        gic->route(gic_place, n);
    }
}

void gic_init(const struct gic_place *place, unsigned version)
{
    unsigned intids;

    gic = version == 3 ? &gicv3 : &gicv2;
    gic_place = place;
    intids = 32 * ((a64_read32(place->distributor_pa + GICD_TYPER) & 0x1f) + 1);
    gic_lines = (intids < GIC_SPECIAL ? intids : GIC_SPECIAL) - GIC_SPI;
    gic->start(place);
    for (unsigned line = 0; line < gic_lines; line += 32) {
        gic_start_lines(line);
    }
    gic->masked(place);
    gic->go(place);
    gic_core_init(0);
    gic_version = version;
}

void gic_core_init(unsigned core)
{
    gic->core_init(gic_place, core);
}

void gic_open_own(uintptr_t base)
{
    a64_write32(base + GICD_ICENABLER, UINT32_MAX);
    a64_write32(base + GICD_ICACTIVER, UINT32_MAX);
    for (unsigned n = 0; n < GIC_SPI; n += 4) {
        a64_write32(base + GICD_IPRIORITYR + n, GIC_ALL_BYTES(GIC_PRIORITY));
    }
    a64_write32(base + GICD_ISENABLER, 1u << GIC_KICK | 1u << GIC_TIMER);
    a64_device_barrier(); /* the distributor knows before the interface is opened */
}

/* A panic calls this maybe before the GIC is ready, or the MMU is on: no table of addresses. */
void hal_core_kick(unsigned core)
{
    a64_device_barrier(); /* what the other core is to find is in memory before it is told */
    if (gic_version == 2) {
        gicv2_kick(gic_place, core);
    } else if (gic_version == 3) {
        gicv3_kick(core);
    }
}

/* What a taken interrupt is to core. */
static enum hal_event gic_event(unsigned intid, unsigned *line)
{
    if (intid == GIC_KICK) {
        return HAL_EVENT_KICK;
    }
    if (intid == GIC_TIMER) {
        return a64_timer_take() ? HAL_EVENT_TIMER : HAL_EVENT_NONE;
    }
    if (intid < GIC_SPI || !hal_interrupt_exists(intid - GIC_SPI)) {
        return HAL_EVENT_NONE;
    }
    *line = intid - GIC_SPI;
    hal_interrupt_mask(*line);
    return HAL_EVENT_LINE;
}

enum hal_event hal_interrupt_take(unsigned *line)
{
    enum hal_event event = HAL_EVENT_NONE;

    while (event == HAL_EVENT_NONE) {
        uint32_t taken = gic->take(gic_place);
        unsigned intid = taken & gic->intid_mask;

        if (intid >= GIC_SPECIAL && intid <= GIC_SPECIAL_LAST) {
            return HAL_EVENT_NONE;
        }
        event = gic_event(intid, line);
        gic->end(gic_place, taken);
    }
    if (event == HAL_EVENT_KICK) {
        a64_on_kick();
    }
    return event;
}

bool hal_interrupt_exists(unsigned line)
{
    return line < gic_lines;
}

void hal_interrupt_unmask(unsigned line)
{
    a64_device_barrier(); /* what the driver did to its device comes first */
    a64_write32(gic_line_register(GICD_ISENABLER, line), gic_line_bit(line));
    a64_device_barrier();
}

void hal_interrupt_mask(unsigned line)
{
    a64_device_barrier(); /* what was done to its device comes first */
    a64_write32(gic_line_register(GICD_ICENABLER, line), gic_line_bit(line));
    gic->masked(gic_place);
}

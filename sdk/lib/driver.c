/* SPDX-License-Identifier: MIT */
/*
 * Registers and interrupts of a driver.
 */
#include <tay/driver.h>

#include <string.h>
#include <tay/operations.h>
#include <tay/startup.h>

enum tay_status tay_driver_map(tay_cap_t regs, uintptr_t *address_out)
{
    size_t length_bytes;
    size_t resident_bytes;
    enum tay_status status = tay_memory_query(regs, &length_bytes, &resident_bytes);
    if (status != TAY_OK) {
        return status;
    }
    return tay_space_map(TAY_CAP_SELF, regs, 0, length_bytes, 0,
                         TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, address_out);
}

enum tay_status tay_driver_map_dma(const char *name, struct tay_dma *dma_out)
{
    const struct tay_startup *startup = tay_startup();
    for (unsigned i = 0; startup != NULL && i < startup->cap_count; i++) {
        const struct tay_startup_cap *cap = &startup->cap[i];
        if (strcmp(cap->name, name) != 0 || cap->physical_page == 0) {
            continue;
        }
        uintptr_t address;
        size_t resident_bytes;
        enum tay_status status =
            tay_memory_query(cap->handle, &dma_out->length_bytes, &resident_bytes);
        if (status == TAY_OK) {
            status = tay_driver_map(cap->handle, &address);
        }
        if (status == TAY_OK) {
            dma_out->memory = (void *)address;
            dma_out->physical = (uint64_t)cap->physical_page * TAY_STARTUP_PAGE_BYTES;
        }
        return status;
    }
    return TAY_ENOENT;
}

enum tay_status tay_driver_listen(tay_cap_t endpoint, tay_cap_t bell, tay_cap_t irq)
{
    enum tay_status status = tay_endpoint_bind(endpoint, bell);
    return status != TAY_OK ? status : tay_irq_acknowledge(irq);
}

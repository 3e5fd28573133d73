/* SPDX-License-Identifier: MIT */
/*
 * Registers and interrupts of a driver.
 */
#include <tay/driver.h>

#include <tay/operations.h>

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

enum tay_status tay_driver_listen(tay_cap_t endpoint, tay_cap_t bell, tay_cap_t irq)
{
    enum tay_status status = tay_endpoint_bind(endpoint, bell);
    return status != TAY_OK ? status : tay_irq_acknowledge(irq);
}

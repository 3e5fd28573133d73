/* SPDX-License-Identifier: MIT */
/** @file
 * What a driver needs besides being a server: its registers, its interrupt, and time.
 *
 * The manifest names them (tay/manifest.h):
 *
 *     cap bell = notification : send receive
 *     cap regs = device 0 0x215000 4K : read write
 *     cap irq  = irq 29 bell 0 : send
 *
 * The interrupt line, when it fires, is masked, and bit 0 of `bell` is set; the driver, which has
 * bound `bell` to its endpoint, hears of it in on_event, serves the device, and acknowledges the
 * interrupt, which unmasks the line. Before the first acknowledgement the line is masked.
 * The registers are read and written by tay/mmio.h.
 *
 * A driver that commands DMA is trusted with all memory where no IOMMU stands in between, and its
 * manifest says so. Its memory for that comes from what the board has set aside, is mapped past the
 * caches, and is never anybody else's:
 *
 *     trusted = dma
 *     cap buffer = dma 2 0x0 64K : read write
 *
 * Another instance of the driver gets the same memory. So before it uses it, it must stop what a
 * dead one may have started.
 */
#ifndef TAY_DRIVER_H
#define TAY_DRIVER_H

#include <tay/abi/status.h>
#include <tay/abi/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Maps the registers of a device.
 *
 * @param regs memory capability with the rights READ and WRITE
 * @param address_out on TAY_OK: where its first byte lies
 * @return TAY_OK, or, and nothing is mapped:
 *   - TAY_EHANDLE, TAY_ETYPE: it is no memory
 *   - TAY_ERIGHT: it lacks READ or WRITE
 *   - TAY_ENOMEM: the account cannot pay for the mapping, or there is no free range of addresses
 *   - TAY_ESTATE: somebody has it mapped executable
 *   - TAY_EAGAIN: the process is being cloned by another thread
 * @note Does not block.
 */
TAY_MUST_CHECK enum tay_status tay_driver_map(tay_cap_t regs, uintptr_t *address_out);

/** Memory for DMA. */
struct tay_dma {
    void *memory;        /**< where it is mapped: Normal memory, not cached */
    size_t length_bytes; /**< its length */
    uint64_t physical;   /**< its physical address; what a device calls it is the board's to say */
};

/**
 * Maps memory for DMA.
 *
 * @param name that the manifest gives it; rights READ and WRITE
 * @param dma_out written on TAY_OK
 * @return TAY_OK; TAY_ENOENT: the manifest has no memory for DMA of that name; or what
 *         tay_driver_map answers
 * @note Does not block. tay_mmio_barrier orders accesses to it and the device's. It may lie in a
 *       range that is lent, and be what tay_caller_read and tay_caller_write copy to and from.
 */
TAY_MUST_CHECK enum tay_status tay_driver_map_dma(const char *name, struct tay_dma *dma_out);

/**
 * Binds the notification to the server's endpoint and lets the interrupt come.
 *
 * @param endpoint of the server, right RECEIVE
 * @param bell the notification of the interrupt, right RECEIVE
 * @param irq right SEND
 * @return TAY_OK; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT: of one of the three; TAY_ESTATE: the endpoint
 *         has another notification, or this one is bound elsewhere or waited for
 * @note Does not block. Timers (tay_timer_create of tay/operations.h) may signal other bits of
 *       the same notification.
 */
TAY_MUST_CHECK enum tay_status tay_driver_listen(tay_cap_t endpoint, tay_cap_t bell, tay_cap_t irq);

#ifdef __cplusplus
}
#endif

#endif

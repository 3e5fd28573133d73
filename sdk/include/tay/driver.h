/* SPDX-License-Identifier: MIT */
/** @file
 * What a driver needs besides being a server: its registers, its interrupts, and time.
 *
 * The manifest says which device of the board it drives, and gets capabilities for that
 * (tay/device.h):
 *
 *     bind = rng
 *     serve = rng
 *
 * An interrupt line, when it fires, is masked, and sets its bit of the notification `bell`; the
 * driver, which has bound `bell` to its endpoint, hears of it, serves the device, and acknowledges
 * the interrupt, which unmasks the line. Before the first acknowledgement the line is masked.
 * The registers are read and written by tay/mmio.h.
 *
 * In the usual case, a device with one piece of registers that serves one name, main is this:
 *
 *     struct tay_driver driver = {.name = "rng", .start = start, .server.on_call = on_call};
 *     return tay_driver_run(&driver);
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
#include <tay/server.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The exit status of a driver whose device does not answer: init does not start it again. */
#define TAY_DRIVER_NO_DEVICE 69

/** A driver with one device. */
struct tay_driver {
    const char *name; /**< what it serves: that name of the manifest's; also told in reports */
    struct tay_server server; /**< on_call must be set; on_event, if the driver wants to hear of
                                   other events than its interrupts; the endpoint, if it is not the
                                   one of `name` */

    /**
     * Brings the device into a known state, whatever an earlier instance of the driver has done;
     * may be NULL. Interrupts come only after it.
     *
     * @param driver regs is set
     * @return TAY_OK; else the driver ends, for good with TAY_EIO: the device does not answer
     */
    enum tay_status (*start)(struct tay_driver *driver);

    /**
     * Serves the device; the interrupts are acknowledged afterwards. May be NULL.
     *
     * @param driver whose device it is
     * @param lines bit n: the interrupt line of capability irq (n = 0), irq1 (1), ...
     */
    void (*on_interrupt)(struct tay_driver *driver, tay_word_t lines);

    uintptr_t regs; /**< where the registers of capability regs are mapped: set by tay_driver_run */

    /** Of tay_driver_run: the program's own. */
    void (*on_other_event)(struct tay_server *server, const struct tay_event *event);
};

/**
 * Maps the registers, starts the device, binds `bell` to the endpoint if there is one, lets the
 * interrupts come, and serves.
 *
 * @param driver name and server.on_call set
 * @return what main is to return: the driver is at its end, and has said why on stdout
 * @note Blocks.
 */
int tay_driver_run(struct tay_driver *driver);

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

/**
 * Waits until some bits of a register have a value.
 *
 * @param address of the register
 * @param mask which bits
 * @param value what they are to be
 * @param timeout_ns how long at most
 * @return TAY_OK; TAY_ETIMEDOUT: they have not been so, not even when the time was over
 * @note Computes for some microseconds, then sleeps and looks every now and then. A server that
 *       waits answers nobody: what takes long is waited for by an interrupt or a timer.
 */
TAY_MUST_CHECK enum tay_status tay_driver_wait(uintptr_t address, uint32_t mask, uint32_t value,
                                               tay_time_t timeout_ns);

/**
 * Waits until any of some bits of a register is set; else as tay_driver_wait.
 *
 * @param address of the register
 * @param mask which bits
 * @param timeout_ns how long at most
 * @return TAY_OK; TAY_ETIMEDOUT: none has been set
 */
TAY_MUST_CHECK enum tay_status tay_driver_wait_any(uintptr_t address, uint32_t mask,
                                                   tay_time_t timeout_ns);

/**
 * Lets a time pass, as devices want it between two accesses; else as tay_driver_wait.
 *
 * @param time_ns how long at least
 */
void tay_driver_delay(tay_time_t time_ns);

#ifdef __cplusplus
}
#endif

#endif

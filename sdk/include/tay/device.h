/* SPDX-License-Identifier: MIT */
/** @file
 * The table of a board's devices, and binding a driver to one of them.
 *
 * The table is the file `devices` in the board's folder, and of the boot archive. It is written as
 * a manifest is (tay/manifest.h); each `device` begins another one:
 *
 *     device = rng brcm,bcm2835-rng        its name in this table, and what it is, as Devicetree
 *                                          bindings call it: letters, digits, and , - _ .
 *     regs = 0 0x104000 4K                 its registers: device range, offset, size; up to 4 times
 *     irq = 29                             its interrupt line; up to 4 times
 *     dma = 2 0x1ff000 4K                  memory for DMA: device range, offset, size; the device
 *                                          reaches all memory, so this memory and its registers
 *                                          are only for programs with `trusted = dma`
 *     revision = 0x00000ff0 0x00000080     only boards have it whose revision, under the first
 *                                          number, is the second; up to 4 times: any of them
 *
 * The manifest of a driver says `bind = rng`, or `bind = brcm,bcm2835-rng` if there is just one.
 * The driver gets capabilities of these names, with all that it needs to drive the device:
 *
 *     regs, regs1, ...     the registers: memory, read write
 *     irq, irq1, ...       the interrupt lines: send; they set bit 0, 1, ... of
 *     dma                  the memory for DMA: read write
 *     bell                 a notification of its own: send receive; if there is any interrupt line
 *
 * Behind the device may stand a prefix: `bind = gpio pins` gives pins-regs, pins-irq, ... So a
 * driver can bind further devices. They share the bell, whose bits go on.
 *
 * A device is bound by one program. Devices that lie in one page of registers may be bound by
 * several, each of which then has all of the page: that stands in the table. Registers that are not
 * bound but named (`cap x = device 0 0x1000 4K`, `device_range`) must not be those of a device that
 * is bound.
 */
#ifndef TAY_DEVICE_H
#define TAY_DEVICE_H

#include <tay/manifest.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TAY_DEVICES_MAX 48         /**< the most devices of a table */
#define TAY_DEVICE_REGS 4          /**< the most pieces of registers of a device */
#define TAY_DEVICE_IRQS 4          /**< the most interrupt lines of a device */
#define TAY_DEVICE_MODELS 4        /**< the most revisions that have a device */
#define TAY_DEVICES_NAME "devices" /**< the table's name in the boot archive */

/** A piece of registers, or of memory for DMA. */
struct tay_device_regs {
    size_t range;        /**< device range, from 0 */
    size_t offset;       /**< from its start, in whole pages */
    size_t length_bytes; /**< in whole pages */
};

/** Revisions of a board. */
struct tay_device_model {
    uint32_t mask;  /**< which bits count */
    uint32_t value; /**< what they are */
};

/** A device. */
struct tay_device {
    char name[TAY_MANIFEST_NAME_BYTES];               /**< in the table */
    char compatible[TAY_MANIFEST_COMPATIBLE_BYTES];   /**< what it is */
    unsigned line;                                    /**< of the table, from 1 */
    unsigned regs_count;                              /**< entries of regs that are in use */
    struct tay_device_regs regs[TAY_DEVICE_REGS];     /**< in the order of the table */
    bool has_dma;                                     /**< dma is there */
    struct tay_device_regs dma;                       /**< memory for DMA */
    unsigned irq_count;                               /**< entries of irq that are in use */
    unsigned irq[TAY_DEVICE_IRQS];                    /**< lines, in the order of the table */
    unsigned model_count;                             /**< 0: every board has it */
    struct tay_device_model model[TAY_DEVICE_MODELS]; /**< boards that have it */
};

/** A table. */
struct tay_devices {
    unsigned count;                            /**< entries of device that are in use */
    struct tay_device device[TAY_DEVICES_MAX]; /**< in the order of the table */
};

/**
 * Reads and checks a table.
 *
 * @param text need not be NUL-terminated
 * @param length_bytes of text
 * @param devices_out written; of use only if true is returned
 * @param error_out written if false is returned
 * @return whether it is a table
 */
bool tay_devices_parse(const char *text, size_t length_bytes, struct tay_devices *devices_out,
                       struct tay_manifest_error *error_out);

/**
 * Adds the capabilities of the devices that a manifest binds to it.
 *
 * @param manifest as tay_manifest_parse gave it; of use only if true is returned
 * @param devices the board's; with none of them nothing can be bound
 * @param revision of the running board; 0: unknown, and every device is taken to be there
 * @param error_out written if false is returned: what is wrong in the manifest
 * @return whether all could be bound; true, too, if the manifest binds nothing
 */
bool tay_devices_bind(const struct tay_devices *devices, uint64_t revision,
                      struct tay_manifest *manifest, struct tay_manifest_error *error_out);

#ifdef __cplusplus
}
#endif

#endif

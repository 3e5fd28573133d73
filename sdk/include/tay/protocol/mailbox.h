/* SPDX-License-Identifier: MIT */
/** @file
 * The mailbox protocol: what the firmware of a Raspberry Pi tells of the board and does for it.
 *
 * A client calls the endpoint; there are no sessions. Some properties of the firmware reach all
 * memory, so there is no call for any property whatever, but one for each of these:
 *
 *     label                     words in                    words out
 *     TAY_MAILBOX_BOARD         -                           0: revision code, 1: serial number,
 *                                                           2: the firmware's date, in seconds
 * since 1970, 3: MAC address, first byte lowest TAY_MAILBOX_MEMORY        - 0: RAM of the ARM, its
 * address, 1: bytes, 2: RAM of the VideoCore, 3: bytes TAY_MAILBOX_CLOCK         0: a
 * TAY_FIRMWARE_CLOCK_             0: its rate in Hz, 1: the lowest, 2: the highest, 3: 1: it runs,
 * 0: it stands TAY_MAILBOX_SET_CLOCK     0: a TAY_FIRMWARE_CLOCK_, 1: Hz      0: the rate that it
 * has now TAY_MAILBOX_TEMPERATURE   -                           0: of the chip, in 1/1000 degree
 * Celsius, 1: from which on it slows down TAY_MAILBOX_THROTTLED     -                           0:
 * TAY_THROTTLED_ bits TAY_MAILBOX_POWER         0: a TAY_POWER_             0: 1: it is on, 0: off
 *     TAY_MAILBOX_SET_POWER     0: a TAY_POWER_, 1: 1 or 0  0: as POWER, once it is stable
 *     TAY_MAILBOX_FRAMEBUFFER   0: width, 1: height,        0: physical address, 1: bytes,
 *                               2: lines of memory          2: bytes in a line, 3: width, 4:
 * height, 5: lines of memory TAY_MAILBOX_PAN           0: line                     0: line that is
 * shown on top now
 *
 * FRAMEBUFFER sets the display up: pixels of 32 bits, red lowest, in memory that the firmware owns
 * and that lies in the VideoCore's RAM. With width and height 0 it takes the size of the display. A
 * second call replaces the first one's memory. With more lines of memory than the height, PAN tells
 * which is shown on top.
 *
 * Errors besides those of any call: TAY_ENOSYS: another label; TAY_EINVAL: a clock, power domain
 * or size that there cannot be; TAY_ENOENT: this firmware has no such property, or the board no
 * such clock or domain; TAY_EIO: the firmware does not answer, or says that it failed.
 *
 * Source: the wiki of the Raspberry Pi firmware, "Mailbox property interface".
 */
#ifndef TAY_PROTOCOL_MAILBOX_H
#define TAY_PROTOCOL_MAILBOX_H

#include <tay/abi/status.h>
#include <tay/abi/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The labels of its calls. */
enum tay_mailbox_label {
    TAY_MAILBOX_BOARD = 1,       /**< what it is */
    TAY_MAILBOX_MEMORY = 2,      /**< who has which RAM */
    TAY_MAILBOX_CLOCK = 3,       /**< tells of a clock */
    TAY_MAILBOX_SET_CLOCK = 4,   /**< sets a clock */
    TAY_MAILBOX_TEMPERATURE = 5, /**< how warm the chip is */
    TAY_MAILBOX_THROTTLED = 6,   /**< why it runs slower */
    TAY_MAILBOX_POWER = 7,       /**< whether a domain is on */
    TAY_MAILBOX_SET_POWER = 8,   /**< switches a domain */
    TAY_MAILBOX_FRAMEBUFFER = 9, /**< sets the display up */
    TAY_MAILBOX_PAN = 10,        /**< chooses the line on top */
};

/** Clocks, as the firmware numbers them ("Clocks"). */
enum tay_mailbox_clock {
    TAY_FIRMWARE_CLOCK_EMMC = 1,  /**< the card controller's */
    TAY_FIRMWARE_CLOCK_UART = 2,  /**< the PL011's */
    TAY_FIRMWARE_CLOCK_ARM = 3,   /**< the processor's */
    TAY_FIRMWARE_CLOCK_CORE = 4,  /**< the VideoCore's, the mini-UART's */
    TAY_FIRMWARE_CLOCK_V3D = 5,   /**< 3D graphics */
    TAY_FIRMWARE_CLOCK_H264 = 6,  /**< video */
    TAY_FIRMWARE_CLOCK_ISP = 7,   /**< image sensor */
    TAY_FIRMWARE_CLOCK_SDRAM = 8, /**< memory */
    TAY_FIRMWARE_CLOCK_PIXEL = 9, /**< display */
    TAY_FIRMWARE_CLOCK_PWM = 10,  /**< pulse-width modulation */
    TAY_FIRMWARE_CLOCK_COUNT,     /**< one above the highest */
};

/** Power domains, as the firmware numbers them ("Power"). */
enum tay_mailbox_power {
    TAY_POWER_SD = 0,     /**< card */
    TAY_POWER_UART0 = 1,  /**< PL011 */
    TAY_POWER_UART1 = 2,  /**< mini-UART */
    TAY_POWER_USB = 3,    /**< USB */
    TAY_POWER_I2C0 = 4,   /**< I2C 0 */
    TAY_POWER_I2C1 = 5,   /**< I2C 1 */
    TAY_POWER_I2C2 = 6,   /**< I2C 2 */
    TAY_POWER_SPI = 7,    /**< SPI */
    TAY_POWER_CCP2TX = 8, /**< camera port */
    TAY_POWER_COUNT,      /**< one above the highest */
};

#define TAY_THROTTLED_UNDER_VOLTAGE 0x1u /**< the supply is too weak */
#define TAY_THROTTLED_CAPPED 0x2u        /**< the ARM's clock is limited */
#define TAY_THROTTLED_NOW 0x4u           /**< the ARM runs slower */
#define TAY_THROTTLED_SOFT_LIMIT 0x8u    /**< the chip is warm */
#define TAY_THROTTLED_SINCE_BOOT 16 /**< the same bits, that many places higher: at some time */

/** The widest and highest display. */
#define TAY_FRAMEBUFFER_MAX 4096u

/** What the board is. */
struct tay_mailbox_board {
    uint32_t revision;         /**< code: Raspberry Pi documentation, "revision codes" */
    uint32_t firmware_seconds; /**< the firmware's date, in seconds since 1970 */
    uint64_t serial;           /**< number; QEMU: 0 */
    uint8_t mac[6];            /**< address, in the order of the wire */
};

/** Who has which RAM. */
struct tay_mailbox_memory {
    uint64_t arm_physical; /**< the ARM's: its address */
    uint64_t arm_bytes;    /**< and length */
    uint64_t gpu_physical; /**< the VideoCore's: its address */
    uint64_t gpu_bytes;    /**< and length */
};

/** A clock. */
struct tay_mailbox_rate {
    uint32_t rate_hz; /**< what it is set to */
    uint32_t min_hz;  /**< the lowest */
    uint32_t max_hz;  /**< the highest */
    bool runs;        /**< it is on */
};

/** How warm the chip is. */
struct tay_mailbox_temperature {
    uint32_t now_millidegrees; /**< in 1/1000 degree Celsius */
    uint32_t max_millidegrees; /**< from which on it slows down */
};

/** A framebuffer: pixels of 32 bits, red lowest, then green and blue. */
struct tay_framebuffer {
    uint64_t physical;     /**< address of its first pixel */
    uint32_t length_bytes; /**< of all lines of memory */
    uint32_t pitch_bytes;  /**< from line to line */
    uint32_t width;        /**< pixels in a line that are shown */
    uint32_t height;       /**< lines that are shown */
    uint32_t lines;        /**< lines of memory */
};

/**
 * Tells what the board is.
 *
 * @param mailbox the driver's endpoint, right SEND
 * @param board_out written on TAY_OK
 * @return TAY_OK; TAY_ENOENT: the firmware has no such property; TAY_EIO: it does not answer, or
 *         says that it failed; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as
 *         tay_call
 * @note Blocks, as all functions here.
 */
TAY_MUST_CHECK enum tay_status tay_mailbox_board(tay_cap_t mailbox,
                                                 struct tay_mailbox_board *board_out);

/**
 * Tells who has which RAM.
 *
 * @param mailbox the driver's endpoint, right SEND
 * @param memory_out written on TAY_OK
 * @return TAY_OK; TAY_ENOENT: the firmware has no such property; TAY_EIO: it does not answer, or
 *         says that it failed; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as
 *         tay_call
 */
TAY_MUST_CHECK enum tay_status tay_mailbox_memory(tay_cap_t mailbox,
                                                  struct tay_mailbox_memory *memory_out);

/**
 * Tells of a clock.
 *
 * @param mailbox the driver's endpoint, right SEND
 * @param clock which
 * @param rate_out written on TAY_OK
 * @return TAY_OK; TAY_EINVAL: there cannot be such a clock; TAY_ENOENT: the board or the firmware
 *         has none; TAY_EIO: the firmware does not answer, or says that it failed; TAY_EHANDLE,
 *         TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_mailbox_clock(tay_cap_t mailbox, enum tay_mailbox_clock clock,
                                                 struct tay_mailbox_rate *rate_out);

/**
 * Sets a clock.
 *
 * @param mailbox the driver's endpoint, right SEND
 * @param clock which
 * @param rate_hz wanted, not 0
 * @param rate_hz_out on TAY_OK: what the firmware made of it
 * @return TAY_OK; TAY_EINVAL: there cannot be such a clock, or such a rate; TAY_ENOENT: the board
 *         or the firmware has none; TAY_EIO: the firmware does not answer, or says that it failed;
 *         TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_mailbox_set_clock(tay_cap_t mailbox,
                                                     enum tay_mailbox_clock clock, uint32_t rate_hz,
                                                     uint32_t *rate_hz_out);

/**
 * Tells how warm the chip is.
 *
 * @param mailbox the driver's endpoint, right SEND
 * @param temperature_out written on TAY_OK
 * @return TAY_OK; TAY_ENOENT: the firmware has no such property; TAY_EIO: it does not answer, or
 *         says that it failed; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as
 *         tay_call
 */
TAY_MUST_CHECK enum tay_status
tay_mailbox_temperature(tay_cap_t mailbox, struct tay_mailbox_temperature *temperature_out);

/**
 * Tells why the chip runs slower.
 *
 * @param mailbox the driver's endpoint, right SEND
 * @param bits_out on TAY_OK: TAY_THROTTLED_ bits
 * @return TAY_OK; TAY_ENOENT: the firmware does not tell; TAY_EIO: it does not answer, or says that
 *         it failed; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_mailbox_throttled(tay_cap_t mailbox, uint32_t *bits_out);

/**
 * Tells whether a power domain is on.
 *
 * @param mailbox the driver's endpoint, right SEND
 * @param domain which
 * @param on_out written on TAY_OK
 * @return TAY_OK; TAY_EINVAL: there cannot be such a domain; TAY_ENOENT: the board or the firmware
 *         has none; TAY_EIO: the firmware does not answer, or says that it failed; TAY_EHANDLE,
 *         TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_mailbox_power(tay_cap_t mailbox, enum tay_mailbox_power domain,
                                                 bool *on_out);

/**
 * Switches a power domain, and waits until it is stable.
 *
 * @param mailbox the driver's endpoint, right SEND
 * @param domain which
 * @param on true: on; false: off
 * @param on_out on TAY_OK: what it is now
 * @return TAY_OK; TAY_EINVAL: there cannot be such a domain; TAY_ENOENT: the board or the firmware
 *         has none; TAY_EIO: the firmware does not answer, or says that it failed; TAY_EHANDLE,
 *         TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status
tay_mailbox_set_power(tay_cap_t mailbox, enum tay_mailbox_power domain, bool on, bool *on_out);

/**
 * Sets the display up.
 *
 * @param mailbox the driver's endpoint, right SEND
 * @param framebuffer width, height and lines: wanted, lines at least the height, all up to
 *                    TAY_FRAMEBUFFER_MAX; all 0: as large as the display. On TAY_OK: what there is
 *                    now, where and how large.
 * @return TAY_OK; TAY_EINVAL: no such size; TAY_ENOENT: there is no display, or the firmware has no
 *         such property; TAY_EIO: it does not answer, or says that it failed; TAY_EHANDLE,
 *         TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_mailbox_framebuffer(tay_cap_t mailbox,
                                                       struct tay_framebuffer *framebuffer);

/**
 * Chooses which line of memory is shown on top.
 *
 * @param mailbox the driver's endpoint, right SEND
 * @param line up to lines - height
 * @return TAY_OK; TAY_EINVAL: there cannot be such a line; TAY_ENOENT: the firmware shows another
 *         one, or has no such property; TAY_EIO: it does not answer, or says that it failed;
 *         TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 */
TAY_MUST_CHECK enum tay_status tay_mailbox_pan(tay_cap_t mailbox, uint32_t line);

#ifdef __cplusplus
}
#endif

#endif

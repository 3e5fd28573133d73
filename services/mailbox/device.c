/* SPDX-License-Identifier: MIT */
/*
 * The mailbox of the BCM2835 (wiki of the Raspberry Pi firmware, "Mailboxes" and "Accessing
 * mailboxes"). The firmware takes one message after the other.
 *
 * Messages lie in several slots of the memory, in turns, so that an answer that comes after it was
 * given up is not taken for that to the next question.
 */
#include "device.h"

#include <tay/driver.h>
#include <tay/mmio.h>
#include <tay/time.h>

#define DEVICE_READ 0x880        /* 0x00b880 of the peripherals, in a page of registers */
#define DEVICE_STATUS 0x898      /* of what can be read */
#define DEVICE_EMPTY 0x40000000u /* there is nothing */
#define DEVICE_WRITE 0x8a0
#define DEVICE_WRITE_STATUS 0x8b8
#define DEVICE_FULL 0x80000000u /* there is no room */

#define DEVICE_CHANNEL 8u /* properties, ARM to VideoCore: the low four bits of a mail */
/* The alias of RAM through which the VideoCore does not cache (BCM2835 ARM Peripherals, 1.2.3). */
#define DEVICE_BUS_ALIAS 0xc0000000u

#define DEVICE_SLOT_WORDS 128u
#define DEVICE_SLOTS 8u
_Static_assert(MESSAGE_WORDS <= DEVICE_SLOT_WORDS, "a message fits into a slot");
_Static_assert(DEVICE_SLOT_WORDS *DEVICE_SLOTS * sizeof(uint32_t) == 4096, "slots fill a page");

/* Switching the display takes some 100 ms, everything else less. */
#define DEVICE_LIMIT_NS TAY_NS_PER_S

/* More than the mailbox holds: whatever gives so much that nobody asked for is no mailbox. */
#define DEVICE_STRAY_MAX 16u

static tay_time_t left_ns(tay_time_t deadline_ns)
{
    tay_time_t now_ns = tay_time_now();
    return now_ns < deadline_ns ? deadline_ns - now_ns : 0;
}

/* Waits for this mail; what else comes is an answer that nobody waits for any more. */
static enum tay_status wait_for(const struct device *device, uint32_t mail, const uint32_t *message,
                                tay_time_t deadline_ns)
{
    for (unsigned strays = 0; strays < DEVICE_STRAY_MAX; strays++) {
        enum tay_status status =
            tay_driver_wait(device->regs + DEVICE_STATUS, DEVICE_EMPTY, 0, left_ns(deadline_ns));
        if (status != TAY_OK) {
            return TAY_EIO;
        }
        uint32_t got = tay_mmio_read32(device->regs + DEVICE_READ);
        tay_mmio_barrier(); /* the mail before the message that it tells of */
        if (got == mail && message_is_answered(message)) {
            return TAY_OK;
        }
    }
    return TAY_EIO;
}

enum tay_status device_ask(struct device *device, struct property *property, size_t count)
{
    tay_time_t deadline_ns = tay_time_now() + DEVICE_LIMIT_NS;
    device->slot = (device->slot + 1) % DEVICE_SLOTS;
    size_t at = device->slot * DEVICE_SLOT_WORDS;
    uint32_t *message = device->memory + at;
    uint32_t mail =
        (device->physical + (uint32_t)(at * sizeof *message)) | DEVICE_BUS_ALIAS | DEVICE_CHANNEL;
    message_write(message, property, count);
    tay_mmio_barrier(); /* the message before the mail that tells of it */
    if (tay_driver_wait(device->regs + DEVICE_WRITE_STATUS, DEVICE_FULL, 0, DEVICE_LIMIT_NS) !=
        TAY_OK) {
        return TAY_EIO;
    }
    tay_mmio_write32(device->regs + DEVICE_WRITE, mail);
    enum tay_status status = wait_for(device, mail, message, deadline_ns);
    return status == TAY_OK ? message_read(message, property, count) : status;
}

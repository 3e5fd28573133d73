/* SPDX-License-Identifier: MIT */
/*
 * The firmware's property channel (Raspberry Pi firmware wiki, "Accessing mailboxes" and "Mailbox
 * property interface").
 *
 * Only at boot, by the boot core, by polling; a user server owns the mailbox later. The firmware
 * reads and writes memory past our caches, so the buffer is flushed on both sides.
 */
#include <a64_cache.h>
#include <a64_core.h>
#include <a64_map.h>
#include <a64_mmio.h>
#include <bcm283x.h>
#include <hal/boot_code.h>

#define MAILBOX_OFFSET 0x00b880
#define MAILBOX_READ 0x00
#define MAILBOX_STATUS 0x18 /* of what can be read; bit 30: empty */
#define MAILBOX_EMPTY 0x40000000u
#define MAILBOX_WRITE 0x20
#define MAILBOX_WRITE_STATUS 0x38 /* bit 31: full */
#define MAILBOX_FULL 0x80000000u
#define MAILBOX_CHANNEL 8u /* properties, ARM to VideoCore */
/* The alias of RAM through which the VideoCore does not cache (BCM2835 ARM Peripherals, 1.2.3). */
#define MAILBOX_BUS_ALIAS 0xc0000000u

#define MAILBOX_SUCCESS 0x80000000u
#define MAILBOX_TAG_ANSWERED 0x80000000u

/* The firmware takes milliseconds for a clock; a look takes at least 50 ns: a second. */
#define MAILBOX_LOOKS 20000000u

struct mailbox_message {
    uint32_t bytes;
    uint32_t code;
    uint32_t tag;
    uint32_t room_bytes;
    uint32_t length; /* in: of the values; out: of the answer, and the bit "answered" */
    uint32_t values[BCM283X_PROPERTY_VALUES];
    uint32_t end;
} __attribute__((aligned(A64_CACHE_LINE)));
_Static_assert(sizeof(struct mailbox_message) == A64_CACHE_LINE, "alone in its cache line");

static uintptr_t mailbox_register(uintptr_t offset)
{
    return bcm283x_chip.peripherals_pa + MAILBOX_OFFSET + offset;
}

/* Waits, bounded, until a status register has this bit clear. */
HAL_BOOT_CODE static bool mailbox_wait(uintptr_t offset, uint32_t bit)
{
    for (unsigned looks = 0; looks < MAILBOX_LOOKS; looks++) {
        if ((a64_read32(mailbox_register(offset)) & bit) == 0) {
            return true;
        }
        a64_relax();
    }
    return false;
}

/* Hands the buffer over and waits until it comes back; other mail is dropped. */
HAL_BOOT_CODE static bool mailbox_exchange(uint32_t mail)
{
    if (!mailbox_wait(MAILBOX_WRITE_STATUS, MAILBOX_FULL)) {
        return false;
    }
    a64_write32(mailbox_register(MAILBOX_WRITE), mail);
    while (mailbox_wait(MAILBOX_STATUS, MAILBOX_EMPTY)) {
        if (a64_read32(mailbox_register(MAILBOX_READ)) == mail) {
            return true;
        }
    }
    return false;
}

HAL_BOOT_CODE bool bcm283x_property_call(struct bcm283x_property *property)
{
    static struct mailbox_message message;
    uint32_t answer_bytes = property->answer_count * (uint32_t)sizeof(uint32_t);
    bool answered;

    message = (struct mailbox_message){
        .bytes = sizeof message,
        .tag = property->tag,
        .room_bytes = sizeof message.values,
        .length = property->value_count * (uint32_t)sizeof(uint32_t),
    };
    for (uint32_t n = 0; n < property->value_count; n++) {
        message.values[n] = property->values[n];
    }
    a64_cache_flush(&message, sizeof message);
    a64_device_barrier();
    answered =
        mailbox_exchange((uint32_t)a64_image_pa(&message) | MAILBOX_BUS_ALIAS | MAILBOX_CHANNEL);
    a64_device_barrier();
    a64_cache_flush(&message, sizeof message);

    /* A firmware that does not know the tag says success all the same, and answers nothing. */
    if (!answered || message.code != MAILBOX_SUCCESS ||
        (message.length & MAILBOX_TAG_ANSWERED) == 0 ||
        (message.length & ~MAILBOX_TAG_ANSWERED) < answer_bytes) {
        return false;
    }
    for (uint32_t n = 0; n < property->answer_count; n++) {
        property->values[n] = message.values[n];
    }
    return true;
}

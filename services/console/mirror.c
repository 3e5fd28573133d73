/* SPDX-License-Identifier: MIT */
#include "mirror.h"

#include <stddef.h>
#include <tay/driver.h>
#include <tay/operations.h>
#include <tay/protocol/tap.h>
#include <tay/trap.h>

static struct {
    struct tay_tap *tap; /* NULL: none */
    tay_cap_t notification;
    bool has_more;
} mirror;

void mirror_open(tay_cap_t memory, tay_cap_t notification)
{
    uintptr_t address;
    size_t length_bytes, resident_bytes;
    if (tay_memory_query(memory, &length_bytes, &resident_bytes) == TAY_OK &&
        length_bytes >= sizeof *mirror.tap && tay_driver_map(memory, &address) == TAY_OK) {
        mirror.tap = (struct tay_tap *)address;
        mirror.notification = notification;
    }
}

void mirror_put(char byte)
{
    if (mirror.tap != NULL) {
        tay_tap_put(mirror.tap, byte);
        mirror.has_more = true;
    }
}

void mirror_show(void)
{
    if (mirror.has_more) {
        enum tay_status status = tay_trap_notify(mirror.notification, TAY_TAP_BIT);
        (void)status; /* whose reader it is nobody here knows */
        mirror.has_more = false;
    }
}

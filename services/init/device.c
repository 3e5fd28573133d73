/* SPDX-License-Identifier: MIT */
/*
 * The table of devices lies in the boot archive. It is read once; one that is broken is told, and
 * counts as empty, so that only drivers go without.
 */
#include "device.h"

#include "boot.h"
#include <tay/archive.h>
#include <tay/log.h>

static struct tay_devices devices;

static void read_table(void)
{
    const struct tay_boot_info *info = boot_info();
    struct tay_archive_entry file;
    struct tay_manifest_error error;
    if (tay_archive_find((const void *)(uintptr_t)info->archive_ua, (size_t)info->archive_bytes,
                         TAY_DEVICES_NAME, &file) &&
        !tay_devices_parse(file.data, file.length_bytes, &devices, &error)) {
        tay_log_printf("init: %s: line %u: %s: '%s'\n", TAY_DEVICES_NAME, error.line, error.reason,
                       error.word);
        devices.count = 0;
    }
}

bool device_bind(struct tay_manifest *manifest, struct tay_manifest_error *error)
{
    static bool was_read;
    if (!was_read) {
        was_read = true;
        read_table();
    }
    return tay_devices_bind(&devices, boot_info()->board_revision, manifest, error);
}

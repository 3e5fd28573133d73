/* SPDX-License-Identifier: MIT */
/*
 * What a board tells core, once, when it calls kernel_on_boot.
 *
 * Everything pointed to stays valid for ever.
 */
#ifndef HAL_BOOT_H
#define HAL_BOOT_H

#include <hal/types.h>
#include <tay/abi/boot.h>

#define HAL_MEMORY_RANGES 4 /* the most ranges of memory of a board */

/*
 * A range of RAM that core may own: page-aligned, in the linear map, writable, holding neither the
 * kernel's image nor the payload nor boot data. Its content is undefined.
 */
struct hal_memory_range {
    struct hal_pa start; /* its first address */
    size_t bytes;        /* its length */
};

/* A range of physical addresses that holds devices, or RAM that is set aside for them, for which
 * core makes a device range object. */
struct hal_device_range {
    struct hal_pa start; /* its first address */
    size_t bytes;        /* a multiple of the page size */
    bool is_ram;         /* RAM for DMA: in the linear map, not cached there, in no range of RAM */
};

/* What a board tells of the machine. */
struct hal_boot {
    const char *board;        /* e.g. "rpi3-aarch64"; at most 31 characters */
    uint64_t board_revision;  /* as the firmware tells it; 0 if unknown */
    const char *command_line; /* NUL-terminated; "" if none; the rest of a longer one is dropped */
    uint64_t seed;            /* for tay/abi/seed.h; from the board's generator or "seed=" */
    unsigned core_count;      /* cores that came up and are to run, this one included */
    size_t kernel_bytes;      /* of RAM that the kernel's image, stacks and early tables keep */
    size_t range_count;       /* entries of range that are in use */
    struct hal_memory_range range[HAL_MEMORY_RANGES]; /* ascending, not touching */
    /* At the end of the first range, less than that has: in use until kernel_on_boot_over. */
    size_t busy_bytes;
    size_t device_count; /* at most TAY_BOOT_DEVICES */
    struct hal_device_range device[TAY_BOOT_DEVICES];
    /* The payload behind the kernel, in the linear map, or NULL; core checks its header. */
    const struct tay_payload *payload;
    size_t payload_room_bytes; /* readable bytes from payload on: RAM that lies behind it */
    /* Room for the log's ring; a power of two. */
    char *log;
    size_t log_bytes;
};

#endif

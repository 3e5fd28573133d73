/* SPDX-License-Identifier: MIT */
/*
 * What an image carries behind the kernel, and what the kernel tells init.
 *
 * The image builder lays init out, so that the kernel parses neither an archive nor ELF: it checks
 * this header and maps the segments.
 */
#ifndef TAY_ABI_BOOT_H
#define TAY_ABI_BOOT_H

#include <tay/abi/types.h>

#define TAY_PAYLOAD_MAGIC 0x62796174u /* "tayb", little-endian */
#define TAY_PAYLOAD_VERSION 1u
#define TAY_PAYLOAD_SEGMENTS 4

/* One segment of init. Address, file offset and memory size are multiples of the page size. */
struct tay_payload_segment {
    uint64_t address_ua;
    uint64_t offset_bytes; /* from the start of the payload */
    uint64_t file_bytes;   /* copied; the rest of memory_bytes is zero */
    uint64_t memory_bytes;
    uint64_t protection; /* TAY_MAP_READ | WRITE | EXECUTE; never WRITE with EXECUTE */
};

/* The head of the payload; the image builder writes it, little-endian, page-aligned. */
struct tay_payload {
    uint32_t magic;
    uint32_t version;
    uint64_t total_bytes; /* of the whole payload, this head included */
    uint64_t entry_ua;
    uint64_t stack_bytes;          /* init's first stack */
    uint64_t archive_offset_bytes; /* page-aligned; a cpio archive, format newc */
    uint64_t archive_bytes;
    uint32_t segment_count;
    uint32_t reserved;
    struct tay_payload_segment segment[TAY_PAYLOAD_SEGMENTS];
};

#define TAY_BOOT_COMMAND_LINE_BYTES 1024
#define TAY_BOOT_DEVICES 4

/*
 * What the kernel hands to init: a read-only page whose address is init's first argument.
 * Handles are in init's own table.
 */
struct tay_boot_info {
    uint32_t magic; /* TAY_PAYLOAD_MAGIC */
    uint32_t version;
    tay_cap_t thread;
    tay_cap_t account; /* the root account: all memory of the machine */
    tay_cap_t system;
    tay_cap_t log;
    tay_cap_t irq_control;
    uint32_t core_count;
    tay_cap_t device_range[TAY_BOOT_DEVICES]; /* null where there is none */
    uint64_t device_pa[TAY_BOOT_DEVICES];
    uint64_t device_bytes[TAY_BOOT_DEVICES];
    uint64_t archive_ua; /* the boot archive, mapped read-only */
    uint64_t archive_bytes;
    uint64_t stack_ua; /* lowest address of init's stack; a guard page lies below */
    uint64_t stack_bytes;
    uint64_t seed; /* of init's own: derived from the machine's (tay/abi/seed.h) */
    uint64_t board_revision;
    char board[32];
    char command_line[TAY_BOOT_COMMAND_LINE_BYTES];
};

#endif

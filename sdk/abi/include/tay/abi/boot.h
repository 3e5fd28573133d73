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
#define TAY_PAYLOAD_VERSION 1u        /* of the payload and of struct tay_boot_info */
#define TAY_PAYLOAD_SEGMENTS 4        /* the most segments that init may have */

/* One segment of init. Address, file offset and memory size are multiples of the page size. */
struct tay_payload_segment {
    uint64_t address_ua;   /* where it is mapped */
    uint64_t offset_bytes; /* from the start of the payload */
    uint64_t file_bytes;   /* copied; the rest of memory_bytes is zero */
    uint64_t memory_bytes; /* what it takes, mapped */
    uint64_t protection;   /* TAY_MAP_READ | WRITE | EXECUTE; never WRITE with EXECUTE */
};

/* The head of the payload; the image builder writes it, little-endian, page-aligned. */
struct tay_payload {
    uint32_t magic;                /* TAY_PAYLOAD_MAGIC */
    uint32_t version;              /* TAY_PAYLOAD_VERSION */
    uint64_t total_bytes;          /* of the whole payload, this head included */
    uint64_t entry_ua;             /* where init begins */
    uint64_t stack_bytes;          /* init's first stack */
    uint64_t archive_offset_bytes; /* page-aligned; a cpio archive, format newc */
    uint64_t archive_bytes;        /* its length */
    uint32_t segment_count;        /* entries of segment that are in use */
    uint32_t reserved;             /* 0 */
    struct tay_payload_segment segment[TAY_PAYLOAD_SEGMENTS]; /* what is mapped */
};

#define TAY_BOOT_COMMAND_LINE_BYTES 1024 /* the longest command line, with its NUL */
#define TAY_BOOT_DEVICES 4               /* the most ranges of device addresses */

/*
 * What the kernel hands to init: a read-only page whose address is init's first argument.
 * Handles are in init's own table.
 */
struct tay_boot_info {
    uint32_t magic;                           /* TAY_PAYLOAD_MAGIC */
    uint32_t version;                         /* TAY_PAYLOAD_VERSION */
    tay_cap_t thread;                         /* init's first thread */
    tay_cap_t account;                        /* the root account: all memory of the machine */
    tay_cap_t system;                         /* the machine: power and restart */
    tay_cap_t log;                            /* the kernel log */
    tay_cap_t irq_control;                    /* the right to make irq objects */
    uint32_t core_count;                      /* cores that run */
    tay_cap_t device_range[TAY_BOOT_DEVICES]; /* null where there is none */
    uint64_t device_pa[TAY_BOOT_DEVICES];     /* the physical address of each range */
    uint64_t device_bytes[TAY_BOOT_DEVICES];  /* the length of each range; 0: there is none */
    uint64_t archive_ua;                      /* the boot archive, mapped read-only */
    uint64_t archive_bytes;                   /* its length */
    uint64_t stack_ua;       /* lowest address of init's stack; a guard page lies below */
    uint64_t stack_bytes;    /* its length */
    uint64_t seed;           /* of init's own: derived from the machine's (tay/abi/seed.h) */
    uint64_t board_revision; /* as the firmware tells it; 0: unknown */
    char board[32];          /* the board's name, NUL-terminated */
    char command_line[TAY_BOOT_COMMAND_LINE_BYTES]; /* of the firmware, NUL-terminated */
};

#endif

/* SPDX-License-Identifier: MIT */
/** @file
 * The startup block: what a program is given by whoever starts it.
 *
 * Its address is the first argument of the program's first thread. It names each capability that
 * the program's manifest asked for; the handles are in the program's own table. Offsets count from
 * the start of the block, so that it can be built elsewhere.
 *
 * init's is one read-only page. That of a program which a POSIX program starts (docs/processes.md)
 * ends where the program's addresses begin, is as long as it must be, may be written, and tells
 * what else is handed on: descriptors, the working directory, and what becomes of signals.
 */
#ifndef TAY_STARTUP_H
#define TAY_STARTUP_H

#include <tay/abi/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TAY_STARTUP_MAGIC 0x73796174u /* "tays", little-endian */
#define TAY_STARTUP_VERSION 3u        /**< of struct tay_startup */
#define TAY_STARTUP_BYTES 4096        /**< the size of init's startup blocks */
#define TAY_STARTUP_BYTES_MAX 0x20000 /**< the largest startup block */

/** The pages of struct tay_startup_cap. */
#define TAY_STARTUP_PAGE_BYTES 4096u

/** The longest name of a capability, with its NUL. */
#define TAY_STARTUP_NAME_BYTES 24

/** Capabilities that a startup block can name. */
#define TAY_STARTUP_CAPS 32

#define TAY_STARTUP_ARGUMENTS 32        /**< the most arguments of a manifest, and its program */
#define TAY_STARTUP_VARIABLES 16        /**< the most variables of a manifest's environment */
#define TAY_STARTUP_ARGUMENT_BYTES 1024 /**< the length of either together, NULs included */

/*
 * The layout of a program's address space: the startup block, the program, and its stack somewhere
 * in a window above, with a guard below, so that a stack that overflows faults and is named so.
 * What the kernel finds a place for lies above that again.
 */
#define TAY_PROGRAM_ADDRESS_MIN 0x200000u   /**< the lowest address of a program */
#define TAY_PROGRAM_ADDRESS_END 0x40000000u /**< the first one behind a program */
/** Where the startup block lies. */
#define TAY_PROGRAM_STARTUP_UA (TAY_PROGRAM_ADDRESS_MIN - TAY_STARTUP_BYTES)
/** Where the window of the stack begins. */
#define TAY_PROGRAM_STACK_WINDOW_UA TAY_PROGRAM_ADDRESS_END
#define TAY_PROGRAM_STACK_WINDOW_BYTES 0x40000000u /**< its length */
#define TAY_PROGRAM_STACK_BYTES_MAX 0x100000u      /**< the largest first stack */
#define TAY_PROGRAM_GUARD_BYTES 0x10000u           /**< the guard below it */

/** A named capability. */
struct tay_startup_cap {
    char name[TAY_STARTUP_NAME_BYTES]; /**< NUL-terminated */
    tay_cap_t handle;                  /**< in the program's own table */
    union {
        uint32_t time_ms;       /**< of `heartbeat` and `ready`: how often, how soon */
        uint32_t physical_page; /**< of memory for DMA: its physical address, in pages */
        uint32_t detail;        /**< either; of others 0 */
    };
};

/** A descriptor that is handed on. */
struct tay_startup_descriptor {
    uint32_t number;  /**< of the descriptor */
    tay_cap_t handle; /**< in the program's own table; two of one open file have the same; null: the
                           log */
    uint16_t kind;    /**< enum tay_file_kind */
    uint16_t is_terminal; /**< 1: a stream that has a mode */
    uint32_t flags;       /**< of the open file: as fcntl(F_GETFL) tells them */
};

/** The startup block. */
struct tay_startup {
    uint32_t magic;                 /**< TAY_STARTUP_MAGIC */
    uint32_t version;               /**< TAY_STARTUP_VERSION */
    uint32_t total_bytes;           /**< of the block, with all texts */
    uint32_t cap_count;             /**< entries of cap that are in use */
    uint32_t argument_count;        /**< the program's name is the first */
    uint32_t argument_offset_bytes; /**< the arguments, each with its NUL, one behind another */
    uint32_t variable_count;        /**< of the environment */
    uint32_t variable_offset_bytes; /**< NAME=value, each with its NUL, one behind another */
    uint64_t seed;                  /**< random, or fixed by the command line */
    uint64_t stack_ua;              /**< lowest address of the first thread's stack */
    uint64_t stack_bytes;           /**< its length */
    uint32_t session;               /**< of proc, that stands for this program; null: it has none */
    uint32_t directory_cap;         /**< the session of the working directory; null: it has none */
    uint32_t directory_offset_bytes; /**< its path, absolute and normal, with a NUL; 0: it is `/` */
    uint32_t descriptor_offset_bytes; /**< descriptors, a multiple of 4; 0: those that the names
                                         fd0, fd1, ... tell, and the log for 0 to 2 */
    uint32_t descriptor_count;        /**< of descriptors; all others are closed */
    uint32_t held;                    /**< bit n: the first thread holds signal n back */
    uint32_t ignored;                 /**< bit n: signal n is ignored */
    uint32_t reserved;                /**< 0 */
    struct tay_startup_cap cap[TAY_STARTUP_CAPS]; /**< what the manifest names */
};

/**
 * The startup block of this program.
 *
 * @return valid for ever, read-only; NULL in a program that was started without one (init)
 */
const struct tay_startup *tay_startup(void);

/**
 * Finds a capability by the name that the manifest gives it.
 *
 * @param name NUL-terminated
 * @return its handle; TAY_CAP_NULL: the manifest has no such name
 */
tay_cap_t tay_startup_cap(const char *name);

/**
 * Tells the time that belongs to a capability, in ms: see tay/supervised.h.
 *
 * @param name NUL-terminated
 * @return 0: it has none, or the manifest has no such name
 */
uint32_t tay_startup_time_ms(const char *name);

/**
 * The program's first thread.
 *
 * @return its handle, in the program's own table, with every right
 */
tay_cap_t tay_startup_thread(void);

#ifdef __cplusplus
}
#endif

#endif

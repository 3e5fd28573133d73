/* SPDX-License-Identifier: MIT */
/** @file
 * Reading a program: a static ELF file for AArch64.
 *
 * Portable and free of allocation. What tay_elf_parse accepts can be loaded as it is: each segment
 * lies in the file and among the addresses of a program (tay/startup.h), none overlap, none is
 * writable and executable, and execution begins in one that is executable. Format: System V ABI,
 * "Object Files".
 */
#ifndef TAY_ELF_H
#define TAY_ELF_H

#include <tay/abi/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TAY_ELF_SEGMENTS 8 /**< the most segments of a program */

/** The pages that segments are aligned to. */
#define TAY_ELF_PAGE_BYTES 4096u

/** One segment to load. */
struct tay_elf_segment {
    uint64_t address_ua;   /**< a multiple of the page size */
    uint64_t offset_bytes; /**< of its content in the file */
    uint64_t file_bytes;   /**< of its content; may be 0 */
    uint64_t memory_bytes; /**< at least file_bytes, not 0; the rest is zero; not rounded */
    unsigned protection;   /**< TAY_MAP_READ | WRITE | EXECUTE; never WRITE with EXECUTE */
};

/** A program. */
struct tay_elf {
    uint64_t entry_ua;                                /**< the first instruction */
    uint64_t stack_bytes;                             /**< that it asks for; 0: it does not say */
    unsigned segment_count;                           /**< at least 1 */
    struct tay_elf_segment segment[TAY_ELF_SEGMENTS]; /**< what is loaded */
};

/**
 * Reads and checks a program.
 *
 * @param file its content; any alignment
 * @param length_bytes of file
 * @param elf_out written; of use only if NULL is returned
 * @return NULL, or what is wrong, as part of a sentence
 */
const char *tay_elf_parse(const void *file, size_t length_bytes, struct tay_elf *elf_out);

/**
 * Reads and checks a program of which only the first part is there.
 *
 * @param head the beginning of the file; any alignment
 * @param head_bytes its length, at most length_bytes
 * @param length_bytes of the file
 * @param elf_out written; of use only if NULL is returned
 * @return NULL, or what is wrong, as part of a sentence: also that the program headers lie behind
 *         that part
 */
const char *tay_elf_parse_head(const void *head, size_t head_bytes, uint64_t length_bytes,
                               struct tay_elf *elf_out);

#ifdef __cplusplus
}
#endif

#endif

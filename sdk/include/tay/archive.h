/* SPDX-License-Identifier: MIT */
/** @file
 * Reading a cpio archive of the format newc, in memory, without copying.
 *
 * Portable and free of allocation: the same code runs in init, in the image builder and in tests.
 * Nothing in an archive is believed: each entry that is handed out lies wholly inside it. Format:
 * cpio(5), "New ASCII Format".
 */
#ifndef TAY_ARCHIVE_H
#define TAY_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TAY_ARCHIVE_HEADER_BYTES 110 /**< of an entry, without its name */
#define TAY_ARCHIVE_ALIGN 4          /**< of entries and their content, in bytes */

/** The longest name of an entry, with its NUL. */
#define TAY_ARCHIVE_NAME_BYTES 64

/** An archive that is being read; not to be looked into. */
struct tay_archive {
    const uint8_t *data; /**< its first byte */
    size_t length_bytes; /**< of data */
    size_t next;         /**< offset of what is read next */
};

/** One regular file in an archive. The pointers go into the archive. */
struct tay_archive_entry {
    const char *name;    /**< NUL-terminated, at most TAY_ARCHIVE_NAME_BYTES with the NUL */
    const void *data;    /**< its content */
    size_t length_bytes; /**< of data */
};

/** What reading gave. */
enum tay_archive_result {
    TAY_ARCHIVE_ENTRY,  /**< an entry */
    TAY_ARCHIVE_BROKEN, /**< reading can go on: at the next header that makes sense */
    TAY_ARCHIVE_END,    /**< there is no further one */
};

/** What is wrong, and where. */
struct tay_archive_error {
    size_t offset_bytes; /**< from the start of the archive */
    const char *reason;  /**< a sentence without a full stop */
};

/**
 * Starts reading at the first entry.
 *
 * @param archive written
 * @param data stays valid while the archive and its entries are used
 * @param length_bytes of data
 */
void tay_archive_open(struct tay_archive *archive, const void *data, size_t length_bytes);

/**
 * Reads the next entry.
 *
 * @param archive opened before
 * @param entry_out written on TAY_ARCHIVE_ENTRY
 * @param error_out written on TAY_ARCHIVE_BROKEN
 * @return TAY_ARCHIVE_END also after the last header that makes sense in a broken archive
 */
enum tay_archive_result tay_archive_next(struct tay_archive *archive,
                                         struct tay_archive_entry *entry_out,
                                         struct tay_archive_error *error_out);

/**
 * Looks for an entry by its name, among all that can be read.
 *
 * @param data the archive
 * @param length_bytes of data
 * @param name NUL-terminated
 * @param entry_out written if there is one: the first of that name
 * @return whether there is one
 * @note Reads the headers from the start: time grows with their number.
 */
bool tay_archive_find(const void *data, size_t length_bytes, const char *name,
                      struct tay_archive_entry *entry_out);

#ifdef __cplusplus
}
#endif

#endif

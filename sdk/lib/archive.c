/* SPDX-License-Identifier: MIT */
/*
 * The cpio archive. Invariant: archive->next <= archive->length_bytes, and every range is checked
 * against what is left before it is used, so that no sum can wrap.
 */
#include <tay/archive.h>

#include <string.h>

/* The header: the magic, then 13 fields of 8 hexadecimal digits (cpio(5)). */
#define MAGIC "070701"
#define MAGIC_BYTES 6
#define FIELD_BYTES 8
enum field { FIELD_MODE = 1, FIELD_FILE_BYTES = 6, FIELD_NAME_BYTES = 11, FIELD_COUNT = 13 };

/* The file type in the mode. */
#define MODE_TYPE 0170000u
#define MODE_REGULAR 0100000u

#define TRAILER "TRAILER!!!"

struct header {
    uint32_t mode;
    uint32_t file_bytes;
    uint32_t name_bytes;
};

void tay_archive_open(struct tay_archive *archive, const void *data, size_t length_bytes)
{
    *archive = (struct tay_archive){.data = data, .length_bytes = length_bytes};
}

static bool parse_hex(const uint8_t *text, uint32_t *value)
{
    *value = 0;
    for (unsigned i = 0; i < FIELD_BYTES; i++) {
        uint8_t c = text[i];
        unsigned digit;
        if (c >= '0' && c <= '9') {
            digit = (unsigned)(c - '0');
        } else if (c >= 'a' && c <= 'f') {
            digit = (unsigned)(c - 'a') + 10;
        } else if (c >= 'A' && c <= 'F') {
            digit = (unsigned)(c - 'A') + 10;
        } else {
            return false;
        }
        *value = *value << 4 | digit;
    }
    return true;
}

/* NULL, or what is wrong with the header at `at`, where at least the magic fits. */
static const char *parse_header(const uint8_t *at, size_t left, struct header *header)
{
    if (left < TAY_ARCHIVE_HEADER_BYTES) {
        return "the archive ends inside a header";
    }
    if (memcmp(at, MAGIC, MAGIC_BYTES) != 0) {
        return "no entry of format newc begins here";
    }
    uint32_t fields[FIELD_COUNT];
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        if (!parse_hex(at + MAGIC_BYTES + (size_t)i * FIELD_BYTES, &fields[i])) {
            return "a number in the header is not hexadecimal";
        }
    }
    header->mode = fields[FIELD_MODE];
    header->file_bytes = fields[FIELD_FILE_BYTES];
    header->name_bytes = fields[FIELD_NAME_BYTES];
    return NULL;
}

static size_t padding(size_t offset)
{
    return (TAY_ARCHIVE_ALIGN - offset % TAY_ARCHIVE_ALIGN) % TAY_ARCHIVE_ALIGN;
}

/* NULL, or what is wrong with the entry at `next`; then `*behind` is where the next one begins. */
static const char *parse_entry(const struct tay_archive *archive, struct tay_archive_entry *entry,
                               size_t *behind)
{
    size_t at = archive->next;
    struct header header;
    const char *wrong = parse_header(archive->data + at, archive->length_bytes - at, &header);
    if (wrong != NULL) {
        return wrong;
    }
    at += TAY_ARCHIVE_HEADER_BYTES;
    if (header.name_bytes < 2 || header.name_bytes > TAY_ARCHIVE_NAME_BYTES) {
        return "a name is empty or too long";
    }
    if (header.name_bytes > archive->length_bytes - at) {
        return "the archive ends inside a name";
    }
    entry->name = (const char *)archive->data + at;
    if (strnlen(entry->name, header.name_bytes) != header.name_bytes - 1) {
        return "a name is not as long as its header says";
    }
    at += header.name_bytes;
    size_t gap = padding(at);
    if (gap > archive->length_bytes - at || header.file_bytes > archive->length_bytes - at - gap) {
        return "the archive ends inside a file";
    }
    at += gap;
    entry->data = archive->data + at;
    entry->length_bytes = header.file_bytes;
    at += header.file_bytes;
    *behind = padding(at) > archive->length_bytes - at ? archive->length_bytes : at + padding(at);
    if (strcmp(entry->name, TRAILER) != 0 && (header.mode & MODE_TYPE) != MODE_REGULAR) {
        return "it is not a regular file";
    }
    return NULL;
}

/* Moves on to the next place where an entry can be read. */
static void resume(struct tay_archive *archive)
{
    struct header header;
    do {
        size_t left = archive->length_bytes - archive->next;
        archive->next += left < TAY_ARCHIVE_ALIGN ? left : TAY_ARCHIVE_ALIGN;
    } while (archive->next < archive->length_bytes &&
             parse_header(archive->data + archive->next, archive->length_bytes - archive->next,
                          &header) != NULL);
}

enum tay_archive_result tay_archive_next(struct tay_archive *archive,
                                         struct tay_archive_entry *entry_out,
                                         struct tay_archive_error *error_out)
{
    if (archive->next >= archive->length_bytes) {
        return TAY_ARCHIVE_END;
    }
    struct tay_archive_entry entry;
    size_t behind;
    const char *wrong = parse_entry(archive, &entry, &behind);
    if (wrong != NULL) {
        *error_out = (struct tay_archive_error){archive->next, wrong};
        resume(archive);
        return TAY_ARCHIVE_BROKEN;
    }
    archive->next = behind;
    if (strcmp(entry.name, TRAILER) == 0) {
        archive->next = archive->length_bytes;
        return TAY_ARCHIVE_END;
    }
    *entry_out = entry;
    return TAY_ARCHIVE_ENTRY;
}

bool tay_archive_find(const void *data, size_t length_bytes, const char *name,
                      struct tay_archive_entry *entry_out)
{
    struct tay_archive archive;
    struct tay_archive_entry entry;
    struct tay_archive_error error;
    enum tay_archive_result result;
    tay_archive_open(&archive, data, length_bytes);
    do {
        result = tay_archive_next(&archive, &entry, &error);
        if (result == TAY_ARCHIVE_ENTRY && strcmp(entry.name, name) == 0) {
            *entry_out = entry;
            return true;
        }
    } while (result != TAY_ARCHIVE_END);
    return false;
}

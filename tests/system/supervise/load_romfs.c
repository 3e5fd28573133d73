/* SPDX-License-Identifier: MIT */
/*
 * Keeps the boot archive's file system busy: each file, piece by piece, is what the archive itself
 * has, to be seen in a mapping of this program's own. Sessions go with romfs: a file is opened anew
 * then, and read on from where it was.
 */
#include "load.h"

#include <string.h>
#include <tay/archive.h>
#include <tay/operations.h>
#include <tay/startup.h>

#define PIECE_BYTES 6000 /* no multiple of pages: pieces begin and end anywhere in them */

static tay_cap_t endpoint, root, file;
static struct tay_archive archive;
static const void *archive_data;
static size_t archive_bytes;
static struct tay_archive_entry entry; /* what `file` is, or is to be */
static size_t at;                      /* in it: what is read next */
static uint8_t piece[PIECE_BYTES];

static void map_archive(void)
{
    tay_cap_t memory = tay_startup_cap("archive");
    tay_ua_t address;
    size_t resident_bytes;
    EXPECT(tay_memory_query(memory, &archive_bytes, &resident_bytes) == TAY_OK);
    EXPECT(tay_space_map(TAY_CAP_SELF, memory, 0, archive_bytes, 0, TAY_MAP_READ | TAY_MAP_SHARED,
                         &address) == TAY_OK);
    archive_data = (const void *)address;
    tay_archive_open(&archive, archive_data, archive_bytes);
}

/* The next file of the archive, after the last one the first. */
static void choose_next_file(void)
{
    struct tay_archive_error error;
    enum tay_archive_result result = tay_archive_next(&archive, &entry, &error);
    if (result == TAY_ARCHIVE_END) {
        tay_archive_open(&archive, archive_data, archive_bytes);
        result = tay_archive_next(&archive, &entry, &error);
    }
    EXPECT(result == TAY_ARCHIVE_ENTRY);
    at = 0;
}

static bool open_root(void)
{
    struct tay_file_opened opened;
    load_call_begins();
    if (!load_file_went_well(tay_file_root(endpoint, TAY_FILE_READABLE, &opened), "romfs: root")) {
        return false;
    }
    root = opened.session;
    return true;
}

static bool open_file(void)
{
    struct tay_file_opened opened;
    load_call_begins();
    if (!load_file_went_well(
            tay_file_open(root, entry.name, strlen(entry.name), TAY_FILE_READABLE, &opened),
            "romfs: open")) {
        return false;
    }
    file = opened.session;
    LOAD_EXPECT(opened.kind == TAY_FILE_REGULAR && opened.size_bytes == entry.length_bytes);
    return true;
}

/* Reads the next piece, into what is nowhere right before. */
static bool read_piece(void)
{
    const uint8_t *wanted = (const uint8_t *)entry.data + at;
    size_t left_bytes = entry.length_bytes - at;
    size_t wanted_bytes = left_bytes < sizeof piece ? left_bytes : sizeof piece;
    size_t done = 0;
    for (size_t n = 0; n < wanted_bytes; n++) {
        piece[n] = (uint8_t)~wanted[n];
    }
    load_call_begins();
    if (!load_file_went_well(tay_file_read(file, at, piece, sizeof piece, &done), "romfs: read")) {
        return false;
    }
    LOAD_EXPECT(done == wanted_bytes && memcmp(piece, wanted, wanted_bytes) == 0);
    at += wanted_bytes;
    return true;
}

/* What romfs had opened died with it: false, and it is opened anew the next time. */
static bool use_file(void)
{
    bool ok = (root != TAY_CAP_NULL || open_root()) && (file != TAY_CAP_NULL || open_file()) &&
              read_piece();
    if (!ok) {
        load_close(&root);
    }
    if (!ok || at == entry.length_bytes) {
        load_close(&file);
    }
    return ok;
}

int main(int argument_count, char **arguments)
{
    unsigned long answered = 0;
    load_begin(argument_count, arguments);
    endpoint = tay_startup_cap("romfs");
    map_archive();
    choose_next_file();
    while (load_goes_on()) {
        bool ok = use_file();
        answered += ok ? 1 : 0;
        if (ok && file == TAY_CAP_NULL) {
            choose_next_file();
        }
    }
    load_tell("load-romfs", answered);
    return EXIT_SUCCESS;
}

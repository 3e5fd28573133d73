/* SPDX-License-Identifier: MIT */
/*
 * Keeps the name space busy: it resolves a path, and hands out the root of a file system that
 * nobody kills (calm), on which what was written stays. A file that is open goes on whatever
 * becomes of vfs. A pipe gives back what was put in, as long as vfs lives.
 */
#include "load.h"

#include <string.h>
#include <tay/protocol/stream.h>
#include <tay/protocol/vfs.h>
#include <tay/startup.h>

#define PATH "/calm"
#define NAME "kept"

static tay_cap_t vfs, root, file, reader, writer;
static uint64_t acknowledged;

static bool find_root(void)
{
    struct tay_vfs_place place;
    load_close(&root);
    load_call_begins();
    if (!load_file_went_well(tay_vfs_resolve(vfs, PATH, strlen(PATH), &place), "vfs: resolve")) {
        return false;
    }
    LOAD_EXPECT(place.path_bytes == strlen(PATH));
    load_call_begins();
    return load_file_went_well(tay_vfs_root(vfs, place.mount, false, &root), "vfs: root");
}

/* From here on it is between this program and the file system. */
static void check_content(void)
{
    uint64_t number = 0;
    size_t done = 0;
    LOAD_EXPECT(tay_file_read(file, 0, &number, sizeof number, &done) == TAY_FILE_OK);
    LOAD_EXPECT(number == acknowledged && done == (acknowledged == 0 ? 0 : sizeof number));
}

static void use_file(void)
{
    struct tay_file_opened opened;
    size_t done = 0;
    if (file != TAY_CAP_NULL) {
        check_content(); /* by the session of before */
    }
    load_close(&file);
    enum tay_file_error error = tay_file_open(
        root, NAME, strlen(NAME), TAY_FILE_READABLE | TAY_FILE_WRITABLE | TAY_FILE_CREATE, &opened);
    LOAD_EXPECT(error == TAY_FILE_OK);
    file = error == TAY_FILE_OK ? opened.session : TAY_CAP_NULL;
    check_content();
    uint64_t number = acknowledged + 1;
    error = tay_file_write(file, 0, &number, sizeof number, &done);
    LOAD_EXPECT(error == TAY_FILE_OK && done == sizeof number);
    acknowledged = error == TAY_FILE_OK ? number : acknowledged;
}

static bool use_pipe(void)
{
    uint64_t number = 0;
    size_t done = 0;
    load_call_begins();
    if (!load_file_went_well(tay_vfs_pipe(vfs, &reader, &writer), "vfs: pipe")) {
        return false;
    }
    load_call_begins();
    bool ok = load_went_well(tay_stream_write(writer, &acknowledged, sizeof acknowledged),
                             "vfs: write to a pipe");
    tay_time_t deadline_ns = load_deadline();
    ok = ok && load_went_well(tay_stream_read(reader, &number, sizeof number, deadline_ns, &done),
                              "vfs: read from a pipe");
    LOAD_EXPECT(!ok || (done == sizeof number && number == acknowledged));
    load_close(&reader);
    load_close(&writer);
    return ok;
}

int main(int argument_count, char **arguments)
{
    unsigned long answered = 0;
    load_begin(argument_count, arguments);
    vfs = tay_startup_cap("vfs");
    while (load_goes_on()) {
        bool ok = find_root();
        if (ok) {
            use_file();
        }
        ok = ok && use_pipe();
        answered += ok ? 1 : 0;
    }
    load_tell("load-vfs", answered);
    return EXIT_SUCCESS;
}

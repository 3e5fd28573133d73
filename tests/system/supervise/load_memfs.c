/* SPDX-License-Identifier: MIT */
/*
 * Keeps the file system in memory busy: what was acknowledged is there as long as the sessions
 * last, which is what it promises; one that is started again is empty.
 */
#include "load.h"

#include <string.h>
#include <tay/startup.h>

#define WORDS 1500 /* of a file: some blocks */

static tay_cap_t endpoint, root, file;
static uint32_t content[WORDS];

static bool open_new(const char *name, unsigned flags)
{
    struct tay_file_opened opened;
    load_call_begins();
    if (!load_file_went_well(tay_file_open(root, name, strlen(name),
                                           TAY_FILE_READABLE | TAY_FILE_WRITABLE | flags, &opened),
                             "memfs: open")) {
        return false;
    }
    file = opened.session;
    return true;
}

static bool find_root(void)
{
    struct tay_file_opened opened;
    struct tay_file_stat stat;
    load_close(&root);
    load_call_begins();
    if (!load_file_went_well(
            tay_file_root(endpoint, TAY_FILE_READABLE | TAY_FILE_WRITABLE, &opened),
            "memfs: root")) {
        return false;
    }
    root = opened.session;
    load_call_begins();
    enum tay_file_error error = tay_file_stat(root, "new", 3, &stat);
    LOAD_EXPECT(error == TAY_FILE_ENOENT || error == TAY_FILE_ENODEV || error == TAY_FILE_EIO);
    return error == TAY_FILE_ENOENT;
}

static bool write_file(uint32_t number)
{
    size_t done = 0;
    for (unsigned n = 0; n < WORDS; n++) {
        content[n] = number + n;
    }
    load_call_begins();
    if (!load_file_went_well(tay_file_write(file, 0, content, sizeof content, &done),
                             "memfs: write")) {
        return false;
    }
    LOAD_EXPECT(done == sizeof content);
    return true;
}

static bool check_file(uint32_t number)
{
    size_t done = 0;
    bool same = true;
    memset(content, 0, sizeof content);
    load_call_begins();
    if (!load_file_went_well(tay_file_read(file, 0, content, sizeof content, &done),
                             "memfs: read")) {
        return false;
    }
    for (unsigned n = 0; n < WORDS; n++) {
        same = same && content[n] == number + n;
    }
    LOAD_EXPECT(same && done == sizeof content);
    return true;
}

static bool rename_and_remove(void)
{
    load_call_begins();
    if (!load_file_went_well(tay_file_rename(root, "new", 3, "old", 3), "memfs: rename")) {
        return false;
    }
    load_call_begins();
    return load_file_went_well(tay_file_remove(root, "old", 3, TAY_FILE_REGULAR), "memfs: remove");
}

/* A file's life, from one name to the other. */
static bool use_file(uint32_t number)
{
    bool ok = open_new("new", TAY_FILE_CREATE | TAY_FILE_EXCLUSIVE) && write_file(number);
    load_close(&file);
    ok = ok && open_new("new", 0) && check_file(number) && rename_and_remove();
    load_close(&file);
    return ok;
}

int main(int argument_count, char **arguments)
{
    unsigned long answered = 0;
    bool has_root = false;
    load_begin(argument_count, arguments);
    endpoint = tay_startup_cap("memfs");
    while (load_goes_on()) {
        has_root = has_root || find_root();
        has_root = has_root && use_file((uint32_t)answered);
        answered += has_root ? 1 : 0;
    }
    load_tell("load-memfs", answered);
    return EXIT_SUCCESS;
}

/* SPDX-License-Identifier: MIT */
/*
 * Keeps the file system of the card busy: what was synced is there, and a file that is open stays
 * open, whatever died. What was written and not synced is old or new.
 */
#include "load.h"

#include <string.h>
#include <tay/startup.h>

#define NAME "kept.bin"
#define WORDS 3000 /* of the file: some clusters */

static tay_cap_t endpoint, file;
static uint32_t acknowledged, told; /* what each word of the file is */
static uint32_t content[WORDS];

static bool open_file(void)
{
    struct tay_file_opened opened;
    tay_cap_t root;
    unsigned flags = TAY_FILE_READABLE | TAY_FILE_WRITABLE;
    load_close(&file);
    load_call_begins();
    if (!load_file_went_well(tay_file_root(endpoint, flags, &opened), "fat: root")) {
        return false;
    }
    root = opened.session;
    load_call_begins();
    bool ok = load_file_went_well(
        tay_file_open(root, NAME, strlen(NAME), flags | TAY_FILE_CREATE, &opened), "fat: open");
    file = ok ? opened.session : TAY_CAP_NULL;
    load_close(&root);
    return ok;
}

static bool write_file(void)
{
    size_t done = 0;
    told++;
    for (unsigned n = 0; n < WORDS; n++) {
        content[n] = told;
    }
    load_call_begins();
    if (!load_file_went_well(tay_file_write(file, 0, content, sizeof content, &done),
                             "fat: write")) {
        return false;
    }
    LOAD_EXPECT(done == sizeof content);
    load_call_begins();
    if (!load_file_went_well(tay_file_sync(file), "fat: sync")) {
        return false;
    }
    acknowledged = told;
    return true;
}

static bool check_file(void)
{
    size_t done = 0;
    bool good = true;
    memset(content, 0xff, sizeof content);
    load_call_begins();
    if (!load_file_went_well(tay_file_read(file, 0, content, sizeof content, &done), "fat: read")) {
        return false;
    }
    for (unsigned n = 0; n < WORDS && acknowledged != 0; n++) {
        good = good && content[n] >= acknowledged && content[n] <= told;
    }
    LOAD_EXPECT(good && (acknowledged == 0 || done == sizeof content));
    return true;
}

int main(int argument_count, char **arguments)
{
    unsigned long answered = 0;
    load_begin(argument_count, arguments);
    endpoint = tay_startup_cap("fat");
    while (load_goes_on()) {
        bool ok = file != TAY_CAP_NULL || open_file();
        ok = ok && check_file() && write_file();
        answered += ok ? 1 : 0;
        if (!ok && load_is_by_hand()) {
            load_close(&file); /* it has forgotten its sessions */
        }
    }
    while (file == TAY_CAP_NULL || !check_file()) {
        if (file == TAY_CAP_NULL || load_is_by_hand()) {
            load_close(&file);
            (void)open_file();
        }
    }
    load_tell("load-fat", answered);
    return EXIT_SUCCESS;
}

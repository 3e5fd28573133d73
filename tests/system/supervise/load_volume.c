/* SPDX-License-Identifier: MIT */
/*
 * Keeps a volume busy whose server gets bits flipped: a round looks whether each file has what was
 * synced, or what was told since, writes one anew beside the old one, gives it the old one's name,
 * and syncs. When the volume was made anew nothing is left.
 *
 * Names lead through vfs, which so is a client of the damaged server, too.
 */
#include "load.h"

#include <string.h>
#include <tay/protocol/vfs.h>
#include <tay/startup.h>

#define PATH "/card"
#define FOLDER "work"
#define NEW "work/new.tmp"
#define FILES 4u
#define WORDS_LEAST 100u
#define WORDS_MORE 3000u /* below 4096, as word_of wants it */

static tay_cap_t vfs, root;
static bool is_root_dead; /* the one that vfs has */
static uint64_t volume;
static uint32_t version, acknowledged[FILES], told[FILES];
static uint32_t content[WORDS_LEAST + WORDS_MORE + 1];

static const char *name_of(unsigned file)
{
    static char name[] = FOLDER "/A long name 0.text";
    *strrchr(name, '.') = '\0';
    name[strlen(name) - 1] = (char)('0' + file);
    strcat(name, ".text");
    return name;
}

static size_t words_of(unsigned file, uint32_t its_version)
{
    return WORDS_LEAST + (its_version * 977 + file * 131) % WORDS_MORE;
}

static uint32_t word_of(unsigned file, uint32_t its_version, size_t at)
{
    return (uint32_t)(file << 30 | its_version << 12 | at);
}

static uint32_t version_of(uint32_t word)
{
    return word << 2 >> 14;
}

static bool find_root(void)
{
    struct tay_vfs_place place;
    load_close(&root);
    load_call_begins();
    if (!load_file_went_well(tay_vfs_resolve(vfs, PATH, strlen(PATH), &place), "volume: resolve")) {
        return false;
    }
    load_call_begins();
    if (!load_file_went_well(tay_vfs_root(vfs, place.mount, is_root_dead, &root), "volume: root")) {
        return false;
    }
    load_call_begins();
    enum tay_file_error error = tay_file_make(root, FOLDER, strlen(FOLDER));
    return load_file_went_well(error == TAY_FILE_EEXIST ? TAY_FILE_OK : error, "volume: folder");
}

static bool open_file(const char *name, unsigned flags, tay_cap_t *file)
{
    struct tay_file_opened opened;
    load_call_begins();
    if (!load_file_went_well(tay_file_open(root, name, strlen(name), flags, &opened),
                             "volume: open")) {
        return false;
    }
    *file = opened.session;
    return true;
}

static bool is_version(unsigned file, size_t bytes)
{
    uint32_t found = version_of(content[0]);
    bool good = found >= acknowledged[file] && found <= told[file] &&
                bytes == words_of(file, found) * sizeof content[0];
    for (size_t n = 0; good && n < words_of(file, found); n++) {
        good = content[n] == word_of(file, found, n);
    }
    return good;
}

/* What nobody has acknowledged may be there, or anything else, or nothing. */
static bool check_file(unsigned file)
{
    size_t done = 0;
    tay_cap_t session;
    if (acknowledged[file] == 0) {
        return true;
    }
    if (!open_file(name_of(file), TAY_FILE_READABLE, &session)) {
        return false;
    }
    memset(content, 0xff, sizeof content);
    load_call_begins();
    bool ok = load_file_went_well(tay_file_read(session, 0, content, sizeof content, &done),
                                  "volume: read");
    load_close(&session);
    bool good = !ok || is_version(file, done);
    LOAD_EXPECT(good);
    return ok && good;
}

static bool write_new(unsigned file)
{
    size_t done = 0, words = words_of(file, version);
    tay_cap_t session;
    if (!open_file(NEW, TAY_FILE_WRITABLE | TAY_FILE_CREATE | TAY_FILE_TRUNCATED, &session)) {
        return false;
    }
    for (size_t n = 0; n < words; n++) {
        content[n] = word_of(file, version, n);
    }
    load_call_begins();
    bool ok = load_file_went_well(
        tay_file_write(session, 0, content, words * sizeof content[0], &done), "volume: write");
    load_close(&session);
    bool good = !ok || done == words * sizeof content[0];
    LOAD_EXPECT(good);
    return ok && good;
}

static bool write_file(unsigned file)
{
    const char *name = name_of(file);
    told[file] = ++version;
    if (!write_new(file)) {
        return false;
    }
    load_call_begins();
    if (!load_file_went_well(tay_file_rename(root, NEW, strlen(NEW), name, strlen(name)),
                             "volume: rename")) {
        return false;
    }
    load_call_begins();
    if (!load_file_went_well(tay_file_sync(root), "volume: sync")) {
        return false;
    }
    acknowledged[file] = version;
    return true;
}

static bool check_files(void)
{
    bool ok = root != TAY_CAP_NULL || find_root();
    for (unsigned file = 0; file < FILES; file++) {
        ok = ok && check_file(file);
    }
    is_root_dead = !ok;
    return ok;
}

static bool do_round(unsigned file)
{
    if (volume != load_volume()) {
        volume = load_volume();
        memset(acknowledged, 0, sizeof acknowledged);
    }
    bool ok = check_files() && write_file(file);
    if (!ok) {
        load_close(&root);
        is_root_dead = true;
    }
    return ok;
}

int main(int argument_count, char **arguments)
{
    unsigned long answered = 0;
    load_begin(argument_count, arguments);
    vfs = tay_startup_cap("vfs");
    while (load_goes_on()) {
        if (do_round(answered % FILES)) {
            load_round();
            answered++;
        }
    }
    load_tell("load-volume", answered);
    return EXIT_SUCCESS;
}

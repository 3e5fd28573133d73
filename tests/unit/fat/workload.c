/* SPDX-License-Identifier: MIT */
/*
 * Names are known by their number: in which case one is written, each use chooses anew.
 */
#include "workload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

#define ROOT WORK_ROOT
#define NONE WORK_NOTHING
#define SLOTS 12u
#define NODES 40u
#define OPEN_MAX 24

static uint32_t draw(struct work *work, uint32_t below)
{
    work->random ^= work->random << 13;
    work->random ^= work->random >> 7;
    work->random ^= work->random << 17;
    return (uint32_t)((work->random >> 16) % below);
}

const char *work_name(uint32_t name, bool is_lower)
{
    static const char *const forms[] = {
        "FILE%u.TXT",
        "A rather long name, number %u.data",
        "%u",
        "na me%u",
        "\xc3\xbc"
        "n\xc3\xaf"
        "c\xc3\xb6"
        "d\xc3\xa9-\xd0\xb6-%u",
        ".hidden.%u.rc",
        "smile \xf0\x9f\x98\x80 %u",
        "%0190u.the end",
        "MiXeD%u.Txt",
        "two.dots.%u.tar.gz",
    };
    static char text[FAT_NAME_BYTES + 1];
    uint32_t form = name % (uint32_t)(sizeof forms / sizeof *forms);
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wformat-nonliteral"
    snprintf(text, sizeof text, forms[form], name);
#pragma clang diagnostic pop
    for (char *at = text; is_lower && *at != 0; at++) {
        *at = (char)(*at >= 'A' && *at <= 'Z' ? *at + 32 : *at);
    }
    return text;
}

/* For an operation, while which a test may ask for names too. */
static const char *any_name(struct work *work, uint32_t name)
{
    static char text[FAT_NAME_BYTES + 1];
    return strcpy(text, work_name(name, draw(work, 2) == 0));
}

static void expect(const struct work *work, enum fat_status status, enum fat_status wanted)
{
    if (status != wanted) {
        fail_msg("step %u, %s: %s, not: %s%s%s", work->step, work->doing, fat_status_text(status),
                 fat_status_text(wanted), work->vol.reason == NULL ? "" : "; ",
                 work->vol.reason == NULL ? "" : work->vol.reason);
    }
}

/* The volume must be full; or its root, if that is one of FAT16. */
static void expect_full(struct work *work, enum fat_status status, int directory)
{
    struct fat_space space;
    work->full++;
    if (status == FAT_DIRFULL && directory == ROOT && !work->vol.is_fat32) {
        return;
    }
    expect(work, status, FAT_FULL);
    assert_int_equal(fat_space(&work->vol, &space), FAT_OK);
    if (space.free_clusters > 2) {
        fail_msg("step %u, %s: full with %u clusters free", work->step, work->doing,
                 space.free_clusters);
    }
}

static int find(const struct work *work, int parent, uint32_t name)
{
    for (int i = 0; i < WORK_OBJECTS; i++) {
        const struct object *object = &work->objects[i];
        if (object->is_used && !object->is_removed && object->parent == parent &&
            object->name == name) {
            return i;
        }
    }
    return NONE;
}

static int add(struct work *work, int parent, uint32_t name, bool is_directory)
{
    for (int i = 0; i < WORK_OBJECTS; i++) {
        if (!work->objects[i].is_used) {
            work->objects[i] = (struct object){
                .is_used = true, .is_directory = is_directory, .parent = parent, .name = name};
            return i;
        }
    }
    return NONE;
}

static bool has_room(const struct work *work)
{
    for (int i = 0; i < WORK_OBJECTS; i++) {
        if (!work->objects[i].is_used) {
            return true;
        }
    }
    return false;
}

static void forget(struct object *object)
{
    free(object->data);
    *object = (struct object){.is_used = false};
}

static bool is_empty(const struct work *work, int directory)
{
    for (int i = 0; i < WORK_OBJECTS; i++) {
        if (work->objects[i].is_used && !work->objects[i].is_removed &&
            work->objects[i].parent == directory) {
            return false;
        }
    }
    return true;
}

/* Whether an object is a directory, or lies in it, however deep. */
static bool is_within(const struct work *work, int object, int directory)
{
    while (object != ROOT && object != directory) {
        object = work->objects[object].parent;
    }
    return object == directory;
}

fat_ref_t work_open_directory(struct fat_volume *vol, const struct work *work, int directory)
{
    int path[WORK_OBJECTS], depth = 0;
    fat_ref_t at = FAT_ROOT;
    for (; directory != ROOT; directory = work->objects[directory].parent) {
        path[depth++] = directory;
    }
    while (depth-- != 0) {
        fat_ref_t next;
        const char *name = work_name(work->objects[path[depth]].name, depth % 2 == 0);
        if (fat_open(vol, at, name, 0, &next) != FAT_OK) {
            fail_msg("step %u, %s: there is no %s", work->step, work->doing, name);
        }
        fat_close(vol, at);
        at = next;
    }
    return at;
}

/* A directory that is there, the root as often as all others. */
static int any_directory(struct work *work)
{
    int chosen = ROOT;
    for (int i = 0, seen = 1; i < WORK_OBJECTS && draw(work, 8) != 0; i++) {
        if (work->objects[i].is_used && work->objects[i].is_directory) {
            seen++;
            chosen = draw(work, (uint32_t)seen) == 0 ? i : chosen;
        }
    }
    return chosen;
}

static int any_object(struct work *work, bool is_open_file)
{
    int chosen = NONE;
    uint32_t seen = 0;
    for (int i = 0; i < WORK_OBJECTS; i++) {
        const struct object *object = &work->objects[i];
        bool fits = is_open_file ? object->is_open : !object->is_removed;
        if (object->is_used && fits && draw(work, ++seen) == 0) {
            chosen = i;
        }
    }
    return chosen;
}

static int open_count(const struct work *work)
{
    int count = 0;
    for (int i = 0; i < WORK_OBJECTS; i++) {
        count += work->objects[i].is_used && work->objects[i].is_open;
    }
    return count;
}

static void step_create(struct work *work)
{
    int parent = any_directory(work);
    uint32_t name = draw(work, WORK_NAMES);
    int there = find(work, parent, name);
    if (open_count(work) >= OPEN_MAX || (there == NONE && !has_room(work)) ||
        (there != NONE && work->objects[there].is_open)) {
        return;
    }
    fat_ref_t dir = work_open_directory(&work->vol, work, parent), ref;
    work->doing = "create";
    enum fat_status status = fat_open(&work->vol, dir, any_name(work, name),
                                      FAT_CREATE | (there == NONE ? FAT_EXCLUSIVE : 0), &ref);
    fat_close(&work->vol, dir);
    if (status == FAT_FULL || status == FAT_DIRFULL) {
        assert_int_equal(there, NONE);
        expect_full(work, status, parent);
        return;
    }
    expect(work, status, FAT_OK);
    there = there != NONE ? there : add(work, parent, name, false);
    if (work->objects[there].is_directory) {
        fat_close(&work->vol, ref);
        return;
    }
    work->objects[there].is_open = true;
    work->objects[there].ref = ref;
}

static void step_make_directory(struct work *work)
{
    int parent = any_directory(work);
    uint32_t name = draw(work, WORK_NAMES);
    int there = find(work, parent, name);
    if (there == NONE && !has_room(work)) {
        return;
    }
    fat_ref_t dir = work_open_directory(&work->vol, work, parent);
    work->doing = "make a directory";
    enum fat_status status = fat_make_directory(&work->vol, dir, any_name(work, name));
    fat_close(&work->vol, dir);
    if (status == FAT_FULL || status == FAT_DIRFULL) {
        expect_full(work, status, parent);
        return;
    }
    expect(work, status, there == NONE ? FAT_OK : FAT_EXISTS);
    if (there == NONE) {
        add(work, parent, name, true);
    }
}

static void resize(struct object *object, uint32_t size)
{
    if (size > object->size) {
        object->data = realloc(object->data, size);
        assert_non_null(object->data);
        memset(object->data + object->size, 0, size - object->size);
    }
    object->size = size;
}

static void step_write(struct work *work)
{
    static uint8_t bytes[32768];
    int chosen = any_object(work, true);
    if (chosen == NONE) {
        return;
    }
    struct object *object = &work->objects[chosen];
    uint32_t offset = draw(work, 3) != 0 ? object->size : draw(work, object->size + 2000);
    uint32_t count = draw(work, draw(work, 4) == 0 ? sizeof bytes : 1500);
    if (offset + count > work->bytes_max) {
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        bytes[i] = (uint8_t)(work->step * 31 + i * 7 + (i >> 8));
    }
    size_t done;
    work->doing = "write";
    object->is_synced = false;
    enum fat_status status = fat_write(&work->vol, object->ref, offset, bytes, count, &done);
    if (status == FAT_FULL) {
        expect_full(work, status, NONE);
    } else {
        expect(work, status, FAT_OK);
        assert_int_equal(done, count);
    }
    if (done != 0) {
        uint32_t end = offset + (uint32_t)done;
        resize(object, end > object->size ? end : object->size);
        memcpy(object->data + offset, bytes, done);
    } else if (offset > object->size && count != 0) {
        struct fat_stat stat; /* the gap may have been filled, and then the volume was full */
        assert_int_equal(fat_stat(&work->vol, object->ref, &stat), FAT_OK);
        assert_true(stat.size == object->size || stat.size == offset);
        resize(object, stat.size);
    }
}

static void step_truncate(struct work *work)
{
    int chosen = any_object(work, true);
    if (chosen == NONE) {
        return;
    }
    struct object *object = &work->objects[chosen];
    uint32_t size = draw(work, 4) == 0 ? 0 : draw(work, object->size + 1000);
    work->doing = "truncate";
    object->is_synced = false;
    enum fat_status status = fat_truncate(&work->vol, object->ref, size);
    if (status == FAT_FULL && size > object->size) {
        expect_full(work, status, NONE);
        return;
    }
    expect(work, status, FAT_OK);
    resize(object, size);
}

static void step_read(struct work *work)
{
    static uint8_t bytes[32768];
    int chosen = any_object(work, true);
    if (chosen == NONE) {
        return;
    }
    const struct object *object = &work->objects[chosen];
    uint32_t offset = draw(work, object->size + 100), count = draw(work, sizeof bytes);
    uint32_t there = offset < object->size ? object->size - offset : 0;
    size_t done;
    work->doing = "read";
    expect(work, fat_read(&work->vol, object->ref, offset, bytes, count, &done), FAT_OK);
    assert_int_equal(done, count < there ? count : there);
    if (done != 0) {
        assert_memory_equal(bytes, object->data + offset, done);
    }
}

static void close_object(struct work *work, struct object *object)
{
    work->doing = "close";
    object->is_open = false;
    expect(work, fat_close(&work->vol, object->ref), FAT_OK);
    if (object->is_removed) {
        forget(object);
    }
}

static void step_close(struct work *work)
{
    int chosen = any_object(work, true);
    if (chosen != NONE) {
        close_object(work, &work->objects[chosen]);
    }
}

/* A name does not stand for an object any more. */
static void drop(struct object *object)
{
    object->is_synced = false;
    object->is_removed = true;
    if (!object->is_open) {
        forget(object);
    }
}

static void step_remove(struct work *work)
{
    int chosen = any_object(work, false);
    if (chosen == NONE) {
        return;
    }
    struct object *object = &work->objects[chosen];
    fat_ref_t dir = work_open_directory(&work->vol, work, object->parent);
    const char *name = any_name(work, object->name);
    enum fat_status wanted =
        object->is_directory && !is_empty(work, chosen) ? FAT_NOTEMPTY : FAT_OK;
    work->doing = "remove";
    object->is_synced = false;
    expect(work,
           object->is_directory ? fat_remove(&work->vol, dir, name)
                                : fat_remove_directory(&work->vol, dir, name),
           object->is_directory ? FAT_ISDIR : FAT_NOTDIR);
    expect(work,
           object->is_directory ? fat_remove_directory(&work->vol, dir, name)
                                : fat_remove(&work->vol, dir, name),
           wanted);
    fat_close(&work->vol, dir);
    if (wanted == FAT_OK) {
        drop(object);
    }
}

static enum fat_status judge_move(const struct work *work, int moved, int to, int there)
{
    const struct object *object = &work->objects[moved];
    if (object->is_directory && is_within(work, to, moved)) {
        return FAT_INVAL;
    }
    if (there == NONE || there == moved) {
        return FAT_OK;
    }
    if (object->is_directory != work->objects[there].is_directory) {
        return object->is_directory ? FAT_NOTDIR : FAT_ISDIR;
    }
    return object->is_directory && !is_empty(work, there) ? FAT_NOTEMPTY : FAT_OK;
}

static void touch_below(struct work *work, int directory)
{
    for (int i = 0; i < WORK_OBJECTS; i++) {
        /* Of one that is removed, and still open, the parent's place may be another's by now. */
        const struct object *object = &work->objects[i];
        if (object->is_used && !object->is_removed && is_within(work, i, directory)) {
            work->objects[i].is_synced = false;
        }
    }
}

static void step_rename(struct work *work)
{
    int moved = any_object(work, false), to = any_directory(work);
    if (moved == NONE) {
        return;
    }
    struct object *object = &work->objects[moved];
    uint32_t name = draw(work, 6) == 0 ? object->name : draw(work, WORK_NAMES);
    to = draw(work, 2) == 0 ? object->parent : to;
    int there = find(work, to, name);
    enum fat_status wanted = judge_move(work, moved, to, there);
    char old_text[FAT_NAME_BYTES + 1];
    strcpy(old_text, any_name(work, object->name));
    fat_ref_t from = work_open_directory(&work->vol, work, object->parent);
    fat_ref_t into = work_open_directory(&work->vol, work, to);
    work->doing = "rename";
    work->was_synced = object->is_synced;
    work->renamed = moved;
    work->has_renamed = true;
    work->new_parent = to;
    work->new_name = name;
    work->replaced = there == moved ? NONE : there;
    if (there != NONE) {
        work->was_replaced_synced = work->objects[there].is_synced;
        work->objects[there].is_synced = false;
    }
    touch_below(work, moved);
    enum fat_status status = fat_rename(&work->vol, from, old_text, into, any_name(work, name));
    if (draw(work, 2) == 0) {
        expect(work, fat_sync(&work->vol), FAT_OK);
    }
    work->renamed = NONE;
    fat_close(&work->vol, from);
    fat_close(&work->vol, into);
    if (wanted == FAT_OK && (status == FAT_FULL || status == FAT_DIRFULL)) {
        expect_full(work, status, to);
        return;
    }
    expect(work, status, wanted);
    if (status == FAT_OK && there != moved && there != NONE) {
        drop(&work->objects[there]);
    }
    if (status == FAT_OK) {
        object->parent = to;
        object->name = name;
    }
}

static void all_synced(struct work *work)
{
    work->has_renamed = false;
    for (int i = 0; i < WORK_OBJECTS; i++) {
        work->objects[i].is_synced = work->objects[i].is_used && !work->objects[i].is_removed;
    }
}

void work_sync(struct work *work)
{
    work->doing = "sync";
    expect(work, fat_sync(&work->vol), FAT_OK);
    all_synced(work);
}

/* With no file open that was removed, the volume is as after unmounting. */
static void work_settle(struct work *work)
{
    bool is_whole = true;
    work->doing = "settle";
    for (int i = 0; i < WORK_OBJECTS; i++) {
        const struct object *object = &work->objects[i];
        is_whole = is_whole && !(object->is_used && object->is_removed && object->size != 0);
    }
    expect(work, fat_settle(&work->vol), FAT_OK);
    all_synced(work);
    if (is_whole) {
        disk_expect_clean(work->disk);
    }
}

static void close_all(struct work *work)
{
    for (int i = 0; i < WORK_OBJECTS; i++) {
        if (work->objects[i].is_used && work->objects[i].is_open) {
            close_object(work, &work->objects[i]);
        }
    }
}

static void mount(struct work *work)
{
    work->doing = "mount";
    expect(work, fat_mount(&work->vol, &work->disk->device, &work->memory.resources), FAT_OK);
    assert_null(work->vol.reason);
}

void work_remount(struct work *work)
{
    close_all(work);
    work->doing = "unmount";
    expect(work, fat_unmount(&work->vol), FAT_OK);
    for (int i = 0; i < WORK_OBJECTS; i++) {
        work->objects[i].is_synced = work->objects[i].is_used;
    }
    mount(work);
}

void work_step(struct work *work)
{
    static void (*const steps[])(struct work *) = {
        step_create, step_create, step_write,  step_write,          step_write,
        step_write,  step_read,   step_read,   step_truncate,       step_close,
        step_remove, step_rename, step_rename, step_make_directory,
    };
    uint32_t kind = draw(work, 100);
    work->step++;
    disk_clock_s += 7;
    if (kind == 0) {
        work_remount(work);
    } else if (kind < 4) {
        work_sync(work);
    } else if (kind < 6) {
        work_settle(work);
    } else {
        steps[draw(work, sizeof steps / sizeof *steps)](work);
    }
}

bool work_has(struct fat_volume *vol, const struct work *work, int parent, uint32_t name,
              const struct object *object)
{
    fat_ref_t dir = work_open_directory(vol, work, parent), file;
    enum fat_status status = fat_open(vol, dir, work_name(name, true), 0, &file);
    fat_close(vol, dir);
    if (status != FAT_OK) {
        return false;
    }
    struct fat_stat stat;
    fat_stat(vol, file, &stat);
    bool is_same = stat.is_directory == object->is_directory && stat.size == object->size;
    uint8_t *bytes = malloc(object->size + 1);
    assert_non_null(bytes);
    if (is_same && !object->is_directory) {
        size_t done;
        is_same = fat_read(vol, file, 0, bytes, object->size + 1, &done) == FAT_OK &&
                  done == object->size && (done == 0 || memcmp(bytes, object->data, done) == 0);
    }
    free(bytes);
    fat_close(vol, file);
    return is_same;
}

static uint32_t count_names(struct work *work, int directory)
{
    fat_ref_t dir = work_open_directory(&work->vol, work, directory);
    uint32_t position = 0, count = 0;
    static struct fat_name name;
    while (fat_next(&work->vol, dir, &position, &name) == FAT_OK) {
        count++;
    }
    fat_close(&work->vol, dir);
    return count;
}

void work_compare(struct work *work)
{
    work->doing = "compare";
    for (int i = ROOT; i < WORK_OBJECTS; i++) {
        const struct object *object = i == ROOT ? NULL : &work->objects[i];
        if (object != NULL && (!object->is_used || object->is_removed)) {
            continue;
        }
        if (object != NULL && !work_has(&work->vol, work, object->parent, object->name, object)) {
            fail_msg("step %u: %s is not as it was written", work->step,
                     work_name(object->name, false));
        }
        if (object == NULL || object->is_directory) {
            uint32_t expected = 0;
            for (int j = 0; j < WORK_OBJECTS; j++) {
                expected += work->objects[j].is_used && !work->objects[j].is_removed &&
                            work->objects[j].parent == i;
            }
            assert_int_equal(count_names(work, i), expected);
        }
    }
}

void work_start(struct work *work, struct disk *disk, const char *options, uint64_t seed)
{
    memset(work, 0, sizeof *work);
    work->disk = disk;
    work->random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    work->bytes_max = 200000;
    work->renamed = NONE;
    disk_format(disk, options);
    disk_memory_make(&work->memory, SLOTS, NODES, 65536);
    mount(work);
}

void work_end(struct work *work)
{
    close_all(work);
    work->doing = "unmount";
    expect(work, fat_unmount(&work->vol), FAT_OK);
    for (int i = 0; i < WORK_OBJECTS; i++) {
        forget(&work->objects[i]);
    }
    disk_memory_end(&work->memory);
}

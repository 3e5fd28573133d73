/* SPDX-License-Identifier: MIT */
/*
 * The mount table. Invariant: no two mounts have the same path, so the longest one that a path
 * begins with is one; nor the same name. A place is in use once its number is set, which is done
 * last, and is free once that is 0, which is done first: so the record is right whenever the
 * program ends. What is in use has its seal; who finds another one in a record that was kept knows
 * that it was damaged.
 */
#include "mount.h"

#include <stddef.h>
#include <string.h>

#define MAGIC UINT64_C(0x73746e756f6d7902)

/* Numbers are above it: one bit that is wrong makes no number 0. */
#define NUMBER_BEFORE (UINT64_C(1) << 32)

static struct mount_record *record;
static struct mount mounts[MOUNTS_MAX];

/* What was written before is in memory before what is written next: the compiler moves neither. */
static void order_writes(void)
{
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
}

/* FNV-1a, 32 bits, of a mount that has this number. */
static uint32_t seal_of(const struct tay_vfs_mount *told, uint64_t number)
{
    struct tay_vfs_mount sealed = *told;
    uint32_t seal = 0x811c9dc5u;
    sealed.number = number;
    for (size_t i = 0; i < offsetof(struct tay_vfs_mount, path) + sizeof sealed.path; i++) {
        seal = (seal ^ ((const unsigned char *)&sealed)[i]) * 0x01000193u;
    }
    return seal;
}

/* Around each change: who looks at the table meanwhile sees that it is being changed. */
static void begin_change(void)
{
    __atomic_store_n(&record->table.changes, record->table.changes | 1, __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_RELEASE);
}

static void end_change(void)
{
    __atomic_store_n(&record->table.changes, record->table.changes + 1, __ATOMIC_RELEASE);
}

static bool is_used(unsigned place)
{
    return place == MOUNT_OWN || record->table.mount[place].number != 0;
}

/* Nothing is mounted; `changes` goes on. */
static void clear(void)
{
    record->last_number = NUMBER_BEFORE;
    memset(record->table.mount, 0, sizeof record->table.mount);
    order_writes();
    record->magic = MAGIC;
}

static bool is_path(const char *path, size_t path_bytes)
{
    return path_bytes > 0 && path_bytes <= TAY_VFS_MOUNT_PATH_BYTES &&
           tay_path_is_normal(path, path_bytes) && path[path_bytes - 1] != '/';
}

/* Whether a mount that was kept can be one, beside those before it. */
static bool is_right(unsigned place)
{
    const struct tay_vfs_mount *told = &record->table.mount[place];
    bool right = record->seal[place] == seal_of(told, told->number) &&
                 told->number <= record->last_number && told->path_bytes < sizeof told->path &&
                 told->path[told->path_bytes] == '\0' && is_path(told->path, told->path_bytes) &&
                 strlen(told->path) == told->path_bytes &&
                 (told->flags & ~TAY_VFS_READ_ONLY) == 0 &&
                 memchr(told->name, '\0', sizeof told->name) != NULL && told->name[0] != '\0';
    for (unsigned i = MOUNT_OWN + 1; right && i < place; i++) {
        const struct tay_vfs_mount *other = &record->table.mount[i];
        right =
            !is_used(i) || (other->number != told->number && strcmp(other->path, told->path) != 0 &&
                            strcmp(other->name, told->name) != 0);
    }
    return right;
}

bool mount_open(struct mount_record *kept)
{
    bool right = kept->magic == MAGIC;
    record = kept;
    begin_change();
    for (unsigned i = 0; i < MOUNTS_MAX; i++) {
        mounts[i] = (struct mount){.told = &record->table.mount[i]};
        right = right && (i == MOUNT_OWN || !is_used(i) || is_right(i));
    }
    if (!right) {
        clear();
    }
    record->table.mount[MOUNT_OWN] =
        (struct tay_vfs_mount){.flags = TAY_VFS_READ_ONLY, .name = "vfs"};
    record->table.places = MOUNTS_MAX;
    while (!is_used((unsigned)record->table.places - 1)) {
        record->table.places--;
    }
    end_change();
    return right;
}

static unsigned free_place(void)
{
    unsigned place = MOUNT_OWN + 1;
    while (place < MOUNTS_MAX && is_used(place)) {
        place++;
    }
    return place;
}

enum tay_file_error mount_check(const char *path, size_t path_bytes, const char *name)
{
    if (path_bytes > TAY_VFS_MOUNT_PATH_BYTES || strlen(name) >= TAY_STARTUP_NAME_BYTES) {
        return TAY_FILE_ENAMETOOLONG;
    }
    if (!is_path(path, path_bytes) || name[0] == '\0') {
        return TAY_FILE_EINVAL;
    }
    for (unsigned i = 0; i < MOUNTS_MAX; i++) {
        const struct tay_vfs_mount *told = &record->table.mount[i];
        if (is_used(i) &&
            (strcmp(told->name, name) == 0 ||
             (told->path_bytes == path_bytes && memcmp(told->path, path, path_bytes) == 0))) {
            return TAY_FILE_EBUSY;
        }
    }
    return free_place() == MOUNTS_MAX ? TAY_FILE_ENFILE : TAY_FILE_OK;
}

struct mount *mount_add(const char *path, size_t path_bytes, const char *name, unsigned flags)
{
    unsigned place = free_place();
    struct tay_vfs_mount *told = &record->table.mount[place];
    begin_change();
    *told = (struct tay_vfs_mount){.flags = flags, .path_bytes = (uint32_t)path_bytes};
    memcpy(told->path, path, path_bytes);
    memcpy(told->name, name, strlen(name));
    uint64_t number = ++record->last_number;
    record->seal[place] = seal_of(told, number);
    order_writes();
    told->number = number;
    if (record->table.places <= place) {
        record->table.places = place + 1;
    }
    end_change();
    mounts[place] = (struct mount){.told = told};
    return &mounts[place];
}

void mount_remove(struct mount *mount)
{
    begin_change();
    mount->told->number = 0;
    end_change();
}

struct mount *mount_get(uint64_t number)
{
    for (unsigned i = 0; i < MOUNTS_MAX; i++) {
        if (is_used(i) && record->table.mount[i].number == number) {
            return &mounts[i];
        }
    }
    return NULL;
}

struct mount *mount_at(uint64_t index)
{
    for (unsigned i = 0; i < MOUNTS_MAX; i++) {
        if (is_used(i) && index-- == 0) {
            return &mounts[i];
        }
    }
    return NULL;
}

struct mount *mount_find(const char *path, size_t path_bytes)
{
    struct tay_vfs_place where;
    struct mount *mount =
        tay_vfs_look_up(&record->table, path, path_bytes, &where) ? mount_get(where.mount) : NULL;
    return mount != NULL ? mount : &mounts[MOUNT_OWN];
}

struct mount *mount_at_path(const char *path, size_t path_bytes)
{
    struct mount *mount = mount_find(path, path_bytes);
    return mount->told->path_bytes == path_bytes ? mount : NULL;
}

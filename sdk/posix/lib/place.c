/* SPDX-License-Identifier: MIT */
/*
 * Paths, mounts and the working directory. Invariant: the path of the working directory is absolute
 * and normal, and without a slash at its end but for the root.
 */
#include "place.h"

#include "descriptor.h"
#include "file_error.h"
#include "lock.h"
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <tay/mapping.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <unistd.h>

#define ROOTS_MAX 8
#define ASKED_MAX 4 /* paths that the name space is asked about before its table is mapped */

#define PROC "/proc/"
#define SELF PROC "self"

/* The roots of mounts that were asked for. */
static struct root {
    uint64_t mount;
    tay_cap_t session; /* null: this place is free */
} roots[ROOTS_MAX];
static unsigned next_root; /* to be given up, if there is no place */

static const struct tay_vfs_table *table; /* atomic; NULL: not mapped */
static unsigned asked;                    /* atomic: how many paths, up to ASKED_MAX */

static char working[TAY_FILE_PATH_BYTES + 1] = "/";
static tay_cap_t working_session; /* keeps it there, and is what a clone has of it */

void place_lock(void)
{
    lock_libc();
}

void place_unlock(void)
{
    unlock_libc();
}

tay_cap_t place_name_space(void)
{
    static tay_cap_t root; /* atomic; null: not looked for, or there is none */
    tay_cap_t found = __atomic_load_n(&root, __ATOMIC_RELAXED);
    if (found == TAY_CAP_NULL && tay_startup() != NULL) {
        found = tay_startup_cap("root");
        __atomic_store_n(&root, found, __ATOMIC_RELAXED);
    }
    return found;
}

const char *place_working_directory(void)
{
    return working;
}

tay_cap_t place_working_session(void)
{
    place_lock();
    tay_cap_t session = working_session;
    place_unlock();
    return session;
}

/* Takes the working directory that the program was started with. */
static void begin(void)
{
    const struct tay_startup *block = tay_startup();
    size_t at = block == NULL ? 0 : block->directory_offset_bytes;
    if (at == 0 || at >= block->total_bytes) {
        return;
    }
    const char *path = (const char *)block + at;
    size_t room_bytes = block->total_bytes - at;
    size_t bytes = strnlen(path, room_bytes);
    if (bytes < room_bytes && bytes > 0 && tay_path_is_normal(path, bytes)) {
        memcpy(working, path, bytes + 1);
        working_session = block->directory_cap;
    }
}

/* Before all constructors. */
__attribute__((section(".preinit_array"), used)) static void (*const begin_first)(void) = begin;

static void close_session(tay_cap_t session)
{
    if (session != TAY_CAP_NULL) {
        enum tay_status status = tay_cap_close(session);
        (void)status; /* ours */
    }
}

void place_set_working_directory(const char *path, tay_cap_t session)
{
    place_lock();
    tay_cap_t before = working_session;
    size_t bytes = strlen(path);
    bytes -= bytes > 1 && path[bytes - 1] == '/';
    memcpy(working, path, bytes);
    working[bytes] = '\0';
    working_session = session;
    place_unlock();
    close_session(before);
}

/* With the lock held: the root of a mount that was asked for; null: it was not. */
static struct root *find_root(uint64_t mount)
{
    for (unsigned i = 0; i < ROOTS_MAX; i++) {
        if (roots[i].session != TAY_CAP_NULL && roots[i].mount == mount) {
            return &roots[i];
        }
    }
    return NULL;
}

/* Keeps a root. The session that is not kept any more is to be closed; another thread that uses it
 * just now asks again. */
static tay_cap_t keep_root(uint64_t mount, tay_cap_t session)
{
    place_lock();
    struct root *root = find_root(mount);
    if (root == NULL) {
        root = &roots[next_root++ % ROOTS_MAX];
    }
    tay_cap_t before = root->session;
    *root = (struct root){mount, session};
    place_unlock();
    return before;
}

static enum tay_file_error get_root(uint64_t mount, bool is_dead, tay_cap_t *session_out)
{
    place_lock();
    const struct root *root = find_root(mount);
    *session_out = root == NULL ? TAY_CAP_NULL : root->session;
    place_unlock();
    if (*session_out != TAY_CAP_NULL && !is_dead) {
        return TAY_FILE_OK;
    }
    enum tay_file_error error = tay_vfs_root(place_name_space(), mount, is_dead, session_out);
    if (error == TAY_FILE_OK) {
        close_session(keep_root(mount, *session_out));
    }
    return error;
}

static bool is_below_self(const char *path)
{
    return memcmp(path, SELF, sizeof SELF - 1) == 0 &&
           (path[sizeof SELF - 1] == '\0' || path[sizeof SELF - 1] == '/');
}

/* Puts the program's number in the place of `self`: a file server does not learn who asks it. */
static enum tay_file_error name_self(char path[TAY_FILE_PATH_BYTES + 1], size_t *bytes)
{
    char own[sizeof SELF + 3 * sizeof(pid_t)];
    size_t rest_bytes = *bytes - (sizeof SELF - 1);
    size_t own_bytes = (size_t)snprintf(own, sizeof own, PROC "%ld", (long)getpid());
    if (own_bytes + rest_bytes > TAY_FILE_PATH_BYTES) {
        return TAY_FILE_ENAMETOOLONG;
    }
    memmove(path + own_bytes, path + sizeof SELF - 1, rest_bytes + 1);
    memcpy(path, own, own_bytes);
    *bytes = own_bytes + rest_bytes;
    return TAY_FILE_OK;
}

/* Fills in the absolute path. */
static enum tay_file_error join(const char *path, struct place *place)
{
    size_t bytes;
    place_lock();
    enum tay_file_error error = tay_path_join(working, path, place->path, &bytes);
    place_unlock();
    if (error == TAY_FILE_OK && bytes >= sizeof SELF - 1 && is_below_self(place->path)) {
        error = name_self(place->path, &bytes);
    }
    place->rest = place->path;
    place->rest_bytes = bytes;
    return error;
}

/* Maps the table of mounts, which a program is better off with that opens more than a few files.
 * One that cannot be had is not asked for again. */
static void map_table(tay_cap_t name_space)
{
    struct tay_mapping mapping;
    tay_cap_t memory;
    if (tay_vfs_table(name_space, &memory) != TAY_FILE_OK) {
        return;
    }
    enum tay_status status = tay_mapping_open(memory, TAY_MAP_READ, &mapping);
    if (status == TAY_OK && mapping.length_bytes >= sizeof *table) {
        __atomic_store_n(&table, mapping.address, __ATOMIC_RELEASE);
    }
    close_session(memory);
}

/* Where a path leads: by the table, or by asking. */
static enum tay_file_error resolve(tay_cap_t name_space, const struct place *place,
                                   struct tay_vfs_place *where_out)
{
    const struct tay_vfs_table *mapped = __atomic_load_n(&table, __ATOMIC_ACQUIRE);
    if (mapped != NULL && tay_vfs_look_up(mapped, place->path, place->rest_bytes, where_out)) {
        return TAY_FILE_OK;
    }
    if (__atomic_load_n(&asked, __ATOMIC_RELAXED) < ASKED_MAX &&
        __atomic_add_fetch(&asked, 1, __ATOMIC_RELAXED) == ASKED_MAX) {
        map_table(name_space);
    }
    return tay_vfs_resolve(name_space, place->path, place->rest_bytes, where_out);
}

static enum tay_file_error find(const char *path, bool is_dead, struct place *place_out)
{
    struct tay_vfs_place where;
    tay_cap_t name_space = place_name_space();
    enum tay_file_error error = join(path, place_out);
    if (error != TAY_FILE_OK) {
        return error;
    }
    if (name_space == TAY_CAP_NULL) {
        return TAY_FILE_ENODEV;
    }
    error = resolve(name_space, place_out, &where);
    if (error == TAY_FILE_OK) {
        place_out->mount = where.mount;
        place_out->rest += where.path_bytes;
        place_out->rest_bytes -= where.path_bytes;
        error = get_root(where.mount, is_dead, &place_out->directory);
    }
    return error;
}

int place_find(const char *path, struct place *place_out)
{
    return file_errno(find(path, false, place_out));
}

/* A root that does not answer, or that another thread has given up. */
static bool is_stale(enum tay_file_error error)
{
    return error == TAY_FILE_ENODEV || error == TAY_FILE_EBADF;
}

int place_act(const char *path, place_action_t action, void *context)
{
    struct place place;
    enum tay_file_error error = find(path, false, &place);
    if (error == TAY_FILE_OK) {
        error = action(&place, context);
        if (is_stale(error) && place_name_space() != TAY_CAP_NULL) {
            error = find(path, true, &place);
            error = error == TAY_FILE_OK ? action(&place, context) : error;
        }
    }
    return file_errno(error);
}

const char *place_at(int directory, const char *path, char joined[PLACE_PATH_BYTES])
{
    char base[PLACE_PATH_BYTES];
    size_t bytes;
    if (directory == AT_FDCWD || path[0] == '/') {
        return path;
    }
    int error = descriptor_path(directory, base);
    if (error == 0) {
        error = file_errno(tay_path_join(base, path, joined, &bytes));
    }
    if (error != 0) {
        errno = error;
    }
    return error == 0 ? joined : NULL;
}

/* What is there, without `.`, `..` and double slashes: there are no links to follow. */
char *realpath(const char *restrict path, char *restrict to)
{
    struct place place;
    struct stat stat_of;
    if (path == NULL) {
        errno = EINVAL;
        return NULL;
    }
    int error = file_errno(join(path, &place));
    if (error != 0) {
        errno = error;
        return NULL;
    }
    if (stat(place.path, &stat_of) != 0) {
        return NULL;
    }
    size_t bytes = strlen(place.path);
    bytes -= bytes > 1 && place.path[bytes - 1] == '/';
    place.path[bytes] = '\0';
    return to == NULL ? strdup(place.path) : strcpy(to, place.path);
}

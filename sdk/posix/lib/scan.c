/* SPDX-License-Identifier: MIT */
/*
 * Directories as a whole: sorted, and with all that is below them.
 */
#include <dirent.h>

#include "error.h"
#include <ftw.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* scandir ----------------------------------------------------------------------------------------
 */

struct entries {
    struct dirent **entry;
    size_t count;
    size_t room;
};

static bool add(struct entries *entries, const struct dirent *entry)
{
    if (entries->count == entries->room) {
        size_t room = entries->room == 0 ? 16 : entries->room * 2;
        struct dirent **larger = realloc(entries->entry, room * sizeof *larger);
        if (larger == NULL) {
            return false;
        }
        entries->entry = larger;
        entries->room = room;
    }
    size_t bytes = offsetof(struct dirent, d_name) + strlen(entry->d_name) + 1;
    struct dirent *copy = malloc(bytes);
    if (copy == NULL) {
        return false;
    }
    memcpy(copy, entry, bytes);
    entries->entry[entries->count++] = copy;
    return true;
}

static void release(struct entries *entries)
{
    for (size_t i = 0; i < entries->count; i++) {
        free(entries->entry[i]);
    }
    free(entries->entry);
}

/* Reads all entries that are wanted; what errno is to be, or 0. */
static int read_all(DIR *directory, struct entries *entries,
                    int (*is_wanted)(const struct dirent *))
{
    const struct dirent *entry;
    errno = 0;
    while ((entry = readdir(directory)) != NULL) {
        if ((is_wanted == NULL || is_wanted(entry) != 0) && !add(entries, entry)) {
            return ENOMEM;
        }
        errno = 0;
    }
    return errno;
}

typedef int (*order_t)(const struct dirent **, const struct dirent **);
typedef int (*plain_order_t)(const void *, const void *);

int scandir(const char *path, struct dirent ***list_out, int (*is_wanted)(const struct dirent *),
            order_t order)
{
    struct entries entries = {0};
    DIR *directory = opendir(path);
    if (directory == NULL) {
        return -1;
    }
    int error = read_all(directory, &entries, is_wanted);
    closedir(directory);
    if (error != 0 || entries.count > INT_MAX) {
        release(&entries);
        return error_return(error != 0 ? error : EOVERFLOW);
    }
    if (order != NULL) {
        qsort(entries.entry, entries.count, sizeof *entries.entry, (plain_order_t)order);
    }
    *list_out = entries.entry;
    return (int)entries.count;
}

int alphasort(const struct dirent **a, const struct dirent **b)
{
    return strcoll((*a)->d_name, (*b)->d_name);
}

/* nftw -------------------------------------------------------------------------------------------
 */

struct walk {
    char path[PATH_MAX];
    int (*act)(const char *, const struct stat *, int, struct FTW *);
    int flags;
    dev_t system; /* with FTW_MOUNT: where it began */
};

static int visit(struct walk *walk, struct FTW *at);

/* What is in the directory that the path names. */
static int visit_entries(struct walk *walk, const struct FTW *at)
{
    struct dirent **list;
    int result = 0;
    size_t bytes = strlen(walk->path);
    int count = scandir(walk->path, &list, NULL, NULL);
    bool ends_with_slash = bytes > 0 && walk->path[bytes - 1] == '/';
    for (int i = 0; i < count; i++) {
        size_t begin = bytes + (ends_with_slash ? 0 : 1);
        size_t name_bytes = strlen(list[i]->d_name) + 1;
        struct FTW below = {.base = (int)begin, .level = at->level + 1};
        if (result == 0 && begin + name_bytes > sizeof walk->path) {
            result = error_return(ENAMETOOLONG);
        } else if (result == 0) {
            walk->path[bytes] = '/';
            memcpy(walk->path + begin, list[i]->d_name, name_bytes);
            result = visit(walk, &below);
            walk->path[bytes] = '\0';
        }
        free(list[i]);
    }
    if (count >= 0) {
        free(list);
    }
    return result;
}

static int visit(struct walk *walk, struct FTW *at)
{
    struct stat stat_of;
    if (lstat(walk->path, &stat_of) != 0) {
        return errno == ENOENT && at->level > 0 ? 0 : walk->act(walk->path, &stat_of, FTW_NS, at);
    }
    if ((walk->flags & FTW_MOUNT) != 0 && at->level > 0 && stat_of.st_dev != walk->system) {
        return 0;
    }
    walk->system = stat_of.st_dev;
    if (!S_ISDIR(stat_of.st_mode)) {
        return walk->act(walk->path, &stat_of, FTW_F, at);
    }
    bool is_last = (walk->flags & FTW_DEPTH) != 0;
    int result = is_last ? 0 : walk->act(walk->path, &stat_of, FTW_D, at);
    result = result != 0 ? result : visit_entries(walk, at);
    return result == 0 && is_last ? walk->act(walk->path, &stat_of, FTW_DP, at) : result;
}

int nftw(const char *path, int (*act)(const char *, const struct stat *, int, struct FTW *),
         int descriptors, int flags)
{
    (void)descriptors; /* one is open at a time */
    size_t bytes = strlen(path);
    struct stat stat_of;
    if (bytes >= PATH_MAX || (flags & ~(FTW_PHYS | FTW_MOUNT | FTW_DEPTH)) != 0) {
        return error_return(bytes >= PATH_MAX ? ENAMETOOLONG : EINVAL);
    }
    if (stat(path, &stat_of) != 0) {
        return -1;
    }
    struct walk *walk = malloc(sizeof *walk);
    if (walk == NULL) {
        return error_return(ENOMEM);
    }
    *walk = (struct walk){.act = act, .flags = flags, .system = stat_of.st_dev};
    memcpy(walk->path, path, bytes + 1);
    const char *slash = strrchr(path, '/');
    struct FTW at = {.base = slash == NULL ? 0 : (int)(slash + 1 - path)};
    int result = visit(walk, &at);
    free(walk);
    return result;
}

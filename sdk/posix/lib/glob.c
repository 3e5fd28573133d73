/* SPDX-License-Identifier: MIT */
/*
 * Paths by a pattern. Invariant: what has been found lies in `found`, NUL-terminated, and becomes
 * the caller's only when all of it is there.
 */
#include <glob.h>

#include "error.h"
#include <dirent.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct search {
    int flags;
    int (*on_error)(const char *, int);
    char **found;
    size_t count;
    size_t room;
    char path[PATH_MAX]; /* what has been settled of it */
};

static bool has_magic(const char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        if (text[i] == '*' || text[i] == '?' || text[i] == '[' || text[i] == '\\') {
            return true;
        }
    }
    return false;
}

static int add(struct search *search, const char *path, bool is_marked)
{
    if (search->count == search->room) {
        size_t room = search->room == 0 ? 16 : search->room * 2;
        char **larger = realloc(search->found, room * sizeof *larger);
        if (larger == NULL) {
            return GLOB_NOSPACE;
        }
        search->found = larger;
        search->room = room;
    }
    size_t bytes = strlen(path);
    char *copy = malloc(bytes + 2);
    if (copy == NULL) {
        return GLOB_NOSPACE;
    }
    memcpy(copy, path, bytes);
    copy[bytes] = is_marked ? '/' : '\0';
    copy[bytes + 1] = '\0';
    search->found[search->count++] = copy;
    return 0;
}

static int match_rest(struct search *search, size_t bytes, const char *pattern);

/* The path has another name, `name`, at `bytes`; and behind it comes `rest` of the pattern. */
static int go_on(struct search *search, size_t bytes, const char *name, size_t name_bytes,
                 const char *rest)
{
    struct stat stat_of;
    if (bytes + name_bytes + 1 > sizeof search->path) {
        return 0; /* there cannot be such a file */
    }
    memcpy(search->path + bytes, name, name_bytes);
    bytes += name_bytes;
    search->path[bytes] = '\0';
    if (*rest != '\0') {
        return match_rest(search, bytes, rest);
    }
    if (stat(search->path, &stat_of) != 0) {
        return 0;
    }
    bool is_marked = (search->flags & GLOB_MARK) != 0 && S_ISDIR(stat_of.st_mode) &&
                     search->path[bytes - 1] != '/';
    return add(search, search->path, is_marked);
}

/* A directory cannot be read. */
static int tell_error(const struct search *search, const char *path, int error)
{
    bool ends = search->on_error != NULL && search->on_error(path, error) != 0;
    return ends || (search->flags & GLOB_ERR) != 0 ? GLOB_ABORTED : 0;
}

static bool fits(const char *pattern, const char *name, int flags)
{
    int match_flags = FNM_PERIOD | ((flags & GLOB_NOESCAPE) != 0 ? FNM_NOESCAPE : 0);
    return fnmatch(pattern, name, match_flags) == 0;
}

static int match_names(struct search *search, size_t bytes, const char *name_pattern,
                       const char *rest)
{
    struct dirent *entry;
    const char *path = bytes == 0 ? "." : search->path;
    DIR *directory = opendir(path);
    int result = 0;
    if (directory == NULL) {
        return errno == ENOENT || errno == ENOTDIR ? 0 : tell_error(search, path, errno);
    }
    while (result == 0 && (entry = readdir(directory)) != NULL) {
        if (fits(name_pattern, entry->d_name, search->flags)) {
            result = go_on(search, bytes, entry->d_name, strlen(entry->d_name), rest);
            search->path[bytes] = '\0';
        }
    }
    closedir(directory);
    return result;
}

/* Matches the pattern behind what is settled, name by name. */
static int match_rest(struct search *search, size_t bytes, const char *pattern)
{
    char name[NAME_MAX + 1];
    size_t slashes = strspn(pattern, "/");
    if (slashes > 0) {
        return go_on(search, bytes, pattern, slashes, pattern + slashes);
    }
    size_t name_bytes = strcspn(pattern, "/");
    const char *rest = pattern + name_bytes;
    if (!has_magic(pattern, name_bytes)) {
        return go_on(search, bytes, pattern, name_bytes, rest);
    }
    if (name_bytes > NAME_MAX) {
        return 0;
    }
    memcpy(name, pattern, name_bytes);
    name[name_bytes] = '\0';
    return match_names(search, bytes, name, rest);
}

static int order(const void *a, const void *b)
{
    return strcoll(*(char *const *)a, *(char *const *)b);
}

static void release(char **list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(list[i]);
    }
    free(list);
}

/* Puts what was found behind what the caller has. */
static int hand_over(struct search *search, glob_t *result)
{
    bool appends = (search->flags & GLOB_APPEND) != 0;
    size_t reserved = (search->flags & GLOB_DOOFFS) != 0 ? result->gl_offs : 0;
    size_t before = reserved + (appends ? result->gl_pathc : 0);
    char **list = appends ? result->gl_pathv : NULL;
    list = realloc(list, (before + search->count + 1) * sizeof *list);
    if (list == NULL) {
        return GLOB_NOSPACE;
    }
    if (!appends) {
        memset(list, 0, reserved * sizeof *list);
        result->gl_pathc = 0;
    }
    if (search->count > 0) {
        memcpy(list + before, search->found, search->count * sizeof *list);
    }
    list[before + search->count] = NULL;
    result->gl_pathv = list;
    result->gl_pathc += search->count;
    search->count = 0; /* they are the caller's */
    return 0;
}

int glob(const char *pattern, int flags, int (*on_error)(const char *, int), glob_t *result)
{
    if ((flags & GLOB_APPEND) == 0) {
        result->gl_pathc = 0;
        result->gl_pathv = NULL;
        if ((flags & GLOB_DOOFFS) == 0) {
            result->gl_offs = 0;
        }
    }
    struct search *search = calloc(1, sizeof *search);
    if (search == NULL) {
        return GLOB_NOSPACE;
    }
    search->flags = flags;
    search->on_error = on_error;
    int status = *pattern == '\0' ? 0 : match_rest(search, 0, pattern);
    if (status == 0 && search->count == 0) {
        status = (flags & GLOB_NOCHECK) != 0 ? add(search, pattern, false) : GLOB_NOMATCH;
    }
    if (status == 0 && (flags & GLOB_NOSORT) == 0) {
        qsort(search->found, search->count, sizeof *search->found, order);
    }
    if (status == 0) {
        status = hand_over(search, result);
    }
    release(search->found, search->count);
    free(search);
    return status;
}

void globfree(glob_t *result)
{
    for (size_t i = 0; i < result->gl_pathc; i++) {
        free(result->gl_pathv[result->gl_offs + i]);
    }
    free(result->gl_pathv);
    result->gl_pathv = NULL;
    result->gl_pathc = 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * Trees. tree_walk calls itself as deep as directories lie in each other, which the length of a
 * path bounds.
 */
#include "tree.h"

#include "report.h"
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void *must_have(void *memory)
{
    if (memory == NULL) {
        report_no_memory();
    }
    return memory;
}

char *tree_copy(const char *text)
{
    size_t bytes = strlen(text) + 1;
    return memcpy(must_have(malloc(bytes)), text, bytes);
}

char *tree_join(const char *directory, const char *name)
{
    size_t directory_bytes = strlen(directory);
    size_t name_bytes = strlen(name);
    bool has_slash = directory_bytes > 0 && directory[directory_bytes - 1] == '/';
    char *path = must_have(malloc(directory_bytes + name_bytes + 2));
    memcpy(path, directory, directory_bytes);
    if (!has_slash) {
        path[directory_bytes++] = '/';
    }
    memcpy(path + directory_bytes, name, name_bytes + 1);
    return path;
}

/* The last name: where it starts, and its length. */
static const char *last_name(const char *path, size_t *bytes_out)
{
    size_t end = strlen(path);
    while (end > 1 && path[end - 1] == '/') {
        end--;
    }
    size_t start = end;
    while (start > 0 && path[start - 1] != '/') {
        start--;
    }
    if (start == end && end > 0) {
        start = end - 1; /* "/" */
    }
    *bytes_out = end - start;
    return path + start;
}

char *tree_base(const char *path)
{
    size_t bytes;
    const char *name = last_name(path, &bytes);
    char *base = must_have(malloc(bytes + 1));
    memcpy(base, name, bytes);
    base[bytes] = '\0';
    return base;
}

bool tree_is_special(const char *path)
{
    size_t bytes;
    const char *name = last_name(path, &bytes);
    return (bytes == 1 && (name[0] == '.' || name[0] == '/')) ||
           (bytes == 2 && name[0] == '.' && name[1] == '.');
}

void names_add(struct names *names, const char *name)
{
    if (names->count == names->room) {
        size_t room = names->room == 0 ? 16 : names->room * 2;
        names->name = must_have(realloc(names->name, room * sizeof *names->name));
        names->room = room;
    }
    names->name[names->count++] = tree_copy(name);
}

static int compare(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

bool names_read(struct names *names, const char *directory)
{
    struct dirent *entry;
    DIR *stream = opendir(directory);
    if (stream == NULL) {
        return false;
    }
    while (errno = 0, (entry = readdir(stream)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            names_add(names, entry->d_name);
        }
    }
    int error = errno;
    closedir(stream);
    if (names->count > 1) {
        qsort(names->name, names->count, sizeof *names->name, compare);
    }
    errno = error;
    return error == 0;
}

void names_free(struct names *names)
{
    for (size_t i = 0; i < names->count; i++) {
        free(names->name[i]);
    }
    free(names->name);
    *names = (struct names){0};
}

/* Goes on with what is in a directory. */
static void walk_below(const char *path, tree_visit_t *visit, void *context)
{
    struct names names = {0};
    if (!names_read(&names, path)) {
        report_error(path);
    }
    for (size_t i = 0; i < names.count; i++) {
        char *below = tree_join(path, names.name[i]);
        tree_walk(below, visit, context);
        free(below);
    }
    names_free(&names);
}

void tree_walk(const char *path, tree_visit_t *visit, void *context)
{
    struct stat stat;
    if (lstat(path, &stat) != 0) {
        report_error(path);
        return;
    }
    if (visit(path, &stat, false, context) && S_ISDIR(stat.st_mode)) {
        walk_below(path, visit, context);
        visit(path, &stat, true, context);
    }
}

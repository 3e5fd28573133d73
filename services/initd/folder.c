/* SPDX-License-Identifier: MIT */
/*
 * The names of the files in a folder. They are sorted, so that the same card starts in the same
 * way, in whatever order its files were written.
 */
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int add(struct folder *folder, const char *name)
{
    char **grown = realloc(folder->name, (folder->count + 1) * sizeof *grown);
    if (grown == NULL) {
        return ENOMEM;
    }
    folder->name = grown;
    folder->name[folder->count] = strdup(name);
    if (folder->name[folder->count] == NULL) {
        return ENOMEM;
    }
    folder->count++;
    return 0;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int folder_read(const char *path, struct folder *folder_out)
{
    *folder_out = (struct folder){0};
    DIR *directory = opendir(path);
    if (directory == NULL) {
        return errno;
    }
    int error = 0;
    const struct dirent *entry;
    while (error == 0 && (errno = 0, entry = readdir(directory)) != NULL) {
        error = entry->d_name[0] == '.' ? 0 : add(folder_out, entry->d_name);
    }
    error = error == 0 ? errno : error;
    closedir(directory);
    qsort(folder_out->name, folder_out->count, sizeof *folder_out->name, compare);
    return error;
}

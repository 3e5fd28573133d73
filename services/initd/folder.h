/* SPDX-License-Identifier: MIT */
/*
 * The names of the files in a folder.
 */
#ifndef INITD_FOLDER_H
#define INITD_FOLDER_H

#include <stddef.h>

struct folder {
    char **name; /* in the order of their bytes; NUL-terminated */
    size_t count;
};

/* Reads all names that do not begin with a dot; 0, or the error as errno has it, with those that
 * were read before. */
int folder_read(const char *path, struct folder *folder_out);

#endif

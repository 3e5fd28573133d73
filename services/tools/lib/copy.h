/* SPDX-License-Identifier: MIT */
/*
 * Copying and removing files and trees of them.
 */
#ifndef TOOLS_COPY_H
#define TOOLS_COPY_H

#include <stdbool.h>

struct copy_options {
    bool is_recursive; /* directories, too */
    bool keeps_time;   /* of the last change */
    bool is_forced;    /* what cannot be written is removed first */
};

/* Copies a file, or a tree, to a path: what is there is replaced, a directory added to. What fails
 * is reported; true: nothing did. */
bool copy_path(const char *from, const char *to, const struct copy_options *options);

/* Removes a file, or a directory and all below it. What fails is reported; true: nothing did. */
bool copy_remove(const char *path);

/*
 * The path at which an operand goes to a target: the target itself, or, if that is a directory, the
 * operand's last name in it; the caller's to free. Of two and more operands the target must be a
 * directory: else it ends the program.
 */
char *copy_target(const char *from, const char *target, bool must_be_directory);

#endif

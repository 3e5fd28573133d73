/* SPDX-License-Identifier: MIT */
/*
 * Paths, the names in a directory, and trees of directories. No directory stays open while another
 * one is read, so that a tree of any depth needs one descriptor.
 */
#ifndef TOOLS_TREE_H
#define TOOLS_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

/* Names, each of which is malloc's. All 0 at first. */
struct names {
    char **name;
    size_t count;
    size_t room;
};

/* A copy of a text. */
char *tree_copy(const char *text);

/* `directory` and `name` with one slash between them; the caller's to free. */
char *tree_join(const char *directory, const char *name);

/* The last name of a path, without slashes behind it; the caller's to free. "/" is its own. */
char *tree_base(const char *path);

/* Whether a path names what must not be removed: its last name is `.` or `..`, or it is "/". */
bool tree_is_special(const char *path);

/* Adds a copy of a name. */
void names_add(struct names *names, const char *name);

/* Reads the names in a directory but `.` and `..`, in the order of their bytes. False, with
 * errno: not all could be read. */
bool names_read(struct names *names, const char *directory);

void names_free(struct names *names);

/*
 * Calls for a file, or for a directory and all below it, which a visitor hears of before what is
 * in it (`is_after` false), and after that again (true). What cannot be read is reported. False, of
 * the visitor before a directory: what is in it is left out.
 */
typedef bool tree_visit_t(const char *path, const struct stat *stat, bool is_after, void *context);
void tree_walk(const char *path, tree_visit_t *visit, void *context);

#endif

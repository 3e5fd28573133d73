/* SPDX-License-Identifier: MIT */
/*
 * Walking a path. Invariant: each name that a file system is asked about is one that
 * struct tay_file_name describes.
 */
#include "file_walk.h"

#include <string.h>

static bool is_dots(const struct tay_file_name *name, size_t count)
{
    return name->bytes == count && memcmp(name->text, "..", count) == 0;
}

/* Takes the next name that is not `.` off a path; false: there is none. */
static bool next_name(const char **path, const char *end, struct tay_file_name *name_out)
{
    do {
        while (*path < end && **path == '/') {
            ++*path;
        }
        name_out->text = *path;
        while (*path < end && **path != '/') {
            ++*path;
        }
        name_out->bytes = (size_t)(*path - name_out->text);
    } while (is_dots(name_out, 1));
    return name_out->bytes != 0;
}

static enum tay_file_error check(const struct tay_file_name *name)
{
    if (name->bytes > TAY_FILE_NAME_BYTES) {
        return TAY_FILE_ENAMETOOLONG;
    }
    return is_dots(name, 2) || memchr(name->text, '\0', name->bytes) != NULL ? TAY_FILE_EINVAL
                                                                             : TAY_FILE_OK;
}

/* Goes one name on from what the walk has found so far. */
static enum tay_file_error step(struct tay_file_system *system, struct file_walk *walk,
                                const struct tay_file_name *name)
{
    enum tay_file_error error = check(name);
    if (error != TAY_FILE_OK || !walk->is_there) {
        return error != TAY_FILE_OK ? error : TAY_FILE_ENOENT;
    }
    if (walk->found.kind != TAY_FILE_DIRECTORY) {
        return TAY_FILE_ENOTDIR;
    }
    walk->directory = walk->found.node;
    walk->name = *name;
    error = system->functions->lookup(system, walk->directory, name, &walk->found);
    walk->is_there = error == TAY_FILE_OK;
    return error == TAY_FILE_ENOENT ? TAY_FILE_OK : error;
}

enum tay_file_error file_walk(struct tay_file_system *system, const struct tay_file_found *from,
                              const char *path, size_t path_bytes, struct file_walk *walk_out)
{
    const char *end = path + path_bytes;
    *walk_out = (struct file_walk){.name.text = path, .is_there = true, .found = *from};
    struct tay_file_name name;
    while (next_name(&path, end, &name)) {
        enum tay_file_error error = step(system, walk_out, &name);
        if (error != TAY_FILE_OK) {
            return error;
        }
    }
    /* A last name `.` was skipped, and so ends with what a slash ends with. */
    walk_out->wants_directory = path_bytes > 0 && walk_out->name.text + walk_out->name.bytes != end;
    bool is_wrong = walk_out->is_there && walk_out->wants_directory &&
                    walk_out->found.kind != TAY_FILE_DIRECTORY;
    return is_wrong ? TAY_FILE_ENOTDIR : TAY_FILE_OK;
}

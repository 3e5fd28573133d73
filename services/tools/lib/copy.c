/* SPDX-License-Identifier: MIT */
/*
 * Copies. A directory is never copied into itself, and a file never onto itself: both are seen by
 * the numbers of files, before anything is written.
 */
#include "copy.h"

#include "file.h"
#include "report.h"
#include "tree.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* All that may be: what is left of it the umask says. */
#define FILE_MODE 0666
#define DIRECTORY_MODE 0777

static bool fail(const char *path)
{
    report_error(path);
    return false;
}

static bool set_time(int descriptor, const struct stat *stat)
{
    struct timespec times[2] = {stat->st_mtim, stat->st_mtim};
    return futimens(descriptor, times) == 0;
}

static int open_target(const char *to, mode_t mode, bool is_forced)
{
    int descriptor = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (descriptor < 0 && is_forced && unlink(to) == 0) {
        descriptor = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    }
    return descriptor;
}

/* Of what was opened; `to` may be not what is behind the descriptor any more. */
static bool copy_content(int input, const char *from, const char *to,
                         const struct copy_options *options)
{
    struct stat stat;
    if (fstat(input, &stat) != 0) {
        return fail(from);
    }
    int output = open_target(to, stat.st_mode & DIRECTORY_MODE, options->is_forced);
    if (output < 0) {
        return fail(to);
    }
    enum file_copied copied = file_copy(input, output);
    bool is_whole = copied == FILE_COPIED || fail(copied == FILE_NOT_READ ? from : to);
    if (is_whole && options->keeps_time && !set_time(output, &stat)) {
        is_whole = fail(to);
    }
    return close(output) == 0 ? is_whole : fail(to);
}

static bool copy_file(const char *from, const char *to, const struct copy_options *options)
{
    int input = open(from, O_RDONLY | O_CLOEXEC);
    if (input < 0) {
        return fail(from);
    }
    bool is_whole = copy_content(input, from, to, options);
    close(input);
    return is_whole;
}

/* One directory on the way down; its chain is how a loop would be seen. */
struct level {
    const struct level *above;
    struct stat target;
};

static bool copy_at(const char *from, const char *to, const struct copy_options *options,
                    const struct level *above);

static bool is_own_target(const struct stat *stat, const struct level *level)
{
    for (; level != NULL; level = level->above) {
        if (file_is_same(stat, &level->target)) {
            return true;
        }
    }
    return false;
}

static bool copy_below(const char *from, const char *to, const struct copy_options *options,
                       const struct level *level)
{
    struct names names = {0};
    bool is_whole = names_read(&names, from) || fail(from);
    for (size_t i = 0; i < names.count; i++) {
        char *below_from = tree_join(from, names.name[i]);
        char *below_to = tree_join(to, names.name[i]);
        is_whole = copy_at(below_from, below_to, options, level) && is_whole;
        free(below_from);
        free(below_to);
    }
    names_free(&names);
    return is_whole;
}

static bool copy_directory(const char *from, const char *to, const struct copy_options *options,
                           const struct level *above)
{
    struct level level = {.above = above};
    if (!options->is_recursive) {
        report("%s: is a directory, and -r was not given", from);
        return false;
    }
    if (mkdir(to, DIRECTORY_MODE) != 0 && errno != EEXIST) {
        return fail(to);
    }
    if (stat(to, &level.target) != 0) {
        return fail(to);
    }
    if (!S_ISDIR(level.target.st_mode)) {
        errno = ENOTDIR;
        return fail(to);
    }
    return copy_below(from, to, options, &level);
}

static bool copy_at(const char *from, const char *to, const struct copy_options *options,
                    const struct level *above)
{
    struct stat source, target;
    if (stat(from, &source) != 0) {
        return fail(from);
    }
    if (is_own_target(&source, above)) {
        report("%s: cannot be copied into itself", from);
        return false;
    }
    if (stat(to, &target) == 0 && file_is_same(&source, &target)) {
        report("%s: is the same file as %s", from, to);
        return false;
    }
    if (S_ISDIR(source.st_mode)) {
        return copy_directory(from, to, options, above);
    }
    if (options->is_recursive && !S_ISREG(source.st_mode)) {
        report("%s: is neither a file nor a directory", from);
        return false;
    }
    return copy_file(from, to, options);
}

bool copy_path(const char *from, const char *to, const struct copy_options *options)
{
    return copy_at(from, to, options, NULL);
}

/* A directory goes when all below it has gone. */
static bool remove_visited(const char *path, const struct stat *stat, bool is_after, void *context)
{
    bool *all_gone = context;
    bool is_directory = S_ISDIR(stat->st_mode);
    if (is_directory && !is_after) {
        return true;
    }
    if ((is_directory ? rmdir(path) : unlink(path)) != 0) {
        *all_gone = fail(path);
    }
    return true;
}

bool copy_remove(const char *path)
{
    bool all_gone = true;
    tree_walk(path, remove_visited, &all_gone);
    return all_gone;
}

char *copy_target(const char *from, const char *target, bool must_be_directory)
{
    struct stat stat_of;
    bool is_directory = stat(target, &stat_of) == 0 && S_ISDIR(stat_of.st_mode);
    if (must_be_directory && !is_directory) {
        errno = ENOTDIR;
        report_error(target);
        exit(report_end());
    }
    if (!is_directory) {
        return tree_copy(target);
    }
    char *name = tree_base(from);
    char *path = tree_join(target, name);
    free(name);
    return path;
}

/* SPDX-License-Identifier: MIT */
/*
 * What files are, and what is done with their names.
 */
#include <sys/stat.h>

#include "descriptor.h"
#include "error.h"
#include "file_error.h"
#include "place.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <tay/operations.h>
#include <unistd.h>

#define BLOCK_BYTES 512 /* of st_blocks */

/* The type and what may be done: owner, group and others are the same. */
static mode_t mode_of(const struct tay_file_stat *stat)
{
    bool may_write = (stat->flags & TAY_FILE_WRITABLE) != 0;
    switch (stat->kind) {
    case TAY_FILE_DIRECTORY:
        return S_IFDIR | (may_write ? 0777 : 0555);
    case TAY_FILE_REGULAR:
        return S_IFREG | (may_write ? 0777 : 0555); /* whether it is a program only exec can tell */
    default:
        return S_IFCHR | 0666;
    }
}

static void fill(struct stat *stat_out, const struct tay_file_stat *from)
{
    struct timespec modified = {.tv_sec = from->modified_s};
    memset(stat_out, 0, sizeof *stat_out);
    stat_out->st_dev = from->system;
    stat_out->st_ino = from->node;
    stat_out->st_mode = mode_of(from);
    stat_out->st_nlink = (nlink_t)from->links;
    stat_out->st_size = (off_t)from->size_bytes;
    stat_out->st_blksize = (blksize_t)from->block_bytes;
    stat_out->st_blocks = (blkcnt_t)((from->allocated_bytes + BLOCK_BYTES - 1) / BLOCK_BYTES);
    stat_out->st_atim = modified;
    stat_out->st_mtim = modified;
    stat_out->st_ctim = modified;
}

static enum tay_file_error stat_at(const struct place *place, void *context)
{
    return tay_file_stat(place->directory, place->rest, place->rest_bytes, context);
}

int stat(const char *restrict path, struct stat *restrict stat_out)
{
    struct tay_file_stat stat;
    int error = place_act(path, stat_at, &stat);
    if (error == 0) {
        fill(stat_out, &stat);
    }
    return error_return(error);
}

int lstat(const char *restrict path, struct stat *restrict stat_out)
{
    return stat(path, stat_out); /* there are no symbolic links */
}

/* A terminal tells nothing of itself. */
static void fill_stream(struct stat *stat_out, const struct open_file *file, bool is_pipe)
{
    memset(stat_out, 0, sizeof *stat_out);
    stat_out->st_mode = (is_pipe ? S_IFIFO : S_IFCHR) | 0666;
    stat_out->st_nlink = 1;
    stat_out->st_ino = file->session;
}

int fstat(int descriptor, struct stat *stat_out)
{
    struct open_file file;
    struct tay_file_stat stat;
    int error = descriptor_get(descriptor, &file);
    if (error != 0) {
        return error_return(error);
    }
    enum tay_file_error told = tay_file_stat(file.session, "", 0, &stat);
    if (file.kind == TAY_FILE_STREAM) {
        fill_stream(stat_out, &file, told == TAY_FILE_OK);
        return 0;
    }
    if (told == TAY_FILE_OK) {
        fill(stat_out, &stat);
    }
    return error_return(file_errno(told));
}

int access(const char *path, int mode)
{
    struct tay_file_stat stat;
    int error = place_act(path, stat_at, &stat);
    if (error == 0 && (mode & ~(R_OK | W_OK | X_OK)) != 0) {
        error = EINVAL;
    }
    if (error == 0 && (mode & W_OK) != 0 && (mode_of(&stat) & S_IWUSR) == 0) {
        error = EROFS;
    }
    if (error == 0 && (mode & X_OK) != 0 && (mode_of(&stat) & S_IXUSR) == 0) {
        error = EACCES;
    }
    return error_return(error);
}

static enum tay_file_error make_at(const struct place *place, void *context)
{
    (void)context;
    return tay_file_make(place->directory, place->rest, place->rest_bytes);
}

int mkdir(const char *path, mode_t mode)
{
    (void)mode; /* who may do what is in capabilities */
    return error_return(place_act(path, make_at, NULL));
}

static enum tay_file_error remove_at(const struct place *place, void *context)
{
    const enum tay_file_kind *kind = context;
    return tay_file_remove(place->directory, place->rest, place->rest_bytes, *kind);
}

int unlink(const char *path)
{
    enum tay_file_kind kind = TAY_FILE_REGULAR;
    int error = place_act(path, remove_at, &kind);
    return error_return(error == EISDIR ? EPERM : error);
}

int rmdir(const char *path)
{
    enum tay_file_kind kind = TAY_FILE_DIRECTORY;
    size_t bytes = strlen(path);
    bool is_dot = bytes > 0 && path[bytes - 1] == '.' && (bytes == 1 || path[bytes - 2] == '/');
    return error_return(is_dot ? EINVAL : place_act(path, remove_at, &kind));
}

int remove(const char *path)
{
    int result = unlink(path);
    return result != 0 && errno == EPERM ? rmdir(path) : result;
}

static enum tay_file_error rename_at(const struct place *place, void *context)
{
    const struct place *to = context;
    if (place->mount != to->mount) {
        return TAY_FILE_EXDEV;
    }
    return tay_file_rename(place->directory, place->rest, place->rest_bytes, to->rest,
                           to->rest_bytes);
}

int rename(const char *old_path, const char *new_path)
{
    struct place to;
    int error = place_find(new_path, &to);
    return error_return(error != 0 ? error : place_act(old_path, rename_at, &to));
}

int truncate(const char *path, off_t size_bytes)
{
    int descriptor = open(path, O_WRONLY);
    if (descriptor < 0) {
        return -1;
    }
    int result = ftruncate(descriptor, size_bytes);
    int error = errno;
    descriptor_close(descriptor);
    errno = error;
    return result;
}

/* SPDX-License-Identifier: MIT */
/*
 * Files by descriptors. A call that a signal's handler has interrupted is made again; one that
 * wrote only a part is followed by one for the rest.
 */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE_BYTES 16384

ssize_t file_read(int descriptor, void *to, size_t room_bytes)
{
    ssize_t read_bytes;
    do {
        read_bytes = read(descriptor, to, room_bytes);
    } while (read_bytes < 0 && errno == EINTR);
    return read_bytes;
}

bool file_write(int descriptor, const void *from, size_t length_bytes)
{
    const char *next = from;
    while (length_bytes > 0) {
        ssize_t written_bytes = write(descriptor, next, length_bytes);
        if (written_bytes == 0) {
            errno = ENOSPC; /* no more fits */
            return false;
        }
        if (written_bytes < 0 && errno != EINTR) {
            return false;
        }
        next += written_bytes > 0 ? written_bytes : 0;
        length_bytes -= written_bytes > 0 ? (size_t)written_bytes : 0;
    }
    return true;
}

int file_open(const char *operand)
{
    return strcmp(operand, FILE_INPUT) == 0 ? STDIN_FILENO : open(operand, O_RDONLY | O_CLOEXEC);
}

void file_close(int descriptor)
{
    if (descriptor != STDIN_FILENO) {
        close(descriptor);
    }
}

enum file_copied file_copy(int from, int to)
{
    static char piece[PIECE_BYTES];
    ssize_t read_bytes;
    while ((read_bytes = file_read(from, piece, sizeof piece)) > 0) {
        if (!file_write(to, piece, (size_t)read_bytes)) {
            return FILE_NOT_WRITTEN;
        }
    }
    return read_bytes == 0 ? FILE_COPIED : FILE_NOT_READ;
}

bool file_is_same(const struct stat *one, const struct stat *other)
{
    return one->st_dev == other->st_dev && one->st_ino == other->st_ino;
}

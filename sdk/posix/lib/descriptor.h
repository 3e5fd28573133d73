/* SPDX-License-Identifier: MIT */
/*
 * File descriptors. Each names an open file, which is a session of a server; dup lets two name the
 * same one, and a clone of the process has all of them, with the same sessions.
 *
 * What a program is started with are the capabilities "fd0", "fd1", ... of its startup block: a
 * session of a file or a stream, or the endpoint of a stream, of which it opens a session. Of 0, 1
 * and 2 those that it is not started with are the log. A startup block that has a table of
 * descriptors says itself which are open.
 */
#ifndef POSIX_DESCRIPTOR_H
#define POSIX_DESCRIPTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <tay/protocol/file.h>

#define DESCRIPTORS_MAX 64 /* OPEN_MAX */

/* An open file. */
struct open_file {
    tay_cap_t session;       /* null: the program's log, which has no input */
    enum tay_file_kind kind; /* a stream: speaks tay/protocol/stream.h */
    int flags;               /* O_ACCMODE, O_APPEND, O_NONBLOCK (but of a stream), O_SYNC, and: */
    char *path;              /* of a directory: by which it was opened, of malloc; NULL: unknown */
};

/* A stream with a mode. None of fcntl.h's flags. */
#define FILE_IS_TERMINAL 0x1000000

static inline bool is_terminal(const struct open_file *file)
{
    return (file->flags & FILE_IS_TERMINAL) != 0;
}

/* Makes a stream's open file of a session, which becomes its own, or by a server's endpoint. */
void descriptor_fill_stream(struct open_file *file, tay_cap_t stream);

/* A descriptor, for who hands it on. */
struct descriptor_copy {
    struct open_file file;
    const void *place; /* the same for two of one open file; NULL: it is not open */
    bool closes;       /* FD_CLOEXEC */
};

/* Tells of the descriptors, by number, up to the last one that is open: how many those are. */
unsigned descriptor_list(struct descriptor_copy list[DESCRIPTORS_MAX]);

/* The lowest free descriptor from `first` on, for an open file, which becomes its own; or what
 * errno is to be, below 0, and it is closed. */
int descriptor_add(const struct open_file *file, int first, int descriptor_flags);

/* 0, or EBADF. Another thread may close it meanwhile; the session is stale then. */
int descriptor_get(int descriptor, struct open_file *file_out);

/* Copies the path by which a directory was opened. 0, EBADF, ENOTDIR, or ENOTSUP: it is not known,
 * since the program was started with it. */
int descriptor_path(int descriptor, char path[TAY_FILE_PATH_BYTES + 1]);

/* Lets a second descriptor name the same open file: the lowest free one from `first` on, or below 0
 * what errno is to be. */
int descriptor_copy(int descriptor, int first, int descriptor_flags);

/* As descriptor_copy, but this one, which is closed first if it is open. 0, or an error. */
int descriptor_copy_to(int descriptor, int to, int descriptor_flags);

/* 0, or EBADF. */
int descriptor_close(int descriptor);

/* FD_CLOEXEC or 0; below 0: EBADF. Sets them if `set` is not below 0. */
int descriptor_flags(int descriptor, int set);

/* Replaces the changeable flags of an open file. 0, or EBADF. */
int descriptor_set_file_flags(int descriptor, int flags);

/* Whether a descriptor is the log, or not open. */
bool descriptor_is_log(int descriptor);

/* Reads or writes; bytes done, or what errno is to be, below 0. The offset is TAY_FILE_OWN_OFFSET,
 * or one to read or write at. */
ssize_t descriptor_read(int descriptor, tay_word_t offset, void *to, size_t length_bytes);
ssize_t descriptor_write(int descriptor, tay_word_t offset, const void *from, size_t length_bytes);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Opening, and everything else that makes or ends descriptors.
 */
#define _GNU_SOURCE /* dup3 and pipe2, of POSIX.1-2024 */
#include <fcntl.h>

#include "descriptor.h"
#include "error.h"
#include "file_error.h"
#include "place.h"
#include "stream_call.h"
#include <stdarg.h>
#include <string.h>
#include <tay/operations.h>
#include <tay/protocol/stream.h>
#include <unistd.h>

#define FLAGS_KEPT (O_ACCMODE | O_APPEND | O_NONBLOCK | O_SYNC)
#define FLAGS_CHANGEABLE (O_APPEND | O_NONBLOCK | O_SYNC)
#define FLAGS_KNOWN                                                                                \
    (FLAGS_KEPT | O_CREAT | O_EXCL | O_TRUNC | O_CLOEXEC | O_DIRECTORY | O_NOCTTY | O_NOFOLLOW)

/* An open that is under way. */
struct opening {
    unsigned flags;
    struct tay_file_opened opened;
    char *path; /* of a directory, of malloc */
};

/* The protocol's flags for those of POSIX. */
static unsigned flags_of(int flags)
{
    static const struct {
        int posix;
        unsigned file;
    } known[] = {
        {O_APPEND, TAY_FILE_APPEND},          {O_CREAT, TAY_FILE_CREATE},
        {O_EXCL, TAY_FILE_EXCLUSIVE},         {O_TRUNC, TAY_FILE_TRUNCATED},
        {O_DIRECTORY, TAY_FILE_AS_DIRECTORY},
    };
    int access = flags & O_ACCMODE;
    unsigned result =
        (access != O_WRONLY ? TAY_FILE_READABLE : 0) | (access != O_RDONLY ? TAY_FILE_WRITABLE : 0);
    for (unsigned i = 0; i < sizeof known / sizeof known[0]; i++) {
        result |= (flags & known[i].posix) != 0 ? known[i].file : 0;
    }
    return result;
}

static enum tay_file_error open_at(const struct place *place, void *context)
{
    struct opening *opening = context;
    enum tay_file_error error = tay_file_open(place->directory, place->rest, place->rest_bytes,
                                              opening->flags, &opening->opened);
    if (error == TAY_FILE_OK && opening->opened.kind == TAY_FILE_DIRECTORY) {
        opening->path = strdup(place->path);
    }
    return error;
}

/* O_NONBLOCK of a stream belongs to the session, and so to all that share it. */
static int set_no_wait(const struct open_file *file, bool no_wait)
{
    struct tay_call call = {.label = TAY_STREAM_SET_FLAGS,
                            .word = {1, no_wait ? TAY_STREAM_NO_WAIT : 0}};
    enum tay_status status = stream_call_at_once(file, &call);
    if (status == TAY_ENOSYS) {
        return no_wait ? ENOTSUP : 0; /* a stream that knows nothing of it always waits */
    }
    return status == TAY_EFULL ? ENOMEM : stream_errno(status);
}

/* Closes what was handed out for a stream, unless that is its session. */
static int begin_stream(struct open_file *file)
{
    tay_cap_t given = file->session;
    bool no_wait = (file->flags & O_NONBLOCK) != 0;
    file->flags &= ~O_NONBLOCK;
    descriptor_fill_stream(file, given);
    if (file->session != given) {
        enum tay_status status = tay_cap_close(given);
        (void)status; /* ours */
    }
    int error = no_wait ? set_no_wait(file, true) : 0;
    if (error != 0) {
        enum tay_status status = tay_cap_close(file->session);
        (void)status; /* ours */
    }
    return error;
}

int open(const char *path, int flags, ...)
{
    struct opening opening = {.flags = flags_of(flags)};
    if ((flags & O_DIRECTORY) != 0 && (flags & O_ACCMODE) != O_RDONLY) {
        return error_return(EISDIR);
    }
    bool is_wrong = (flags & ~FLAGS_KNOWN) != 0 || (flags & O_ACCMODE) == O_ACCMODE ||
                    ((flags & O_TRUNC) != 0 && (flags & O_ACCMODE) == O_RDONLY);
    int error = is_wrong ? EINVAL : place_act(path, open_at, &opening);
    struct open_file file = {.session = opening.opened.session,
                             .kind = opening.opened.kind,
                             .flags = flags & FLAGS_KEPT,
                             .path = opening.path};
    if (error == 0 && file.kind == TAY_FILE_STREAM) {
        error = begin_stream(&file);
    }
    if (error != 0) {
        return error_return(error);
    }
    int descriptor = descriptor_add(&file, 0, (flags & O_CLOEXEC) != 0 ? FD_CLOEXEC : 0);
    return descriptor < 0 ? error_return(-descriptor) : descriptor;
}

int creat(const char *path, mode_t mode)
{
    return open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

int close(int descriptor)
{
    return error_return(descriptor_close(descriptor));
}

static int copy(int descriptor, int first, int flags)
{
    int result = descriptor_copy(descriptor, first, flags);
    return result < 0 ? error_return(-result) : result;
}

int dup(int descriptor)
{
    return copy(descriptor, 0, 0);
}

int dup2(int descriptor, int to)
{
    int error = descriptor_copy_to(descriptor, to, 0);
    return error != 0 ? error_return(error) : to;
}

int dup3(int descriptor, int to, int flags)
{
    int error = (flags & ~O_CLOEXEC) != 0 || descriptor == to ? EINVAL : 0;
    if (error == 0) {
        error = descriptor_copy_to(descriptor, to, (flags & O_CLOEXEC) != 0 ? FD_CLOEXEC : 0);
    }
    return error != 0 ? error_return(error) : to;
}

/* Gives two open files descriptors, or closes both. */
static int add_both(const struct open_file file[2], int descriptor_flags, int descriptors[2])
{
    int first = descriptor_add(&file[0], 0, descriptor_flags);
    int second = descriptor_add(&file[1], 0, descriptor_flags);
    if (first < 0 || second < 0) {
        descriptor_close(first);
        descriptor_close(second);
        return EMFILE;
    }
    descriptors[0] = first;
    descriptors[1] = second;
    return 0;
}

int pipe2(int descriptors[2], int flags)
{
    tay_cap_t name_space = place_name_space();
    struct open_file file[2] = {{.kind = TAY_FILE_STREAM, .flags = O_RDONLY},
                                {.kind = TAY_FILE_STREAM, .flags = O_WRONLY}};
    if ((flags & ~(O_CLOEXEC | O_NONBLOCK)) != 0) {
        return error_return(EINVAL);
    }
    int error = name_space == TAY_CAP_NULL
                    ? ENOSYS
                    : file_errno(tay_vfs_pipe(name_space, &file[0].session, &file[1].session));
    if (error == 0) {
        error = add_both(file, (flags & O_CLOEXEC) != 0 ? FD_CLOEXEC : 0, descriptors);
    }
    if (error == 0 && (flags & O_NONBLOCK) != 0) {
        for (unsigned i = 0; i < 2 && error == 0; i++) {
            error = set_no_wait(&file[i], true);
        }
        if (error != 0) {
            descriptor_close(descriptors[0]);
            descriptor_close(descriptors[1]);
        }
    }
    return error_return(error);
}

int pipe(int descriptors[2])
{
    return pipe2(descriptors, 0);
}

/* F_GETFL; below 0: what errno is to be. */
static int get_file_flags(int descriptor)
{
    struct open_file file;
    struct tay_call call = {.label = TAY_STREAM_SET_FLAGS};
    int error = descriptor_get(descriptor, &file);
    if (error != 0) {
        return -error;
    }
    int flags = file.flags & ~FILE_IS_TERMINAL;
    if (file.kind == TAY_FILE_STREAM && file.session != TAY_CAP_NULL &&
        stream_call_at_once(&file, &call) == TAY_OK && (call.word[0] & TAY_STREAM_NO_WAIT) != 0) {
        flags |= O_NONBLOCK;
    }
    return flags;
}

/* F_SETFL: what is not changeable is left alone, as POSIX wants it. */
static int set_file_flags(int descriptor, int flags)
{
    struct open_file file;
    int error = descriptor_get(descriptor, &file);
    flags &= FLAGS_CHANGEABLE;
    if (error == 0 && file.kind == TAY_FILE_STREAM && file.session != TAY_CAP_NULL) {
        error = set_no_wait(&file, (flags & O_NONBLOCK) != 0);
        flags &= ~O_NONBLOCK;
    }
    if (error == 0 && file.kind != TAY_FILE_STREAM && ((flags ^ file.flags) & O_APPEND) != 0) {
        unsigned append = (flags & O_APPEND) != 0 ? TAY_FILE_APPEND : 0;
        error = file_errno(tay_file_set_flags(file.session, append));
    }
    return error != 0 ? error : descriptor_set_file_flags(descriptor, flags);
}

int fcntl(int descriptor, int command, ...)
{
    va_list arguments;
    va_start(arguments, command);
    int argument = command == F_GETFD || command == F_GETFL ? 0 : va_arg(arguments, int);
    va_end(arguments);
    int result;
    switch (command) {
    case F_DUPFD:
        return copy(descriptor, argument, 0);
    case F_DUPFD_CLOEXEC:
        return copy(descriptor, argument, FD_CLOEXEC);
    case F_GETFD:
        result = descriptor_flags(descriptor, -1);
        return result < 0 ? error_return(-result) : result;
    case F_SETFD:
        result = descriptor_flags(descriptor, argument & FD_CLOEXEC);
        return result < 0 ? error_return(-result) : 0;
    case F_GETFL:
        result = get_file_flags(descriptor);
        return result < 0 ? error_return(-result) : result;
    case F_SETFL:
        return error_return(set_file_flags(descriptor, argument));
    default:
        return error_return(EINVAL);
    }
}

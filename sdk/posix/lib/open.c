/* SPDX-License-Identifier: MIT */
/*
 * Opening, and everything else that makes or ends descriptors.
 */
#include <fcntl.h>

#include "descriptor.h"
#include "error.h"
#include "file_error.h"
#include "place.h"
#include <stdarg.h>
#include <tay/operations.h>
#include <unistd.h>

#define FLAGS_KEPT (O_ACCMODE | O_APPEND | O_NONBLOCK | O_SYNC)
#define FLAGS_CHANGEABLE (O_APPEND | O_NONBLOCK | O_SYNC)
#define FLAGS_KNOWN                                                                                \
    (FLAGS_KEPT | O_CREAT | O_EXCL | O_TRUNC | O_CLOEXEC | O_DIRECTORY | O_NOCTTY | O_NOFOLLOW)

/* An open that is under way. */
struct opening {
    unsigned flags;
    struct tay_file_opened opened;
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
    return tay_file_open(place->directory, place->rest, place->rest_bytes, opening->flags,
                         &opening->opened);
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
    if (error != 0) {
        return error_return(error);
    }
    struct open_file file = {.session = opening.opened.session,
                             .kind = opening.opened.kind,
                             .flags = flags & FLAGS_KEPT};
    file.is_terminal = file.kind == TAY_FILE_STREAM && descriptor_is_terminal(file.session);
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

int pipe(int descriptors[2])
{
    tay_cap_t name_space = place_name_space();
    tay_cap_t reader, writer;
    int error = name_space == TAY_CAP_NULL ? ENOSYS
                                           : file_errno(tay_vfs_pipe(name_space, &reader, &writer));
    if (error != 0) {
        return error_return(error);
    }
    struct open_file read_end = {.session = reader, .kind = TAY_FILE_STREAM, .flags = O_RDONLY};
    struct open_file write_end = {.session = writer, .kind = TAY_FILE_STREAM, .flags = O_WRONLY};
    int first = descriptor_add(&read_end, 0, 0);
    int second = descriptor_add(&write_end, 0, 0);
    if (first < 0 || second < 0) {
        if (first >= 0) {
            descriptor_close(first);
        }
        if (second >= 0) {
            descriptor_close(second);
        }
        return error_return(EMFILE);
    }
    descriptors[0] = first;
    descriptors[1] = second;
    return 0;
}

/* F_SETFL: what is not changeable is left alone, as POSIX wants it. */
static int set_file_flags(int descriptor, int flags)
{
    struct open_file file;
    int error = descriptor_get(descriptor, &file);
    flags &= FLAGS_CHANGEABLE;
    if (error == 0 && (flags & O_NONBLOCK) != 0 && file.kind == TAY_FILE_STREAM) {
        error = ENOTSUP;
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
    struct open_file file;
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
        result = descriptor_get(descriptor, &file);
        return result != 0 ? error_return(result) : file.flags;
    case F_SETFL:
        return error_return(set_file_flags(descriptor, argument));
    default:
        return error_return(EINVAL);
    }
}

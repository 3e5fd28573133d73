/* SPDX-License-Identifier: MIT */
/*
 * What a program may ask about files: the same of all.
 */
#include "descriptor.h"
#include "error.h"
#include <limits.h>
#include <sys/stat.h>
#include <tay/protocol/stream.h>
#include <termios.h>
#include <unistd.h>

#define LINE_BYTES 255 /* of the console */

static long limit_of(int name)
{
    switch (name) {
    case _PC_LINK_MAX:
        return 1;
    case _PC_MAX_CANON:
    case _PC_MAX_INPUT:
        return LINE_BYTES;
    case _PC_NAME_MAX:
        return TAY_FILE_NAME_BYTES;
    case _PC_PATH_MAX:
        return TAY_FILE_PATH_BYTES + 1;
    case _PC_PIPE_BUF:
        return TAY_STREAM_WHOLE_BYTES;
    case _PC_CHOWN_RESTRICTED:
    case _PC_NO_TRUNC:
        return 1;
    case _PC_VDISABLE:
        return _POSIX_VDISABLE;
    case _PC_FILESIZEBITS:
        return sizeof(off_t) * CHAR_BIT;
    case _PC_ASYNC_IO:
    case _PC_PRIO_IO:
    case _PC_SYNC_IO:
    case _PC_2_SYMLINKS:
    case _PC_SYMLINK_MAX:
        return -1; /* not there; errno is left alone */
    default:
        return error_return(EINVAL);
    }
}

long fpathconf(int descriptor, int name)
{
    struct open_file file;
    int error = descriptor_get(descriptor, &file);
    return error != 0 ? error_return(error) : limit_of(name);
}

long pathconf(const char *path, int name)
{
    struct stat stat_of;
    return stat(path, &stat_of) != 0 ? -1 : limit_of(name);
}

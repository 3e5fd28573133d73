/* SPDX-License-Identifier: MIT */
/*
 * Streams of paths.
 */
#include "stream_mode.h"

#include "descriptor.h"
#include "error.h"
#include <fcntl.h>

FILE *fopen(const char *path, const char *mode)
{
    int flags;
    if (!stream_parse_mode(mode, &flags)) {
        errno = EINVAL;
        return NULL;
    }
    int descriptor = open(path, flags, 0666);
    FILE *stream = descriptor < 0 ? NULL : fdopen(descriptor, mode);
    if (descriptor >= 0 && stream == NULL) {
        descriptor_close(descriptor);
    }
    return stream;
}

/* What was there is closed in any case. The descriptor keeps its number. */
FILE *freopen(const char *restrict path, const char *restrict mode, FILE *restrict stream)
{
    int flags;
    int number = fileno(stream);
    int descriptor = -1;
    (void)fflush(stream);
    if (!stream_parse_mode(mode, &flags) || path == NULL) {
        errno = EINVAL;
    } else {
        descriptor = open(path, flags & ~O_CLOEXEC, 0666);
    }
    int error = descriptor < 0 ? errno : descriptor_copy_to(descriptor, number, 0);
    if (descriptor >= 0 && descriptor != number) {
        descriptor_close(descriptor);
    }
    if (error != 0) {
        if (stream_is_standard(stream)) {
            descriptor_close(number);
        } else {
            (void)fclose(stream);
        }
        errno = error;
        return NULL;
    }
    stream_begin_again(stream, flags & O_ACCMODE);
    return stream;
}

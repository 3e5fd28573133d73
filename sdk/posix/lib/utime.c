/* SPDX-License-Identifier: MIT */
/*
 * The times of files. There is but one, that of the last change, in whole seconds.
 */
#include <sys/stat.h>

#include "descriptor.h"
#include "error.h"
#include "file_error.h"
#include "place.h"
#include <fcntl.h>
#include <sys/time.h>
#include <tay/operations.h>
#include <time.h>

#define NS_PER_S 1000000000

/* What is to be set. */
struct change {
    bool is_wanted;
    int64_t modified_s;
};

/* Of the two times the second is that of the last change. 0, or EINVAL. */
static int read_change(const struct timespec *times, struct change *change_out)
{
    *change_out = (struct change){.is_wanted = true, .modified_s = time(NULL)};
    if (times == NULL || times[1].tv_nsec == UTIME_NOW) {
        return 0;
    }
    if (times[1].tv_nsec == UTIME_OMIT) {
        change_out->is_wanted = false;
        return 0;
    }
    change_out->modified_s = times[1].tv_sec;
    return times[1].tv_nsec < 0 || times[1].tv_nsec >= NS_PER_S ? EINVAL : 0;
}

int futimens(int descriptor, const struct timespec times[2])
{
    struct change change;
    struct open_file file;
    int error = read_change(times, &change);
    error = error == 0 ? descriptor_get(descriptor, &file) : error;
    if (error == 0 && change.is_wanted) {
        error = file.kind == TAY_FILE_STREAM
                    ? EINVAL
                    : file_errno(tay_file_set_time(file.session, change.modified_s));
    }
    return error_return(error);
}

/* What is not open for writing keeps its time, and a directory is opened as such. */
static enum tay_file_error set_at(const struct place *place, void *context)
{
    const struct change *change = context;
    struct tay_file_opened opened;
    enum tay_file_error error =
        tay_file_open(place->directory, place->rest, place->rest_bytes, TAY_FILE_WRITABLE, &opened);
    if (error == TAY_FILE_EISDIR) {
        error =
            tay_file_open(place->directory, place->rest, place->rest_bytes,
                          TAY_FILE_READABLE | TAY_FILE_WRITABLE | TAY_FILE_AS_DIRECTORY, &opened);
    }
    if (error != TAY_FILE_OK) {
        return error;
    }
    error = change->is_wanted && opened.kind != TAY_FILE_STREAM
                ? tay_file_set_time(opened.session, change->modified_s)
                : TAY_FILE_OK;
    enum tay_status closed = tay_cap_close(opened.session);
    (void)closed; /* the server may have ended it */
    return error;
}

/* There are no links to follow or not. */
int utimensat(int directory, const char *path, const struct timespec times[2], int flags)
{
    struct change change;
    char joined[PLACE_PATH_BYTES];
    path = place_at(directory, path, joined);
    if (path == NULL) {
        return -1;
    }
    int error = (flags & ~AT_SYMLINK_NOFOLLOW) != 0 ? EINVAL : read_change(times, &change);
    return error_return(error == 0 ? place_act(path, set_at, &change) : error);
}

int utimes(const char *path, const struct timeval times[2])
{
    struct timespec precise[2];
    for (unsigned i = 0; times != NULL && i < 2; i++) {
        precise[i] =
            (struct timespec){.tv_sec = times[i].tv_sec, .tv_nsec = (long)times[i].tv_usec * 1000};
    }
    return utimensat(AT_FDCWD, path, times == NULL ? NULL : precise, 0);
}

/* SPDX-License-Identifier: MIT */
/*
 * Reading, writing, and where: by descriptors.
 */
#include <unistd.h>

#include "descriptor.h"
#include "error.h"
#include "file_error.h"
#include <fcntl.h>
#include <stdint.h>
#include <sys/uio.h>
#include <tay/protocol/stream.h>

/* Bytes done, or -1 with errno. */
static ssize_t result_of(ssize_t done_bytes)
{
    return done_bytes < 0 ? error_return((int)-done_bytes) : done_bytes;
}

ssize_t read(int descriptor, void *to, size_t length_bytes)
{
    return result_of(descriptor_read(descriptor, TAY_FILE_OWN_OFFSET, to, length_bytes));
}

ssize_t write(int descriptor, const void *from, size_t length_bytes)
{
    return result_of(descriptor_write(descriptor, TAY_FILE_OWN_OFFSET, from, length_bytes));
}

ssize_t pread(int descriptor, void *to, size_t length_bytes, off_t offset)
{
    return offset < 0
               ? error_return(EINVAL)
               : result_of(descriptor_read(descriptor, (tay_word_t)offset, to, length_bytes));
}

ssize_t pwrite(int descriptor, const void *from, size_t length_bytes, off_t offset)
{
    return offset < 0
               ? error_return(EINVAL)
               : result_of(descriptor_write(descriptor, (tay_word_t)offset, from, length_bytes));
}

/* The length of all pieces; below 0: what errno is to be. */
static ssize_t total_bytes(const struct iovec *pieces, int count)
{
    size_t total = 0;
    if (count <= 0 || count > IOV_MAX) {
        return -EINVAL;
    }
    for (int i = 0; i < count; i++) {
        if (pieces[i].iov_len > (size_t)PTRDIFF_MAX - total) {
            return -EINVAL;
        }
        total += pieces[i].iov_len;
    }
    return (ssize_t)total;
}

/* Piece after piece, as far as each is done whole. What was done counts more than why no more was.
 */
ssize_t readv(int descriptor, const struct iovec *pieces, int count)
{
    ssize_t total = total_bytes(pieces, count);
    ssize_t done_bytes = 0;
    for (int i = 0; total >= 0 && i < count; i++) {
        ssize_t done =
            descriptor_read(descriptor, TAY_FILE_OWN_OFFSET, pieces[i].iov_base, pieces[i].iov_len);
        if (done < 0 && done_bytes == 0) {
            return result_of(done);
        }
        done_bytes += done > 0 ? done : 0;
        if (done != (ssize_t)pieces[i].iov_len) {
            break;
        }
    }
    return total < 0 ? result_of(total) : done_bytes;
}

ssize_t writev(int descriptor, const struct iovec *pieces, int count)
{
    ssize_t total = total_bytes(pieces, count);
    ssize_t done_bytes = 0;
    for (int i = 0; total >= 0 && i < count; i++) {
        ssize_t done = descriptor_write(descriptor, TAY_FILE_OWN_OFFSET, pieces[i].iov_base,
                                        pieces[i].iov_len);
        if (done < 0 && done_bytes == 0) {
            return result_of(done);
        }
        done_bytes += done > 0 ? done : 0;
        if (done != (ssize_t)pieces[i].iov_len) {
            break;
        }
    }
    return total < 0 ? result_of(total) : done_bytes;
}

/* The open file of a descriptor that is no stream; 0, or an error. */
static int get_file(int descriptor, int error_of_stream, struct open_file *file_out)
{
    int error = descriptor_get(descriptor, file_out);
    return error == 0 && file_out->kind == TAY_FILE_STREAM ? error_of_stream : error;
}

off_t lseek(int descriptor, off_t distance, int whence)
{
    struct open_file file;
    uint64_t offset = 0;
    int error = get_file(descriptor, ESPIPE, &file);
    if (error == 0 && (whence < SEEK_SET || whence > SEEK_END)) {
        error = EINVAL;
    }
    if (error == 0) {
        error = file_errno(
            tay_file_seek(file.session, distance, (enum tay_file_whence)whence, &offset));
    }
    return error != 0 ? error_return(error) : (off_t)offset;
}

int ftruncate(int descriptor, off_t size_bytes)
{
    struct open_file file;
    int error = size_bytes < 0 ? EINVAL : get_file(descriptor, EINVAL, &file);
    if (error == 0 && (file.kind == TAY_FILE_DIRECTORY || (file.flags & O_ACCMODE) == O_RDONLY)) {
        error = EINVAL;
    }
    if (error == 0) {
        error = file_errno(tay_file_truncate(file.session, (uint64_t)size_bytes));
    }
    return error_return(error);
}

int fsync(int descriptor)
{
    struct open_file file;
    int error = get_file(descriptor, EINVAL, &file);
    return error_return(error != 0 ? error : file_errno(tay_file_sync(file.session)));
}

int fdatasync(int descriptor)
{
    return fsync(descriptor);
}

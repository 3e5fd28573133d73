/* SPDX-License-Identifier: MIT */
/*
 * The errors of the file protocol as error numbers: each is the one of its name.
 */
#ifndef POSIX_FILE_ERROR_H
#define POSIX_FILE_ERROR_H

#include <errno.h>
#include <tay/protocol/file.h>

/* 0 for TAY_FILE_OK. */
static inline int file_errno(enum tay_file_error error)
{
    static const short numbers[] = {
#define X(name, value, status, sentence) [value] = E##name,
        TAY_FILE_ERRORS(X)
#undef X
    };
    return (size_t)error < sizeof numbers / sizeof numbers[0] ? numbers[error] : EIO;
}

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The errors of the file protocol.
 */
#include <tay/protocol/file.h>

static const struct {
    enum tay_status status;
    const char *sentence;
} errors[] = {[TAY_FILE_OK] = {TAY_OK, "success"},
#define X(name, value, status, sentence) [value] = {(status), (sentence)},
              TAY_FILE_ERRORS(X)
#undef X
};

#define ERROR_COUNT (sizeof errors / sizeof errors[0])

const char *tay_file_error_text(enum tay_file_error error)
{
    return (size_t)error < ERROR_COUNT ? errors[error].sentence : "unknown error";
}

enum tay_status tay_file_error_status(enum tay_file_error error)
{
    return (size_t)error < ERROR_COUNT ? errors[error].status : TAY_EIO;
}

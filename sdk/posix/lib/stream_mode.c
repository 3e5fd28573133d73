/* SPDX-License-Identifier: MIT */
/*
 * What modes of streams say.
 */
#include "stream_mode.h"

#include <fcntl.h>

bool stream_parse_mode(const char *mode, int *flags_out)
{
    int access = mode[0] == 'r' ? O_RDONLY : O_WRONLY;
    int flags = mode[0] == 'w' ? O_CREAT | O_TRUNC : mode[0] == 'a' ? O_CREAT | O_APPEND : 0;
    if (mode[0] != 'r' && mode[0] != 'w' && mode[0] != 'a') {
        return false;
    }
    for (const char *more = mode + 1; *more != '\0'; more++) {
        switch (*more) {
        case '+':
            access = O_RDWR;
            break;
        case 'x':
            flags |= O_EXCL;
            break;
        case 'e':
            flags |= O_CLOEXEC;
            break;
        case 'b':
            break;
        default:
            return false;
        }
    }
    *flags_out = flags | access;
    return true;
}

/* SPDX-License-Identifier: MIT */
/*
 * The kernel's statuses as error numbers.
 */
#include "error.h"

int error_number(enum tay_status status)
{
    static const struct {
        enum tay_status status;
        int number;
    } known[] = {
        {TAY_OK, 0},          {TAY_EINVAL, EINVAL},       {TAY_ERIGHT, EACCES},
        {TAY_ENOMEM, ENOMEM}, {TAY_EFULL, ENOMEM},        {TAY_ESTATE, EINVAL},
        {TAY_EAGAIN, EAGAIN}, {TAY_ETIMEDOUT, ETIMEDOUT}, {TAY_ECANCELED, EINTR},
        {TAY_ENOENT, ENOMEM}, /* no mapping: what mprotect calls so */
    };
    for (unsigned i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (known[i].status == status) {
            return known[i].number;
        }
    }
    return EIO;
}

int error_return(int number)
{
    if (number == 0) {
        return 0;
    }
    errno = number;
    return -1;
}

/* SPDX-License-Identifier: MIT */
/*
 * operator new: without exceptions it never fails, the program does. A program that defines its own
 * has that one for arrays, too (new_more.c).
 */
#include "operators.h"

#include "log.h"
#include <stdlib.h>

void *cxx_new(size_t bytes)
{
    void *memory = cxx_new_nothrow(bytes, NULL);
    if (memory == NULL) {
        log_complain("operator new: out of memory");
        abort();
    }
    return memory;
}

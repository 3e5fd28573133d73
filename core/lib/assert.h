/* SPDX-License-Identifier: MIT */
/*
 * Assertions about the kernel's own code, always on. Never about anything that a user, a disk or a
 * device can influence.
 */
#ifndef LIB_ASSERT_H
#define LIB_ASSERT_H

#include <hal/system.h>

#define ASSERT_TEXT(number) #number
#define ASSERT_LINE(number) ASSERT_TEXT(number)

#define kernel_assert(condition)                                                                   \
    do {                                                                                           \
        if (__builtin_expect(!(condition), 0)) {                                                   \
            hal_panic(__FILE_NAME__ ":" ASSERT_LINE(__LINE__) ": " #condition);                    \
        }                                                                                          \
    } while (0)

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A program's own test: the first thing that is not as expected ends it with status 1 and says so.
 */
#ifndef PROGRAMS_EXPECT_H
#define PROGRAMS_EXPECT_H

#include <stdio.h>
#include <stdlib.h>

#define EXPECT(condition)                                                                          \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            printf("%s:%d: not so: %s\n", __FILE_NAME__, __LINE__, #condition);                    \
            exit(EXIT_FAILURE);                                                                    \
        }                                                                                          \
    } while (0)

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The end of a program, as the C library of the board does it. The linker puts these functions in
 * the place of the computer's (--wrap).
 */
#include "runtime.h"
#include <tay/log.h>

int __wrap_atexit(void (*function)(void));
void __wrap_exit(int status);
void __wrap__exit(int status);
void __wrap_abort(void);
void __wrap___assert_fail(const char *condition, const char *file, unsigned line,
                          const char *function);

#define EXIT_ABORTED 134 /* 128 and SIGABRT, as a shell tells it */
#define AT_EXIT_MAX 32   /* C17, 7.22.4.2, wants no more */

static void (*at_exit[AT_EXIT_MAX])(void);
static unsigned at_exit_count;

int __wrap_atexit(void (*function)(void))
{
    if (at_exit_count == AT_EXIT_MAX) {
        return -1;
    }
    at_exit[at_exit_count++] = function;
    return 0;
}

void __wrap_exit(int status)
{
    while (at_exit_count > 0) {
        at_exit[--at_exit_count]();
    }
    program_exit(status);
}

void __wrap__exit(int status)
{
    program_exit(status);
}

void __wrap_abort(void)
{
    program_exit(EXIT_ABORTED);
}

void __wrap___assert_fail(const char *condition, const char *file, unsigned line,
                          const char *function)
{
    tay_log_printf("assertion \"%s\" failed: file \"%s\", line %u, function: %s\n", condition, file,
                   line, function);
    __wrap_abort();
}

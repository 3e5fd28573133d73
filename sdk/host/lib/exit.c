/* SPDX-License-Identifier: MIT */
/*
 * The end of a program, as the C library of the board does it. The linker puts these functions in
 * the place of the computer's (--wrap).
 */
#include "exit.h"

#include "runtime.h"
#include "stream.h"
#include <stddef.h>
#include <tay/log.h>

int __wrap_atexit(void (*function)(void));
int __cxa_atexit(void (*function)(void *), void *argument, void *unused);
void __wrap_exit(int status);
void __wrap__exit(int status);
void __wrap__Exit(int status);
void __wrap_abort(void);
void __wrap___assert_fail(const char *condition, const char *file, unsigned line,
                          const char *function);

#define EXIT_ABORTED 134 /* 128 and SIGABRT, as a shell tells it */

int __wrap_atexit(void (*function)(void))
{
    return _on_exit(EXIT_PLAIN, (union exit_function){.plain = function}, NULL);
}

/* Itanium C++ ABI, 3.3.6.3: the end of a static object. */
int __cxa_atexit(void (*function)(void *), void *argument, void *unused)
{
    (void)unused;
    return _on_exit(EXIT_OBJECT, (union exit_function){.object = function}, argument);
}

void __wrap_exit(int status)
{
    __call_exitprocs(status, NULL);
    stream_flush_all();
    program_exit(status);
}

/* What was said goes out in any case, as on a board. */
void __wrap__exit(int status)
{
    stream_flush_standard();
    program_exit(status);
}

void __wrap__Exit(int status)
{
    __wrap__exit(status);
}

void __wrap_abort(void)
{
    __wrap__exit(EXIT_ABORTED);
}

void __wrap___assert_fail(const char *condition, const char *file, unsigned line,
                          const char *function)
{
    tay_log_printf("assertion \"%s\" failed: file \"%s\", line %u, function: %s\n", condition, file,
                   line, function);
    __wrap_abort();
}

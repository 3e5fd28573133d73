/* SPDX-License-Identifier: MIT */
/*
 * What a program may ask about the system.
 */
#include <unistd.h>

#include "descriptor.h"
#include "error.h"
#include <limits.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/uio.h>
#include <time.h>

#define PAGE_BYTES 4096

/* What there is of an option or a limit; 0: it is another kind of name. */
static long value_of(int name)
{
    static const struct {
        int name;
        long value;
    } known[] = {
        {_SC_ATEXIT_MAX, INT_MAX},
        {_SC_BARRIERS, _POSIX_BARRIERS},
        {_SC_CLK_TCK, CLOCKS_PER_SEC}, /* what times counts in */
        {_SC_CLOCK_SELECTION, _POSIX_CLOCK_SELECTION},
        {_SC_CPUTIME, _POSIX_CPUTIME},
        {_SC_FSYNC, 200809},
        {_SC_HOST_NAME_MAX, 15},
        {_SC_IOV_MAX, IOV_MAX},
        {_SC_LINE_MAX, LINE_MAX},
        {_SC_MEMORY_PROTECTION, _POSIX_MEMORY_PROTECTION},
        {_SC_MONOTONIC_CLOCK, _POSIX_MONOTONIC_CLOCK},
        {_SC_OPEN_MAX, DESCRIPTORS_MAX},
        {_SC_PAGESIZE, PAGE_BYTES},
        {_SC_PRIORITY_SCHEDULING, _POSIX_PRIORITY_SCHEDULING},
        {_SC_READER_WRITER_LOCKS, _POSIX_READER_WRITER_LOCKS},
        {_SC_REGEXP, 1},
        {_SC_RE_DUP_MAX, 255},
        {_SC_SEMAPHORES, _POSIX_SEMAPHORES},
        {_SC_SEM_VALUE_MAX, SEM_VALUE_MAX},
        {_SC_STREAM_MAX, DESCRIPTORS_MAX},
        {_SC_SYMLOOP_MAX, 8},
        {_SC_THREADS, _POSIX_THREADS},
        {_SC_THREAD_ATTR_STACKSIZE, _POSIX_THREAD_ATTR_STACKSIZE},
        {_SC_THREAD_CPUTIME, _POSIX_THREAD_CPUTIME},
        {_SC_THREAD_DESTRUCTOR_ITERATIONS, PTHREAD_DESTRUCTOR_ITERATIONS},
        {_SC_THREAD_KEYS_MAX, PTHREAD_KEYS_MAX},
        {_SC_THREAD_SAFE_FUNCTIONS, _POSIX_THREAD_SAFE_FUNCTIONS},
        {_SC_THREAD_STACK_MIN, PTHREAD_STACK_MIN},
        {_SC_TIMEOUTS, _POSIX_TIMEOUTS},
        {_SC_TTY_NAME_MAX, 16},
        {_SC_TZNAME_MAX, 6},
        {_SC_VERSION, _POSIX_VERSION},
    };
    for (unsigned i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (known[i].name == name) {
            return known[i].value;
        }
    }
    return 0;
}

/* Of what has a name and is not there, or has no limit that is known, errno is left alone. */
long sysconf(int name)
{
    long value = value_of(name);
    if (value != 0) {
        return value;
    }
    return name >= _SC_ARG_MAX && name <= _SC_LEVEL4_CACHE_LINESIZE ? -1 : error_return(EINVAL);
}

int getdtablesize(void)
{
    return DESCRIPTORS_MAX;
}

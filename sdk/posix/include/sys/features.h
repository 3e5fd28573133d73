/* SPDX-License-Identifier: MIT */
/** @file
 * What there is of POSIX: picolibc's headers declare no more than these options say.
 */
#ifndef TAY_SYS_FEATURES_H
#define TAY_SYS_FEATURES_H

#pragma GCC system_header /* for include_next, which is not of the language */
#include_next <sys/features.h>

/** What there is of the options of POSIX.1-2008, by its version. */
#define _POSIX_BARRIERS 200809L
#define _POSIX_CPUTIME 200809L
#define _POSIX_CLOCK_SELECTION 200809L
#define _POSIX_MEMORY_PROTECTION 200809L
#define _POSIX_MONOTONIC_CLOCK 200809L
#define _POSIX_PRIORITY_SCHEDULING 200809L
#define _POSIX_READER_WRITER_LOCKS 200809L
#define _POSIX_SEMAPHORES 200809L
#define _POSIX_THREADS 200809L
#define _POSIX_THREAD_ATTR_STACKSIZE 200809L
#define _POSIX_THREAD_CPUTIME 200809L
#define _POSIX_THREAD_SAFE_FUNCTIONS 200809L
#define _POSIX_TIMEOUTS 200809L
#define _POSIX_TIMERS 200809L

#ifndef _POSIX_VERSION
#define _POSIX_VERSION 200809L /**< which the options count by */
#endif

#endif

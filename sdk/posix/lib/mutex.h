/* SPDX-License-Identifier: MIT */
/*
 * What conditions need of mutexes: to leave one wholly, and to come back to it.
 */
#ifndef POSIX_MUTEX_H
#define POSIX_MUTEX_H

#include <pthread.h>

/* EPERM: the caller does not own it. */
int mutex_leave(pthread_mutex_t *mutex, unsigned *depth_out);
void mutex_return(pthread_mutex_t *mutex, unsigned depth);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * In the place of a header of glibc's, whose other headers take the types of POSIX threads from it:
 * a program on the simulated machine has those of the SDK's <pthread.h>. What glibc declares
 * besides needs but this one.
 */
#ifndef TAY_BITS_PTHREADTYPES_H
#define TAY_BITS_PTHREADTYPES_H

typedef __UINTPTR_TYPE__ pthread_t;

#endif

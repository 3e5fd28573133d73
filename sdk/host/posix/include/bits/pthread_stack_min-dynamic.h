/* SPDX-License-Identifier: MIT */
/*
 * In the place of a header of glibc's, whose <limits.h> takes PTHREAD_STACK_MIN from it when it
 * has said the rest: here limits are those of the SDK's <pthread.h>.
 */
#ifndef TAY_BITS_PTHREAD_STACK_MIN_H
#define TAY_BITS_PTHREAD_STACK_MIN_H

#undef PTHREAD_STACK_MIN
#define PTHREAD_STACK_MIN 8192
#undef PTHREAD_KEYS_MAX
#define PTHREAD_KEYS_MAX 128

#endif

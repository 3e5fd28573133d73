/* SPDX-License-Identifier: MIT */
/*
 * In the place of a header of glibc's, whose other headers take the type from it.
 */
#ifndef TAY_HOST_BITS_SIGVAL_T_H
#define TAY_HOST_BITS_SIGVAL_T_H

#include <sys/signal.h>

typedef union sigval __sigval_t;

#endif

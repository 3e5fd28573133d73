/* SPDX-License-Identifier: MIT */
/*
 * A set of signals, as picolibc has it: the SDK's headers take it from here.
 */
#ifndef TAY_HOST_SYS_SIGSET_H
#define TAY_HOST_SYS_SIGSET_H

typedef unsigned long __sigset_t;

#endif

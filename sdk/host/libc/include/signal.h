/* SPDX-License-Identifier: MIT */
/*
 * Signals, as picolibc has them, and the SDK's <sys/signal.h>: the numbers are those of proc.
 */
#ifndef TAY_HOST_SIGNAL_H
#define TAY_HOST_SIGNAL_H

#include <sys/signal.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int sig_atomic_t;
typedef _sig_func_ptr sig_t;
typedef _sig_func_ptr sighandler_t;

#define SIG_DFL ((_sig_func_ptr)0)
#define SIG_IGN ((_sig_func_ptr)1)
#define SIG_ERR ((_sig_func_ptr)-1)

_sig_func_ptr signal(int signal, _sig_func_ptr handler);
int raise(int signal);

#ifdef __cplusplus
}
#endif

#endif

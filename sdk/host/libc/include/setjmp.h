/* SPDX-License-Identifier: MIT */
/*
 * The computer's jumps, and those of the SDK that keep the program's mask of signals.
 */
#ifndef TAY_HOST_SETJMP_H
#define TAY_HOST_SETJMP_H

#pragma GCC system_header /* for include_next, which is not of the language */
#define sigjmp_buf computer_sigjmp_buf
#define siglongjmp computer_siglongjmp
#include_next <setjmp.h>
#undef sigjmp_buf
#undef siglongjmp
#undef sigsetjmp

#include <signal.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sigjmp {
    jmp_buf jump;
    sigset_t mask;
    int has_mask;
};

typedef struct sigjmp sigjmp_buf[1];

void sigjmp_keep(struct sigjmp *jump, int has_mask);

#define sigsetjmp(environment, has_mask)                                                           \
    (sigjmp_keep(environment, has_mask), setjmp((environment)->jump))

__attribute__((noreturn)) void siglongjmp(sigjmp_buf environment, int value);

#ifdef __cplusplus
}
#endif

#endif

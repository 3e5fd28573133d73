/* SPDX-License-Identifier: MIT */
/** @file
 * picolibc's jumps, and those that keep the mask of signals.
 */
#ifndef TAY_SETJMP_H
#define TAY_SETJMP_H

#pragma GCC system_header /* for include_next, which is not of the language */
#include_next <setjmp.h>

#include <signal.h>

#ifdef __cplusplus
extern "C" {
#endif

/** As setjmp, which keeps no mask either. */
#define _setjmp(environment) setjmp(environment)
/** As longjmp. */
#define _longjmp(environment, value) longjmp(environment, value)

/** Where siglongjmp goes. */
struct sigjmp {
    jmp_buf jump;  /**< the registers */
    sigset_t mask; /**< if has_mask is not 0 */
    int has_mask;  /**< what was wished for */
};

/** Where siglongjmp goes: an array, so that it is passed as jmp_buf is. */
typedef struct sigjmp sigjmp_buf[1];

/**
 * A part of sigsetjmp: keeps the mask, or remembers that it is not wanted.
 *
 * @param jump written
 * @param has_mask 0: it is not wanted
 */
void sigjmp_keep(struct sigjmp *jump, int has_mask);

/**
 * As setjmp.
 *
 * @param environment a sigjmp_buf, written
 * @param has_mask not 0: siglongjmp puts the mask of signals back
 * @return 0; or, when siglongjmp has come here, its value
 */
#define sigsetjmp(environment, has_mask)                                                           \
    (sigjmp_keep(environment, has_mask), setjmp((environment)->jump))

/**
 * As longjmp, to where sigsetjmp was. A handler may leave itself and what it interrupted so.
 *
 * @param environment of a function that has not returned
 * @param value what sigsetjmp gives; 0 becomes 1
 */
__attribute__((noreturn)) void siglongjmp(sigjmp_buf environment, int value);

#ifdef __cplusplus
}
#endif

#endif

/* SPDX-License-Identifier: MIT */
/** @file
 * What lies between the first instruction of a program and its main.
 *
 * A program needs none of this: the SDK's tay_enter reads its startup block. One that is entered
 * with something else as its argument (init) defines tay_enter itself.
 */
#ifndef TAY_RUNTIME_H
#define TAY_RUNTIME_H

#include <tay/abi/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How to run main. */
struct tay_runtime {
    tay_cap_t thread;   /**< the calling thread's own handle, right MANAGE */
    tay_cap_t log;      /**< where output goes; TAY_CAP_NULL: nowhere */
    uint64_t seed;      /**< of this program: its stack guard comes from it */
    int argument_count; /**< of arguments, the program's name included */
    char **arguments;   /**< argument_count pointers and a NULL; the first names the program */
    char **environment; /**< pointers to NAME=value and a NULL; NULL: it is empty */
};

/**
 * The first C code of a program, on its first stack.
 *
 * @param argument the first register at entry: the address of the startup block
 * @param thread the second one: the handle of the thread itself
 */
__attribute__((noreturn)) void tay_enter(uintptr_t argument, tay_cap_t thread);

/**
 * Prepares the C library (stack guard, thread-local data, constructors, output), and exits with
 * what main returns. Functions that are under way when it is called must not return, or be compiled
 * without a stack guard.
 *
 * @param runtime valid until main returns
 */
__attribute__((noreturn)) void tay_runtime_run(const struct tay_runtime *runtime);

#ifdef __cplusplus
}
#endif

#endif

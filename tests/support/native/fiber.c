/* SPDX-License-Identifier: MIT */
/*
 * Switching between the machine's stack and those of programs, with the address sanitizer told.
 *
 * A fault of memory stops the thread inside the handler, which has a stack of its own for each
 * fiber; when the fiber is run again the handler returns, and the instruction is tried again.
 */
#define _GNU_SOURCE /* REG_RIP */
#include "fiber.h"

#include "program.h"
#include <errno.h>
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#include <sanitizer/lsan_interface.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#if !defined(__x86_64__)
#error "Programs on the simulated machine need a computer with an x86-64 processor"
#endif

#define HANDLER_BYTES 65536u
#define HOME_BYTES 16384u

/* Intel SDM, volume 3, 4.7: bits of the page-fault error code. */
#define ERROR_WRITE 2
#define ERROR_FETCH 16

/* Intel SDM, volume 1, 10.2.3 and 8.1.5: all exceptions masked, to the nearest, 64 bits. */
#define MXCSR_AT_START 0x1f80u
#define FPU_AT_START 0x37fu

struct rounding {
    uint32_t mxcsr;
    uint32_t fpu;
};

struct fiber {
    void *sp; /* while it does not run */
    struct fiber_start start;
    struct ask ask;
    void *fake_stack; /* the sanitizer's */
    int error;        /* errno */
    _Alignas(16) unsigned char home[HOME_BYTES];
    _Alignas(16) unsigned char handler[HANDLER_BYTES];
};

static struct fiber *running;
static void *machine_sp;
static const void *machine_bottom;
static size_t machine_bytes;

/* What is a fault on a board, too. */
static const int caught[] = {SIGSEGV, SIGILL};
#define SIGNALS (sizeof caught / sizeof *caught)
static struct sigaction before[SIGNALS];
static bool catches;

/* Keeps what a function keeps (System V ABI, AMD64, 3.2.1 and 3.2.3: also how floating-point
 * numbers are rounded) on the stack that is left, and goes on with what lies on the other one. */
void fiber_swap(void **sp_out, void *sp);
/* Begins on its home stack, with a struct fiber_start in rbx. */
void fiber_enter(void);
void fiber_begin(void);

__asm__(".text\n"
        ".type fiber_swap,@function\n"
        "fiber_swap:\n"
        "    push %rbp\n    push %rbx\n    push %r12\n    push %r13\n    push %r14\n    push %r15\n"
        "    sub $8, %rsp\n    stmxcsr (%rsp)\n    fnstcw 4(%rsp)\n"
        "    mov %rsp, (%rdi)\n"
        "    mov %rsi, %rsp\n"
        "    ldmxcsr (%rsp)\n    fldcw 4(%rsp)\n    add $8, %rsp\n"
        "    pop %r15\n    pop %r14\n    pop %r13\n    pop %r12\n    pop %rbx\n    pop %rbp\n"
        "    ret\n"
        ".size fiber_swap, . - fiber_swap\n"
        ".type fiber_enter,@function\n"
        "fiber_enter:\n"
        "    call fiber_begin\n"
        "    mov 0(%rbx), %rax\n"
        "    mov 8(%rbx), %rdi\n"
        "    mov 16(%rbx), %rsi\n"
        "    mov 32(%rbx), %rsp\n"
        "    xor %ebp, %ebp\n"
        "    push $0\n" /* a return goes nowhere, and faults */
        "    jmp *%rax\n"
        ".size fiber_enter, . - fiber_enter\n");

_Static_assert(offsetof(struct fiber_start, entry) == 0, "fiber_enter");
_Static_assert(offsetof(struct fiber_start, argument) == 8, "fiber_enter");
_Static_assert(offsetof(struct fiber_start, top) == 32, "fiber_enter");

void fiber_begin(void)
{
    __sanitizer_finish_switch_fiber(NULL, &machine_bottom, &machine_bytes);
}

struct fiber *fiber_create(const struct fiber_start *start)
{
    struct fiber *fiber = malloc(sizeof *fiber);

    if (fiber == NULL) {
        machine_break("no memory for a thread");
    }
    memset(fiber, 0, offsetof(struct fiber, home));
    fiber->start = *start;
    /* What fiber_swap takes from it: the words of rounding, r15 to r12, rbx, rbp, and where to go
     * on, with the stack as a function is called. */
    void **at = (void **)(void *)(fiber->home + HOME_BYTES) - 10;
    memset(at, 0, 10 * sizeof *at);
    memcpy(at, &(const struct rounding){MXCSR_AT_START, FPU_AT_START}, sizeof(struct rounding));
    at[5] = &fiber->start;
    at[7] = (void *)(uintptr_t)fiber_enter;
    fiber->sp = at;
    return fiber;
}

void fiber_destroy(struct fiber *fiber)
{
    free(fiber);
}

tay_ua_t fiber_stack(const struct fiber *fiber)
{
    return (tay_ua_t)fiber->sp;
}

struct ask *fiber_run(struct fiber *fiber)
{
    const stack_t own = {.ss_sp = fiber->handler, .ss_size = HANDLER_BYTES};
    stack_t machines;
    void *fake_stack;
    int error = errno;

    sigaltstack(&own, &machines);
    bool is_program = program_has_text(fiber->start.entry);
    if (is_program) {
        __lsan_disable(); /* what the C library keeps for one that dies is nobody's mistake */
    }
    errno = fiber->error;
    running = fiber;
    __sanitizer_start_switch_fiber(&fake_stack, (const void *)fiber->start.bottom,
                                   fiber->start.top - fiber->start.bottom);
    fiber_swap(&machine_sp, fiber->sp);
    __sanitizer_finish_switch_fiber(fake_stack, NULL, NULL);
    running = NULL;
    fiber->error = errno;
    errno = error;
    if (is_program) {
        __lsan_enable();
    }
    sigaltstack(&machines, NULL);
    return &fiber->ask;
}

/* Between start and finish of a switch nothing may fault, so what lies below is touched before. */
__attribute__((noinline, no_sanitize("address"))) static void touch_below(void)
{
    volatile unsigned char below[FIBER_NEAR_BYTES];
    below[0] = 0;
}

void fiber_ask(const struct ask *ask)
{
    struct fiber *self = running;

    self->ask = *ask;
    touch_below();
    __sanitizer_start_switch_fiber(&self->fake_stack, machine_bottom, machine_bytes);
    fiber_swap(&self->sp, machine_sp);
    __sanitizer_finish_switch_fiber(self->fake_stack, NULL, NULL);
}

static bool is_in(tay_ua_t address, tay_ua_t start, size_t bytes)
{
    return address >= start && address - start < bytes;
}

/* An assertion that fails in a client goes straight to the test, on the machine's stack. */
struct fiber *fiber_running(void)
{
    tay_ua_t here = (tay_ua_t)__builtin_frame_address(0);

    if (running != NULL &&
        !is_in(here, running->start.bottom, running->start.top - running->start.bottom) &&
        !is_in(here, (tay_ua_t)running->handler, HANDLER_BYTES)) {
        running = NULL;
        __sanitizer_start_switch_fiber(NULL, machine_bottom, machine_bytes);
        __sanitizer_finish_switch_fiber(NULL, NULL, NULL);
    }
    return running;
}

const struct ask *fiber_asked(void)
{
    return &running->ask;
}

static enum hal_fault_kind kind_of(int signal, greg_t code)
{
    if (signal != SIGSEGV) {
        return HAL_FAULT_INSTRUCTION;
    }
    return (code & ERROR_FETCH) != 0   ? HAL_FAULT_EXECUTE
           : (code & ERROR_WRITE) != 0 ? HAL_FAULT_WRITE
                                       : HAL_FAULT_READ;
}

/* A symbolizer would be started by a fork, and the new process would go on as a machine of its own:
 * reports have addresses only. What a program lends from its stack must lie on
 * that, and not on one of the sanitizer's. A heap that is not the sanitizer's does not know of the
 * word that it hides in front of an array of C++. */
const char *__asan_default_options(void)
{
    return "symbolize=0:detect_stack_use_after_return=0:poison_array_cookie=0";
}

static void take_fault(int signal, siginfo_t *info, void *context)
{
    const greg_t *reg = ((const ucontext_t *)context)->uc_mcontext.gregs;

    if (fiber_running() == NULL) {
        fiber_catch_faults(false); /* it comes again, and is reported */
        return;
    }
    struct ask ask = {.kind = ASK_FAULT, .sp = (tay_ua_t)reg[REG_RSP]};
    ask.fault = (struct hal_fault){.kind = kind_of(signal, reg[REG_ERR]),
                                   .address = (tay_ua_t)info->si_addr,
                                   .pc = (tay_ua_t)reg[REG_RIP]};
    fiber_ask(&ask);
}

void fiber_catch_faults(bool on)
{
    struct sigaction action = {.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};

    action.sa_sigaction = take_fault;
    for (size_t n = 0; n < SIGNALS; n++) {
        if (on && !catches) {
            sigaction(caught[n], &action, &before[n]);
        } else if (!on && catches) {
            sigaction(caught[n], &before[n], NULL);
        }
    }
    catches = on;
}

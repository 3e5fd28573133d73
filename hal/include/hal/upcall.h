/* SPDX-License-Identifier: MIT */
/*
 * The way back: what core offers to a board.
 *
 * The kernel is a state machine. The board's entry code saves a thread's state in its context and
 * calls one of the kernel_on_ functions on this core's kernel stack with interrupts masked; the
 * answer is the context to resume, whose space core has activated, or NULL: nothing to run. Then
 * the board waits for an interrupt (WFI) and calls kernel_on_interrupt(NULL). Each takes the kernel
 * lock and releases it before it returns.
 */
#ifndef HAL_UPCALL_H
#define HAL_UPCALL_H

#include <hal/boot.h>
#include <hal/system.h>
#include <hal/types.h>
#include <tay/abi/fault.h>

/* What a user fault was: the kinds that a CPU knows. TAY_FAULT_STACK core makes of them. */
enum hal_fault_kind {
    HAL_FAULT_READ = TAY_FAULT_READ,               /* data read: not mapped or not readable */
    HAL_FAULT_WRITE = TAY_FAULT_WRITE,             /* data write: not mapped or not writable */
    HAL_FAULT_EXECUTE = TAY_FAULT_EXECUTE,         /* fetch: not mapped or not executable */
    HAL_FAULT_ALIGNMENT = TAY_FAULT_ALIGNMENT,     /* data, stack pointer or program counter */
    HAL_FAULT_INSTRUCTION = TAY_FAULT_INSTRUCTION, /* undefined or forbidden instruction */
    HAL_FAULT_BREAKPOINT = TAY_FAULT_BREAKPOINT,   /* breakpoint or single step */
    HAL_FAULT_FP = TAY_FAULT_FP,                   /* a floating-point exception that is trapped */
    HAL_FAULT_BUS = TAY_FAULT_BUS,                 /* the memory system answered with an error */
};

/* A fault of the user's code. */
struct hal_fault {
    enum hal_fault_kind kind; /* what it was */
    tay_ua_t address;         /* READ, WRITE, EXECUTE, ALIGNMENT, BUS: the address used; else of the
                                 instruction */
    tay_ua_t pc;              /* of the instruction */
    uint64_t code;            /* the CPU's own syndrome, for reports */
};

/* The boot core, first, once: makes the kernel's state and init. */
struct hal_context *kernel_on_boot(const struct hal_boot *boot);

/* The boot core, once, after that: what was busy (hal_boot.busy_bytes) is RAM like the rest. Where
 * nothing was, it need not be called. */
void kernel_on_boot_over(void);

/* Each further core, once, after kernel_on_boot has returned. */
struct hal_context *kernel_on_core(void);

/* A thread trapped; `trap` is the number in the trapping instruction, any value. */
struct hal_context *kernel_on_trap(struct hal_context *context, unsigned trap);

/* A thread called a kernel object: what kernel_fast_call goes on with, on a stack, the kernel's
 * lock held. If
 * the same thread goes on, hal_context_end_operation may have taken the place of
 * hal_context_end_trap. */
struct hal_context *kernel_on_operation(struct hal_context *context, void *capability);

/* The short ways of traps, which a board may try before kernel_on_trap: see hal/fast.h for what
 * holds while they run. NULL: nothing has happened. */

/*
 * TAY_TRAP_CALL, two ways. hal_fast_deliver: the caller waits, and a server has the message. It
 * goes on in its own space with TAY_OK and TAY_KIND_CALL, and the same info word and words; its
 * badge is in its context. hal_fast_operate: it is a call on a kernel object.
 */
struct hal_context *kernel_fast_call(tay_word_t handle);

/*
 * TAY_TRAP_REPLY_RECV: the server waits, and its caller has the answer. It goes on in its own space
 * with the status that is the info word, TAY_KIND_REPLY, the same words, and 0 as info word and
 * badge.
 */
struct hal_context *kernel_fast_reply_recv(tay_word_t handle);

/*
 * TAY_TRAP_NOTIFY, two ways. hal_fast_done: the bits are set, and the thread itself goes on, with
 * TAY_OK and 0 as info word. hal_fast_wake: it is parked, and a waiter has the bits: it goes on
 * with TAY_OK, 0 as info word and badge, the same first word and 0 in the others.
 */
struct hal_context *kernel_fast_notify(tay_word_t handle);

/* TAY_TRAP_WAIT, TAY_TRAP_RECV, TAY_TRAP_YIELD: another thread goes on, with all that is in its
 * context, in its own space (hal_fast_resume). */
struct hal_context *kernel_fast_wait(tay_word_t handle);
struct hal_context *kernel_fast_recv(tay_word_t handle);
struct hal_context *kernel_fast_yield(void);

/* A thread faulted; the context's program counter is that of the instruction. */
struct hal_context *kernel_on_fault(struct hal_context *context, const struct hal_fault *fault);

/* An interrupt came while a thread ran, or (NULL) while the core was idle. */
struct hal_context *kernel_on_interrupt(struct hal_context *context);

/*
 * From within the functions of hal/space.h: one zero-filled page for a table of this space, in the
 * linear map, with one user; NULL if there is none.
 */
void *kernel_table_take(struct hal_space *space);

/* A table has one user more, or one less; with its last user it is taken back. */
void kernel_table_hold(void *table);
void kernel_table_give(struct hal_space *space, void *table);

/* Whether a table has several users. */
bool kernel_table_is_shared(const void *table);

/*
 * What core knows of each frame of RAM, by its number, and the part of that which counts one
 * reference. Inline, as a table has hundreds of pages.
 */
extern uint32_t *kernel_frame_entry;
#define KERNEL_FRAME_REFERENCE (1u << 8)

/* From within hal_space_own: this page, which core has handed out, has one counted entry more. The
 * first argument is the variable above, which need not be loaded each time. */
static inline void kernel_page_hold(uint32_t *frame_entry, struct hal_pa page)
{
    uint32_t *entry = &frame_entry[page.value >> HAL_PAGE_SHIFT];
    if (__builtin_add_overflow(*entry, KERNEL_FRAME_REFERENCE, entry)) {
        hal_panic("a page has too many references");
    }
}

/* From within hal_space_unmap: the page has one counted entry less, which no core uses any more. */
void kernel_page_drop(struct hal_pa page);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Exceptions: from user mode into the kernel and back, and the kernel's own.
 *
 * While a thread runs at EL0, SP_EL1 is the address of its struct hal_context. The kernel's C code
 * runs on SP_EL0 (SPSel = 0) with all exceptions masked, and SP_EL1 is then the top of this core's
 * emergency stack; so an exception that the kernel itself causes comes to the vectors "current EL
 * with SP0" and has a stack even if the kernel's own has overflowed.
 */
#include <a64_offset.h>
#include <a64_regs.h>

    .section .text.vectors, "ax"

/* Stores x0 to x30 from SP on. */
.macro save_general
    stp x0, x1, [sp, #16 * 0]
    stp x2, x3, [sp, #16 * 1]
    stp x4, x5, [sp, #16 * 2]
    stp x6, x7, [sp, #16 * 3]
    stp x8, x9, [sp, #16 * 4]
    stp x10, x11, [sp, #16 * 5]
    stp x12, x13, [sp, #16 * 6]
    stp x14, x15, [sp, #16 * 7]
    stp x16, x17, [sp, #16 * 8]
    stp x18, x19, [sp, #16 * 9]
    stp x20, x21, [sp, #16 * 10]
    stp x22, x23, [sp, #16 * 11]
    stp x24, x25, [sp, #16 * 12]
    stp x26, x27, [sp, #16 * 13]
    stp x28, x29, [sp, #16 * 14]
    str x30, [sp, #16 * 15]
.endm

/* SP_EL1 becomes the emergency stack, SP the kernel's. */
.macro on_kernel_stack
    mrs x1, tpidr_el1
    ldp x2, x3, [x1, #A64_CORE_STACKS]
    mov sp, x2
    msr SPSel, #0
    mov sp, x3
    mov x29, xzr /* ends the backtrace */
    mov x30, xzr
.endm

/* Saves the user's state, and enters C on this core's kernel stack with x0 = context. */
.macro enter_from_user
    save_general
    mrs x1, sp_el0
    mrs x2, elr_el1
    mrs x3, spsr_el1
    str x1, [sp, #A64_CONTEXT_SP]
    stp x2, x3, [sp, #A64_CONTEXT_PC]
    mov x0, sp
    on_kernel_stack
.endm

/* The kernel's own exception, on the emergency stack. */
.macro from_kernel vector
    .balign 128
    sub sp, sp, #A64_FRAME_BYTES
    save_general
    mov x1, #\vector
    b kernel_exception
.endm

/* The same while SP_EL1 was in use: in the entry code, or while the kernel panics. The stack
 * starts anew, since SP may be a context; TPIDR_EL0 keeps the old one. */
.macro from_entry vector
    .balign 128
    msr tpidrro_el0, x0
    mov x0, sp
    msr tpidr_el0, x0
    mrs x0, tpidr_el1
    ldr x0, [x0, #A64_CORE_STACKS]
    mov sp, x0
    mrs x0, tpidrro_el0
    sub sp, sp, #A64_FRAME_BYTES
    save_general
    mov x1, #\vector
    b kernel_exception
.endm

/* From a thread. */
.macro from_user target
    .balign 128
    b \target
.endm

/*
 * The short ways: hal/fast.h. A trap destroys x9 to x18, so that they are free once it is known to
 * be one; its immediate is in ESR_EL1, so that one value stands for exception class, instruction
 * length and number (ARM DDI 0487, D13.2.37).
 */
#define ESR_TRAP(number) ((A64_EC_SVC << A64_EC_SHIFT) | (1 << 25) | (number))

/* What survives a trap goes to the context; so do the handle, which a short way destroys, and the
 * info word, by which the kernel knows what is lent. */
.macro save_kept
    stp x0, x1, [sp, #8 * 0]
    stp x19, x20, [sp, #8 * 19]
    stp x21, x22, [sp, #8 * 21]
    stp x23, x24, [sp, #8 * 23]
    stp x25, x26, [sp, #8 * 25]
    stp x27, x28, [sp, #8 * 27]
    stp x29, x30, [sp, #8 * 29]
    mrs x11, sp_el0
    mrs x12, elr_el1
    stp x11, x12, [sp, #A64_CONTEXT_SP]
.endm

/* The rest of what a trap has brought with it, and flags that come back as zero. */
.macro save_words
    stp x2, x3, [sp, #8 * 2]
    stp x4, x5, [sp, #8 * 4]
    stp x6, x7, [sp, #8 * 6]
    str x8, [sp, #8 * 8]
    str xzr, [sp, #A64_CONTEXT_PSTATE]
.endm

/* What survives a trap, back from the context x0, with its space and its right to use FP. SPSR 0 is
 * EL0, nothing masked, and flags that are zero. No isb: eret is the context synchronisation. */
.macro load_kept
    mov sp, x0
    ldp x11, x12, [sp, #A64_CONTEXT_SP]
    ldp x13, x14, [sp, #A64_CONTEXT_POINTER]
    ldr x15, [sp, #A64_CONTEXT_TTBR]
    msr sp_el0, x11
    msr elr_el1, x12
    msr spsr_el1, xzr
    msr tpidr_el0, x13
    msr cpacr_el1, x14
    msr ttbr0_el1, x15
    ldp x19, x20, [sp, #8 * 19]
    ldp x21, x22, [sp, #8 * 21]
    ldp x23, x24, [sp, #8 * 23]
    ldp x25, x26, [sp, #8 * 25]
    ldp x27, x28, [sp, #8 * 27]
    ldp x29, x30, [sp, #8 * 29]
.endm

/* Nothing of what the kernel, or another thread, had there gets out. */
.macro clear_scratch
    ldp x9, x10, [sp, #A64_CONTEXT_ZERO]
    ldp x11, x12, [sp, #A64_CONTEXT_ZERO]
    ldp x13, x14, [sp, #A64_CONTEXT_ZERO]
    ldp x15, x16, [sp, #A64_CONTEXT_ZERO]
    ldp x17, x18, [sp, #A64_CONTEXT_ZERO]
.endm

/* The order and spacing are the architecture's (ARM DDI 0487, D1.10.2). */
    .balign 2048
    .globl a64_vectors
a64_vectors:
    from_kernel 0
    from_kernel 1
    from_kernel 2
    from_kernel 3
    from_entry 4
    from_entry 5
    from_entry 6
    from_entry 7
/* A thread's svc or fault: which one it is decides where it goes on. Only x11 and x12 are used for
 * that, since a fault may have live values everywhere. */
    .balign 128
    stp x11, x12, [sp, #8 * 11]
    mrs x11, esr_el1
    mov w12, #ESR_TRAP(A64_TRAP_CALL)
    sub w11, w11, w12
    cbz w11, fast_call
    cmp w11, #A64_TRAP_REPLY_RECV
    b.eq fast_reply_recv
    cmp w11, #A64_TRAP_YIELD
    b.ls fast_others
    lsr w11, w11, #16
    cbz w11, user_trap
    ldp x11, x12, [sp, #8 * 11]
    b user_fault

    from_user user_irq
    from_user user_fiq
    from_user user_serror
    /* AArch32 at EL0: no context ever has such a state. */
    from_entry 12
    from_entry 13
    from_entry 14
    from_entry 15

kernel_exception:
    mrs x2, sp_el0
    mrs x3, tpidr_el0
    cmp x1, #4
    csel x2, x2, x3, lo
    mrs x3, elr_el1
    stp x2, x3, [sp, #A64_FRAME_SP]
    mrs x2, spsr_el1
    mrs x3, esr_el1
    stp x2, x3, [sp, #A64_FRAME_PC + 8]
    mrs x2, far_el1
    str x2, [sp, #A64_FRAME_ESR + 8]
    mov x0, sp
    mov x30, xzr
    bl a64_on_kernel_exception

/* A deadline, in x8, which a short way destroys, is not for one. */
fast_call:
    tbnz w1, #A64_INFO_DEADLINE_BIT, user_trap
    save_kept
    stp x9, x10, [sp, #8 * 9] /* the lent ranges, which its server will ask for */
    bl kernel_fast_call
    b kept_trap

    .globl a64_fast_deliver
a64_fast_deliver:
    load_kept
    ldr x8, [sp, #8 * 8] /* the badge */
    mov x0, #A64_RESULT_CALL
    clear_scratch
    eret

fast_reply_recv:
    tbnz w1, #A64_INFO_DEADLINE_BIT, user_trap
    save_kept
    bl kernel_fast_reply_recv
    b kept_trap

    .globl a64_fast_answer
a64_fast_answer:
    load_kept
    mov x0, x1 /* the status */
    mov x1, xzr
    mov x8, xzr
    clear_scratch
    eret

fast_others:
    cmp w11, #A64_TRAP_NOTIFY
    b.eq fast_notify
    tbnz w1, #A64_INFO_DEADLINE_BIT, user_trap
    cmp w11, #A64_TRAP_WAIT
    b.eq fast_wait
    cmp w11, #A64_TRAP_YIELD
    b.eq fast_yield
    cmp w11, #A64_TRAP_RECV
    b.ne user_trap
    save_kept
    bl kernel_fast_recv
    b others_trap
fast_wait:
    save_kept
    bl kernel_fast_wait
    b others_trap
fast_yield:
    save_kept
    bl kernel_fast_yield
    b others_trap

fast_notify:
    save_kept
    bl kernel_fast_notify
    b others_trap

/* The same thread goes on: only x30 has been in use. */
    .globl a64_fast_done
a64_fast_done:
    ldr x30, [sp, #8 * 30]
    mov x0, xzr
    mov x1, xzr
    clear_scratch
    eret

/* A thread that waited has got bits, in x2. */
    .globl a64_fast_wake
a64_fast_wake:
    load_kept
    mov x0, xzr
    mov x1, xzr
    ldp x3, x4, [sp, #A64_CONTEXT_ZERO]
    ldp x5, x6, [sp, #A64_CONTEXT_ZERO]
    ldp x7, x8, [sp, #A64_CONTEXT_ZERO]
    clear_scratch
    eret

/* The long way of a trap: what it may destroy is not saved, but for its own registers. Its flags
 * come back as zero. */
user_trap:
    save_kept
    stp x9, x10, [sp, #8 * 9]
    b kept_trap

/* A call on a kernel object: x0 is the capability. The rest of it is saved, and C goes on, with the
 * kernel's lock. */
    .globl a64_fast_operate
a64_fast_operate:
    save_words
    mov x19, sp
    mov x20, x0
    on_kernel_stack
    mov x0, x19
    mov x1, x20
    bl kernel_on_operation
    b trap_done

/* The same after a short way that has used x3 to x7: such traps have nothing there. */
others_trap:
    mov x3, xzr
    mov x4, xzr
    mov x5, xzr
    mov x6, xzr
    mov x7, xzr
    stp xzr, xzr, [sp, #8 * 9]
kept_trap:
    save_words
    mov x19, sp
    on_kernel_stack
    mov x0, x19
    mrs x1, esr_el1
    and x1, x1, #0xffff /* the immediate (ARM DDI 0487, D13.2.37, ISS of SVC) */
    bl kernel_on_trap
trap_done:
    cmp x0, x19
    b.ne a64_resume
    ldr w1, [x0, #A64_CONTEXT_WHOLE]
    cbnz w1, a64_resume

/* The same thread goes on, and C has kept x21 to x30; the space is the same. */
    msr SPSel, #1
    mov sp, x0
    ldr x11, [sp, #A64_CONTEXT_SP]
    ldp x12, x13, [sp, #A64_CONTEXT_POINTER]
    msr sp_el0, x11
    msr tpidr_el0, x12
    msr cpacr_el1, x13
    ldp x0, x1, [sp, #8 * 0]
    ldp x2, x3, [sp, #8 * 2]
    ldp x4, x5, [sp, #8 * 4]
    ldp x6, x7, [sp, #8 * 6]
    ldr x8, [sp, #8 * 8]
    ldp x19, x20, [sp, #8 * 19]
    ldp x29, x30, [sp, #8 * 29]
    clear_scratch
    eret

user_fault:
    enter_from_user
    mrs x1, esr_el1
    mrs x2, far_el1
    bl a64_on_user_fault
    b a64_resume

user_irq:
    enter_from_user
    bl kernel_on_interrupt
    b a64_resume

user_fiq:
    enter_from_user
    bl a64_on_user_fiq

user_serror:
    enter_from_user
    mrs x1, esr_el1
    bl a64_on_user_serror
    b a64_resume

/* Continues at EL0 in context x0; NULL: waits for an interrupt first. The kernel stack is empty. */
    .globl a64_resume
a64_resume:
    cbnz x0, 2f
    dsb sy /* what this core wrote is visible before it sleeps */
    wfi    /* wakes for a masked interrupt, too */
    bl kernel_on_interrupt
    b a64_resume

2:  msr SPSel, #1
    b 3f

/* From a short way: any other thread, with all of its registers, in its own space. */
    .globl a64_fast_resume
a64_fast_resume:
    ldr x1, [x0, #A64_CONTEXT_TTBR]
    msr ttbr0_el1, x1 /* eret is the context synchronisation */
3:
    mov sp, x0
    str wzr, [sp, #A64_CONTEXT_WHOLE]
    ldp x1, x2, [sp, #A64_CONTEXT_SP]
    ldp x3, x4, [sp, #A64_CONTEXT_PSTATE]
    ldr x5, [sp, #A64_CONTEXT_ACCESS]
    msr sp_el0, x1
    msr elr_el1, x2
    msr spsr_el1, x3
    msr tpidr_el0, x4
    msr cpacr_el1, x5 /* eret is the context synchronisation */
    ldp x2, x3, [sp, #16 * 1]
    ldp x4, x5, [sp, #16 * 2]
    ldp x6, x7, [sp, #16 * 3]
    ldp x8, x9, [sp, #16 * 4]
    ldp x10, x11, [sp, #16 * 5]
    ldp x12, x13, [sp, #16 * 6]
    ldp x14, x15, [sp, #16 * 7]
    ldp x16, x17, [sp, #16 * 8]
    ldp x18, x19, [sp, #16 * 9]
    ldp x20, x21, [sp, #16 * 10]
    ldp x22, x23, [sp, #16 * 11]
    ldp x24, x25, [sp, #16 * 12]
    ldp x26, x27, [sp, #16 * 13]
    ldp x28, x29, [sp, #16 * 14]
    ldr x30, [sp, #16 * 15]
    ldp x0, x1, [sp, #16 * 0]
    eret

/*
 * hal_panic: its caller's registers, on the emergency stack, which is in use already if the kernel
 * panics out of an exception of its own.
 */
    .globl hal_panic
hal_panic:
    msr daifset, #0xf
    mov x17, sp
    mrs x16, SPSel
    cbnz x16, 1f
    msr SPSel, #1
1:  sub sp, sp, #A64_FRAME_BYTES
    save_general
    mrs x16, daif
    stp x17, x30, [sp, #A64_FRAME_SP]
    stp x16, xzr, [sp, #A64_FRAME_PC + 8]
    str xzr, [sp, #A64_FRAME_ESR + 8]
    mov x1, sp
    bl a64_panic

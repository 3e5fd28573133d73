/* SPDX-License-Identifier: MIT */
/*
 * A thread's state, and who owns each core's FP registers.
 *
 * The FP registers of a core belong to core->fp_owner; only that context opens them (its access
 * goes to CPACR_EL1 at each exit), and it knows its keeper. Any other thread's first use traps and
 * comes here. The kernel itself is compiled without FP. Invariant: context->keeper is the core
 * whose fp_owner the context is, or NULL.
 */
#include <hal/context.h>

#include <a64_context.h>
#include <a64_core.h>
#include <a64_regs.h>
#include <hal/core.h>
#include <string.h>

/* Guards fp_owner of all cores against a context that goes away; never held over an upcall. */
static struct hal_lock context_fp_lock;

void hal_context_init(struct hal_context *context, tay_ua_t entry, tay_ua_t stack,
                      tay_word_t argument0, tay_word_t argument1)
{
    memset(context->x, 0, sizeof context->x);
    context->x[0] = argument0;
    context->x[1] = argument1;
    context->sp = stack;
    context->pc = entry;
    context->pstate = 0; /* EL0, nothing masked, AArch64 */
    context->pointer = 0;
    context->access = 0;
    context->zero[0] = 0;
    context->zero[1] = 0;
    context->fp_status = 0;
    context->fp_control = 0;
    context->keeper = NULL;
    context->whole = 1;
    context->fp_used = false;
}

/* The bits of FPSR and FPCR that the A53 has (ARM DDI 0487, C5.2.8 and C5.2.7): others are RES0. */
#define FPSR_USER UINT64_C(0xf800009f)
#define FPCR_USER UINT64_C(0x07c00000)

/* NZCV (ARM DDI 0487, C5.2.18, SPSR_EL1): all of PSTATE that user mode may choose. */
#define PSTATE_USER UINT64_C(0xf0000000)

/* What other cores, or this one before, have written to a context is there when this says so. */
static struct a64_core *keeper_of(const struct hal_context *context)
{
    return __atomic_load_n(&context->keeper, __ATOMIC_ACQUIRE);
}

static void own(struct a64_core *core, struct hal_context *context)
{
    core->fp_owner = context;
    context->access = A64_CPACR_FP;
    __atomic_store_n(&context->keeper, core, __ATOMIC_RELEASE);
}

static void disown(struct a64_core *core)
{
    struct hal_context *context = core->fp_owner;

    core->fp_owner = NULL;
    context->access = 0;
    __atomic_store_n(&context->keeper, NULL, __ATOMIC_RELEASE);
}

/* Opens the FP registers, which are as the FP lock says, to this code; and closes them. */
static void fp_open(void)
{
    /* isb: the registers are accessible from here on. */
    __asm__ volatile("msr cpacr_el1, %0\n\tisb" ::"r"((uint64_t)A64_CPACR_FP) : "memory");
    hal_lock_acquire(&context_fp_lock);
}

static void fp_close(void)
{
    hal_lock_release(&context_fp_lock);
    /* isb: kernel code that used FP by mistake traps again. */
    __asm__ volatile("msr cpacr_el1, xzr\n\tisb" ::: "memory");
}

/* The registers of this core may be newer than the context. */
static void update_fp(struct hal_context *context)
{
    if (keeper_of(context) == a64_core_self()) {
        fp_open();
        a64_fp_save(context);
        fp_close();
    }
}

void hal_context_copy(struct hal_context *to, struct hal_context *from)
{
    uint64_t ttbr = to->ttbr;

    update_fp(from);
    *to = *from;
    to->ttbr = ttbr;
    to->access = 0;
    to->keeper = NULL;
    to->whole = 1;
}

void hal_context_export(struct hal_context *context, void *image)
{
    struct a64_image *to = image;

    update_fp(context);
    memcpy(to->x, context->x, sizeof to->x);
    to->sp = context->sp;
    to->pc = context->pc;
    to->pstate = context->pstate;
    to->reserved0 = 0;
    to->fp_status = context->fp_status;
    to->fp_control = context->fp_control;
    to->reserved1 = 0;
    if (context->fp_used) {
        memcpy(to->vector, context->vector, sizeof to->vector);
    } else {
        memset(to->vector, 0, sizeof to->vector);
    }
}

void hal_context_import(struct hal_context *context, const void *image)
{
    const struct a64_image *from = image;

    hal_context_retire(context); /* what the FP registers hold is out of date */
    memcpy(context->x, from->x, sizeof context->x);
    context->sp = from->sp;
    context->pc = from->pc;
    context->pstate = from->pstate & PSTATE_USER;
    context->fp_status = from->fp_status & FPSR_USER;
    context->fp_control = from->fp_control & FPCR_USER;
    memcpy(context->vector, from->vector, sizeof context->vector);
    context->fp_used = true;
    context->whole = 1;
}

void hal_context_divert(struct hal_context *context, tay_ua_t entry, tay_word_t argument0,
                        tay_word_t argument1)
{
    context->whole = 1;
    context->pc = entry;
    context->pstate = 0;
    context->sp &= ~UINT64_C(15); /* AAPCS64, 6.4.5.1: SP mod 16 = 0; there is no red zone */
    context->x[0] = argument0;
    context->x[1] = argument1;
}

unsigned hal_context_core(const struct hal_context *context)
{
    const struct a64_core *keeper = keeper_of(context);

    return keeper == NULL ? hal_core_self() : keeper->number;
}

bool hal_context_fetch(const struct hal_context *context)
{
    struct a64_core *keeper = keeper_of(context);

    if (keeper == NULL || keeper == a64_core_self()) {
        return true;
    }
    __atomic_store_n(&keeper->fp_wanted, 1, __ATOMIC_RELEASE);
    hal_core_kick(keeper->number);
    return false;
}

/* Whatever FP state this core keeps goes to its context. */
static void fp_let_go(struct a64_core *core)
{
    fp_open();
    if (core->fp_owner != NULL) {
        a64_fp_save(core->fp_owner);
        disown(core);
    }
    fp_close();
}

void a64_on_kick(void)
{
    struct a64_core *core = a64_core_self();

    if (a64_stopping()) {
        a64_halt();
    }
    if (__atomic_exchange_n(&core->fp_wanted, 0, __ATOMIC_ACQUIRE) != 0) {
        fp_let_go(core);
    }
}

void hal_context_save(const struct hal_context *context)
{
    /* Only this core makes itself a keeper, so that no lock is needed to see that it is none. */
    if (keeper_of(context) == a64_core_self()) {
        fp_let_go(a64_core_self());
    }
}

void hal_context_retire(struct hal_context *context)
{
    if (keeper_of(context) == NULL) {
        return;
    }
    hal_lock_acquire(&context_fp_lock);
    if (context->keeper != NULL) {
        disown(context->keeper);
    }
    hal_lock_release(&context_fp_lock);
}

void a64_fp_take(struct hal_context *context)
{
    struct a64_core *core = a64_core_self();

    fp_open();
    if (core->fp_owner != NULL) {
        a64_fp_save(core->fp_owner);
        disown(core);
    }
    if (!context->fp_used) {
        memset(context->vector, 0, sizeof context->vector);
        context->fp_used = true;
    }
    a64_fp_load(context);
    own(core, context);
    fp_close();
}

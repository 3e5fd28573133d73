/* SPDX-License-Identifier: MIT */
/*
 * A thread's state, and who owns each core's FP registers.
 *
 * The FP registers of a core belong to core->fp_owner; only for that context does a64_resume open
 * them (CPACR_EL1). Any other thread's first use traps and comes here. The kernel itself is
 * compiled without FP.
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
    /* PSTATE 0: EL0, nothing masked, AArch64. */
    *context = (struct hal_context){.pc = entry, .sp = stack};
    context->x[0] = argument0;
    context->x[1] = argument1;
}

/* The bits of FPSR and FPCR that the A53 has (ARM DDI 0487, C5.2.8 and C5.2.7): others are RES0. */
#define FPSR_USER UINT64_C(0xf800009f)
#define FPCR_USER UINT64_C(0x07c00000)

/* NZCV (ARM DDI 0487, C5.2.18, SPSR_EL1): all of PSTATE that user mode may choose. */
#define PSTATE_USER UINT64_C(0xf0000000)

/* The registers of this core may be newer than the context. */
static void update_fp(struct hal_context *context)
{
    /* isb: the registers are accessible from here on. */
    __asm__ volatile("msr cpacr_el1, %0\n\tisb" ::"r"((uint64_t)A64_CPACR_FP) : "memory");
    hal_lock_acquire(&context_fp_lock);
    if (a64_core_self()->fp_owner == context) {
        a64_fp_save(context);
    }
    hal_lock_release(&context_fp_lock);
    /* isb: kernel code that used FP by mistake traps again. */
    __asm__ volatile("msr cpacr_el1, xzr\n\tisb" ::: "memory");
}

void hal_context_copy(struct hal_context *to, struct hal_context *from)
{
    update_fp(from);
    *to = *from;
}

void hal_context_export(struct hal_context *context, void *image)
{
    update_fp(context);
    struct hal_context copy = *context;
    copy.pointer = 0;
    memcpy(image, &copy, sizeof copy);
}

void hal_context_import(struct hal_context *context, const void *image)
{
    uint64_t pointer = context->pointer;
    hal_context_retire(context); /* what the FP registers hold is out of date */
    memcpy(context, image, sizeof *context);
    context->pointer = pointer;
    context->pstate &= PSTATE_USER;
    context->fp_status &= FPSR_USER;
    context->fp_control &= FPCR_USER;
    context->reserved = 0;
}

void hal_context_divert(struct hal_context *context, tay_ua_t entry, tay_word_t argument0,
                        tay_word_t argument1)
{
    context->pc = entry;
    context->pstate = 0;
    context->sp &= ~UINT64_C(15); /* AAPCS64, 6.4.5.1: SP mod 16 = 0; there is no red zone */
    context->x[0] = argument0;
    context->x[1] = argument1;
}

/* Whether another core has the FP state of a context in its registers. */
static struct a64_core *fp_keeper(const struct hal_context *context)
{
    struct a64_core *keeper = NULL;
    hal_lock_acquire(&context_fp_lock);
    for (unsigned n = 0; n < HAL_CORES_MAX; n++) {
        if (a64_cores[n].fp_owner == context && &a64_cores[n] != a64_core_self()) {
            keeper = &a64_cores[n];
        }
    }
    hal_lock_release(&context_fp_lock);
    return keeper;
}

unsigned hal_context_core(const struct hal_context *context)
{
    const struct a64_core *keeper = fp_keeper(context);
    return keeper == NULL ? hal_core_self() : keeper->number;
}

bool hal_context_fetch(const struct hal_context *context)
{
    struct a64_core *keeper = fp_keeper(context);
    if (keeper == NULL) {
        return true;
    }
    __atomic_store_n(&keeper->fp_wanted, 1, __ATOMIC_RELEASE);
    hal_core_kick(keeper->number);
    return false;
}

void hal_context_leave(const struct hal_context *context)
{
    (void)context;
    /* dsb: the thread's accesses to devices, and to memory past the caches, are complete here
     * before it makes others from another core, which that core's barriers do not order with these.
     * The lock only orders what is coherent. */
    __asm__ volatile("dsb sy" ::: "memory");
}

/* Whatever FP state this core keeps goes to its context. */
static void fp_let_go(struct a64_core *core)
{
    /* isb: the registers are accessible from here on. */
    __asm__ volatile("msr cpacr_el1, %0\n\tisb" ::"r"((uint64_t)A64_CPACR_FP) : "memory");
    hal_lock_acquire(&context_fp_lock);
    if (core->fp_owner != NULL) {
        a64_fp_save(core->fp_owner);
        core->fp_owner = NULL;
    }
    hal_lock_release(&context_fp_lock);
    /* isb: kernel code that used FP by mistake traps again. */
    __asm__ volatile("msr cpacr_el1, xzr\n\tisb" ::: "memory");
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
    struct a64_core *core = a64_core_self();

    /* Only this core makes itself an owner, so that no lock is needed to see that it is none. */
    if (__atomic_load_n(&core->fp_owner, __ATOMIC_RELAXED) == context) {
        fp_let_go(core);
    }
}

void hal_context_retire(struct hal_context *context)
{
    hal_lock_acquire(&context_fp_lock);
    for (unsigned n = 0; n < HAL_CORES_MAX; n++) {
        if (a64_cores[n].fp_owner == context) {
            a64_cores[n].fp_owner = NULL;
        }
    }
    hal_lock_release(&context_fp_lock);
}

void a64_fp_take(struct hal_context *context)
{
    struct a64_core *core = a64_core_self();

    /* isb: the registers are accessible from here on. */
    __asm__ volatile("msr cpacr_el1, %0\n\tisb" ::"r"((uint64_t)A64_CPACR_FP) : "memory");
    hal_lock_acquire(&context_fp_lock);
    if (core->fp_owner != NULL) {
        a64_fp_save(core->fp_owner);
    }
    a64_fp_load(context);
    core->fp_owner = context;
    hal_lock_release(&context_fp_lock);
    /* isb: kernel code that used FP by mistake traps again. */
    __asm__ volatile("msr cpacr_el1, xzr\n\tisb" ::: "memory");
}

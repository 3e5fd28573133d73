/* SPDX-License-Identifier: MIT */
/*
 * A thread's exceptions that are no system call: first use of FP, or a fault for core to decide.
 *
 * Source of all numbers: ARM DDI 0487, D13.2.37, ESR_EL1, exception classes and ISS encodings.
 */
#include <a64_context.h>
#include <a64_fault.h>
#include <a64_regs.h>
#include <hal/system.h>
#include <hal/upcall.h>

enum {
    FAULT_EC_FETCH = 0x20,
    FAULT_EC_PC_ALIGNMENT = 0x22,
    FAULT_EC_DATA = 0x24,
    FAULT_EC_SP_ALIGNMENT = 0x26,
    FAULT_EC_FP_AARCH64 = 0x2c,
    FAULT_EC_BREAKPOINT = 0x30,
    FAULT_EC_STEP = 0x32,
    FAULT_EC_WATCHPOINT = 0x34,
    FAULT_EC_BRK = 0x3c,
};

#define FAULT_ISS_STATUS 0x3f /* DFSC, IFSC */
#define FAULT_ISS_WRITE 0x40  /* WnR */

/* Fault status codes, DFSC and IFSC. */
enum {
    FAULT_STATUS_PERMISSION_LAST = 0x0f, /* up to here: address size, translation, AF, permission */
    FAULT_STATUS_ALIGNMENT = 0x21,
    FAULT_STATUS_TLB_CONFLICT = 0x30,
};

/* An access, which is what nearly all are, or a fetch. */
static bool fault_is_abort(uint64_t esr)
{
    return esr >> A64_EC_SHIFT == FAULT_EC_DATA || esr >> A64_EC_SHIFT == FAULT_EC_FETCH;
}

static enum hal_fault_kind fault_of_abort(uint64_t esr)
{
    unsigned status = esr & FAULT_ISS_STATUS;

    if (status > FAULT_STATUS_PERMISSION_LAST) {
        if (status == FAULT_STATUS_TLB_CONFLICT) {
            hal_panic("TLB conflict: a translation was replaced without break-before-make");
        }
        return status == FAULT_STATUS_ALIGNMENT ? HAL_FAULT_ALIGNMENT : HAL_FAULT_BUS;
    }
    if (esr >> A64_EC_SHIFT == FAULT_EC_FETCH) {
        return HAL_FAULT_EXECUTE;
    }
    return (esr & FAULT_ISS_WRITE) != 0 ? HAL_FAULT_WRITE : HAL_FAULT_READ;
}

static enum hal_fault_kind fault_of_another_kind(uint64_t esr)
{
    switch (esr >> A64_EC_SHIFT) {
    case FAULT_EC_PC_ALIGNMENT:
    case FAULT_EC_SP_ALIGNMENT:
        return HAL_FAULT_ALIGNMENT;
    case FAULT_EC_FP_AARCH64:
        return HAL_FAULT_FP;
    case FAULT_EC_BREAKPOINT:
    case FAULT_EC_STEP:
    case FAULT_EC_WATCHPOINT:
    case FAULT_EC_BRK:
        return HAL_FAULT_BREAKPOINT;
    default: /* undefined, trapped WFI, system registers, HVC, SMC, illegal state */
        return HAL_FAULT_INSTRUCTION;
    }
}

static tay_ua_t fault_address(uint64_t esr, uint64_t far, const struct hal_context *context)
{
    switch (esr >> A64_EC_SHIFT) {
    case FAULT_EC_PC_ALIGNMENT:
        return far;
    case FAULT_EC_SP_ALIGNMENT: /* leaves FAR_EL1 unknown */
        return context->sp;
    default:
        return context->pc;
    }
}

struct hal_context *a64_on_user_fault(struct hal_context *context, uint64_t esr, uint64_t far)
{
    struct hal_fault fault = {.address = far, .pc = context->pc, .code = esr};

    if (fault_is_abort(esr)) {
        fault.kind = fault_of_abort(esr);
        return kernel_on_fault(context, &fault);
    }
    if (esr >> A64_EC_SHIFT == A64_EC_FP_ACCESS) {
        a64_fp_take(context);
        return context;
    }
    fault.kind = fault_of_another_kind(esr);
    fault.address = fault_address(esr, far, context);
    return kernel_on_fault(context, &fault);
}

struct hal_context *a64_on_user_serror(struct hal_context *context, uint64_t esr)
{
    /* The access that failed was some time before; the address is not known. */
    struct hal_fault fault = {
        .kind = HAL_FAULT_BUS, .address = context->pc, .pc = context->pc, .code = esr};

    return kernel_on_fault(context, &fault);
}

noreturn void a64_on_user_fiq(void)
{
    hal_panic("FIQ: no interrupt is routed so");
}

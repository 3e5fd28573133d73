/* SPDX-License-Identifier: MIT */
/*
 * What core hears of each thing that a thread may not do: kind, address and instruction.
 *
 * Not here, since the emulator does not have them: a misaligned stack pointer, and floating-point
 * exceptions that trap.
 */
#include "board_test.h"
#include "user.h"

#include <hal/context.h>
#include <hal/space.h>

#define FAULT_NOWHERE 0x30000u
#define FAULT_NOWHERE_PA 0x80000000u /* nothing answers there (BCM2837: no bus agent above QA7) */

extern const char fault_start[], fault_end[];
extern const struct {
    uint32_t at;
    uint32_t after;
} fault_attempts[];

static const char *const kind_name[] = {"READ",        "WRITE",      "EXECUTE", "ALIGNMENT",
                                        "INSTRUCTION", "BREAKPOINT", "FP",      "BUS"};

/* As fault.S has them. */
static const struct fault_expected {
    const char *name;
    enum hal_fault_kind kind;
    tay_ua_t address; /* 0: of the instruction */
    bool jumps;       /* the instruction is the one at the address */
} expected[] = {
    {"read of nothing", HAL_FAULT_READ, 0x5000, false},
    {"write to nothing", HAL_FAULT_WRITE, 0x5000, false},
    {"read of page 0", HAL_FAULT_READ, 0x10, false},
    {"write to text", HAL_FAULT_WRITE, USER_CODE, false},
    {"jump to data", HAL_FAULT_EXECUTE, USER_DATA, true},
    {"jump to nothing", HAL_FAULT_EXECUTE, 0x5000, true},
    {"read of a dead bus", HAL_FAULT_BUS, FAULT_NOWHERE, false},
    {"write to a dead bus", HAL_FAULT_BUS, FAULT_NOWHERE, false},
    {"read of the kernel's text", HAL_FAULT_READ, 0xffffffff80000000, false},
    {"jump to the kernel's text", HAL_FAULT_EXECUTE, 0xffffffff80000000, true},
    {"write to the linear map", HAL_FAULT_WRITE, 0xffffff8000001000, false},
    {"write to a device", HAL_FAULT_WRITE, 0xffffffc03f215040, false},
    {"read between the halves", HAL_FAULT_READ, 0x0000ff0000000000, false},
    {"misaligned exclusive", HAL_FAULT_ALIGNMENT, USER_DATA + 1, false},
    {"misaligned jump", HAL_FAULT_ALIGNMENT, USER_CODE + 2, true},
    {"udf", HAL_FAULT_INSTRUCTION, 0, false},
    {"brk", HAL_FAULT_BREAKPOINT, 0, false},
    {"hlt of semihosting", HAL_FAULT_INSTRUCTION, 0, false},
    {"hvc", HAL_FAULT_INSTRUCTION, 0, false},
    {"smc", HAL_FAULT_INSTRUCTION, 0, false},
    {"eret", HAL_FAULT_INSTRUCTION, 0, false},
    {"wfi", HAL_FAULT_INSTRUCTION, 0, false},
    {"mask of interrupts", HAL_FAULT_INSTRUCTION, 0, false},
    {"MPIDR_EL1", HAL_FAULT_INSTRUCTION, 0, false},
    {"TTBR0_EL1", HAL_FAULT_INSTRUCTION, 0, false},
    {"CTR_EL0", HAL_FAULT_INSTRUCTION, 0, false},
    {"PMCCNTR_EL0", HAL_FAULT_INSTRUCTION, 0, false},
    {"CNTPCT_EL0", HAL_FAULT_INSTRUCTION, 0, false},
    {"CNTV_CVAL_EL0", HAL_FAULT_INSTRUCTION, 0, false},
    {"write to TPIDRRO_EL0", HAL_FAULT_INSTRUCTION, 0, false},
    {"dc zva", HAL_FAULT_INSTRUCTION, 0, false},
    {"dc civac", HAL_FAULT_INSTRUCTION, 0, false},
    {"ic ivau", HAL_FAULT_INSTRUCTION, 0, false},
    {"tlbi", HAL_FAULT_INSTRUCTION, 0, false},
};
#define FAULT_COUNT (sizeof expected / sizeof *expected)

static struct hal_context thread;
static size_t attempt;

static struct hal_context *fault_on_fault(struct hal_context *context,
                                          const struct hal_fault *fault)
{
    const struct fault_expected *wanted = &expected[attempt];
    tay_ua_t pc = USER_CODE + fault_attempts[attempt].at;
    tay_ua_t address = wanted->address == 0 ? pc : wanted->address;

    test_check(attempt < FAULT_COUNT, "there are no other faults");
    say("%s: %s at %#lx\n", wanted->name, kind_name[fault->kind], fault->address);
    test_check(context == &thread, "the thread faults");
    test_check(fault->kind == wanted->kind, "the fault has its kind");
    test_check(fault->address == address, "the fault has its address");
    test_check(fault->pc == (wanted->jumps ? address : pc) && context->pc == fault->pc,
               "the fault has its instruction");
    test_check(fault->code != 0, "the fault has a syndrome");
    context->pc = USER_CODE + fault_attempts[attempt].after;
    attempt++;
    return context;
}

static struct hal_context *fault_on_trap(struct hal_context *context, unsigned trap)
{
    (void)context;
    (void)trap;
    test_check(attempt == FAULT_COUNT, "every attempt faults");
    say("%lu faults\n", attempt);
    test_pass();
}

static struct hal_context *fault_on_boot(const struct hal_boot *boot)
{
    (void)boot;
    user_make(fault_start, fault_end);
    user_map(FAULT_NOWHERE, (struct hal_pa){FAULT_NOWHERE_PA}, TAY_MAP_READ | TAY_MAP_WRITE,
             HAL_DEVICE);
    hal_context_init(&thread, USER_CODE, USER_DATA + 0x800, 0, 0);
    return &thread;
}

const struct board_case fault_cases[] = {
    {.word = "case=fault",
     .on_boot = fault_on_boot,
     .on_trap = fault_on_trap,
     .on_fault = fault_on_fault},
    {.word = NULL},
};

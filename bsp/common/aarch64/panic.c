/* SPDX-License-Identifier: MIT */
/*
 * The end of the kernel: what happened, on which core, its registers, and who called whom.
 *
 * Runs on the emergency stack, trusts nothing but its own stack and this core's struct a64_core,
 * and takes no lock. A second panic on the same core is one line, a third is silence.
 */
#include <a64_core.h>
#include <a64_fault.h>
#include <a64_map.h>
#include <a64_regs.h>
#include <a64_semihosting.h>
#include <hal/core.h>
#include <hal/system.h>

#define PANIC_DEPTH_MAX 32
/* ESR_EL1.EC of a data abort in the kernel (ARM DDI 0487, D13.2.37). */
#define PANIC_EC_DATA 0x25

/* What the kernel can bring about itself, by ESR_EL1.EC; an array of text, not of addresses, since
 * the MMU may be off. */
static const struct {
    unsigned char ec;
    char name[31];
} panic_name[] = {
    {0x00, "undefined instruction"},
    {0x07, "floating point in the kernel"},
    {0x0e, "illegal execution state"},
    {0x15, "svc in the kernel"},
    {0x21, "instruction abort"},
    {0x22, "program counter misaligned"},
    {PANIC_EC_DATA, "data abort"},
    {0x26, "stack pointer misaligned"},
    {0x2f, "SError"},
    {0x3c, "brk"},
};

static bool panic_stopping;

bool a64_stopping(void)
{
    return __atomic_load_n(&panic_stopping, __ATOMIC_RELAXED);
}

static void panic_field(const char *name, uint64_t value)
{
    a64_say(name);
    a64_say_hex(value);
}

/* An ESR of 0 is none: hal_panic was called. */
static void panic_say_class(uint64_t esr)
{
    for (size_t n = 0; n < sizeof panic_name / sizeof *panic_name && esr != 0; n++) {
        if (panic_name[n].ec == esr >> A64_EC_SHIFT) {
            a64_say("  ");
            a64_say(panic_name[n].name);
        }
    }
}

static void panic_registers(const struct a64_frame *frame)
{
    panic_field("  pc ", frame->pc);
    panic_field("  sp ", frame->sp);
    panic_field("  pstate ", frame->pstate);
    panic_field("\n  esr ", frame->esr);
    panic_field("  far ", frame->far);
    panic_say_class(frame->esr);
    for (unsigned n = 0; n < 31; n++) {
        a64_say(n % 3 == 0 ? "\n  x" : "  x");
        a64_say_unsigned(n);
        panic_field(n < 10 ? "  " : " ", frame->x[n]);
    }
    a64_say("\n");
}

/* Whether a frame record of two words lies at this address, in one of this core's stacks. */
static bool panic_is_record(const struct a64_core *core, uint64_t address)
{
    uint64_t end = address + 2 * sizeof(uint64_t);

    if (address % 16 != 0) {
        return false;
    }
    return (address >= core->stack_top - A64_STACK_BYTES && end <= core->stack_top) ||
           (address >= core->emergency_top - A64_EMERGENCY_BYTES && end <= core->emergency_top);
}

/*
 * Follows the chain of frame records (AAPCS64, 6.2.3), which leads to ever higher addresses. What
 * has made no record of its own, a leaf function or a jump to nowhere, was called from x30; where
 * it has made one, x30 says the same, or where it last came back to.
 */
static void panic_backtrace(const struct a64_core *core, const struct a64_frame *frame)
{
    uint64_t record = frame->x[29];

    panic_field("backtrace:\n  ", frame->pc);
    if (frame->x[30] != frame->pc) {
        panic_field("\n  ", frame->x[30]);
        a64_say(" (x30)");
    }
    for (unsigned depth = 0; depth < PANIC_DEPTH_MAX; depth++) {
        const uint64_t *word = (const uint64_t *)record;

        if (!panic_is_record(core, record) || word[1] == 0) {
            break;
        }
        panic_field("\n  ", word[1]);
        if (word[0] <= record) {
            break;
        }
        record = word[0];
    }
    a64_say("\n");
}

static void panic_stop_others(unsigned self)
{
    __atomic_store_n(&panic_stopping, true, __ATOMIC_RELAXED);
    for (unsigned n = 0; n < HAL_CORES_MAX; n++) {
        if (n != self) {
            hal_core_kick(n);
        }
    }
}

noreturn void a64_panic(const char *message, const struct a64_frame *frame)
{
    struct a64_core *core = a64_core_self();
    unsigned depth = ++core->panics;

    if (depth > 2) {
        a64_halt();
    }
    panic_stop_others(core->number);
    a64_say(depth == 1 ? "\nPANIC: " : "\nPANIC while in panic: ");
    a64_say(message);
    a64_say("\ncore ");
    a64_say_unsigned(core->number);
    if (depth == 1) {
        a64_say("\n");
        panic_registers(frame);
        panic_backtrace(core, frame);
    } else {
        panic_field("  pc ", frame->pc);
        panic_field("  esr ", frame->esr);
        panic_field("  far ", frame->far);
        a64_say("\n");
    }
    a64_semihosting_exit(2);
    a64_halt();
}

/* Whether an address is in the guard page below this core's kernel stack. */
static bool panic_in_guard(const struct a64_core *core, uint64_t address)
{
    uint64_t bottom = core->stack_top - A64_STACK_BYTES;

    return address < bottom && address >= bottom - A64_PAGE;
}

noreturn void a64_on_kernel_exception(const struct a64_frame *frame, unsigned vector)
{
    bool on_own_stack = vector < 4;

    switch (vector % 4) {
    case 0:
        if (frame->esr >> A64_EC_SHIFT == PANIC_EC_DATA && on_own_stack &&
            panic_in_guard(a64_core_self(), frame->far)) {
            a64_panic("KERNEL STACK OVERFLOW", frame);
        }
        a64_panic(on_own_stack ? "exception in the kernel" : "exception in the kernel's entry code",
                  frame);
    case 1:
        a64_panic("IRQ in the kernel, which masks it", frame);
    case 2:
        a64_panic("FIQ: no interrupt is routed so", frame);
    default:
        a64_panic("SError in the kernel", frame);
    }
}

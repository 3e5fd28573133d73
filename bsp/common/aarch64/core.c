/* SPDX-License-Identifier: MIT */
/*
 * Cores, the lock between them, and the state that the CPU code keeps for each.
 */
#include <a64_core.h>
#include <a64_map.h>
#include <a64_mmio.h>
#include <hal/core.h>
#include <hal/interrupt.h>

struct a64_core a64_cores[HAL_CORES_MAX];
uintptr_t a64_device_offset;

void a64_core_init(unsigned number)
{
    struct a64_core *core = &a64_cores[number];
    uint64_t stacks = (uintptr_t)a64_stacks + (uint64_t)number * A64_STACKS_STRIDE;

    core->number = number;
    core->stack_top = stacks + A64_STACK_OFFSET + A64_STACK_BYTES;
    core->emergency_top = stacks + A64_STACKS_STRIDE;
}

unsigned hal_core_self(void)
{
    return a64_core_self()->number;
}

bool hal_interrupt_pending(void)
{
    uint64_t pending;

    /* ISR_EL1.I (ARM DDI 0487, D13.2.61) tells of interrupts although they are masked. */
    __asm__ volatile("mrs %0, isr_el1" : "=r"(pending));
    return (pending & 0x80) != 0;
}

noreturn void a64_halt(void)
{
    for (;;) {
        __asm__ volatile("msr daifset, #0xf\n\twfi");
    }
}

/*
 * Test and set (ARM DDI 0487, K11.3.1): not fair, but a fair lock is far slower wherever a waiting
 * core may be descheduled. WFE waits for the holder's store, which clears the exclusive monitor.
 */
void hal_lock_acquire(struct hal_lock *lock)
{
    uint32_t held;
    uint32_t failed;

    __asm__ volatile("1:  ldaxr %w0, [%2]\n"
                     "    cbz %w0, 2f\n"
                     "    wfe\n"
                     "    b 1b\n"
                     "2:  stxr %w1, %w3, [%2]\n"
                     "    cbnz %w1, 1b"
                     : "=&r"(held), "=&r"(failed)
                     : "r"(&lock->held), "r"(1)
                     : "memory");
}

void hal_lock_release(struct hal_lock *lock)
{
    __atomic_store_n(&lock->held, 0, __ATOMIC_RELEASE);
}

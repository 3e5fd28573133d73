/* SPDX-License-Identifier: MIT */
/*
 * Cores, the lock between them, and the state that the CPU code keeps for each.
 */
#include <a64_core.h>
#include <a64_map.h>
#include <a64_mmio.h>
#include <hal/core.h>
#include <hal/interrupt.h>

/* How often a core that passes the lock on looks whether it was taken: a microsecond and more on
 * the Pi, where the other one takes it within 200 ns. */
#define LOCK_LOOKS 500u

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

/* False: it is held. */
static bool lock_try(struct hal_lock *lock)
{
    uint32_t free = 0;

    return __atomic_compare_exchange_n(&lock->held, &free, 1, false, __ATOMIC_ACQUIRE,
                                       __ATOMIC_RELAXED);
}

/*
 * Test and set (ARM DDI 0487, K11.3.1): not fair, but a fair lock is far slower wherever a waiting
 * core may be descheduled. WFE waits for the holder's store, which clears the exclusive monitor.
 */
static void lock_wait(struct hal_lock *lock)
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

/*
 * Lets those in who wait, for a bounded time. Who has just released the lock has it in its cache,
 * and who comes anew finds it free for a moment: without this both would always be before those
 * that wake from WFE for it. `waiting` is a hint, which orders nothing.
 */
static void lock_let_in(const struct hal_lock *lock)
{
    for (unsigned looks = 0; looks < LOCK_LOOKS; looks++) {
        if (__atomic_load_n(&lock->waiting, __ATOMIC_RELAXED) == 0 ||
            __atomic_load_n(&lock->held, __ATOMIC_RELAXED) != 0) {
            break;
        }
        a64_relax();
    }
}

/* All that costs more than a free lock; apart, so that what cores spend here can be counted
 * (tools/bench), and the way in stays short. */
static __attribute__((noinline)) void lock_contend(struct hal_lock *lock)
{
    lock_let_in(lock);
    if (!lock_try(lock)) {
        __atomic_fetch_add(&lock->waiting, 1, __ATOMIC_RELAXED);
        lock_wait(lock);
        __atomic_fetch_sub(&lock->waiting, 1, __ATOMIC_RELAXED);
    }
}

/* Functions of their own, so that the time in between can be counted (tools/bench). */
__attribute__((noinline)) void hal_lock_acquire(struct hal_lock *lock)
{
    if (__atomic_load_n(&lock->waiting, __ATOMIC_RELAXED) != 0 || !lock_try(lock)) {
        lock_contend(lock);
    }
}

__attribute__((noinline)) void hal_lock_release(struct hal_lock *lock)
{
    __atomic_store_n(&lock->held, 0, __ATOMIC_RELEASE);
}

void hal_lock_bar(struct hal_lock *lock, bool on)
{
    lock->barred = (uint16_t)(lock->barred + (on ? 1 : -1));
}

bool hal_lock_is_wanted(const struct hal_lock *lock)
{
    return __atomic_load_n(&lock->waiting, __ATOMIC_RELAXED) != 0;
}

void hal_lock_pass(struct hal_lock *lock)
{
    hal_lock_release(lock);
    hal_lock_acquire(lock);
}

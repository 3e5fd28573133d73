/* SPDX-License-Identifier: MIT */
/*
 * A driver that does nothing but wait for its interrupt, that of a channel of the system timer:
 * first while every core sleeps, then while each computes, for a thread of a lower priority. How
 * many instructions lie between the interrupt and the driver is counted from outside.
 */
#include "run.h"
#include <expect.h>
#include <tay/driver.h>
#include <tay/mmio.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/trap.h>

#define ROUNDS 64u /* also in irq.py */

/* BCM2835 ARM Peripherals, 12.1: matches, to be cleared by ones; the low half of the counter, in
 * us; what channel 1 is compared with. */
#define TIMER_STATUS 0x00u
#define TIMER_LOW 0x04u
#define TIMER_COMPARE 0x10u
#define TIMER_MATCH 0x2u
#define DELAY_US 200u

#define THREADS_MAX 4u
#define PRIORITY 8u
#define STACK_BYTES 4096u

static uintptr_t regs;
static tay_cap_t irq, bell;
static char stacks[THREADS_MAX][STACK_BYTES] __attribute__((aligned(16)));

static void wait_often(void)
{
    for (unsigned n = 0; n < ROUNDS; n++) {
        tay_mmio_write32(regs + TIMER_STATUS, TIMER_MATCH);
        tay_mmio_write32(regs + TIMER_COMPARE, tay_mmio_read32(regs + TIMER_LOW) + DELAY_US);
        EXPECT(tay_irq_acknowledge(irq) == TAY_OK);
        EXPECT(bench_wait(bell) == TAY_OK);
    }
}

static void compute(tay_word_t argument, tay_cap_t self)
{
    (void)argument;
    (void)self;
    for (;;) {
        __asm__ volatile("yield"); /* an emulator that counts goes on with another core */
    }
}

/* A thread for each core. */
static void start_computing(void)
{
    tay_cap_t thread;
    tay_word_t core_count;
    size_t total_bytes, free_bytes, kernel_bytes;
    EXPECT(tay_system_query(tay_startup_cap("system"), &core_count, &total_bytes, &free_bytes,
                            &kernel_bytes) == TAY_OK);
    EXPECT(core_count <= THREADS_MAX);
    for (tay_word_t n = 0; n < core_count; n++) {
        EXPECT(tay_thread_create(TAY_CAP_SELF, (tay_ua_t)compute, (tay_ua_t)stacks[n] + STACK_BYTES,
                                 n, PRIORITY, &thread) == TAY_OK);
        EXPECT(tay_thread_start(thread) == TAY_OK);
    }
}

int main(void)
{
    irq = tay_startup_cap("irq");
    bell = tay_startup_cap("bell");
    EXPECT(tay_driver_map(tay_startup_cap("regs"), &regs) == TAY_OK);
    wait_often();
    start_computing();
    wait_often();
    return EXIT_SUCCESS;
}

/* SPDX-License-Identifier: MIT */
/*
 * Time: the cores' counter, by which the kernel measures, against the system timer, which counts at
 * 1 MHz from the same crystal (BCM2835 ARM Peripherals, 12).
 */
#include "report.h"
#include "steps.h"

#include <stdlib.h>
#include <tay/mmio.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/time.h>
#include <tay/trap.h>

/* Raspberry Pi tools, armstubs/armstub8.S: what the firmware's stub writes to CNTFRQ_EL0. */
#define PI_HZ 19200000u

/* BCM2835 ARM Peripherals, 12.1. */
#define TIMER_CS 0x00
#define TIMER_CLO 0x04
#define TIMER_C1 0x10
#define TIMER_CS_M1 0x02u
#define TIMER_US 1000u /* ns a tick */

#define RATE_US 100000u
#define RATE_OFF_US 100u /* 0.1 % */
#define WAKES 20
#define WAKE_NS (5 * TAY_NS_PER_MS)
#define LATE_NS TAY_NS_PER_MS
#define ROUNDS 20

static struct tay_alarm alarm;

uint64_t clock_frequency_hz(void)
{
    uint64_t frequency_hz;
    __asm__("mrs %0, cntfrq_el0" : "=r"(frequency_hz));
    return frequency_hz;
}

static unsigned long ticks_of(tay_time_t ns)
{
    return (unsigned long)(ns * clock_frequency_hz() / TAY_NS_PER_S);
}

static bool is_too_late(tay_time_t late_ns)
{
    return late_ns >= LATE_NS && !report_is_emulated();
}

static bool sleep_until(tay_time_t deadline_ns)
{
    return tay_alarm_sleep_until(&alarm, deadline_ns) == TAY_OK;
}

static void check_rate(uintptr_t timer)
{
    tay_time_t begin_ns = tay_time_now();
    uint32_t begin = tay_mmio_read32(timer + TIMER_CLO);
    bool slept = sleep_until(begin_ns + RATE_US * TIMER_US);
    tay_time_t end_ns = tay_time_now();
    uint32_t timer_us = tay_mmio_read32(timer + TIMER_CLO) - begin;
    unsigned long counter_us = (unsigned long)((end_ns - begin_ns) / TIMER_US);
    long off_us = (long)timer_us - (long)counter_us;
    report(STEP_CLOCK_RATE, slept && labs(off_us) <= (long)RATE_OFF_US,
           "in %lu us of the counter the system timer goes %lu", counter_us,
           (unsigned long)timer_us);
}

static void check_cores(tay_word_t cores)
{
    tay_time_t last_ns = tay_time_now();
    bool moved = true, forward = true;
    for (unsigned n = 0; n < ROUNDS * cores; n++) {
        moved = tay_thread_set_affinity(tay_startup_thread(), n % cores) == TAY_OK && moved;
        tay_time_t now_ns = tay_time_now();
        forward = forward && now_ns >= last_ns;
        last_ns = now_ns;
    }
    moved = tay_thread_set_affinity(tay_startup_thread(), TAY_CORE_ANY) == TAY_OK && moved;
    report(STEP_CLOCK_CORES, moved && forward, "read on %lu cores by turns, the clock %s",
           (unsigned long)cores, forward ? "never goes back" : "goes back");
}

static void check_wake(void)
{
    tay_time_t late_ns = 0;
    bool in_time = true;
    tay_time_t at_ns = tay_time_now();
    for (unsigned n = 0; n < WAKES; n++) {
        at_ns += WAKE_NS;
        in_time = sleep_until(at_ns) && in_time;
        tay_time_t now_ns = tay_time_now();
        in_time = in_time && now_ns >= at_ns;
        late_ns = now_ns >= at_ns && now_ns - at_ns > late_ns ? now_ns - at_ns : late_ns;
    }
    report(STEP_TIMER_WAKE, in_time && !is_too_late(late_ns),
           "of %d wake-ups none is early, and none later than %lu ticks", WAKES, ticks_of(late_ns));
}

/* Compare 1 raises line 1. */
static void check_interrupt(uintptr_t timer)
{
    tay_cap_t bell = tay_startup_cap("bell");
    tay_word_t bits = 0;
    tay_mmio_barrier();
    tay_mmio_write32(timer + TIMER_CS, TIMER_CS_M1);
    uint32_t due = tay_mmio_read32(timer + TIMER_CLO) + WAKE_NS / TIMER_US;
    tay_mmio_write32(timer + TIMER_C1, due);
    enum tay_status status = tay_irq_acknowledge(tay_startup_cap("irq"));
    if (status == TAY_OK) {
        status = tay_trap_wait(bell, TAY_INFO_DEADLINE, tay_time_now() + TAY_NS_PER_S, &bits);
    }
    uint32_t late_us = tay_mmio_read32(timer + TIMER_CLO) - due;
    bool matched = (tay_mmio_read32(timer + TIMER_CS) & TIMER_CS_M1) != 0;
    tay_mmio_write32(timer + TIMER_CS, TIMER_CS_M1);
    tay_mmio_barrier();
    report(STEP_TIMER_INTERRUPT,
           status == TAY_OK && bits == 1 && matched && (int32_t)late_us >= 0 &&
               !is_too_late(late_us * TAY_NS_PER_US),
           "the system timer's interrupt is heard of %ld us after it is due",
           (long)(int32_t)late_us);
}

void clock_steps(uintptr_t timer, tay_word_t cores)
{
    report_hardware(STEP_CLOCK_FREQUENCY, clock_frequency_hz() == PI_HZ,
                    "the counter has %lu Hz, a Pi's 19200000", (unsigned long)clock_frequency_hz());
    if (tay_alarm_create(&alarm) != TAY_OK) {
        return; /* the steps are missing in the last line */
    }
    check_rate(timer);
    check_cores(cores);
    check_wake();
    check_interrupt(timer);
}

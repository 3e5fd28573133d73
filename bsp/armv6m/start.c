/* SPDX-License-Identifier: MIT */
/*
 * Reset and the end on ARMv6-M: memory as C wants it, then stub_main.
 */
#include "stub.h"

#include <stdint.h>

/* From image.ld. */
extern uint32_t armv6m_data_load[], armv6m_data_start[], armv6m_data_end[];
extern uint32_t armv6m_bss_start[], armv6m_bss_end[], armv6m_stack_top[];

/* Semihosting for AArch32 and AArch64, 2.0: SYS_EXIT_EXTENDED, ADP_Stopped_ApplicationExit. */
#define SYS_EXIT_EXTENDED 0x20u
#define APPLICATION_EXIT 0x20026u

noreturn void armv6m_reset(void);
noreturn void armv6m_fault(void);

/* The vector table (ARM DDI 0419C, B1.5.3): stack, reset, NMI, HardFault. The others need an
 * interrupt to be enabled, or an svc. */
__attribute__((used, section(".vectors"))) static const struct {
    void *stack;
    void (*handler[3])(void);
} vectors = {armv6m_stack_top, {armv6m_reset, armv6m_fault, armv6m_fault}};

noreturn void armv6m_reset(void)
{
    const uint32_t *from = armv6m_data_load;
    for (volatile uint32_t *to = armv6m_data_start; to != armv6m_data_end; to++) {
        *to = *from++;
    }
    for (volatile uint32_t *to = armv6m_bss_start; to != armv6m_bss_end; to++) {
        *to = 0;
    }
    stub_main();
}

/* Also what the breakpoint of semihosting becomes where nobody serves it. */
noreturn void armv6m_fault(void)
{
    for (;;) {
        __asm__ volatile("wfi");
    }
}

noreturn void stub_end(unsigned status)
{
    uint32_t block[2] = {APPLICATION_EXIT, status};
    register uint32_t operation __asm__("r0") = SYS_EXIT_EXTENDED;
    register uint32_t *argument __asm__("r1") = block;
    __asm__ volatile("bkpt 0xab" : "+r"(operation) : "r"(argument) : "memory");
    for (;;) {
        __asm__ volatile("wfi");
    }
}

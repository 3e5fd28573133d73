/* SPDX-License-Identifier: MIT */
static volatile unsigned count;

void good(void)
{
    __asm__ volatile("dsb sy" ::"r"(*(unsigned *)0) : "memory");
}

unsigned bad(uintptr_t regs)
{
    volatile unsigned *reg = (unsigned *)regs;
    return *(volatile uint32_t *)regs + *reg + count;
}

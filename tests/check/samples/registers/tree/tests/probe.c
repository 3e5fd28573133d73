/* SPDX-License-Identifier: MIT */
unsigned probe(uintptr_t regs)
{
    return *(volatile uint32_t *)regs;
}

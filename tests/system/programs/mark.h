/* SPDX-License-Identifier: MIT */
/*
 * A place in a program at which tools/qemu-plugin writes down what each core has run: an
 * instruction that does nothing, and which no compiler makes. `number`: 1 to 65535, a constant.
 */
#ifndef PROGRAMS_MARK_H
#define PROGRAMS_MARK_H

#define MARK(number) __asm__ volatile("movz xzr, #%0" ::"i"(number) : "memory")

#endif

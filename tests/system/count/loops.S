/* SPDX-License-Identifier: MIT */
/*
 * See counted.h. The symbols behind the loops say where they end; the returns are outside. They are
 * where no other program of the image has code: addresses are all that the counter goes by.
 */
    .text
    .globl counted_loop, counted_loop_end, counted_touch, counted_touch_end
    .type counted_loop, %function
    .type counted_touch, %function

    .balign 0x10000
counted_loop:
    subs x0, x0, #1
    b.ne counted_loop
    .type counted_loop_end, %function
counted_loop_end:
    ret

/* The write is not the first of its block: an exception leaves the block in the middle. */
    .balign 16
counted_touch:
    subs x1, x1, #1
    str xzr, [x0]
    add x0, x0, #4096
    b.ne counted_touch
    .type counted_touch_end, %function
counted_touch_end:
    ret

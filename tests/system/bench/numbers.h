/* SPDX-License-Identifier: MIT */
/*
 * Numbers of the ABI for the assembler, which does not understand its headers; bench.c asserts
 * them.
 */
#ifndef BENCH_NUMBERS_H
#define BENCH_NUMBERS_H

#define TRAP_CALL 0
#define TRAP_REPLY_RECV 1
#define TRAP_SEND 2
#define TRAP_RECV 3
#define TRAP_NOTIFY 4
#define TRAP_WAIT 5
#define TRAP_YIELD 6

#define OP_PROCESS_EXIT 11
#define OP_CALLER_READ 38
/* What bench_wait marks; also in irq.py. */
#define MARK_WOKEN 50
/* A batch that counts, and a row's end; also in places.py. */
#define MARK_BATCH_BEGIN 51
#define MARK_BATCH_END 52
#define MARK_ROW_END 53

#define CAP_SELF 0x4000
#define CAP_IN_FIRST_WORD 0x40000
#define LEND_WRITE_HIGH 0x2

#endif

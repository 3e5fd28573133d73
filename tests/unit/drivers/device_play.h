/* SPDX-License-Identifier: MIT */
/*
 * A device that a test plays: a page of registers. A read gives what was written last, and a write
 * is noted, unless the test has functions of its own for that. Time passes only when it is looked
 * at, and with sleeping.
 */
#ifndef DEVICE_PLAY_H
#define DEVICE_PLAY_H

#include <stddef.h>
#include <stdint.h>

#define PLAY_REGISTERS 1024u
#define PLAY_WRITES 64u

/* Where the registers are, for the driver: nothing lies there. */
#define PLAY_REGS ((uintptr_t)0x40000)

struct play_write {
    uintptr_t offset;
    uint32_t value;
};

struct play {
    uint32_t value[PLAY_REGISTERS]; /* by offset / 4 */
    struct play_write write[PLAY_WRITES];
    size_t write_count;
    uint64_t now_ns;
    uint64_t slept_ns;
    uint32_t (*on_read)(uintptr_t offset); /* NULL: as written */
    void (*on_write)(uintptr_t offset, uint32_t value);
};

extern struct play play;

/* Begins anew, with all registers 0. */
void play_begin(void);

/* Registers as they are of something that does not answer: RAM, or nothing but ones. */
uint32_t play_read_ones(uintptr_t offset);

#endif

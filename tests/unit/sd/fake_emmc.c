/* SPDX-License-Identifier: MIT */
/*
 * The EMMC controller (BCM2835 ARM Peripherals, 5; SD Host Controller Simplified Specification). It
 * holds one block.
 */
#include "fake.h"

#include <string.h>

#define CMD_DONE 0x1u
#define DATA_DONE 0x2u
#define WRITE_RDY 0x10u
#define READ_RDY 0x20u
#define ERR 0x8000u
#define CTO_ERR (ERR | 0x10000u)
#define CCRC_ERR (ERR | 0x20000u)
#define DCRC_ERR (ERR | 0x200000u)

#define EVENTS 4

static struct {
    uint32_t registers[64];
    uint32_t interrupt;
    struct {
        uint64_t at_ns; /* 0: free */
        uint32_t bits;
    } event[EVENTS];
    bool moves; /* a transfer is under way */
    bool is_write;
    unsigned left; /* blocks */
    unsigned done;
    enum fake_fault fault;
    bool has_room; /* of the block: words can be read, or written */
    unsigned at;   /* byte of it */
    uint8_t block[TAY_BLOCK_BYTES];
} model;

static uint32_t *reg(uintptr_t offset)
{
    assert_true(offset % 4 == 0 && offset / 4 < 64);
    return &model.registers[offset / 4];
}

void fake_emmc_start(void)
{
    memset(&model, 0, sizeof model);
}

static void later(uint64_t ns, uint32_t bits)
{
    for (unsigned n = 0; n < EVENTS; n++) {
        if (model.event[n].at_ns == 0) {
            model.event[n].at_ns = fake.now_ns + ns;
            model.event[n].bits = bits;
            return;
        }
    }
    fail_msg("too many events");
}

/* The next block comes, or can go. */
static void prepare_block(void)
{
    bool is_first = model.done == 0;
    bool is_last = model.left == 1;
    if (model.fault == FAKE_DATA_STOPS && (!is_first || is_last)) {
        fake.card.is_there = fake.card.is_there && fake.bits == 0;
        return;
    }
    if (model.fault == FAKE_DATA_WRONG && (!is_first || is_last)) {
        later(FAKE_BLOCK_NS, DCRC_ERR);
        return;
    }
    later(model.is_write && is_first ? 1 : FAKE_BLOCK_NS, model.is_write ? WRITE_RDY : READ_RDY);
}

static void begin_data(uint32_t mode, const struct fake_answer *answer)
{
    model.is_write = (mode & 0x10) == 0;
    model.left = *reg(0x04) >> 16;
    model.done = 0;
    model.fault = answer->fault;
    model.moves = true;
    assert_int_equal(*reg(0x04) & 0xffff, TAY_BLOCK_BYTES);
    assert_int_equal((mode & 0x20) != 0, model.left > 1);
    if (fake_moves(model.is_write)) {
        prepare_block();
    }
}

static void command(uint32_t mode)
{
    unsigned kind = mode >> 16 & 3;
    struct fake_answer answer = fake_command(mode >> 24 & 0x3f, *reg(0x08));
    if (kind == 0) {
        later(FAKE_ANSWER_NS, CMD_DONE);
        return;
    }
    if (!answer.is_answered || answer.fault == FAKE_GARBLED) {
        later(FAKE_ANSWER_NS, answer.is_answered ? CCRC_ERR : CTO_ERR);
        return;
    }
    assert_int_equal(answer.is_long, kind == 1);
    for (unsigned n = 0; n < 4; n++) {
        uint32_t above = n < 3 ? answer.words[n + 1] : 0;
        *reg(0x10 + n * 4) =
            answer.is_long ? answer.words[n] >> 8 | above << 24 : (n == 0 ? answer.words[0] : 0);
    }
    later(FAKE_ANSWER_NS, CMD_DONE);
    if (kind == 3 && answer.fault != FAKE_BUSY_LONG) {
        uint64_t busy = fake.card.busy_until_ns;
        later(FAKE_ANSWER_NS + (busy > fake.now_ns ? busy - fake.now_ns : 0), DATA_DONE);
    }
    if ((mode & 0x200000) != 0) {
        begin_data(mode, &answer);
    }
}

static void happen(uint32_t bits)
{
    model.interrupt |= bits & *reg(0x34);
    if ((bits & (READ_RDY | WRITE_RDY)) != 0 && model.moves) {
        model.has_room = model.is_write || fake_move_block(false, model.block);
        model.at = 0;
    }
}

void fake_emmc_update(void)
{
    for (unsigned n = 0; n < EVENTS; n++) {
        if (model.event[n].at_ns != 0 && model.event[n].at_ns <= fake.now_ns) {
            model.event[n].at_ns = 0;
            happen(model.event[n].bits);
        }
    }
}

uint64_t fake_emmc_next(void)
{
    uint64_t next = FAKE_NEVER;
    for (unsigned n = 0; n < EVENTS; n++) {
        if (model.event[n].at_ns != 0 && model.event[n].at_ns < next) {
            next = model.event[n].at_ns;
        }
    }
    return next;
}

bool fake_emmc_line(void)
{
    return (model.interrupt & *reg(0x38)) != 0;
}

bool fake_emmc_asks(bool is_write)
{
    return model.moves && model.has_room && model.is_write == is_write;
}

static void end_block(void)
{
    model.has_room = false;
    if (model.is_write && !fake_move_block(true, model.block)) {
        return;
    }
    model.done++;
    if (--model.left > 0) {
        prepare_block();
        return;
    }
    model.moves = false;
    uint64_t busy = fake.card.busy_until_ns;
    later(busy > fake.now_ns ? busy - fake.now_ns : 1, DATA_DONE);
}

static uint32_t *word(bool is_write)
{
    static uint32_t nowhere;
    if (!fake_emmc_asks(is_write)) {
        fail_msg("the data register is used out of turn");
        return &nowhere;
    }
    model.at += 4;
    return (uint32_t *)(void *)(model.block + model.at - 4);
}

uint32_t fake_emmc_read(uintptr_t offset)
{
    uint32_t value;
    switch (offset) {
    case 0x20:
        value = *word(false);
        if (model.at == TAY_BLOCK_BYTES) {
            end_block();
        }
        return value;
    case 0x24: /* STATUS */
        return model.moves ? 2 : 0;
    case 0x30:
        return model.interrupt;
    default:
        return *reg(offset);
    }
}

static void write_control1(uint32_t value)
{
    if ((value & 0x01000000) != 0) {
        fake_emmc_start();
        return;
    }
    if ((value & 0x04000000) != 0) { /* data */
        model.moves = false;
        model.has_room = false;
        memset(model.event, 0, sizeof model.event);
        model.interrupt = 0;
    }
    value &= ~0x06000000u;
    *reg(0x2c) = value | ((value & 1) != 0 ? 2 : 0); /* stable */
}

void fake_emmc_write(uintptr_t offset, uint32_t value)
{
    switch (offset) {
    case 0x0c:
        *reg(offset) = value;
        /* Not without a clock, nor with data while others are under way. */
        if ((*reg(0x2c) & 7) == 7 && ((value & 0x200000) == 0 || !model.moves)) {
            command(value);
        }
        break;
    case 0x20:
        *word(true) = value;
        if (model.at == TAY_BLOCK_BYTES) {
            end_block();
        }
        break;
    case 0x2c:
        write_control1(value);
        break;
    case 0x30:
        model.interrupt &= ~value;
        break;
    default:
        *reg(offset) = value;
    }
}

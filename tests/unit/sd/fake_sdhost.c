/* SPDX-License-Identifier: MIT */
/*
 * The SDHOST controller, as Linux's driver (drivers/mmc/host/bcm2835.c) finds it: a FIFO of 16
 * words, which asks for DMA while it has four or more, and so never for the last three of several
 * blocks.
 */
#include "fake.h"

#include <string.h>

#define NEW 0x8000u
#define FAIL 0x4000u
#define BUSY_STATUS 0x400u
#define REW_TIME_OUT 0x80u
#define CMD_TIME_OUT 0x40u
#define CRC16 0x20u
#define CRC7 0x10u
#define BLOCK_WORDS 128u
#define FIFO_WORDS 16u
#define THRESHOLD 4u

enum { IDENTMODE, DATAMODE, READDATA, WRITEDATA, READWAIT, WRITESTART1 = 10 };

static struct {
    uint32_t registers[64];
    uint32_t status;
    uint64_t answered_at_ns; /* 0: it is */
    uint64_t ready_at_ns;    /* the card, of a command with busy; 0: nobody asks */
    uint64_t block_at_ns;    /* the next block is there, or gone; 0: it is */
    uint32_t fail;           /* what the status will say with the answer */
    bool moves;
    bool is_write;
    bool is_several;
    unsigned left; /* blocks, the one under way included */
    unsigned done;
    enum fake_fault fault;
    unsigned at; /* word of the block */
    uint32_t block[BLOCK_WORDS];
    unsigned state;
} model;

static uint32_t *reg(uintptr_t offset)
{
    assert_true(offset % 4 == 0 && offset / 4 < 64);
    return &model.registers[offset / 4];
}

void fake_sdhost_start(void)
{
    memset(&model, 0, sizeof model);
}

static void prepare_block(void)
{
    bool is_hit = model.done > 0 || model.left == 1;
    model.at = 0;
    model.block_at_ns = model.is_write && model.done == 0 ? 0 : fake.now_ns + FAKE_BLOCK_NS;
    if (model.fault == FAKE_DATA_STOPS && is_hit) {
        fake.card.is_there = fake.card.is_there && fake.bits == 0;
        model.block_at_ns = FAKE_NEVER;
    }
}

static void begin_data(uint32_t mode, const struct fake_answer *answer)
{
    model.is_write = (mode & 0x80) != 0;
    model.left = *reg(0x50);
    model.is_several = model.left > 1;
    model.done = 0;
    model.fault = answer->fault;
    model.moves = true;
    model.state = model.is_write ? WRITEDATA : READDATA;
    assert_int_equal(*reg(0x3c), TAY_BLOCK_BYTES);
    model.block_at_ns = FAKE_NEVER;
    if (fake_moves(model.is_write)) {
        prepare_block();
    }
}

static void command(uint32_t mode)
{
    struct fake_answer answer = fake_command(mode & 0x3f, *reg(0x04));
    bool wants = (mode & 0x400) == 0;
    model.answered_at_ns = fake.now_ns + FAKE_ANSWER_NS;
    model.fail = !wants                         ? 0
                 : !answer.is_answered          ? CMD_TIME_OUT
                 : answer.fault == FAKE_GARBLED ? CRC7
                                                : 0;
    model.ready_at_ns = 0;
    if ((mode & 0x3f) == 12) {
        model.state = DATAMODE;
        model.moves = false;
    }
    if (!wants || model.fail != 0) {
        return;
    }
    assert_int_equal(answer.is_long, (mode & 0x200) != 0);
    memcpy(reg(0x10), answer.words, sizeof answer.words);
    if ((mode & 0x800) != 0) {
        uint64_t busy = fake.card.busy_until_ns;
        model.ready_at_ns = answer.fault == FAKE_BUSY_LONG ? FAKE_NEVER
                            : busy > model.answered_at_ns  ? busy
                                                           : model.answered_at_ns;
    }
    if ((mode & 0xc0) != 0) {
        begin_data(mode, &answer);
    }
}

static void block_comes(void)
{
    model.block_at_ns = 0;
    if (!model.moves) {
        return;
    }
    if (model.fault == FAKE_DATA_WRONG && (model.done > 0 || model.left == 1)) {
        model.status |= CRC16;
        model.block_at_ns = FAKE_NEVER;
        return;
    }
    if (model.is_write && model.done > 0 && model.left == 0) {
        model.state = WRITESTART1;
        return;
    }
    if (!model.is_write && !fake_move_block(false, (uint8_t *)model.block)) {
        model.block_at_ns = FAKE_NEVER;
    }
}

void fake_sdhost_update(void)
{
    if (model.answered_at_ns != 0 && model.answered_at_ns <= fake.now_ns) {
        model.answered_at_ns = 0;
        model.status |= model.fail;
        *reg(0) = (*reg(0) & ~NEW) | (model.fail != 0 ? FAIL : 0);
    }
    if (model.ready_at_ns != 0 && model.ready_at_ns <= fake.now_ns) {
        model.ready_at_ns = 0;
        model.status |= (*reg(0x38) & 0x400) != 0 ? BUSY_STATUS : 0;
    }
    if (model.block_at_ns != 0 && model.block_at_ns <= fake.now_ns) {
        block_comes();
    }
}

static uint64_t sooner(uint64_t a, uint64_t b)
{
    return b != 0 && b < a ? b : a;
}

uint64_t fake_sdhost_next(void)
{
    return sooner(sooner(sooner(FAKE_NEVER, model.answered_at_ns), model.ready_at_ns),
                  model.block_at_ns);
}

/* Words in the FIFO. */
static unsigned level(void)
{
    bool is_there = model.moves && model.left > 0 && model.block_at_ns == 0;
    unsigned rest = BLOCK_WORDS - model.at;
    if (model.is_write && model.moves) {
        return is_there ? 0 : FIFO_WORDS;
    }
    return !is_there ? 0 : rest < FIFO_WORDS ? rest : FIFO_WORDS;
}

bool fake_sdhost_line(void)
{
    uint32_t config = *reg(0x38);
    bool data = model.moves && (model.is_write ? level() < FIFO_WORDS : level() > 0);
    return (model.status & BUSY_STATUS) != 0 || ((config & 0x10) != 0 && data);
}

bool fake_sdhost_asks(bool is_write)
{
    if (!model.moves || model.is_write != is_write) {
        return false;
    }
    bool is_end = model.left == 1 && model.is_several;
    return is_write ? level() < FIFO_WORDS : level() >= (is_end ? THRESHOLD : 1);
}

static void end_block(void)
{
    model.done++;
    model.left--;
    if (model.is_write) {
        bool is_hit = model.fault == FAKE_DATA_WRONG && (model.done > 1 || model.left == 0);
        if (!is_hit && !fake_move_block(true, (uint8_t *)model.block)) {
            model.block_at_ns = FAKE_NEVER;
            return;
        }
    }
    if (model.left > 0) {
        prepare_block();
    } else if (model.is_write) {
        model.block_at_ns = fake.now_ns + FAKE_BLOCK_NS;
    } else {
        model.state = READWAIT;
    }
}

static uint32_t read_data(void)
{
    if (level() == 0) {
        fail_msg("the FIFO is read while it is empty");
        return 0;
    }
    uint32_t value = model.block[model.at++];
    if (model.at == BLOCK_WORDS) {
        end_block();
    }
    return value;
}

static void write_data(uint32_t value)
{
    if (level() == FIFO_WORDS) {
        fail_msg("the FIFO is written while it is full");
        return;
    }
    model.block[model.at++] = value;
    if (model.at == BLOCK_WORDS) {
        end_block();
    }
}

uint32_t fake_sdhost_read(uintptr_t offset)
{
    switch (offset) {
    case 0x20:
        return model.status;
    case 0x34:
        return (*reg(0x34) & ~0x801ffu) | level() << 4 | model.state;
    case 0x40:
        return read_data();
    default:
        return *reg(offset);
    }
}

/* With power, and with data only where it does not wait for others. */
static bool takes(uint32_t mode)
{
    bool waits = model.state == READWAIT || model.state == WRITESTART1;
    return *reg(0x30) == 1 && ((mode & 0xc0) == 0 || !waits);
}

void fake_sdhost_write(uintptr_t offset, uint32_t value)
{
    switch (offset) {
    case 0:
        *reg(0) = value;
        if ((value & NEW) != 0 && takes(value)) {
            command(value);
        }
        break;
    case 0x20:
        model.status &= ~value;
        break;
    case 0x34:
        *reg(0x34) = value;
        if ((value & 0x80000) != 0) {
            model.state = DATAMODE;
            model.moves = false;
        }
        break;
    case 0x40:
        write_data(value);
        break;
    case 0x30: /* without power it forgets */
        *reg(0x30) = value;
        if (value == 0) {
            model.moves = false;
            model.state = IDENTMODE;
            model.answered_at_ns = model.ready_at_ns = model.block_at_ns = 0;
        }
        break;
    default:
        *reg(offset) = value;
    }
}

/* SPDX-License-Identifier: MIT */
/*
 * The card (SD, 4): what each command does in each state, as far as the driver sends it.
 */
#include "fake.h"

#include <string.h>

#define IDLE 0u
#define READY 1u
#define IDENT 2u
#define STAND_BY 3u
#define TRAN 4u
#define DATA 5u
#define RECEIVE 6u

#define APPLICATION 0x20u
#define READY_FOR_DATA 0x100u
#define ILLEGAL 0x00400000u
#define OUT_OF_RANGE 0x80000000u
#define WP_VIOLATION 0x04000000u

static uint64_t next_block; /* of a transfer */
static bool is_single;

uint8_t fake_byte(uint64_t block, unsigned at)
{
    return (uint8_t)(block * 7 + at * 13 + at / 256 + 5);
}

static uint32_t status(void)
{
    struct fake_card *card = &fake.card;
    bool is_busy = fake.now_ns < card->busy_until_ns;
    uint32_t word = card->errors | (is_busy ? 7u : card->state) << 9 |
                    (is_busy ? 0 : READY_FOR_DATA) | (card->is_application ? APPLICATION : 0);
    card->errors = 0;
    return word;
}

static void answer_long(struct fake_answer *answer, const uint32_t words[4])
{
    answer->is_long = true;
    for (unsigned n = 0; n < 4; n++) {
        answer->words[n] = words[n];
    }
}

/* SD, 5.3: structure 2 in 512 KiB, or structure 1 with 512-byte blocks and a multiplier of 4. */
static void answer_sizes(struct fake_answer *answer)
{
    uint32_t protection = fake.card.is_protected ? 1u << 12 : 0;
    uint32_t size = FAKE_BLOCKS / 1024 - 1;
    if (fake.card.counts_blocks) {
        answer_long(answer, (uint32_t[4]){protection, size << 16, 9u << 16, 0x40000000u});
    } else {
        size = FAKE_BLOCKS / 4 - 1; /* C_SIZE 73:62, C_SIZE_MULT 0, READ_BL_LEN 83:80 */
        answer_long(answer, (uint32_t[4]){protection, size << 30, 9u << 16 | size >> 2, 0});
    }
}

/* In which state a command is known; the others, and those without a card's address, are not
 * answered. */
static bool is_known(unsigned index, uint32_t argument)
{
    const struct fake_card *card = &fake.card;
    switch (index) {
    case 0:
        return false;
    case 8:
        return card->is_version_2 && card->state == IDLE;
    case 55:
        return argument == card->address;
    case FAKE_ACMD + 41:
        return card->state == IDLE;
    case 2:
        return card->state == READY;
    case 3:
        return card->state == IDENT;
    case 9:
    case 7:
        return card->state == STAND_BY && argument == card->address;
    case 13:
        return card->state >= STAND_BY && argument == card->address;
    case 12:
        return card->state == DATA || card->state == RECEIVE;
    default:
        return card->state == TRAN;
    }
}

static void begin_transfer(unsigned index, uint32_t argument)
{
    struct fake_card *card = &fake.card;
    uint64_t block = card->counts_blocks ? argument : argument / TAY_BLOCK_BYTES;
    if (block >= FAKE_BLOCKS || (!card->counts_blocks && argument % TAY_BLOCK_BYTES != 0)) {
        card->errors |= OUT_OF_RANGE;
        return;
    }
    next_block = block;
    is_single = index == 17 || index == 24;
    card->state = index < 20 ? DATA : RECEIVE;
}

static void act(unsigned index, uint32_t argument, struct fake_answer *answer)
{
    struct fake_card *card = &fake.card;
    answer->words[0] = status();
    switch (index) {
    case 8:
        answer->words[0] = argument;
        break;
    case FAKE_ACMD + 41:
        card->state = card->slow_starts == 0 ? READY : IDLE;
        answer->words[0] = 0x00ff8000u | (card->slow_starts == 0 ? 0x80000000u : 0) |
                           (card->counts_blocks && (argument & 0x40000000u) != 0 ? 0x40000000u : 0);
        card->slow_starts -= card->slow_starts > 0 ? 1 : 0;
        break;
    case 2:
        card->state = IDENT;
        answer_long(answer,
                    (uint32_t[4]){card->serial << 24 | 0x7f, 0xaa000000u | card->serial >> 8,
                                  0x12345678u, 0x03534453u});
        break;
    case 3:
        card->state = STAND_BY;
        card->address = 0x45670000u;
        answer->words[0] = card->address | (STAND_BY << 9);
        break;
    case 9:
        answer_sizes(answer);
        break;
    case 7:
        card->state = TRAN;
        break;
    case 12:
        card->busy_until_ns = card->state == RECEIVE ? fake.now_ns + FAKE_BUSY_NS : 0;
        card->state = TRAN;
        break;
    case 17:
    case 18:
    case 24:
    case 25:
        begin_transfer(index, argument);
        answer->words[0] = status();
        break;
    default:
        break;
    }
}

static enum fake_fault take_fault(unsigned index)
{
    if (fake.kind == FAKE_FINE || index != fake.index || fake.times == 0) {
        return FAKE_FINE;
    }
    fake.times--;
    return fake.kind;
}

static void reset(void)
{
    fake.card.state = IDLE;
    fake.card.address = 0;
    fake.card.errors = 0;
    fake.card.busy_until_ns = 0;
}

struct fake_answer fake_command(unsigned index, uint32_t argument)
{
    struct fake_card *card = &fake.card;
    struct fake_answer answer = {.fault = FAKE_FINE};
    bool is_application = card->is_application;
    unsigned number = is_application ? FAKE_ACMD + index : index;
    if (!card->is_there) {
        return answer;
    }
    assert_true(index < FAKE_ACMD);
    card->commands[number]++;
    card->is_application = index == 55;
    answer.fault = take_fault(index);
    if (answer.fault == FAKE_GONE || answer.fault == FAKE_SWAPPED) {
        card->is_there = answer.fault == FAKE_SWAPPED;
        card->serial++;
        reset();
        return answer;
    }
    if (index == 0) {
        reset();
    }
    if (answer.fault == FAKE_SILENT || !is_known(number, argument)) {
        card->errors |= index == 0 ? 0 : ILLEGAL;
        card->is_application = false;
        return answer;
    }
    answer.is_answered = true;
    act(number, argument, &answer);
    if (answer.fault == FAKE_COMPLAINS) {
        answer.words[0] |= fake.bits;
    }
    return answer;
}

bool fake_moves(bool is_write)
{
    return fake.card.is_there && fake.card.state == (is_write ? RECEIVE : DATA);
}

bool fake_move_block(bool is_write, uint8_t *data)
{
    struct fake_card *card = &fake.card;
    if (!fake_moves(is_write)) {
        return false;
    }
    if (next_block >= FAKE_BLOCKS) {
        card->errors |= OUT_OF_RANGE;
        return false;
    }
    if (is_write) {
        memcpy(card->data[next_block], data, TAY_BLOCK_BYTES);
    } else {
        memcpy(data, card->data[next_block], TAY_BLOCK_BYTES);
    }
    next_block++;
    /* A card that reads ahead finds out that it is at its end. */
    card->errors |= !is_write && !is_single && next_block == FAKE_BLOCKS ? OUT_OF_RANGE : 0;
    if (is_single) {
        card->state = TRAN;
        card->busy_until_ns = is_write ? fake.now_ns + FAKE_BUSY_NS : 0;
    }
    return true;
}

void fake_break(unsigned index, enum fake_fault kind, unsigned times, uint32_t bits)
{
    fake.index = index;
    fake.kind = kind;
    fake.times = times;
    fake.bits = bits;
}

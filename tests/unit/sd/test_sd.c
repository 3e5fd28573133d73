/* SPDX-License-Identifier: MIT */
/*
 * The SD driver on models of both controllers, by hand and by DMA, looking and sleeping: cards are
 * found, blocks are moved, and what goes wrong is tried again, told, and over in time.
 */
#include "fake.h"

#include <card.h>
#include <string.h>

#define S (1000 * PAUSE_MS)
#define ECC_FAILED 0x00200000u
#define OUT_OF_RANGE 0x80000000u
#define SPIN_NS (50 * PAUSE_US)
#define EVER 1000u

static const struct variant {
    const struct controller *controller;
    uintptr_t regs;
    bool by_dma;
    uint64_t spin_ns;
} variants[] = {
    {&emmc, FAKE_EMMC, false, SPIN_NS},     {&emmc, FAKE_EMMC, false, 0},
    {&emmc, FAKE_EMMC, true, SPIN_NS},      {&emmc, FAKE_EMMC, true, 0},
    {&sdhost, FAKE_SDHOST, false, SPIN_NS}, {&sdhost, FAKE_SDHOST, false, 0},
    {&sdhost, FAKE_SDHOST, true, SPIN_NS},  {&sdhost, FAKE_SDHOST, true, 0},
};
#define VARIANTS (sizeof variants / sizeof variants[0])

static struct host host;
static struct card card;
static struct dma dma;
static unsigned retries_told;
static uint32_t plain[TAY_BLOCK_COUNT_MAX * HOST_BLOCK_WORDS];

static void note_retry(const struct card *of, enum tay_block_fault fault)
{
    assert_ptr_equal(of->host, &host);
    assert_int_not_equal(fault, TAY_BLOCK_GOOD);
    retries_told++;
}

/* A machine with the card not yet found. */
static void begin(const struct variant *variant)
{
    fake_start();
    retries_told = 0;
    host = (struct host){.controller = variant->controller,
                         .regs = variant->regs,
                         .clock_hz = variant->controller->clock_hz,
                         .spin_ns = variant->spin_ns,
                         .buffer = plain};
    card = (struct card){.host = &host, .on_retry = note_retry};
    if (variant->by_dma) {
        dma_open(&dma, FAKE_DMA, fake.memory, FAKE_DMA_BUS);
        host.dma = &dma;
        host.buffer = (uint32_t *)(void *)(fake.memory + DMA_BUFFER_OFFSET);
    }
}

static void begin_found(const struct variant *variant)
{
    begin(variant);
    assert_int_equal(card_find(&card), TAY_BLOCK_GOOD);
}

static enum tay_block_fault move(bool is_write, uint64_t block, unsigned count)
{
    return card_transfer(&card, block, &(struct host_data){.blocks = count, .is_write = is_write});
}

/* What the host has for a block in its buffer when it writes. */
static uint8_t own_byte(uint64_t block, unsigned at)
{
    return (uint8_t)(block * 3 + at * 5 + at / 256 + 101);
}

static void assert_buffer(uint64_t block, unsigned count)
{
    const uint8_t *bytes = (const uint8_t *)host.buffer;
    for (unsigned n = 0; n < count * TAY_BLOCK_BYTES; n++) {
        assert_int_equal(bytes[n], fake_byte(block + n / TAY_BLOCK_BYTES, n % TAY_BLOCK_BYTES));
    }
}

static void fill_buffer(uint64_t block, unsigned count)
{
    uint8_t *bytes = (uint8_t *)host.buffer;
    for (unsigned n = 0; n < count * TAY_BLOCK_BYTES; n++) {
        bytes[n] = own_byte(block + n / TAY_BLOCK_BYTES, n % TAY_BLOCK_BYTES);
    }
}

/* These blocks of the card are what was written, the others what they were. */
static void assert_card(uint64_t block, unsigned count)
{
    for (uint64_t n = 0; n < FAKE_BLOCKS; n++) {
        bool is_own = n >= block && n < block + count;
        for (unsigned at = 0; at < TAY_BLOCK_BYTES; at += is_own ? 1 : 97) {
            assert_int_equal(fake.card.data[n][at], is_own ? own_byte(n, at) : fake_byte(n, at));
        }
    }
}

static void test_finds_each_kind_of_card(void **state)
{
    (void)state;
    for (unsigned n = 0; n < VARIANTS * 8; n++) {
        begin(&variants[n / 8]);
        fake.card.is_version_2 = (n & 1) == 0;
        fake.card.counts_blocks = fake.card.is_version_2 && (n & 2) == 0;
        fake.card.is_protected = (n & 4) != 0;
        fake.card.slow_starts = n % 5;
        assert_int_equal(card_find(&card), TAY_BLOCK_GOOD);
        assert_true(card.is_there);
        assert_int_equal(card.blocks, FAKE_BLOCKS);
        assert_int_equal(card.by_block, fake.card.counts_blocks);
        assert_int_equal(card.is_read_only, fake.card.is_protected);
        assert_int_equal(card_serial(&card), 0xcafe0001);
        assert_int_equal(fake.card.commands[0], 1);
        assert_int_equal(fake.card.commands[FAKE_ACMD + 6], 1);
        assert_int_equal(move(false, 5, 3), TAY_BLOCK_GOOD);
        assert_buffer(5, 3);
    }
}

static void test_tells_that_there_is_no_card(void **state)
{
    (void)state;
    for (unsigned n = 0; n < VARIANTS; n++) {
        begin(&variants[n]);
        fake.card.is_there = false;
        assert_int_equal(card_find(&card), TAY_BLOCK_NO_MEDIUM);
        assert_false(card.is_there);
        assert_true(fake.now_ns < 1 * S);
        fake.card.is_there = true;
        assert_int_equal(card_find(&card), TAY_BLOCK_GOOD);
    }
}

static void test_gives_up_a_controller_that_does_not_answer(void **state)
{
    (void)state;
    for (unsigned n = 0; n < VARIANTS; n++) {
        begin(&variants[n]);
        fake.is_dead = true;
        assert_int_equal(card_find(&card), TAY_BLOCK_CONTROLLER);
        assert_true(fake.now_ns < 1 * S);
    }
}

/* A card that never gets ready, and one that answers nonsense. */
static void test_gives_up_a_card_that_does_not_start(void **state)
{
    (void)state;
    for (unsigned n = 0; n < VARIANTS; n++) {
        begin(&variants[n]);
        fake.card.slow_starts = EVER * EVER;
        assert_int_equal(card_find(&card), TAY_BLOCK_BUSY);
        assert_true(fake.now_ns < 10 * S);
        begin(&variants[n]);
        fake_break(8, FAKE_COMPLAINS, EVER, 0x400);
        assert_int_equal(card_find(&card), TAY_BLOCK_REFUSED);
        begin(&variants[n]);
        fake_break(9, FAKE_GARBLED, 1, 0); /* it is asked again, from the beginning */
        assert_int_equal(card_find(&card), TAY_BLOCK_GOOD);
        begin(&variants[n]);
        fake_break(7, FAKE_BUSY_LONG, EVER, 0);
        assert_int_equal(card_find(&card), TAY_BLOCK_BUSY);
        assert_true(fake.now_ns < 10 * S);
    }
}

static const struct {
    uint64_t block;
    unsigned count;
} places[] = {{0, 1},
              {1, 1},
              {7, 2},
              {100, 3},
              {1001, 127},
              {2000, 128},
              {FAKE_BLOCKS - 1, 1},
              {FAKE_BLOCKS - 128, 128}};
#define PLACES (sizeof places / sizeof places[0])

static void test_reads_what_is_there(void **state)
{
    (void)state;
    for (unsigned n = 0; n < VARIANTS; n++) {
        begin_found(&variants[n]);
        for (unsigned p = 0; p < PLACES; p++) {
            uint64_t begin_ns = fake.now_ns;
            assert_int_equal(move(false, places[p].block, places[p].count), TAY_BLOCK_GOOD);
            assert_buffer(places[p].block, places[p].count);
            /* Nobody has slept past an interrupt. */
            assert_true(fake.now_ns - begin_ns <
                        10 * PAUSE_MS + 2 * places[p].count * FAKE_BLOCK_NS);
        }
        assert_int_equal(card.retries, 0);
    }
}

static void test_writes_what_is_to_be_there(void **state)
{
    (void)state;
    for (unsigned n = 0; n < VARIANTS; n++) {
        for (unsigned p = 0; p < PLACES; p++) {
            begin_found(&variants[n]);
            fill_buffer(places[p].block, places[p].count);
            uint64_t begin_ns = fake.now_ns;
            assert_int_equal(move(true, places[p].block, places[p].count), TAY_BLOCK_GOOD);
            assert_card(places[p].block, places[p].count);
            assert_true(fake.now_ns - begin_ns <
                        20 * PAUSE_MS + 2 * places[p].count * FAKE_BLOCK_NS);
            assert_int_equal(card.retries, 0);
        }
    }
}

/* Not before the card is at rest, and has been asked whether it is content. */
static void test_acknowledges_when_the_card_has_it(void **state)
{
    (void)state;
    for (unsigned n = 0; n < VARIANTS; n++) {
        for (unsigned count = 1; count < 3; count++) {
            begin_found(&variants[n]);
            unsigned asked = fake.card.commands[13];
            fill_buffer(9, count);
            assert_int_equal(move(true, 9, count), TAY_BLOCK_GOOD);
            assert_true(fake.now_ns >= fake.card.busy_until_ns && fake.card.busy_until_ns != 0);
            assert_true(fake.card.commands[13] > asked);
            assert_int_equal(card_flush(&card), TAY_BLOCK_GOOD);
        }
    }
}

static const struct wrong {
    unsigned index;
    enum fake_fault kind;
    uint32_t bits;
    bool is_write;
    unsigned count;
    enum tay_block_fault fault; /* if it goes on */
    bool is_final;              /* the card would only say so again */
} wrongs[] = {
    {17, FAKE_SILENT, 0, false, 1, TAY_BLOCK_NO_ANSWER, false},
    {18, FAKE_SILENT, 0, false, 9, TAY_BLOCK_NO_ANSWER, false},
    {18, FAKE_GARBLED, 0, false, 9, TAY_BLOCK_DAMAGED, false},
    {18, FAKE_COMPLAINS, ECC_FAILED, false, 9, TAY_BLOCK_REFUSED, false},
    {18, FAKE_COMPLAINS, OUT_OF_RANGE, false, 9, TAY_BLOCK_REFUSED, true},
    {17, FAKE_DATA_STOPS, 0, false, 1, TAY_BLOCK_NO_ANSWER, false},
    {18, FAKE_DATA_STOPS, 0, false, 9, TAY_BLOCK_NO_ANSWER, false},
    {17, FAKE_DATA_WRONG, 0, false, 1, TAY_BLOCK_DAMAGED, false},
    {18, FAKE_DATA_WRONG, 0, false, 9, TAY_BLOCK_DAMAGED, false},
    {12, FAKE_COMPLAINS, ECC_FAILED, false, 9, TAY_BLOCK_REFUSED, false},
    {24, FAKE_SILENT, 0, true, 1, TAY_BLOCK_NO_ANSWER, false},
    {25, FAKE_SILENT, 0, true, 9, TAY_BLOCK_NO_ANSWER, false},
    {25, FAKE_DATA_STOPS, 0, true, 9, TAY_BLOCK_NO_ANSWER, false},
    {24, FAKE_DATA_WRONG, 0, true, 1, TAY_BLOCK_DAMAGED, false},
    {25, FAKE_DATA_WRONG, 0, true, 9, TAY_BLOCK_DAMAGED, false},
    {12, FAKE_BUSY_LONG, 0, true, 9, TAY_BLOCK_BUSY, false},
    {12, FAKE_GARBLED, 0, true, 9, TAY_BLOCK_DAMAGED, false},
    {24, FAKE_COMPLAINS, 0x04000000, true, 1, TAY_BLOCK_REFUSED, true},
    {13, FAKE_COMPLAINS, ECC_FAILED, true, 1, TAY_BLOCK_REFUSED, false},
};
#define WRONGS (sizeof wrongs / sizeof wrongs[0])
#define PLACE 77u

static void assert_moved(const struct wrong *wrong)
{
    if (wrong->is_write) {
        assert_card(PLACE, wrong->count);
    } else {
        assert_buffer(PLACE, wrong->count);
    }
}

static void test_tries_again_what_went_wrong_once(void **state)
{
    (void)state;
    for (unsigned n = 0; n < VARIANTS * WRONGS; n++) {
        const struct wrong *wrong = &wrongs[n % WRONGS];
        begin_found(&variants[n / WRONGS]);
        fill_buffer(PLACE, wrong->count);
        fake_break(wrong->index, wrong->kind, 1, wrong->bits);
        enum tay_block_fault fault = move(wrong->is_write, PLACE, wrong->count);
        assert_int_equal(fault, wrong->is_final ? wrong->fault : TAY_BLOCK_GOOD);
        assert_int_equal(retries_told, 1);
        assert_int_equal(card.retries, 1);
        if (!wrong->is_final) {
            assert_moved(wrong);
        }
        assert_true(fake.now_ns < 10 * S);
    }
}

/* It is told, is over in time, and the next transfer is none the worse for it. */
static void test_tells_what_goes_wrong_for_ever(void **state)
{
    (void)state;
    for (unsigned n = 0; n < VARIANTS * WRONGS; n++) {
        const struct wrong *wrong = &wrongs[n % WRONGS];
        begin_found(&variants[n / WRONGS]);
        fill_buffer(PLACE, wrong->count);
        fake_break(wrong->index, wrong->kind, EVER, wrong->bits);
        assert_int_equal(move(wrong->is_write, PLACE, wrong->count), wrong->fault);
        assert_true(card.is_there);
        assert_int_equal(retries_told, wrong->is_final ? 1 : 3);
        assert_true(fake.now_ns < 30 * S);
        if (wrong->kind == FAKE_COMPLAINS) {
            assert_int_equal(card.detail & wrong->bits, wrong->bits);
        }
        fake_break(0, FAKE_FINE, 0, 0);
        fill_buffer(PLACE, wrong->count);
        assert_int_equal(move(wrong->is_write, PLACE, wrong->count), TAY_BLOCK_GOOD);
        assert_moved(wrong);
    }
}

static const struct {
    unsigned index;
    enum fake_fault kind;
    bool is_write;
} ends[] = {
    {18, FAKE_GONE, false},      {18, FAKE_DATA_STOPS, false}, {25, FAKE_GONE, true},
    {25, FAKE_DATA_STOPS, true}, {12, FAKE_GONE, true},        {13, FAKE_GONE, true},
    {18, FAKE_SWAPPED, false},   {25, FAKE_SWAPPED, true},     {12, FAKE_SWAPPED, true},
};
#define ENDS (sizeof ends / sizeof ends[0])

/* Taken out in the middle, or swapped for another one: that is not this one any more. */
static void test_tells_that_the_card_is_gone(void **state)
{
    (void)state;
    for (unsigned n = 0; n < VARIANTS * ENDS; n++) {
        begin_found(&variants[n / ENDS]);
        fake_break(ends[n % ENDS].index, ends[n % ENDS].kind, 1, 1);
        fill_buffer(PLACE, 9);
        assert_int_equal(move(ends[n % ENDS].is_write, PLACE, 9), TAY_BLOCK_NO_MEDIUM);
        assert_false(card.is_there);
        assert_true(fake.now_ns < 10 * S);
        fake.card.is_there = true;
        assert_int_equal(card_find(&card), TAY_BLOCK_GOOD);
        assert_int_equal(card_serial(&card), fake.card.serial);
        assert_int_equal(move(false, 0, 128), TAY_BLOCK_GOOD);
    }
}

/* A card that lost its power, or was taken out and put back: the same one goes on. */
static void test_finds_the_same_card_again(void **state)
{
    (void)state;
    for (unsigned n = 0; n < VARIANTS; n++) {
        begin_found(&variants[n]);
        fake.card.state = 0;
        fake.card.address = 0;
        fill_buffer(PLACE, 9);
        assert_int_equal(move(true, PLACE, 9), TAY_BLOCK_GOOD);
        assert_card(PLACE, 9);
        fake.card.state = 0;
        fake.card.address = 0;
        assert_int_equal(card_flush(&card), TAY_BLOCK_GOOD);
        assert_true(card.is_there);
    }
}

/* Nobody writes to the memory for DMA, although a controller has data. */
static void assert_at_rest(void)
{
    memset(fake.memory, 0xee, sizeof fake.memory);
    pause_sleep(10 * FAKE_BLOCK_NS);
    for (unsigned n = 0; n < sizeof fake.memory; n++) {
        assert_int_equal(fake.memory[n], 0xee);
    }
}

/* A driver that died in the middle leaves a card that sends, a controller that waits and a channel
 * that moves. */
static void test_takes_over_from_a_dead_driver(void **state)
{
    (void)state;
    for (unsigned n = 0; n < VARIANTS; n++) {
        begin_found(&variants[n]);
        struct host_command command = {.index = n % 2 == 0 ? 18 : 25, .response = HOST_SHORT};
        struct host_data data = {.blocks = 50, .is_write = n % 2 != 0};
        assert_int_equal(host.controller->command(&host, &command, &data), TAY_BLOCK_GOOD);
        if (host.dma != NULL) {
            dma_start(&dma, &(struct dma_move){host.controller->data_offset, host.controller->dreq,
                                               50 * TAY_BLOCK_BYTES, data.is_write});
            dma_open(&dma, FAKE_DMA, fake.memory, FAKE_DMA_BUS);
            assert_at_rest();
        }
        card = (struct card){.host = &host, .on_retry = note_retry};
        assert_int_equal(card_find(&card), TAY_BLOCK_GOOD);
        assert_int_equal(move(false, 1000, 128), TAY_BLOCK_GOOD);
        assert_buffer(1000, 128);
        assert_int_equal(card.retries, 0);
    }
}

/* GPFSEL: ten pins a register, three bits a pin. */
static unsigned function_of(unsigned pin)
{
    return fake.pins[pin / 10] >> pin % 10 * 3 & 7;
}

static void test_routes_the_card_s_pins_only(void **state)
{
    (void)state;
    for (unsigned function = 4; function < 8; function += 3) {
        fake_start();
        memset(fake.pins, 0xff, sizeof fake.pins);
        pins_route(FAKE_PINS, function);
        for (unsigned pin = 0; pin < 54; pin++) {
            bool is_wlan = pin >= 34 && pin < 40 && function == 7;
            unsigned expected = pin >= 48 ? function : is_wlan ? 0 : 7;
            assert_int_equal(function_of(pin), expected);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finds_each_kind_of_card),
        cmocka_unit_test(test_tells_that_there_is_no_card),
        cmocka_unit_test(test_gives_up_a_controller_that_does_not_answer),
        cmocka_unit_test(test_gives_up_a_card_that_does_not_start),
        cmocka_unit_test(test_reads_what_is_there),
        cmocka_unit_test(test_writes_what_is_to_be_there),
        cmocka_unit_test(test_acknowledges_when_the_card_has_it),
        cmocka_unit_test(test_tries_again_what_went_wrong_once),
        cmocka_unit_test(test_tells_what_goes_wrong_for_ever),
        cmocka_unit_test(test_tells_that_the_card_is_gone),
        cmocka_unit_test(test_finds_the_same_card_again),
        cmocka_unit_test(test_takes_over_from_a_dead_driver),
        cmocka_unit_test(test_routes_the_card_s_pins_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

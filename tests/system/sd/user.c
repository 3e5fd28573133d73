/* SPDX-License-Identifier: MIT */
/*
 * Reads what the host wrote on the card, in all sizes and at odd places, and writes there; talks
 * nonsense to the driver, too. card.py compares the card afterwards, byte for byte, and has the
 * same places (PLACES there).
 */
#include "pattern.h"
#include <expect.h>
#include <tay/client.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/time.h>

#define LARGEST 300u
/* Besides the places: each size of one call. */
#define SIZES TAY_BLOCK_COUNT_MAX
#define SIZE_BLOCK(count) ((count)*61u % 7000u)
#define PATIENCE_NS TAY_NS_PER_S /* an interrupt that is waited for in vain takes longer */
#define PART_FIRST 7200u
#define PART_COUNT 10u

static const struct {
    int block; /* below 0: from the end */
    unsigned count;
} places[] = {
    {0, 1},     {3, 1},     {7, 2},          {13, 3},     {31, 7},
    {63, 8},    {101, 63},  {201, 64},       {301, 65},   {401, 127},
    {601, 128}, {801, 129}, {1001, LARGEST}, {-131, 129}, {-1, 1},
};

static uint8_t room[LARGEST * TAY_BLOCK_BYTES + 8] __attribute__((aligned(8)));
static uint64_t blocks;

static uint64_t place(unsigned n)
{
    return places[n].block < 0 ? blocks - (uint64_t)-places[n].block : (uint64_t)places[n].block;
}

static void read_all(tay_cap_t session, uint32_t seed)
{
    struct tay_block_error error;
    for (unsigned count = 1; count <= SIZES; count++) {
        uint64_t block = SIZE_BLOCK(count);
        EXPECT(tay_block_read(session, block, count, room, &error) == TAY_OK);
        EXPECT(pattern_is(room, seed, block, count));
    }
    for (unsigned n = 0; n < sizeof places / sizeof places[0]; n++) {
        void *to = room + (n % 3 == 2 ? 1 : 0); /* now and then at an odd address */
        EXPECT(tay_block_read(session, place(n), places[n].count, to, &error) == TAY_OK);
        EXPECT(pattern_is(to, seed, place(n), places[n].count));
    }
}

static void write_all(tay_cap_t session)
{
    struct tay_block_error error;
    for (unsigned count = 1; count <= SIZES; count++) {
        pattern_fill(room, PATTERN_GUEST, SIZE_BLOCK(count), count);
        EXPECT(tay_block_write(session, SIZE_BLOCK(count), count, room, &error) == TAY_OK);
    }
    for (unsigned n = 0; n < sizeof places / sizeof places[0]; n++) {
        void *from = room + (n % 3 == 1 ? 5 : 0);
        pattern_fill(from, PATTERN_GUEST, place(n), places[n].count);
        EXPECT(tay_block_write(session, place(n), places[n].count, from, &error) == TAY_OK);
    }
}

static void try_part(tay_cap_t endpoint)
{
    tay_cap_t part;
    struct tay_block_geometry geometry;
    EXPECT(tay_block_open(endpoint, PART_FIRST, PART_COUNT, &part, NULL) == TAY_OK);
    EXPECT(tay_block_geometry(part, &geometry) == TAY_OK && geometry.blocks == PART_COUNT);
    EXPECT(tay_block_read(part, 9, 1, room, NULL) == TAY_OK);
    EXPECT(pattern_is(room, PATTERN_HOST, PART_FIRST + 9, 1));
    EXPECT(tay_block_read(part, 9, 2, room, NULL) == TAY_EINVAL);
    EXPECT(tay_block_write(part, PART_COUNT, 1, room, NULL) == TAY_EINVAL);
    EXPECT(tay_cap_close(part) == TAY_OK);
    EXPECT(tay_block_open(endpoint, blocks, 0, &part, NULL) == TAY_EINVAL);
    EXPECT(tay_block_open(endpoint, blocks - 1, 2, &part, NULL) == TAY_EINVAL);
    EXPECT(tay_block_open(endpoint, UINT64_MAX, 2, &part, NULL) == TAY_EINVAL);
}

/* The status of a call with this label, these words, and this lent. */
static enum tay_status ask(tay_cap_t handle, unsigned label, tay_word_t block, tay_word_t count,
                           size_t lent_bytes)
{
    struct tay_call call = {.label = label,
                            .word = {block, count},
                            .lend_write = room,
                            .lend_write_bytes = lent_bytes,
                            .lend_read = room,
                            .lend_read_bytes = lent_bytes};
    return tay_call(handle, &call);
}

static void talk_nonsense(tay_cap_t endpoint, tay_cap_t session)
{
    static const char nowhere = 0;
    struct tay_call call = {.label = TAY_BLOCK_READ,
                            .word = {1, 1},
                            .lend_write = (void *)&nowhere, /* that may only be read */
                            .lend_write_bytes = TAY_BLOCK_BYTES};
    EXPECT(tay_call(session, &call) == TAY_EFAULT);
    EXPECT(ask(session, 77, 0, 1, 512) == TAY_ENOSYS);
    EXPECT(ask(endpoint, 77, 0, 1, 512) == TAY_ENOSYS);
    EXPECT(ask(endpoint, TAY_BLOCK_READ, 0, 1, 512) == TAY_ESTATE);
    EXPECT(ask(session, TAY_BLOCK_OPEN, 0, 1, 512) == TAY_ESTATE);
    EXPECT(ask(session, TAY_BLOCK_READ, 0, 0, 512) == TAY_EINVAL);
    EXPECT(ask(session, TAY_BLOCK_WRITE, 0, 0, 512) == TAY_EINVAL);
    EXPECT(ask(session, TAY_BLOCK_READ, 0, TAY_BLOCK_COUNT_MAX + 1, 512) == TAY_EINVAL);
    EXPECT(ask(session, TAY_BLOCK_READ, 0, ~(tay_word_t)0, 512) == TAY_EINVAL);
    EXPECT(ask(session, TAY_BLOCK_WRITE, blocks, 1, 512) == TAY_EINVAL);
    EXPECT(ask(session, TAY_BLOCK_WRITE, ~(tay_word_t)0, 2, 1024) == TAY_EINVAL);
    EXPECT(ask(session, TAY_BLOCK_READ, 0, 1, 0) == TAY_ESTATE);
    EXPECT(ask(session, TAY_BLOCK_WRITE, 0, 1, 0) == TAY_ESTATE);
    EXPECT(ask(session, TAY_BLOCK_READ, 0, 2, 512) == TAY_EFAULT);
    EXPECT(ask(session, TAY_BLOCK_WRITE, 1, 2, 1023) == TAY_EFAULT);
    EXPECT(ask(session, TAY_BLOCK_WATCH, 1, 0, 0) == TAY_EINVAL);
}

/* More than the driver has room for; all are given back. */
static void open_too_many(tay_cap_t endpoint)
{
    tay_cap_t sessions[40];
    unsigned count = 0;
    enum tay_status status = TAY_OK;
    while (count < 40 && status == TAY_OK) {
        status = tay_block_open(endpoint, 0, 0, &sessions[count], NULL);
        count += status == TAY_OK ? 1 : 0;
    }
    EXPECT(status == TAY_EFULL && count > 4);
    while (count > 0) {
        EXPECT(tay_cap_close(sessions[--count]) == TAY_OK);
    }
}

int main(void)
{
    tay_cap_t endpoint = tay_startup_cap("sd"), session;
    struct tay_block_geometry geometry;
    EXPECT(tay_block_open(endpoint, 0, 0, &session, NULL) == TAY_OK);
    EXPECT(tay_block_geometry(session, &geometry) == TAY_OK);
    EXPECT(geometry.block_bytes == TAY_BLOCK_BYTES);
    EXPECT(geometry.flags == TAY_BLOCK_REMOVABLE);
    blocks = geometry.blocks;
    tay_time_t begin = tay_time_now();
    read_all(session, PATTERN_HOST);
    try_part(endpoint);
    write_all(session);
    talk_nonsense(endpoint, session);
    open_too_many(endpoint);
    read_all(session, PATTERN_GUEST);
    EXPECT(tay_block_flush(session) == TAY_OK);
    EXPECT(tay_time_now() - begin < PATIENCE_NS);
    printf("user: %llu blocks: read and written\n", (unsigned long long)blocks);
    return EXIT_SUCCESS;
}

/* SPDX-License-Identifier: MIT */
/*
 * Keeps the end of the card busy: each block of what was acknowledged is there; one of what was
 * told and not acknowledged is old or new.
 */
#include "load.h"

#include <string.h>
#include <tay/operations.h>
#include <tay/protocol/block.h>
#include <tay/startup.h>

#define PIECES 4u
#define BLOCKS 4u /* of a piece */
#define BLOCK_WORDS (TAY_BLOCK_BYTES / sizeof(uint32_t))

static tay_cap_t endpoint, session;
static uint32_t acknowledged[PIECES]; /* 0: none */
static uint32_t told[PIECES];
static uint32_t data[BLOCKS * BLOCK_WORDS];

static uint64_t first; /* block; 0: it is not known yet */

static bool open_session(void)
{
    struct tay_block_geometry geometry;
    load_close(&session);
    load_call_begins();
    if (!load_went_well(tay_block_open(endpoint, first, 0, &session, NULL), "sd: open")) {
        return false;
    }
    load_call_begins();
    if (first != 0 || !load_went_well(tay_block_geometry(session, &geometry), "sd: geometry")) {
        return first != 0;
    }
    first = geometry.blocks - (uint64_t)PIECES * BLOCKS;
    return open_session();
}

static struct tay_call call_for(unsigned label, unsigned piece)
{
    return (struct tay_call){.label = label,
                             .word = {(tay_word_t)piece * BLOCKS, BLOCKS},
                             .deadline_ns = load_deadline()};
}

static bool write_piece(unsigned piece)
{
    told[piece]++;
    for (size_t n = 0; n < sizeof data / sizeof data[0]; n++) {
        data[n] = told[piece];
    }
    struct tay_call call = call_for(TAY_BLOCK_WRITE, piece);
    call.lend_read = data;
    call.lend_read_bytes = sizeof data;
    if (!load_went_well(tay_call(session, &call), "sd: write")) {
        return false;
    }
    acknowledged[piece] = told[piece];
    return true;
}

static bool is_block(const uint32_t *block, uint32_t number)
{
    bool same = true;
    for (size_t n = 0; n < BLOCK_WORDS; n++) {
        same = same && block[n] == number;
    }
    return same;
}

/* A write that was cut off may have come as far as any word before: those below `told` that no call
 * has acknowledged since. */
static bool check_piece(unsigned piece)
{
    memset(data, 0xff, sizeof data);
    struct tay_call call = call_for(TAY_BLOCK_READ, piece);
    call.lend_write = data;
    call.lend_write_bytes = sizeof data;
    if (!load_went_well(tay_call(session, &call), "sd: read")) {
        return false;
    }
    for (unsigned n = 0; n < BLOCKS && acknowledged[piece] != 0; n++) {
        uint32_t number = data[n * BLOCK_WORDS];
        LOAD_EXPECT(is_block(data + n * BLOCK_WORDS, number) && number >= acknowledged[piece] &&
                    number <= told[piece]);
    }
    return true;
}

int main(int argument_count, char **arguments)
{
    unsigned long answered = 0;
    bool is_open = false;
    load_begin(argument_count, arguments);
    endpoint = tay_startup_cap("sd");
    while (load_goes_on()) {
        unsigned piece = (unsigned)(answered % PIECES);
        is_open = is_open || open_session();
        is_open = is_open && check_piece(piece) && write_piece(piece);
        answered += is_open ? 1 : 0;
    }
    for (unsigned piece = 0; piece < PIECES; piece++) {
        while (!is_open || !check_piece(piece)) {
            is_open = open_session();
        }
    }
    load_tell("load-sd", answered);
    return EXIT_SUCCESS;
}

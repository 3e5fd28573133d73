/* SPDX-License-Identifier: MIT */
/*
 * Writes the head of the card over and over, a piece at a time, while the driver is killed now and
 * then (killer.c): what was not acknowledged is written again, and in the end all is there.
 */
#include "pattern.h"
#include <expect.h>
#include <string.h>
#include <tay/operations.h>
#include <tay/startup.h>

#define BLOCKS 2048u /* also in CMakeLists.txt */
#define PIECE TAY_BLOCK_COUNT_MAX
#define KILLS 4u    /* also in killer.c */
#define ROUNDS 200u /* it does not wait for ever */

static uint8_t content[BLOCKS * TAY_BLOCK_BYTES] __attribute__((aligned(8)));
static uint8_t room[PIECE * TAY_BLOCK_BYTES] __attribute__((aligned(8)));
static tay_cap_t endpoint, session;
static unsigned losses; /* calls that the driver did not answer */

static const uint8_t *content_of(uint64_t block)
{
    return content + block * TAY_BLOCK_BYTES;
}

static void open_session(void)
{
    enum tay_status status = TAY_EPEER;
    for (unsigned n = 0; n < 100 && status == TAY_EPEER; n++) {
        status = tay_block_open(endpoint, 0, 0, &session, NULL);
    }
    EXPECT(status == TAY_OK);
}

/* Until it is acknowledged. */
static void write_piece(uint64_t block)
{
    enum tay_status status;
    while ((status = tay_block_write(session, block, PIECE, content_of(block), NULL)) ==
           TAY_EPEER) {
        losses++;
        open_session();
    }
    EXPECT(status == TAY_OK);
}

/* Each round writes something else, so that a block of the round before is found out. */
static void stamp(unsigned round)
{
    for (unsigned block = 0; block < BLOCKS; block++) {
        memcpy(content + block * TAY_BLOCK_BYTES, &round, sizeof round);
    }
}

static void check_piece(uint64_t block)
{
    enum tay_status status;
    while ((status = tay_block_read(session, block, PIECE, room, NULL)) == TAY_EPEER) {
        losses++;
        open_session();
    }
    EXPECT(status == TAY_OK && memcmp(room, content_of(block), sizeof room) == 0);
}

static void write_and_check(void)
{
    for (uint64_t block = 0; block < BLOCKS; block += PIECE) {
        write_piece(block);
    }
    for (uint64_t block = 0; block < BLOCKS; block += PIECE) {
        check_piece(block);
    }
}

int main(void)
{
    tay_ua_t address;
    endpoint = tay_startup_cap("sd");
    EXPECT(tay_space_map(TAY_CAP_SELF, tay_startup_cap("kills"), 0, 4096, 0,
                         TAY_MAP_READ | TAY_MAP_SHARED, &address) == TAY_OK);
    const unsigned *kills = (const unsigned *)address;
    pattern_fill(content, PATTERN_GUEST, 0, BLOCKS);
    open_session();
    for (unsigned n = 0; n < ROUNDS && __atomic_load_n(kills, __ATOMIC_ACQUIRE) < KILLS; n++) {
        stamp(n);
        write_and_check();
    }
    EXPECT(*kills == KILLS && losses > 0);
    pattern_fill(content, PATTERN_GUEST, 0, BLOCKS);
    write_and_check();
    printf("writer: %u calls were cut off, and nothing is lost\n", losses);
    return EXIT_SUCCESS;
}

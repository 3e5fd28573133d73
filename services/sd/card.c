/* SPDX-License-Identifier: MIT */
/*
 * Moving blocks, and recovering from what goes wrong (SD, 4.3 and 4.6). Invariant: between two
 * calls the card is in its transfer state, or lost.
 */
#include "card.h"

#include "command.h"

/* How often a transfer is tried in all. */
#define TRIES 3u

uint32_t card_serial(const struct card *card)
{
    return (card->id[1] & 0xffffffu) << 8 | card->id[0] >> 24; /* SD, 5.2: bits 55:24 */
}

/* Waits until the card is back in its transfer state and has no complaint. */
static enum tay_block_fault await_rest(struct card *card)
{
    struct pause pause = pause_begin(card->host->spin_ns, HOST_BUSY_NS);
    for (;;) {
        uint32_t status;
        enum tay_block_fault fault = command_status(card, &status);
        if (fault != TAY_BLOCK_GOOD) {
            return fault;
        }
        if ((status & R1_ERRORS) != 0) {
            card->detail = status;
            return TAY_BLOCK_REFUSED;
        }
        if (R1_STATE(status) == R1_STATE_TRAN && (status & R1_READY) != 0) {
            return TAY_BLOCK_GOOD;
        }
        if (!pause_more(&pause)) {
            card->detail = status;
            return TAY_BLOCK_BUSY;
        }
    }
}

/* Ends a transfer of several blocks. A card that was read up to its last block may complain that it
 * was about to go on (4.3.3). */
static enum tay_block_fault stop(struct card *card, const struct host_data *data, bool at_end)
{
    struct host_command command = {.index = 12,
                                   .response = data->is_write ? HOST_BUSY : HOST_SHORT};
    enum tay_block_fault fault = command_send(card, &command, NULL);
    uint32_t errors = command.answer[0] & R1_ERRORS;
    if (!data->is_write && at_end) {
        errors &= ~R1_OUT_OF_RANGE;
    }
    if (fault == TAY_BLOCK_GOOD && errors != 0) {
        card->detail = command.answer[0];
        return TAY_BLOCK_REFUSED;
    }
    return fault;
}

static enum tay_block_fault try_transfer(struct card *card, uint64_t block,
                                         const struct host_data *data)
{
    bool is_several = data->blocks > 1;
    struct host_command command = {
        .index = (data->is_write ? 24u : 17u) + (is_several ? 1 : 0),
        .argument = (uint32_t)(card->by_block ? block : block * TAY_BLOCK_BYTES),
        .response = HOST_SHORT,
    };
    enum tay_block_fault fault = command_checked(card, &command, data);
    if (fault == TAY_BLOCK_GOOD) {
        fault = card->host->controller->transfer(card->host, data);
        card->detail = card->host->detail;
    }
    if (fault == TAY_BLOCK_GOOD && is_several) {
        fault = stop(card, data, block + data->blocks == card->blocks);
    }
    if (fault == TAY_BLOCK_GOOD && data->is_write) {
        fault = await_rest(card);
    }
    return fault;
}

/* Whether the same card is there after all, found anew. */
static enum tay_block_fault find_again(struct card *card)
{
    struct card found = *card;
    enum tay_block_fault fault = card_find(&found);
    bool is_same = fault == TAY_BLOCK_GOOD && found.blocks == card->blocks;
    for (unsigned n = 0; n < 4; n++) {
        is_same = is_same && found.id[n] == card->id[n];
    }
    if (is_same) {
        *card = found;
    } else if (fault == TAY_BLOCK_GOOD) {
        fault = TAY_BLOCK_NO_MEDIUM;
    }
    return fault;
}

/* Brings the card back to where a transfer can begin: it may still be in the middle of the last
 * one, or have lost its power. */
static enum tay_block_fault recover(struct card *card)
{
    uint32_t status;
    card->host->controller->abandon(card->host);
    enum tay_block_fault fault = command_status(card, &status);
    if (fault == TAY_BLOCK_GOOD && R1_STATE(status) > R1_STATE_TRAN) {
        struct host_command end = {.index = 12, .response = HOST_BUSY};
        (void)command_send(card, &end, NULL); /* it may have ended by itself meanwhile */
        card->host->controller->abandon(card->host);
        fault = command_status(card, &status);
    }
    if (fault == TAY_BLOCK_GOOD && R1_STATE(status) == R1_STATE_TRAN) {
        return TAY_BLOCK_GOOD;
    }
    return find_again(card);
}

/* What would only be refused again. */
static bool is_final(const struct card *card, enum tay_block_fault fault)
{
    return fault == TAY_BLOCK_REFUSED && (card->detail & R1_FINAL) != 0;
}

enum tay_block_fault card_transfer(struct card *card, uint64_t block, const struct host_data *data)
{
    enum tay_block_fault fault = TAY_BLOCK_GOOD;
    for (unsigned tries = 0; tries < TRIES; tries++) {
        fault = try_transfer(card, block, data);
        if (fault == TAY_BLOCK_GOOD) {
            return fault;
        }
        uint32_t detail = card->detail;
        bool ends = is_final(card, fault);
        if (card->on_retry != NULL) {
            card->on_retry(card, fault);
        }
        card->retries++;
        enum tay_block_fault recovered = recover(card);
        if (recovered != TAY_BLOCK_GOOD) {
            card->is_there = recovered != TAY_BLOCK_NO_MEDIUM;
            return recovered;
        }
        card->detail = detail;
        if (ends) {
            break;
        }
    }
    return fault;
}

enum tay_block_fault card_flush(struct card *card)
{
    enum tay_block_fault fault = await_rest(card);
    if (fault != TAY_BLOCK_GOOD) {
        fault = recover(card);
        card->is_there = fault != TAY_BLOCK_NO_MEDIUM;
    }
    return fault;
}

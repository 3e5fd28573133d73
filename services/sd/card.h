/* SPDX-License-Identifier: MIT */
/*
 * An SD card, whatever controller it is on: found, read and written. What goes wrong is tried
 * again; what still does is told.
 */
#ifndef SD_CARD_H
#define SD_CARD_H

#include "host.h"

struct card {
    struct host *host;
    bool is_there;     /* found, and not lost since */
    bool by_block;     /* it counts blocks, not bytes: SDHC and SDXC */
    bool is_read_only; /* by its own registers: there is no wire for the slide of the case */
    uint32_t address;  /* RCA, in bits 31:16 */
    uint64_t blocks;   /* of 512 bytes */
    uint32_t id[4];    /* the CID, with 0 for its last byte */
    uint32_t detail;   /* of the last fault: what card or controller said */
    unsigned retries;  /* since the start */
    void (*on_retry)(const struct card *card, enum tay_block_fault fault); /* may be NULL */
};

/* Looks for a card, resets it and learns what it is. */
enum tay_block_fault card_find(struct card *card);

/* Reads blocks into the host's buffer, or writes them from there; they are there. A write is over
 * when the card has them, and says that they are good. After TAY_BLOCK_NO_MEDIUM the card is lost.
 */
enum tay_block_fault card_transfer(struct card *card, uint64_t block, const struct host_data *data);

/* Asks the card whether it is there and at rest. */
enum tay_block_fault card_flush(struct card *card);

/* The product serial number. */
uint32_t card_serial(const struct card *card);

#endif

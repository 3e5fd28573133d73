/* SPDX-License-Identifier: MIT */
/*
 * A controller of SD cards, as the card's side (card.h) needs it. There are two: emmc.c, sdhost.c.
 *
 * Numbers of commands, responses and their bits are those of the "SD Specifications, Part 1,
 * Physical Layer Simplified Specification", version 6.00: called "SD" in these files.
 */
#ifndef SD_HOST_H
#define SD_HOST_H

#include "dma.h"
#include <tay/protocol/block.h>
#include <tay/protocol/mailbox.h>

/* How a command is answered (SD, 4.9). */
enum host_response {
    HOST_NONE,
    HOST_SHORT, /* R1, R6, R7: 48 bits */
    HOST_BUSY,  /* R1b: 48 bits, and then perhaps busy for a while */
    HOST_LONG,  /* R2: 136 bits */
    HOST_OCR,   /* R3: 48 bits without a checksum */
};

struct host_command {
    unsigned index;
    uint32_t argument;
    enum host_response response;
    uint32_t answer[4]; /* out: the response without its first byte; of a short one [0] alone, of a
                           long one bits 31:0 in [0] up to 127:96 in [3], bits 7:0 being unknown */
};

/* What a command of data moves: whole blocks, through the host's buffer. */
struct host_data {
    unsigned blocks; /* 1 to TAY_BLOCK_COUNT_MAX */
    bool is_write;   /* to the card */
};

struct host;

struct controller {
    const char *name;             /* in the manifest's argument */
    uint32_t clock_hz;            /* what it divides the card's clock from, at most */
    enum tay_mailbox_clock clock; /* which of the firmware's that is */
    uint32_t data_offset;         /* its data register, from the start of the peripherals */
    unsigned pin_function;
    unsigned dreq; /* of the DMA controller */

    /* Makes it forget all, with the slow clock of identification and one data line. */
    enum tay_block_fault (*reset)(struct host *host);

    /* The clock for data, at most this fast, and, if `wide`, four data lines. */
    enum tay_block_fault (*set_bus)(struct host *host, uint32_t hz, bool wide);

    /* Sends a command and waits for its answer, and until the card is no longer busy; with data
     * (may be NULL) these follow, by `transfer`. */
    enum tay_block_fault (*command)(struct host *host, struct host_command *command,
                                    const struct host_data *data);
    enum tay_block_fault (*transfer)(struct host *host, const struct host_data *data);

    /* Ends a transfer that went wrong, on the controller's side. */
    void (*abandon)(struct host *host);
};

extern const struct controller emmc;
extern const struct controller sdhost;

struct host {
    const struct controller *controller;
    uintptr_t regs;
    uint32_t clock_hz;     /* as the controller's, or what is known better */
    uint64_t spin_ns;      /* how long to look before it sleeps; 0: it sleeps before it looks */
    uint32_t *buffer;      /* TAY_BLOCK_COUNT_MAX blocks; with DMA, out of the cache */
    struct dma *dma;       /* NULL: by hand */
    uint64_t write_gap_ns; /* emmc.c: between two writes of registers */
    /* sdhost.c: what SDHCFG, SDCDIV and SDTOUT hold. */
    uint32_t config, divider, timeout;
    uint32_t detail; /* what the controller said of the last fault */
};

/* How long, at most. A command and its answer take 200 clocks, 0.5 ms at 400 kHz. A card has 100 ms
 * to begin with data, and is busy for at most 250 ms behind a block and 500 ms in all (SD, 4.6.2).
 */
#define HOST_COMMAND_NS (100 * PAUSE_MS)
#define HOST_BUSY_NS (1000 * PAUSE_MS)
#define HOST_DATA_NS (2000 * PAUSE_MS)

/* SD, 4.2.1 and 4.3.9: while cards are identified; with the default speed. */
#define HOST_IDENTIFY_HZ 400000u
#define HOST_DATA_HZ 25000000u

#define HOST_BLOCK_WORDS (TAY_BLOCK_BYTES / sizeof(uint32_t))

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Models of a card, of both controllers, of a DMA channel and of the pins, as the drivers see them
 * by their registers, and a clock that moves only when somebody looks at it or sleeps.
 *
 * What takes time takes it in that clock: an answer FAKE_ANSWER_NS, a block FAKE_BLOCK_NS, being
 * busy FAKE_BUSY_NS. Whoever sleeps for an interrupt that is not on sleeps to the end.
 */
#ifndef SD_FAKE_H
#define SD_FAKE_H

#include "unit.h"

#include <host.h>
#include <pins.h>

/* Where the registers are mapped. */
#define FAKE_EMMC ((uintptr_t)0x10000)
#define FAKE_SDHOST ((uintptr_t)0x20000)
#define FAKE_DMA ((uintptr_t)0x30000)
#define FAKE_PINS ((uintptr_t)0x40000)
#define FAKE_REGISTERS_BYTES ((uintptr_t)0x1000)

#define FAKE_ANSWER_NS (20 * PAUSE_US)
#define FAKE_BLOCK_NS (200 * PAUSE_US)
#define FAKE_BUSY_NS (3 * PAUSE_MS)
#define FAKE_NEVER UINT64_MAX

#define FAKE_ACMD 64u
#define FAKE_BLOCKS 4096u
#define FAKE_DMA_BUS 0x1000u /* physical */

/* What goes wrong, once or more often, with a command of this index. */
enum fake_fault {
    FAKE_FINE,
    FAKE_SILENT,     /* no answer */
    FAKE_GARBLED,    /* an answer with a wrong checksum */
    FAKE_COMPLAINS,  /* an answer with `bits` */
    FAKE_DATA_STOPS, /* an answer, but no data after the first block; with `bits`: and no card */
    FAKE_DATA_WRONG, /* data with a wrong checksum in the second block, or the only one */
    FAKE_BUSY_LONG,  /* an answer, and busy for ever */
    FAKE_GONE,       /* the card is taken out before the answer */
    FAKE_SWAPPED,    /* and another one put in */
};

struct fake_card {
    bool is_there;
    bool is_version_2;
    bool counts_blocks; /* SDHC */
    bool is_protected;
    unsigned slow_starts; /* ACMD41 has to be sent so often more */
    uint32_t serial;
    uint8_t data[FAKE_BLOCKS][TAY_BLOCK_BYTES];
    /* Its state. */
    unsigned state; /* as in its status */
    bool is_application;
    uint32_t address;
    uint32_t errors; /* for the next answer */
    uint64_t busy_until_ns;
    unsigned commands[2 * FAKE_ACMD]; /* how often each was sent; from FAKE_ACMD on: ACMD */
};

struct fake {
    uint64_t now_ns;
    uint64_t slept_ns;
    unsigned sleeps;
    struct fake_card card;
    /* The fault. */
    unsigned index;
    enum fake_fault kind;
    unsigned times;
    uint32_t bits;
    bool is_dead;        /* no register of a controller keeps anything */
    uintptr_t used_regs; /* the controller that was looked at last */
    uint32_t pins[6];
    uint8_t memory[DMA_BUFFER_OFFSET + TAY_BLOCK_COUNT_MAX * TAY_BLOCK_BYTES]
        __attribute__((aligned(4096)));
};
extern struct fake fake;

/* A fresh machine with an SDHC card that has a pattern on it. */
void fake_start(void);
/* The byte that is on the card at first. */
uint8_t fake_byte(uint64_t block, unsigned at);
/* The next `times` commands of this index, from now on, go wrong. */
void fake_break(unsigned index, enum fake_fault kind, unsigned times, uint32_t bits);

/* Between the models: what a command to the card does. */
struct fake_answer {
    enum fake_fault fault;
    bool is_answered;
    bool is_long;
    uint32_t words[4]; /* as host_command has them */
};
struct fake_answer fake_command(unsigned index, uint32_t argument);
/* Whether the card sends, or takes, blocks now. */
bool fake_moves(bool is_write);
/* A block under way; false: there is no card, or it has no such block. */
bool fake_move_block(bool is_write, uint8_t *data);

/*
 * Each model: its registers; a fresh start; what has become due by now; when something will next,
 * by itself (FAKE_NEVER: nothing); whether its line is up; and of a controller whether it asks for
 * DMA.
 */
#define FAKE_MODEL(name)                                                                           \
    uint32_t fake_##name##_read(uintptr_t offset);                                                 \
    void fake_##name##_write(uintptr_t offset, uint32_t value);                                    \
    void fake_##name##_start(void);                                                                \
    void fake_##name##_update(void);                                                               \
    uint64_t fake_##name##_next(void);                                                             \
    bool fake_##name##_line(void);                                                                 \
    bool fake_##name##_asks(bool is_write)
FAKE_MODEL(emmc);
FAKE_MODEL(sdhost);
FAKE_MODEL(dma);

#endif

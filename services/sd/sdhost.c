/* SPDX-License-Identifier: MIT */
/*
 * The SDHOST controller, of which there is no manual: registers, bits and the order of things are
 * as in Linux, drivers/mmc/host/bcm2835.c, and its names are used here.
 */
#include "host.h"

#include <tay/mmio.h>

#define SDCMD 0x00
#define SDARG 0x04
#define SDTOUT 0x08
#define SDCDIV 0x0c
#define SDRSP0 0x10
#define SDHSTS 0x20
#define SDVDD 0x30
#define SDEDM 0x34
#define SDHCFG 0x38
#define SDHBCT 0x3c
#define SDDATA 0x40
#define SDHBLC 0x50

#define SDCMD_NEW 0x8000u
#define SDCMD_FAIL 0x4000u
#define SDCMD_BUSYWAIT 0x0800u
#define SDCMD_NO_RESPONSE 0x0400u
#define SDCMD_LONG_RESPONSE 0x0200u
#define SDCMD_WRITE 0x0080u
#define SDCMD_READ 0x0040u

#define SDHSTS_BUSY 0x400u
#define SDHSTS_SDIO 0x100u /* also: the FIFO's interrupt */
#define SDHSTS_REW_TIME_OUT 0x80u
#define SDHSTS_CMD_TIME_OUT 0x40u
#define SDHSTS_CRC16_ERROR 0x20u
#define SDHSTS_CRC7_ERROR 0x10u
#define SDHSTS_FIFO_ERROR 0x08u
#define SDHSTS_ERRORS 0x0f8u
#define SDHSTS_ALL 0x7f8u /* what is cleared by writing 1 */
#define SDHSTS_DATA 0x01u

#define SDHCFG_BUSY_IRPT_EN 0x400u
#define SDHCFG_DATA_IRPT_EN 0x010u
#define SDHCFG_SLOW_CARD 0x008u /* the divider counts at all times */
#define SDHCFG_WIDE_EXT_BUS 0x004u
#define SDHCFG_WIDE_INT_BUS 0x002u
#define SDHCFG_ALWAYS (SDHCFG_WIDE_INT_BUS | SDHCFG_SLOW_CARD | SDHCFG_BUSY_IRPT_EN)

/* The FIFO raises its hand at four words ("silicon bug"). */
#define SDEDM_THRESHOLDS_MASK (0x1fu << 14 | 0x1fu << 9)
#define SDEDM_THRESHOLDS (4u << 14 | 4u << 9)
#define SDEDM_FORCE_DATA_MODE 0x80000u
#define SDEDM_LEVEL(edm) ((edm) >> 4 & 0x1fu)
#define SDEDM_FSM(edm) ((edm)&0xfu)
#define FSM_IDENTMODE 0u
#define FSM_DATAMODE 1u
#define FSM_READWAIT 4u
#define FSM_WRITESTART1 10u

#define FIFO_WORDS 16u
/* DMA must leave the last words of several blocks to be read by hand. */
#define DRAIN_WORDS 3u

#define POWER_NS (20 * PAUSE_MS)
#define LAST_BLOCK_NS (100 * PAUSE_US)
#define TIMEOUT_CLOCKS 0xf00000u
#define DIVIDER_MAX 0x7ffu

static void sdhost_write(const struct host *host, uint32_t offset, uint32_t value)
{
    tay_mmio_write32(host->regs + offset, value);
}

static uint32_t sdhost_read(const struct host *host, uint32_t offset)
{
    return tay_mmio_read32(host->regs + offset);
}

/* What the errors in SDHSTS mean, which are cleared. */
static enum tay_block_fault sdhost_fault(struct host *host, uint32_t status)
{
    host->detail = status;
    sdhost_write(host, SDHSTS, SDHSTS_ALL);
    if ((status & (SDHSTS_CMD_TIME_OUT | SDHSTS_REW_TIME_OUT)) != 0) {
        return TAY_BLOCK_NO_ANSWER;
    }
    return (status & (SDHSTS_CRC16_ERROR | SDHSTS_CRC7_ERROR)) != 0 ? TAY_BLOCK_DAMAGED
                                                                    : TAY_BLOCK_CONTROLLER;
}

/* The divider counts from 2 (bcm2835_set_clock). */
static void sdhost_set_clock(struct host *host, uint32_t hz)
{
    uint32_t divider = (host->clock_hz + hz - 1) / hz;
    divider = divider < 2 ? 0 : divider - 2;
    host->divider = divider < DIVIDER_MAX ? divider : DIVIDER_MAX;
    host->timeout = hz / 2; /* half a second */
    sdhost_write(host, SDCDIV, host->divider);
    sdhost_write(host, SDTOUT, host->timeout);
}

/* Forgets whatever is under way, and goes on as it was configured (bcm2835_reset_internal, which
 * Linux also does after a time-out). */
static void sdhost_restart(struct host *host)
{
    sdhost_write(host, SDVDD, 0);
    sdhost_write(host, SDCMD, 0);
    sdhost_write(host, SDARG, 0);
    sdhost_write(host, SDTOUT, TIMEOUT_CLOCKS);
    sdhost_write(host, SDCDIV, 0);
    sdhost_write(host, SDHSTS, SDHSTS_ALL);
    sdhost_write(host, SDHCFG, 0);
    sdhost_write(host, SDHBCT, 0);
    sdhost_write(host, SDHBLC, 0);
    uint32_t edm = sdhost_read(host, SDEDM);
    sdhost_write(host, SDEDM, (edm & ~SDEDM_THRESHOLDS_MASK) | SDEDM_THRESHOLDS);
    for (unsigned n = 0; n < FIFO_WORDS && SDEDM_LEVEL(sdhost_read(host, SDEDM)) > 0; n++) {
        (void)sdhost_read(host, SDDATA); /* what was read of a block, and is nobody's */
    }
    pause_sleep(POWER_NS);
    sdhost_write(host, SDVDD, 1);
    pause_sleep(POWER_NS);
    sdhost_write(host, SDHCFG, host->config);
    sdhost_write(host, SDCDIV, host->divider);
    sdhost_write(host, SDTOUT, host->timeout);
}

static enum tay_block_fault sdhost_reset(struct host *host)
{
    tay_mmio_barrier(); /* from another peripheral: the pins */
    host->config = SDHCFG_ALWAYS;
    sdhost_restart(host);
    sdhost_set_clock(host, HOST_IDENTIFY_HZ);
    uint32_t edm = sdhost_read(host, SDEDM);
    if (sdhost_read(host, SDVDD) != 1 || (edm & SDEDM_THRESHOLDS_MASK) != SDEDM_THRESHOLDS) {
        host->detail = edm;
        return TAY_BLOCK_CONTROLLER;
    }
    return TAY_BLOCK_GOOD;
}

static enum tay_block_fault sdhost_set_bus(struct host *host, uint32_t hz, bool wide)
{
    host->config = SDHCFG_ALWAYS | (wide ? SDHCFG_WIDE_EXT_BUS : 0);
    sdhost_write(host, SDHCFG, host->config);
    sdhost_set_clock(host, hz);
    return TAY_BLOCK_GOOD;
}

/* Waits until the controller is done with a command but for being busy; there is no interrupt. */
static enum tay_block_fault sdhost_await_taken(struct host *host)
{
    struct pause pause = pause_begin(host->spin_ns, HOST_COMMAND_NS);
    while ((sdhost_read(host, SDCMD) & SDCMD_NEW) != 0) {
        if (!pause_more(&pause)) {
            host->detail = sdhost_read(host, SDCMD);
            return TAY_BLOCK_CONTROLLER;
        }
    }
    return TAY_BLOCK_GOOD;
}

static enum tay_block_fault sdhost_await_answer(struct host *host, bool without_checksum)
{
    enum tay_block_fault fault = sdhost_await_taken(host);
    if (fault != TAY_BLOCK_GOOD || (sdhost_read(host, SDCMD) & SDCMD_FAIL) == 0) {
        return fault;
    }
    uint32_t status = sdhost_read(host, SDHSTS);
    fault = sdhost_fault(host, status);
    bool is_only_checksum = (status & SDHSTS_ERRORS) == SDHSTS_CRC7_ERROR;
    return without_checksum && is_only_checksum ? TAY_BLOCK_GOOD : fault;
}

/* What can be waited for. */
enum event {
    EVENT_READY, /* the card is no longer busy */
    EVENT_WORDS, /* there are words to be read */
    EVENT_ROOM,  /* there is room for words */
    EVENT_READ,  /* the last block was read, or written */
    EVENT_WRITTEN,
};

static bool sdhost_has(const struct host *host, enum event event, uint32_t status)
{
    uint32_t edm = event == EVENT_READY ? 0 : sdhost_read(host, SDEDM);
    uint32_t state = SDEDM_FSM(edm);
    switch (event) {
    case EVENT_READY:
        return (status & SDHSTS_BUSY) != 0;
    case EVENT_WORDS:
        return SDEDM_LEVEL(edm) > 0;
    case EVENT_ROOM:
        return SDEDM_LEVEL(edm) < FIFO_WORDS;
    case EVENT_READ:
        return state == FSM_IDENTMODE || state == FSM_DATAMODE || state == FSM_READWAIT;
    case EVENT_WRITTEN:
        return state == FSM_IDENTMODE || state == FSM_DATAMODE || state == FSM_WRITESTART1;
    }
    return false;
}

/* Sleeps until the controller interrupts; of the last block it does not. */
static void sdhost_sleep(const struct host *host, enum event event, uint64_t until_ns)
{
    bool is_fifo = event == EVENT_WORDS || event == EVENT_ROOM;
    if (!is_fifo && event != EVENT_READY) {
        pause_sleep(LAST_BLOCK_NS);
        return;
    }
    sdhost_write(host, SDHCFG, host->config | (is_fifo ? SDHCFG_DATA_IRPT_EN : 0));
    pause_for(PAUSE_HOST, until_ns);
    sdhost_write(host, SDHCFG, host->config);
    if (is_fifo) {
        sdhost_write(host, SDHSTS, SDHSTS_SDIO | SDHSTS_DATA);
    }
}

static enum tay_block_fault sdhost_await(struct host *host, enum event event, uint64_t limit_ns,
                                         enum tay_block_fault late)
{
    struct pause pause = pause_begin(host->spin_ns, limit_ns);
    bool sleeps = host->spin_ns == 0 && event == EVENT_READY;
    for (;;) {
        if (sleeps) {
            sdhost_sleep(host, event, pause.deadline_ns);
        }
        uint32_t status = sdhost_read(host, SDHSTS);
        if ((status & SDHSTS_ERRORS) != 0) {
            return sdhost_fault(host, status);
        }
        if (sdhost_has(host, event, status)) {
            return TAY_BLOCK_GOOD;
        }
        uint64_t now = pause_now();
        if (now >= pause.deadline_ns) {
            host->detail = status;
            return late;
        }
        sleeps = now >= pause.spin_until_ns;
    }
}

static uint32_t sdhost_mode(const struct host_command *command, const struct host_data *data)
{
    static const uint32_t responses[] = {
        [HOST_NONE] = SDCMD_NO_RESPONSE,
        [HOST_BUSY] = SDCMD_BUSYWAIT,
        [HOST_LONG] = SDCMD_LONG_RESPONSE,
        [HOST_OCR] = 0,
    };
    uint32_t mode = command->index | responses[command->response];
    if (data != NULL) {
        mode |= data->is_write ? SDCMD_WRITE : SDCMD_READ;
    }
    return mode;
}

static enum tay_block_fault sdhost_command(struct host *host, struct host_command *command,
                                           const struct host_data *data)
{
    enum tay_block_fault fault = sdhost_await_taken(host);
    if (fault != TAY_BLOCK_GOOD) {
        return fault;
    }
    sdhost_write(host, SDHSTS, SDHSTS_ALL);
    if (data != NULL) {
        sdhost_write(host, SDHBCT, TAY_BLOCK_BYTES);
        sdhost_write(host, SDHBLC, data->blocks);
    }
    sdhost_write(host, SDARG, command->argument);
    sdhost_write(host, SDCMD, sdhost_mode(command, data) | SDCMD_NEW);
    fault = sdhost_await_answer(host, command->response == HOST_OCR);
    if (fault != TAY_BLOCK_GOOD) {
        return fault;
    }
    unsigned words = command->response == HOST_LONG ? 4 : 1;
    for (unsigned n = 0; n < words; n++) {
        command->answer[n] = sdhost_read(host, SDRSP0 + n * 4);
    }
    if (command->response == HOST_BUSY) {
        fault = sdhost_await(host, EVENT_READY, HOST_BUSY_NS, TAY_BLOCK_BUSY);
        sdhost_write(host, SDHSTS, SDHSTS_BUSY);
    }
    return fault;
}

/* Moves words between memory and the FIFO, as it has them or has room for them. */
static enum tay_block_fault sdhost_move(struct host *host, uint32_t *word, size_t count,
                                        bool is_write)
{
    uintptr_t data = host->regs + SDDATA;
    while (count > 0) {
        unsigned level = SDEDM_LEVEL(sdhost_read(host, SDEDM));
        size_t piece = is_write ? FIFO_WORDS - level : level;
        if (piece == 0 || level > FIFO_WORDS) {
            enum tay_block_fault fault = sdhost_await(host, is_write ? EVENT_ROOM : EVENT_WORDS,
                                                      HOST_DATA_NS, TAY_BLOCK_NO_ANSWER);
            if (fault != TAY_BLOCK_GOOD) {
                return fault;
            }
            continue;
        }
        piece = piece < count ? piece : count;
        count -= piece;
        for (; piece > 0; piece--, word++) {
            if (is_write) {
                tay_mmio_write32(data, *word);
            } else {
                *word = tay_mmio_read32(data);
            }
        }
    }
    return TAY_BLOCK_GOOD;
}

/* All but what DMA must leave (bcm2835_prepare_dma). */
static enum tay_block_fault sdhost_by_dma(struct host *host, const struct host_data *data)
{
    size_t words = data->blocks * HOST_BLOCK_WORDS;
    size_t drained = data->blocks > 1 && !data->is_write ? DRAIN_WORDS : 0;
    dma_start(host->dma, &(struct dma_move){.register_offset = sdhost.data_offset,
                                            .dreq = sdhost.dreq,
                                            .length_bytes = (words - drained) * sizeof(uint32_t),
                                            .to_register = data->is_write});
    if (!dma_finish(host->dma, host->spin_ns, HOST_DATA_NS)) {
        uint32_t status = sdhost_read(host, SDHSTS);
        host->detail = status;
        return (status & SDHSTS_ERRORS) != 0 ? sdhost_fault(host, status) : TAY_BLOCK_NO_ANSWER;
    }
    return sdhost_move(host, host->buffer + words - drained, drained, false);
}

/* When the last word has gone through the FIFO, the block's checksum has not yet. A single block
 * leaves the controller waiting for a further one, unless it is told
 * (bcm2835_wait_transfer_complete). */
static enum tay_block_fault sdhost_transfer(struct host *host, const struct host_data *data)
{
    enum tay_block_fault fault =
        host->dma != NULL
            ? sdhost_by_dma(host, data)
            : sdhost_move(host, host->buffer, data->blocks * HOST_BLOCK_WORDS, data->is_write);
    if (fault == TAY_BLOCK_GOOD) {
        fault = sdhost_await(host, data->is_write ? EVENT_WRITTEN : EVENT_READ, HOST_DATA_NS,
                             TAY_BLOCK_NO_ANSWER);
    }
    if (fault == TAY_BLOCK_GOOD && data->blocks == 1) {
        uint32_t edm = sdhost_read(host, SDEDM);
        if (SDEDM_FSM(edm) == FSM_READWAIT || SDEDM_FSM(edm) == FSM_WRITESTART1) {
            sdhost_write(host, SDEDM, edm | SDEDM_FORCE_DATA_MODE);
        }
    }
    return fault;
}

const struct controller sdhost = {
    .name = "sdhost",
    .clock_hz = 400000000, /* the core's clock, at most (Raspberry Pi documentation, "core_freq") */
    .clock = TAY_FIRMWARE_CLOCK_CORE,
    .data_offset = 0x202000 + SDDATA,
    .pin_function = 4, /* ALT0 */
    .dreq = 13,        /* BCM2835 ARM Peripherals, 4.2.1.3 */
    .reset = sdhost_reset,
    .set_bus = sdhost_set_bus,
    .command = sdhost_command,
    .transfer = sdhost_transfer,
    .abandon = sdhost_restart,
};

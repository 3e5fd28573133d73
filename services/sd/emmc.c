/* SPDX-License-Identifier: MIT */
/*
 * The EMMC controller, an Arasan SDHCI (BCM2835 ARM Peripherals, 5, to which the section numbers
 * belong; the names of the registers are those there).
 *
 * It may lose the second of two writes to one register within two clocks of the card (Linux,
 * drivers/mmc/host/sdhci-iproc.c). So writes take their time while the clock is slow; later, and
 * for the data register, they need not: a command writes no register twice before its answer is
 * there, which takes more than 90 clocks.
 */
#include "host.h"

#include <tay/mmio.h>

#define EMMC_BLKSIZECNT 0x04
#define EMMC_ARG1 0x08
#define EMMC_CMDTM 0x0c
#define EMMC_RESP0 0x10
#define EMMC_DATA 0x20
#define EMMC_STATUS 0x24
#define EMMC_CONTROL0 0x28
#define EMMC_CONTROL1 0x2c
#define EMMC_INTERRUPT 0x30
#define EMMC_IRPT_MASK 0x34
#define EMMC_IRPT_EN 0x38
#define EMMC_CONTROL2 0x3c

#define BLKSIZECNT_COUNT_SHIFT 16

#define CMDTM_BLKCNT_EN 0x00000002u
#define CMDTM_READ 0x00000010u /* TM_DAT_DIR: card to host */
#define CMDTM_MULTI 0x00000020u
#define CMDTM_LONG 0x00010000u /* CMD_RSPNS_TYPE */
#define CMDTM_SHORT 0x00020000u
#define CMDTM_BUSY 0x00030000u
#define CMDTM_CHECKS 0x00180000u /* of the response: CMD_CRCCHK_EN and CMD_IXCHK_EN */
#define CMDTM_CRC 0x00080000u
#define CMDTM_DATA 0x00200000u
#define CMDTM_ABORT 0x00c00000u /* CMD_TYPE, for CMD12: goes although data are under way */
#define CMDTM_INDEX_SHIFT 24

#define STATUS_CMD_INHIBIT 0x00000001u
#define STATUS_DAT_INHIBIT 0x00000002u

#define CONTROL0_WIDE 0x00000002u /* HCTL_DWIDTH */

#define CONTROL1_CLOCK 0x00000001u /* CLK_INTLEN */
#define CONTROL1_STABLE 0x00000002u
#define CONTROL1_CARD 0x00000004u    /* CLK_EN */
#define CONTROL1_TIMEOUT 0x000e0000u /* DATA_TOUNIT: the longest, clock * 2^27 */
#define CONTROL1_RESET 0x01000000u
#define CONTROL1_RESET_CMD 0x02000000u
#define CONTROL1_RESET_DATA 0x04000000u

#define INTERRUPT_CMD_DONE 0x00000001u
#define INTERRUPT_DATA_DONE 0x00000002u
#define INTERRUPT_WRITE_RDY 0x00000010u
#define INTERRUPT_READ_RDY 0x00000020u
#define INTERRUPT_ERRORS 0x017f8000u
#define INTERRUPT_TIMEOUTS 0x00110000u /* CTO_ERR, DTO_ERR */
#define INTERRUPT_CRCS 0x00660000u     /* CCRC_ERR, CEND_ERR, DCRC_ERR, DEND_ERR */

/* Between two writes at 400 kHz: four clocks. */
#define SLOW_GAP_NS (10 * PAUSE_US)
#define RESET_NS (100 * PAUSE_MS)
#define DIVIDER_MAX 1023u

static void emmc_write(const struct host *host, uint32_t offset, uint32_t value)
{
    tay_mmio_write32(host->regs + offset, value);
    if (host->write_gap_ns != 0) {
        pause_spin(host->write_gap_ns);
    }
}

static uint32_t emmc_read(const struct host *host, uint32_t offset)
{
    return tay_mmio_read32(host->regs + offset);
}

/* Waits until bits of a register are as wanted. */
static bool emmc_becomes(const struct host *host, uint32_t offset, uint32_t bits, uint32_t wanted)
{
    struct pause pause = pause_begin(host->spin_ns, RESET_NS);
    while ((emmc_read(host, offset) & bits) != wanted) {
        if (!pause_more(&pause)) {
            return false;
        }
    }
    return true;
}

static enum tay_block_fault emmc_fault(struct host *host, uint32_t interrupt)
{
    host->detail = interrupt;
    if ((interrupt & INTERRUPT_TIMEOUTS) != 0) {
        return TAY_BLOCK_NO_ANSWER;
    }
    return (interrupt & INTERRUPT_CRCS) != 0 ? TAY_BLOCK_DAMAGED : TAY_BLOCK_CONTROLLER;
}

/* Waits for one of the events, and takes it. */
static enum tay_block_fault emmc_await(struct host *host, uint32_t event, uint64_t limit_ns,
                                       enum tay_block_fault late)
{
    struct pause pause = pause_begin(host->spin_ns, limit_ns);
    bool sleeps = host->spin_ns == 0;
    for (;;) {
        if (sleeps) {
            emmc_write(host, EMMC_IRPT_EN, event | INTERRUPT_ERRORS);
            pause_for(PAUSE_HOST, pause.deadline_ns);
            emmc_write(host, EMMC_IRPT_EN, 0);
        }
        uint32_t interrupt = emmc_read(host, EMMC_INTERRUPT);
        if ((interrupt & INTERRUPT_ERRORS) != 0) {
            return emmc_fault(host, interrupt);
        }
        if ((interrupt & event) != 0) {
            emmc_write(host, EMMC_INTERRUPT, event);
            return TAY_BLOCK_GOOD;
        }
        uint64_t now = pause_now();
        if (now >= pause.deadline_ns) {
            host->detail = interrupt;
            return late;
        }
        sleeps = now >= pause.spin_until_ns;
    }
}

/* 5: "the clock divider", with the base clock divided by twice the divider (SD Host Controller
 * Simplified Specification, 2.2.14). */
static bool emmc_set_clock(struct host *host, uint32_t hz)
{
    uint32_t divider = (host->clock_hz + 2 * hz - 1) / (2 * hz);
    uint32_t busy = STATUS_CMD_INHIBIT | STATUS_DAT_INHIBIT;
    if (divider > DIVIDER_MAX || !emmc_becomes(host, EMMC_STATUS, busy, 0)) {
        return false;
    }
    uint32_t control =
        CONTROL1_CLOCK | CONTROL1_TIMEOUT | (divider & 0xff) << 8 | (divider >> 8) << 6;
    host->write_gap_ns = SLOW_GAP_NS;
    emmc_write(host, EMMC_CONTROL1, control & ~CONTROL1_CLOCK);
    emmc_write(host, EMMC_CONTROL1, control);
    if (!emmc_becomes(host, EMMC_CONTROL1, CONTROL1_STABLE, CONTROL1_STABLE)) {
        return false;
    }
    emmc_write(host, EMMC_CONTROL1, control | CONTROL1_CARD);
    host->write_gap_ns = hz > HOST_IDENTIFY_HZ ? 0 : SLOW_GAP_NS;
    return true;
}

static enum tay_block_fault emmc_controller_fault(struct host *host)
{
    host->detail = emmc_read(host, EMMC_CONTROL1);
    return TAY_BLOCK_CONTROLLER;
}

static enum tay_block_fault emmc_reset(struct host *host)
{
    host->write_gap_ns = SLOW_GAP_NS;
    tay_mmio_barrier(); /* from another peripheral: the pins */
    emmc_write(host, EMMC_CONTROL1, CONTROL1_RESET);
    if (!emmc_becomes(host, EMMC_CONTROL1, CONTROL1_RESET, 0)) {
        return emmc_controller_fault(host);
    }
    emmc_write(host, EMMC_CONTROL0, 0);
    emmc_write(host, EMMC_CONTROL2, 0);
    emmc_write(host, EMMC_IRPT_EN, 0);
    emmc_write(host, EMMC_IRPT_MASK,
               INTERRUPT_ERRORS | INTERRUPT_CMD_DONE | INTERRUPT_DATA_DONE | INTERRUPT_WRITE_RDY |
                   INTERRUPT_READ_RDY);
    if (!emmc_set_clock(host, HOST_IDENTIFY_HZ)) {
        return emmc_controller_fault(host);
    }
    return TAY_BLOCK_GOOD;
}

static enum tay_block_fault emmc_set_bus(struct host *host, uint32_t hz, bool wide)
{
    emmc_write(host, EMMC_CONTROL0, wide ? CONTROL0_WIDE : 0);
    return emmc_set_clock(host, hz) ? TAY_BLOCK_GOOD : emmc_controller_fault(host);
}

static uint32_t emmc_mode(const struct host_command *command, const struct host_data *data)
{
    static const uint32_t responses[] = {
        [HOST_NONE] = 0,
        [HOST_SHORT] = CMDTM_SHORT | CMDTM_CHECKS,
        [HOST_BUSY] = CMDTM_BUSY | CMDTM_CHECKS,
        [HOST_LONG] = CMDTM_LONG | CMDTM_CRC,
        [HOST_OCR] = CMDTM_SHORT,
    };
    uint32_t mode = command->index << CMDTM_INDEX_SHIFT | responses[command->response];
    if (command->index == 12) {
        mode |= CMDTM_ABORT;
    }
    if (data != NULL) {
        mode |= CMDTM_DATA | CMDTM_BLKCNT_EN | (data->is_write ? 0 : CMDTM_READ) |
                (data->blocks > 1 ? CMDTM_MULTI : 0);
    }
    return mode;
}

/* A long response comes without its last byte, in bits 119:0 (5: RESP0). */
static void emmc_take_answer(const struct host *host, struct host_command *command)
{
    if (command->response != HOST_LONG) {
        command->answer[0] = emmc_read(host, EMMC_RESP0);
        return;
    }
    uint32_t low = 0;
    for (unsigned n = 0; n < 4; n++) {
        uint32_t word = emmc_read(host, EMMC_RESP0 + n * 4);
        command->answer[n] = word << 8 | low;
        low = word >> 24;
    }
}

static enum tay_block_fault emmc_command(struct host *host, struct host_command *command,
                                         const struct host_data *data)
{
    if (!emmc_becomes(host, EMMC_STATUS, STATUS_CMD_INHIBIT, 0)) {
        return emmc_controller_fault(host);
    }
    emmc_write(host, EMMC_INTERRUPT, emmc_read(host, EMMC_INTERRUPT));
    if (data != NULL) {
        emmc_write(host, EMMC_BLKSIZECNT, data->blocks << BLKSIZECNT_COUNT_SHIFT | TAY_BLOCK_BYTES);
    }
    emmc_write(host, EMMC_ARG1, command->argument);
    emmc_write(host, EMMC_CMDTM, emmc_mode(command, data));
    enum tay_block_fault fault =
        emmc_await(host, INTERRUPT_CMD_DONE, HOST_COMMAND_NS, TAY_BLOCK_NO_ANSWER);
    if (fault != TAY_BLOCK_GOOD) {
        return fault;
    }
    emmc_take_answer(host, command);
    if (command->response == HOST_BUSY) {
        fault = emmc_await(host, INTERRUPT_DATA_DONE, HOST_BUSY_NS, TAY_BLOCK_BUSY);
    }
    return fault;
}

/* One block through the data register: eight words at a time, since each takes its instruction. */
static void emmc_take_block(uintptr_t data, uint32_t *to)
{
    for (const uint32_t *end = to + HOST_BLOCK_WORDS; to < end; to += 8) {
        for (unsigned n = 0; n < 8; n++) {
            to[n] = tay_mmio_read32(data);
        }
    }
}

static void emmc_give_block(uintptr_t data, const uint32_t *from)
{
    for (const uint32_t *end = from + HOST_BLOCK_WORDS; from < end; from += 8) {
        for (unsigned n = 0; n < 8; n++) {
            tay_mmio_write32(data, from[n]);
        }
    }
}

static enum tay_block_fault emmc_by_hand(struct host *host, const struct host_data *data)
{
    uint32_t *block = host->buffer;
    for (unsigned n = 0; n < data->blocks; n++, block += HOST_BLOCK_WORDS) {
        enum tay_block_fault fault =
            emmc_await(host, data->is_write ? INTERRUPT_WRITE_RDY : INTERRUPT_READ_RDY,
                       HOST_DATA_NS, TAY_BLOCK_NO_ANSWER);
        if (fault != TAY_BLOCK_GOOD) {
            return fault;
        }
        if (data->is_write) {
            emmc_give_block(host->regs + EMMC_DATA, block);
        } else {
            emmc_take_block(host->regs + EMMC_DATA, block);
        }
    }
    return emmc_await(host, INTERRUPT_DATA_DONE, HOST_DATA_NS, TAY_BLOCK_NO_ANSWER);
}

/* The controller tells when it is over, and of errors; the channel then has its last word. */
static enum tay_block_fault emmc_by_dma(struct host *host, const struct host_data *data)
{
    dma_start(host->dma, &(struct dma_move){.register_offset = emmc.data_offset,
                                            .dreq = emmc.dreq,
                                            .length_bytes = data->blocks * TAY_BLOCK_BYTES,
                                            .to_register = data->is_write});
    enum tay_block_fault fault =
        emmc_await(host, INTERRUPT_DATA_DONE, HOST_DATA_NS, TAY_BLOCK_NO_ANSWER);
    if (fault != TAY_BLOCK_GOOD) {
        dma_reset(host->dma);
        return fault;
    }
    return dma_finish(host->dma, RESET_NS, RESET_NS) ? TAY_BLOCK_GOOD : TAY_BLOCK_CONTROLLER;
}

static enum tay_block_fault emmc_transfer(struct host *host, const struct host_data *data)
{
    return host->dma != NULL ? emmc_by_dma(host, data) : emmc_by_hand(host, data);
}

/* One after the other: SD Host Controller Simplified Specification, 3.10. */
static void emmc_abandon(struct host *host)
{
    static const uint32_t resets[] = {CONTROL1_RESET_CMD, CONTROL1_RESET_DATA};
    for (unsigned n = 0; n < 2; n++) {
        emmc_write(host, EMMC_CONTROL1, emmc_read(host, EMMC_CONTROL1) | resets[n]);
        pause_spin(SLOW_GAP_NS);
        (void)emmc_becomes(host, EMMC_CONTROL1, resets[n], 0); /* else the next command fails */
    }
}

const struct controller emmc = {
    .name = "emmc",
    .clock_hz = 250000000, /* PLLD / 2; the firmware sets it to that or less */
    .clock = TAY_FIRMWARE_CLOCK_EMMC,
    .data_offset = 0x300000 + EMMC_DATA,
    .pin_function = 7, /* ALT3 */
    .dreq = 11,        /* 4.2.1.3 */
    .reset = emmc_reset,
    .set_bus = emmc_set_bus,
    .command = emmc_command,
    .transfer = emmc_transfer,
    .abandon = emmc_abandon,
};

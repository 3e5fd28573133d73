/* SPDX-License-Identifier: MIT */
/*
 * Finding a card: from idle to the transfer state (SD, 4.2 and 4.3.1).
 */
#include "command.h"
#include "registers.h"

/* CMD8: 2.7 to 3.6 V, and a pattern to be sent back (4.3.13). */
#define CONDITION 0x1aau
#define CONDITION_MASK 0xfffu
/* ACMD41 (4.2.3.1, 5.1): 2.7 to 3.6 V; the host knows cards that count blocks; power-up is over. */
#define OCR_VOLTAGES 0x00ff8000u
#define OCR_CAPACITY 0x40000000u
#define OCR_READY 0x80000000u
#define POWER_UP_NS (1000 * PAUSE_MS)
#define POWER_UP_STEP_NS (10 * PAUSE_MS)
/* 6.4.1: 74 clocks after the supply, at 400 kHz. */
#define FIRST_CLOCKS_NS (1 * PAUSE_MS)
#define TRIES 3u

/* Cards of version 2 answer; older ones do not know the command. */
static enum tay_block_fault ask_condition(struct card *card, bool *is_version_2)
{
    struct host_command idle = {.index = 0, .response = HOST_NONE};
    struct host_command condition = {.index = 8, .argument = CONDITION, .response = HOST_SHORT};
    enum tay_block_fault fault = command_send(card, &idle, NULL);
    if (fault != TAY_BLOCK_GOOD) {
        return fault;
    }
    fault = command_send(card, &condition, NULL);
    *is_version_2 = fault == TAY_BLOCK_GOOD;
    if (*is_version_2 && (condition.answer[0] & CONDITION_MASK) != CONDITION) {
        card->detail = condition.answer[0];
        return TAY_BLOCK_REFUSED;
    }
    if (fault == TAY_BLOCK_NO_ANSWER) {
        card->host->controller->abandon(card->host);
        fault = TAY_BLOCK_GOOD;
    }
    return fault;
}

/* Who does not answer here is no SD card, or nobody. */
static enum tay_block_fault power_up(struct card *card, bool is_version_2)
{
    struct pause pause = pause_begin(0, POWER_UP_NS);
    card->address = 0;
    for (;;) {
        struct host_command command = {
            .index = 41,
            .argument = OCR_VOLTAGES | (is_version_2 ? OCR_CAPACITY : 0),
            .response = HOST_OCR,
        };
        enum tay_block_fault fault = command_application(card, &command);
        if (fault != TAY_BLOCK_GOOD) {
            return fault == TAY_BLOCK_NO_ANSWER ? TAY_BLOCK_NO_MEDIUM : fault;
        }
        if ((command.answer[0] & OCR_READY) != 0) {
            card->by_block = is_version_2 && (command.answer[0] & OCR_CAPACITY) != 0;
            return TAY_BLOCK_GOOD;
        }
        if (pause_now() >= pause.deadline_ns) {
            card->detail = command.answer[0];
            return TAY_BLOCK_BUSY;
        }
        pause_sleep(POWER_UP_STEP_NS);
    }
}

/* Its name, its address and its size. */
static enum tay_block_fault get_to_know(struct card *card)
{
    struct host_command name = {.index = 2, .response = HOST_LONG};
    struct host_command address = {.index = 3, .response = HOST_SHORT};
    struct host_command sizes = {.index = 9, .response = HOST_LONG};
    enum tay_block_fault fault = command_send(card, &name, NULL);
    if (fault == TAY_BLOCK_GOOD) {
        fault = command_send(card, &address, NULL);
    }
    card->address = address.answer[0] & 0xffff0000u;
    sizes.argument = card->address;
    if (fault == TAY_BLOCK_GOOD) {
        fault = command_send(card, &sizes, NULL);
    }
    if (fault != TAY_BLOCK_GOOD) {
        return fault;
    }
    for (unsigned n = 0; n < 4; n++) {
        card->id[n] = n == 0 ? name.answer[n] & ~0xffu : name.answer[n];
    }
    card->blocks = registers_blocks(sizes.answer);
    card->is_read_only = registers_read_only(sizes.answer);
    card->detail = sizes.answer[3];
    return card->blocks != 0 ? TAY_BLOCK_GOOD : TAY_BLOCK_REFUSED;
}

/* Four data lines are no question: each SD memory card has them (5.6: SD_BUS_WIDTHS). */
static enum tay_block_fault select_card(struct card *card)
{
    struct host_command chosen = {.index = 7, .argument = card->address, .response = HOST_BUSY};
    struct host_command length = {.index = 16, .argument = TAY_BLOCK_BYTES, .response = HOST_SHORT};
    struct host_command width = {.index = 6, .argument = 2, .response = HOST_SHORT};
    enum tay_block_fault fault = command_checked(card, &chosen, NULL);
    if (fault == TAY_BLOCK_GOOD) {
        fault = command_checked(card, &length, NULL);
    }
    if (fault == TAY_BLOCK_GOOD) {
        fault = command_application(card, &width);
    }
    if (fault == TAY_BLOCK_GOOD) {
        fault = card->host->controller->set_bus(card->host, HOST_DATA_HZ, true);
        card->detail = card->host->detail;
    }
    return fault;
}

static enum tay_block_fault find(struct card *card)
{
    bool is_version_2;
    enum tay_block_fault fault = card->host->controller->reset(card->host);
    card->detail = card->host->detail;
    if (fault != TAY_BLOCK_GOOD) {
        return fault;
    }
    pause_sleep(FIRST_CLOCKS_NS);
    fault = ask_condition(card, &is_version_2);
    if (fault == TAY_BLOCK_GOOD) {
        fault = power_up(card, is_version_2);
    }
    if (fault == TAY_BLOCK_GOOD) {
        fault = get_to_know(card);
    }
    return fault == TAY_BLOCK_GOOD ? select_card(card) : fault;
}

enum tay_block_fault card_find(struct card *card)
{
    enum tay_block_fault fault = TAY_BLOCK_GOOD;
    card->is_there = false;
    for (unsigned tries = 0; tries < TRIES; tries++) {
        fault = find(card);
        if (fault == TAY_BLOCK_GOOD || fault == TAY_BLOCK_NO_MEDIUM ||
            fault == TAY_BLOCK_CONTROLLER) {
            break;
        }
    }
    card->is_there = fault == TAY_BLOCK_GOOD;
    return fault;
}

/* SPDX-License-Identifier: MIT */
/*
 * Commands to a card, and what its status says (SD, 4.7.4 and 4.10.1).
 */
#ifndef SD_COMMAND_H
#define SD_COMMAND_H

#include "card.h"

#define R1_OUT_OF_RANGE 0x80000000u
#define R1_ADDRESS_ERROR 0x40000000u
#define R1_WP_VIOLATION 0x04000000u
#define R1_FINAL (R1_OUT_OF_RANGE | R1_ADDRESS_ERROR | R1_WP_VIOLATION)
/* All of type "E", but for COM_CRC_ERROR and ILLEGAL_COMMAND: these are about a command before,
 * which got no answer. */
#define R1_ERRORS 0xfd398000u
#define R1_READY 0x00000100u       /* READY_FOR_DATA */
#define R1_APPLICATION 0x00000020u /* APP_CMD */
#define R1_STATE(status) ((status) >> 9 & 0xfu)
#define R1_STATE_TRAN 4u

/* Sends a command, and waits for its answer. */
enum tay_block_fault command_send(struct card *card, struct host_command *command,
                                  const struct host_data *data);

/* The same; an answer with errors is TAY_BLOCK_REFUSED. */
enum tay_block_fault command_checked(struct card *card, struct host_command *command,
                                     const struct host_data *data);

/* The same, of an application's command (ACMD). */
enum tay_block_fault command_application(struct card *card, struct host_command *command);

/* Asks for the card's status. */
enum tay_block_fault command_status(struct card *card, uint32_t *status_out);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Commands. Invariant: after a fault the card's detail says what the card or its controller told.
 */
#include "command.h"

enum tay_block_fault command_send(struct card *card, struct host_command *command,
                                  const struct host_data *data)
{
    enum tay_block_fault fault = card->host->controller->command(card->host, command, data);
    if (fault != TAY_BLOCK_GOOD) {
        card->detail = card->host->detail;
    }
    return fault;
}

enum tay_block_fault command_checked(struct card *card, struct host_command *command,
                                     const struct host_data *data)
{
    enum tay_block_fault fault = command_send(card, command, data);
    if (fault == TAY_BLOCK_GOOD && (command->answer[0] & R1_ERRORS) != 0) {
        card->detail = command->answer[0];
        return TAY_BLOCK_REFUSED;
    }
    return fault;
}

enum tay_block_fault command_application(struct card *card, struct host_command *command)
{
    struct host_command before = {.index = 55, .argument = card->address, .response = HOST_SHORT};
    enum tay_block_fault fault = command_send(card, &before, NULL);
    if (fault != TAY_BLOCK_GOOD) {
        return fault;
    }
    if ((before.answer[0] & R1_APPLICATION) == 0) {
        card->detail = before.answer[0];
        return TAY_BLOCK_REFUSED;
    }
    return command_send(card, command, NULL);
}

enum tay_block_fault command_status(struct card *card, uint32_t *status_out)
{
    struct host_command command = {.index = 13, .argument = card->address, .response = HOST_SHORT};
    enum tay_block_fault fault = command_send(card, &command, NULL);
    *status_out = command.answer[0];
    return fault;
}

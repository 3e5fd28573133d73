/* SPDX-License-Identifier: MIT */
/*
 * The driver of the firmware's property channel: serves the mailbox protocol
 * (tay/protocol/mailbox.h). The firmware takes one question at a time, and so does the driver.
 */
#include "firmware.h"
#include <stdio.h>
#include <string.h>
#include <tay/driver.h>
#include <tay/protocol/mailbox.h>

static struct device device;

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    (void)server;
    enum tay_status status = firmware_call(&device, request->label, request->word, answer->word);
    if (status != TAY_OK) {
        memset(answer->word, 0, sizeof answer->word);
    }
    return status;
}

/*
 * Questions that an earlier instance has asked are answered before the first of this one, so that
 * from then on the firmware writes to the memory only what was asked for here.
 */
static enum tay_status start(struct tay_driver *driver)
{
    struct tay_dma dma;
    tay_word_t in[TAY_WORDS] = {0};
    tay_word_t out[TAY_WORDS];
    enum tay_status status = tay_driver_map_dma("dma", &dma);
    if (status != TAY_OK) {
        return status;
    }
    device = (struct device){
        .regs = driver->regs, .memory = dma.memory, .physical = (uint32_t)dma.physical};
    status = firmware_call(&device, TAY_MAILBOX_BOARD, in, out);
    if (status == TAY_OK) {
        printf("mailbox: board revision 0x%lx, firmware 0x%lx\n", (unsigned long)out[0],
               (unsigned long)out[2]);
    }
    return status;
}

int main(void)
{
    struct tay_driver driver = {.name = "mailbox", .start = start, .server.on_call = on_call};
    return tay_driver_run(&driver);
}

/* SPDX-License-Identifier: MIT */
/*
 * A driver, as far as registers and interrupts go: it counts what a PL011 receives.
 */
#include <tay/driver.h>
#include <tay/mmio.h>
#include <tay/operations.h>
#include <tay/server.h>
#include <tay/startup.h>

/* [driver] */
/* ARM DDI 0183, 3.2: the offsets of registers, and their bits. */
#define DATA 0x000u
#define FLAGS 0x018u
#define FLAGS_RECEIVED_NONE (1u << 4)
#define MASK 0x038u
#define MASK_RECEIVED (1u << 4)
#define CLEAR 0x044u

struct uart {
    uintptr_t regs;
    tay_cap_t irq;
    tay_word_t received;
};

static void on_event(struct tay_server *server, const struct tay_event *event)
{
    struct uart *uart = server->state;
    if (event->kind != TAY_KIND_NOTIFICATION) {
        return;
    }
    while ((tay_mmio_read32(uart->regs + FLAGS) & FLAGS_RECEIVED_NONE) == 0) {
        (void)tay_mmio_read32(uart->regs + DATA);
        uart->received++;
    }
    tay_mmio_write32(uart->regs + CLEAR, MASK_RECEIVED);
    enum tay_status status = tay_irq_acknowledge(uart->irq); /* unmasks the line */
    (void)status;                                            /* the handle is ours */
}

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    const struct uart *uart = server->state;
    (void)request;
    answer->word[0] = uart->received;
    return TAY_OK;
}

int main(void)
{
    struct uart uart = {.irq = tay_startup_cap("irq")};
    struct tay_server server = {.endpoint = tay_startup_cap("uart"),
                                .state = &uart,
                                .on_call = on_call,
                                .on_event = on_event};
    enum tay_status status = tay_driver_map(tay_startup_cap("regs"), &uart.regs);
    if (status == TAY_OK) {
        tay_mmio_write32(uart.regs + MASK, MASK_RECEIVED);
        status = tay_driver_listen(server.endpoint, tay_startup_cap("bell"), uart.irq);
    }
    return status == TAY_OK && tay_server_run(&server) == TAY_EPEER ? 0 : 1;
}
/* [driver] */

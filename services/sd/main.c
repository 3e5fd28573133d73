/* SPDX-License-Identifier: MIT */
/*
 * The SD card as a block device (tay/protocol/block.h). Arguments, in any order: the controller,
 * `emmc` or `sdhost`; `clock=` and the rate in Hz that it divides the card's clock from, instead of
 * asking the firmware; `irq`, to wait for interrupts even where looking would be faster.
 *
 * One call at a time is served to its end: the card can do no more. Nothing is remembered beyond a
 * call but the sessions, so that what was acknowledged cannot be lost with the driver.
 */
#include "card.h"
#include "clock.h"
#include "pins.h"
#include "session.h"
#include <stdlib.h>
#include <string.h>
#include <tay/driver.h>
#include <tay/log.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/status.h>

#define SPIN_NS (50 * PAUSE_US)
#define BUFFER_BYTES (TAY_BLOCK_COUNT_MAX * TAY_BLOCK_BYTES)

static struct host host = {.spin_ns = SPIN_NS};
static struct card card = {.host = &host};

static const char *fault_text(enum tay_block_fault fault)
{
    static const char *const texts[] = {
        [TAY_BLOCK_GOOD] = "no fault",
        [TAY_BLOCK_NO_MEDIUM] = "there is no card",
        [TAY_BLOCK_NO_ANSWER] = "no answer in time",
        [TAY_BLOCK_DAMAGED] = "a wrong checksum",
        [TAY_BLOCK_BUSY] = "the card stays busy",
        [TAY_BLOCK_REFUSED] = "the card refuses",
        [TAY_BLOCK_CONTROLLER] = "the controller does not work",
    };
    return texts[fault];
}

static enum tay_block_fault told; /* of the call in hand */
static bool is_told_absent;       /* since the card went; whoever looks for one does so often */

static void tell_fault(const struct card *of, enum tay_block_fault fault)
{
    told = fault;
    if (fault == TAY_BLOCK_NO_MEDIUM && is_told_absent) {
        return;
    }
    is_told_absent = is_told_absent || fault == TAY_BLOCK_NO_MEDIUM;
    tay_log_printf("sd: %s: %s (0x%08lx)\n", host.controller->name, fault_text(fault),
                   (unsigned long)of->detail);
}

static enum tay_status answer_fault(struct tay_answer *answer, enum tay_block_fault fault)
{
    if (fault == TAY_BLOCK_GOOD) {
        return TAY_OK;
    }
    if (fault != told) {
        tell_fault(&card, fault);
    }
    if (!card.is_there) {
        session_end_all();
    }
    answer->word[0] = fault;
    answer->word[1] = card.detail;
    return TAY_EIO;
}

/* Finds the card, unless it is there, sees whether it has its last block, and tells what it is. */
static enum tay_block_fault find_card(void)
{
    if (card.is_there) {
        return TAY_BLOCK_GOOD;
    }
    enum tay_block_fault fault = card_find(&card);
    if (fault == TAY_BLOCK_GOOD) {
        /* A card may say that it is larger than it is. */
        fault = card_transfer(&card, card.blocks - 1, &(struct host_data){.blocks = 1});
        card.is_there = fault == TAY_BLOCK_GOOD;
    }
    if (fault == TAY_BLOCK_GOOD) {
        is_told_absent = false;
        tay_log_printf("sd: %s: a card of %llu blocks, serial 0x%08lx%s\n", host.controller->name,
                       (unsigned long long)card.blocks, (unsigned long)card_serial(&card),
                       card.is_read_only ? ", write-protected" : "");
    }
    return fault;
}

static bool has_blocks(uint64_t all, uint64_t first, uint64_t count)
{
    return first < all && count <= all - first;
}

static enum tay_status open_session(struct tay_server *server, const struct tay_request *request,
                                    struct tay_answer *answer)
{
    uint64_t first = request->word[0];
    uint64_t count = request->word[1];
    enum tay_block_fault fault = find_card();
    if (fault != TAY_BLOCK_GOOD) {
        return answer_fault(answer, fault);
    }
    if (!has_blocks(card.blocks, first, count)) {
        return TAY_EINVAL;
    }
    struct session *session = session_new();
    if (session == NULL) {
        return TAY_EFULL;
    }
    session->first = first;
    session->count = count == 0 ? card.blocks - first : count;
    enum tay_status status = tay_server_mint(server, session->badge, answer, 0);
    if (status != TAY_OK) {
        session_end(session);
    }
    return status;
}

static void tell_geometry(const struct session *session, struct tay_answer *answer)
{
    answer->word[0] = (tay_word_t)session->count;
    answer->word[1] = TAY_BLOCK_BYTES;
    answer->word[2] = TAY_BLOCK_REMOVABLE | (card.is_read_only ? TAY_BLOCK_READ_ONLY : 0);
    answer->word[3] = card_serial(&card);
}

/* What READ and WRITE have in common: TAY_OK if it can be done. */
static enum tay_status check_blocks(const struct session *session,
                                    const struct tay_request *request, bool is_write)
{
    uint64_t count = request->word[1];
    if (count == 0 || count > TAY_BLOCK_COUNT_MAX ||
        !has_blocks(session->count, request->word[0], count)) {
        return TAY_EINVAL;
    }
    if (!(is_write ? request->lends_read : request->lends_write)) {
        return TAY_ESTATE;
    }
    return is_write && card.is_read_only ? TAY_ERIGHT : TAY_OK;
}

static enum tay_status read_blocks(const struct session *session, const struct tay_request *request,
                                   struct tay_answer *answer)
{
    struct host_data data = {.blocks = (unsigned)request->word[1]};
    size_t bytes = data.blocks * TAY_BLOCK_BYTES, done = 0;
    enum tay_status status = check_blocks(session, request, false);
    if (status != TAY_OK) {
        return status;
    }
    enum tay_block_fault fault = card_transfer(&card, session->first + request->word[0], &data);
    if (fault != TAY_BLOCK_GOOD) {
        return answer_fault(answer, fault);
    }
    status = tay_caller_write(TAY_CALL_IN_HAND, 0, host.buffer, bytes, &done);
    return status == TAY_OK && done < bytes ? TAY_EFAULT : status;
}

static enum tay_status write_blocks(const struct session *session,
                                    const struct tay_request *request, struct tay_answer *answer)
{
    struct host_data data = {.blocks = (unsigned)request->word[1], .is_write = true};
    size_t bytes = data.blocks * TAY_BLOCK_BYTES, done = 0;
    enum tay_status status = check_blocks(session, request, true);
    if (status == TAY_OK) {
        status = tay_caller_read(TAY_CALL_IN_HAND, 0, host.buffer, bytes, &done);
    }
    if (status != TAY_OK || done < bytes) {
        return status == TAY_OK ? TAY_EFAULT : status;
    }
    return answer_fault(answer, card_transfer(&card, session->first + request->word[0], &data));
}

static enum tay_status watch(struct session *session, struct tay_request *request)
{
    tay_word_t bits = request->word[0];
    if (bits == 0 || (request->caps & 1u << 1) == 0) {
        return TAY_EINVAL;
    }
    session_watch(session, tay_request_take(request, 1), bits);
    return TAY_OK;
}

static enum tay_status on_session(struct session *session, struct tay_request *request,
                                  struct tay_answer *answer)
{
    switch (request->label) {
    case TAY_BLOCK_GEOMETRY:
        tell_geometry(session, answer);
        return TAY_OK;
    case TAY_BLOCK_READ:
        return read_blocks(session, request, answer);
    case TAY_BLOCK_WRITE:
        return write_blocks(session, request, answer);
    case TAY_BLOCK_FLUSH:
        return answer_fault(answer, card_flush(&card));
    case TAY_BLOCK_WATCH:
        return watch(session, request);
    default:
        return request->label == TAY_BLOCK_OPEN ? TAY_ESTATE : TAY_ENOSYS;
    }
}

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    told = TAY_BLOCK_GOOD;
    if (request->session == 0) {
        bool is_known = request->label >= TAY_BLOCK_OPEN && request->label <= TAY_BLOCK_WATCH;
        if (request->label != TAY_BLOCK_OPEN || !request->wants_answer) {
            return is_known ? TAY_ESTATE : TAY_ENOSYS;
        }
        return open_session(server, request, answer);
    }
    struct session *session = session_find(request->session);
    return session == NULL ? TAY_EPEER : on_session(session, request, answer);
}

static void on_event(struct tay_server *server, const struct tay_event *event)
{
    (void)server;
    struct session *session = event->kind == TAY_KIND_CLOSED ? session_find(event->badge) : NULL;
    if (session != NULL) {
        session_end(session);
    }
}

static bool take_argument(const char *word)
{
    static const struct controller *const controllers[] = {&emmc, &sdhost};
    for (unsigned n = 0; n < 2; n++) {
        if (strcmp(word, controllers[n]->name) == 0) {
            host.controller = controllers[n];
            return true;
        }
    }
    if (strcmp(word, "irq") == 0) {
        host.spin_ns = 0;
        return true;
    }
    char *end = NULL;
    unsigned long hz = strncmp(word, "clock=", 6) == 0 ? strtoul(word + 6, &end, 10) : 0;
    bool is_clock = end != NULL && *end == '\0' && hz >= HOST_IDENTIFY_HZ && hz <= UINT32_MAX;
    host.clock_hz = is_clock ? (uint32_t)hz : host.clock_hz;
    return is_clock;
}

static bool take_arguments(int count, char **arguments)
{
    for (int n = 1; n < count; n++) {
        if (!take_argument(arguments[n])) {
            tay_log_printf("sd: what is '%s'? emmc, sdhost, irq, clock=HZ\n", arguments[n]);
            return false;
        }
    }
    if (host.controller == NULL) {
        tay_log_printf("sd: which controller? emmc, sdhost\n");
    }
    return host.controller != NULL;
}

/* The buffer, and a channel to fill it, if the manifest binds one as `channel`. */
static enum tay_status take_buffer(void)
{
    static struct dma dma;
    struct tay_dma memory;
    uintptr_t channels;
    tay_ua_t buffer;
    enum tay_status status = tay_driver_map_dma("channel-dma", &memory);
    if (status == TAY_ENOENT) {
        status =
            tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, BUFFER_BYTES, 0, TAY_MAP_WRITE, &buffer);
        host.buffer = (uint32_t *)buffer;
        return status;
    }
    if (status == TAY_OK && memory.length_bytes < DMA_BUFFER_OFFSET + BUFFER_BYTES) {
        status = TAY_EINVAL;
    }
    if (status == TAY_OK) {
        status = tay_driver_map(tay_startup_cap("channel-regs"), &channels);
    }
    if (status == TAY_OK) {
        dma_open(&dma, channels, memory.memory, memory.physical);
        host.dma = &dma;
        host.buffer = (uint32_t *)((char *)memory.memory + DMA_BUFFER_OFFSET);
    }
    return status;
}

/* Registers, pins and the buffer. */
static enum tay_status take_device(void)
{
    uintptr_t gpio;
    enum tay_status status = tay_driver_map(tay_startup_cap("regs"), &host.regs);
    if (status == TAY_OK) {
        status = tay_driver_map(tay_startup_cap("pins-regs"), &gpio);
    }
    if (status == TAY_OK) {
        status = take_buffer();
    }
    if (status == TAY_OK) {
        pins_route(gpio, host.controller->pin_function);
    }
    return status;
}

int main(int argument_count, char **arguments)
{
    struct tay_server server = {
        .endpoint = tay_startup_cap("sd"), .on_call = on_call, .on_event = on_event};
    if (!take_arguments(argument_count, arguments)) {
        return EXIT_FAILURE;
    }
    card.on_retry = tell_fault;
    if (host.clock_hz == 0) {
        host.clock_hz = clock_ask(tay_startup_cap("mailbox"), host.controller);
    }
    enum tay_status status = take_device();
    if (status == TAY_OK) {
        enum tay_block_fault fault = find_card();
        if (fault != told) {
            tell_fault(&card, fault);
        }
        if (fault == TAY_BLOCK_CONTROLLER) {
            return EXIT_FAILURE;
        }
        status = tay_server_run(&server);
    }
    tay_log_printf("sd: %s\n", tay_status_text(status));
    return EXIT_FAILURE;
}

/* SPDX-License-Identifier: MIT */
/*
 * The display: a text terminal on the frame buffer, and pictures of clients
 * (tay/protocol/display.h).
 *
 * It shows what the console's tap brings (tay/protocol/tap.h), without the console knowing of it.
 * Invariant: nothing here waits but for the next message; the canvas is brought up to date once for
 * all that has come by then, however many rows that scrolls.
 */
#include "canvas.h"
#include "font.h"
#include "video.h"
#include <stdio.h>
#include <stdlib.h>
#include <tay/driver.h>
#include <tay/mmio.h>
#include <tay/operations.h>
#include <tay/protocol/display.h>
#include <tay/protocol/stream.h>
#include <tay/protocol/tap.h>
#include <tay/server.h>
#include <tay/startup.h>
#include <tay/status.h>
#include <tay/time.h>

#define WIDTH 640u /* 80 columns: what the console takes a terminal to have */
#define HEIGHT 480u
#define PIECE_BYTES 1024u

static struct terminal terminal;
static struct canvas canvas;

static const struct tay_tap *tap; /* NULL: none */
static uint64_t tap_next;

static uint64_t last_badge;
static uint64_t owner; /* the session whose picture is shown; 0: none, but the text */

static void show(void)
{
    if (owner == 0) {
        canvas_show(&canvas, &terminal);
    }
    tay_mmio_barrier(); /* the pixels are in memory before anybody hears of them */
}

static void take_tap(void)
{
    char byte;
    while (tap != NULL && tay_tap_take(tap, &tap_next, &byte)) {
        terminal_take(&terminal, byte);
    }
}

/* A newline of a client also returns to the first column, as on the console. */
static void take_text(char byte)
{
    if (byte == '\n') {
        terminal_take(&terminal, '\r');
    }
    terminal_take(&terminal, byte);
}

static enum tay_status write_text(const struct tay_request *request, struct tay_answer *answer)
{
    char text[PIECE_BYTES];
    size_t length_bytes = request->word[0], done_bytes = 0;
    enum tay_status status = request->lends_read ? TAY_OK : TAY_ESTATE;
    status = length_bytes == 0 ? TAY_EINVAL : status;
    while (status == TAY_OK && done_bytes < length_bytes) {
        size_t left = length_bytes - done_bytes, count = 0;
        status = tay_caller_read(TAY_CALL_IN_HAND, done_bytes, text,
                                 left < sizeof text ? left : sizeof text, &count);
        for (size_t i = 0; i < count; i++) {
            take_text(text[i]);
        }
        done_bytes += count;
        if (count == 0) {
            break;
        }
    }
    answer->word[0] = done_bytes;
    return status;
}

static bool is_on_screen(const tay_word_t *word)
{
    return word[0] < canvas.width && word[1] < canvas.height && word[2] > 0 && word[3] > 0 &&
           word[2] <= canvas.width - word[0] && word[3] <= canvas.height - word[1];
}

/* The screen becomes the session's, if it is nobody else's. */
static enum tay_status claim(uint64_t session)
{
    if (owner != 0 && owner != session) {
        return TAY_EAGAIN;
    }
    owner = session;
    return TAY_OK;
}

static void release(void)
{
    if (owner != 0) {
        owner = 0;
        canvas_forget(&canvas);
        canvas_fill(&canvas, 0, 0, canvas.width, canvas.height, 0); /* also beside the cells */
    }
}

static enum tay_status fill(const struct tay_request *request)
{
    const tay_word_t *word = request->word;
    if (!is_on_screen(word)) {
        return TAY_EINVAL;
    }
    enum tay_status status = claim(request->session);
    if (status == TAY_OK) {
        canvas_fill(&canvas, (uint32_t)word[0], (uint32_t)word[1], (uint32_t)word[2],
                    (uint32_t)word[3], (uint32_t)word[4]);
    }
    return status;
}

static enum tay_status clear(const struct tay_request *request)
{
    enum tay_status status = claim(request->session);
    if (status == TAY_OK) {
        canvas_fill(&canvas, 0, 0, canvas.width, canvas.height, (uint32_t)request->word[0]);
    }
    return status;
}

/* A row of the picture, piece by piece: the kernel copies into memory, not into a frame buffer. */
static enum tay_status blit_row(const tay_word_t *word, uint32_t row)
{
    uint32_t pixels[PIECE_BYTES / sizeof(uint32_t)];
    uint32_t width = (uint32_t)word[2], done = 0;
    while (done < width) {
        uint32_t left = width - done;
        uint32_t most = sizeof pixels / sizeof pixels[0];
        size_t wanted = (left < most ? left : most) * sizeof pixels[0], count = 0;
        size_t offset = ((size_t)row * width + done) * sizeof pixels[0];
        enum tay_status status = tay_caller_read(TAY_CALL_IN_HAND, offset, pixels, wanted, &count);
        if (status != TAY_OK || count != wanted) {
            return status != TAY_OK ? status : TAY_EFAULT;
        }
        uint32_t pixel_count = (uint32_t)(count / sizeof pixels[0]);
        canvas_put(&canvas, (uint32_t)word[0] + done, (uint32_t)word[1] + row, pixels, pixel_count);
        done += pixel_count;
    }
    return TAY_OK;
}

static enum tay_status blit(const struct tay_request *request)
{
    if (!request->lends_read) {
        return TAY_ESTATE;
    }
    if (!is_on_screen(request->word)) {
        return TAY_EINVAL;
    }
    enum tay_status status = claim(request->session);
    for (uint32_t row = 0; status == TAY_OK && row < request->word[3]; row++) {
        status = blit_row(request->word, row);
    }
    return status;
}

static enum tay_status show_text(uint64_t session)
{
    if (owner != 0 && owner != session) {
        return TAY_EAGAIN;
    }
    release();
    return TAY_OK;
}

static enum tay_status tell_size(const struct tay_request *request, struct tay_answer *answer)
{
    answer->word[0] = terminal.columns;
    answer->word[1] = terminal.rows;
    return request->word[0] == 0 && request->word[1] == 0 ? TAY_OK : TAY_EINVAL;
}

/* Text can always be written, and never read. */
static enum tay_status tell_ready(const struct tay_request *request, struct tay_answer *answer)
{
    answer->word[0] = request->word[0] & TAY_STREAM_WRITABLE;
    tay_word_t known = TAY_STREAM_READABLE | TAY_STREAM_WRITABLE | TAY_STREAM_GONE;
    return (request->word[0] & ~known) == 0 ? TAY_OK : TAY_EINVAL;
}

static enum tay_status tell_pixels(struct tay_answer *answer)
{
    answer->word[0] = canvas.width;
    answer->word[1] = canvas.height;
    return TAY_OK;
}

static enum tay_status on_session(const struct tay_request *request, struct tay_answer *answer)
{
    switch (request->label) {
    case TAY_STREAM_OPEN:
        return TAY_ESTATE;
    case TAY_STREAM_WRITE:
        return write_text(request, answer);
    case TAY_STREAM_DRAIN:
        return TAY_OK;
    case TAY_STREAM_READY:
        return tell_ready(request, answer);
    case TAY_STREAM_SIZE:
        return tell_size(request, answer);
    case TAY_DISPLAY_INFO:
        return tell_pixels(answer);
    case TAY_DISPLAY_FILL:
        return fill(request);
    case TAY_DISPLAY_BLIT:
        return blit(request);
    case TAY_DISPLAY_CLEAR:
        return clear(request);
    case TAY_DISPLAY_SHOW_TEXT:
        return show_text(request->session);
    default:
        return TAY_ENOSYS;
    }
}

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    enum tay_status status = TAY_ESTATE;
    take_tap(); /* what the console wrote before this call is shown before its answer */
    if (request->session != 0) {
        status = on_session(request, answer);
    } else if (request->label == TAY_STREAM_OPEN) {
        status = tay_server_mint(server, ++last_badge, answer, 0);
    } else if (request->label == TAY_STREAM_DRAIN) {
        status = TAY_OK;
    }
    show();
    return status;
}

static void on_event(struct tay_server *server, const struct tay_event *event)
{
    (void)server;
    if (event->kind == TAY_KIND_CLOSED && event->badge == owner) {
        release();
    }
    take_tap();
    show();
}

/* What the manifest may leave out: a tap. */
static enum tay_status open_tap(tay_cap_t endpoint)
{
    tay_cap_t memory = tay_startup_cap("tap");
    uintptr_t address;
    size_t length_bytes, resident_bytes;
    if (memory == TAY_CAP_NULL) {
        return TAY_OK;
    }
    enum tay_status status = tay_memory_query(memory, &length_bytes, &resident_bytes);
    if (status == TAY_OK && length_bytes < sizeof *tap) {
        status = TAY_EINVAL;
    }
    if (status == TAY_OK) {
        status = tay_space_map(TAY_CAP_SELF, memory, 0, length_bytes, 0,
                               TAY_MAP_READ | TAY_MAP_SHARED, &address);
    }
    if (status == TAY_OK) {
        tap = (const struct tay_tap *)address;
        /* Both outlive this program, and so does what the last instance has bound. */
        status = tay_endpoint_bind(endpoint, TAY_CAP_NULL);
    }
    if (status == TAY_OK) {
        status = tay_endpoint_bind(endpoint, tay_startup_cap("tap-bell"));
    }
    return status;
}

static bool open_screen(void)
{
    const char *reason = "";
    struct framebuffer framebuffer;
    void *pixels;
    enum tay_status status = video_open(tay_startup_cap("mailbox"), tay_startup_cap("video"), WIDTH,
                                        HEIGHT, &framebuffer, &pixels, &reason);
    if (status != TAY_OK) {
        printf("display: %s: %s\n", reason, tay_status_text(status));
        return false;
    }
    canvas_open(&canvas, pixels, WIDTH, HEIGHT, (uint32_t)framebuffer.pitch_bytes);
    terminal_open(&terminal, canvas.width / FONT_COLUMNS, canvas.height / FONT_ROWS);
    canvas_fill(&canvas, 0, 0, canvas.width, canvas.height, 0);
    return true;
}

int main(void)
{
    struct tay_server server = {
        .endpoint = tay_startup_cap("display"), .on_call = on_call, .on_event = on_event};
    if (!open_screen()) {
        return TAY_DRIVER_NO_DEVICE;
    }
    last_badge = tay_time_now();
    enum tay_status status = open_tap(server.endpoint);
    take_tap();
    show();
    if (status == TAY_OK) {
        status = tay_server_run(&server);
    }
    printf("display: %s\n", tay_status_text(status));
    return EXIT_FAILURE;
}

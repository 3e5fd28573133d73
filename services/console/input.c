/* SPDX-License-Identifier: MIT */
/*
 * Input. Invariant: text leaves `typed` only when a client has it, or by Ctrl-C; what does not fit
 * is refused with a bell, and nothing is lost silently.
 */
#include "input.h"

#include "echo.h"
#include "session.h"
#include "state.h"
#include <tay/operations.h>
#include <tay/protocol/stream.h>

#define INTERRUPT 0x03
#define QUIT 0x1c

static struct queue readers;

static uint64_t session_in_force(void)
{
    const struct queue_call *reader = queue_first(&readers);
    return reader != NULL ? reader->session : state()->foreground;
}

static bool has_mode(unsigned mode)
{
    return (session_mode(session_in_force()) & mode) != 0;
}

bool input_shows_line(void)
{
    return has_mode(TAY_STREAM_COOKED) && has_mode(TAY_STREAM_ECHO);
}

/* The line is to be shown as it ends; one that is not to be seen needs no room. */
static bool show_end(const struct line *line, enum echo_end end)
{
    return !input_shows_line() || echo_line(line, end);
}

/* Hands the line over, with a newline or a mark behind it. */
static void finish(uint16_t last, enum echo_end end)
{
    struct typed *typed = &state()->typed;
    struct line *line = &state()->editor.line;
    uint32_t count = typed->count;
    if (!typed_add(typed, line->text, line->length_bytes, last)) {
        echo_bell();
        return;
    }
    if (!show_end(line, end)) {
        typed->count = count;
        echo_bell();
        return;
    }
    editor_finish(&state()->editor, last == '\n' && has_mode(TAY_STREAM_ECHO));
}

static void end_input(void)
{
    bool is_empty = state()->editor.line.length_bytes == 0;
    finish(is_empty ? TYPED_END : TYPED_PUSH, ECHO_HANDED_OVER);
}

void input_discard(void)
{
    editor_finish(&state()->editor, false);
    typed_remove(&state()->typed, state()->typed.count);
}

/* If its echo has no room, only that is lost. */
static void interrupt(void)
{
    if (!has_mode(TAY_STREAM_SIGNALS)) {
        echo_bell();
        return;
    }
    show_end(&state()->editor.line, ECHO_INTERRUPTED);
    input_discard();
    session_interrupt(session_in_force());
}

/* If somebody wants to hear of it, it is no byte. */
static bool quit(void)
{
    if (!has_mode(TAY_STREAM_SIGNALS) || !session_quit(session_in_force())) {
        return false;
    }
    show_end(&state()->editor.line, ECHO_QUIT);
    input_discard();
    return true;
}

static void take_cooked(char byte)
{
    switch (editor_take(&state()->editor, byte)) {
    case EDITOR_LINE:
        finish('\n', ECHO_NEWLINE);
        break;
    case EDITOR_END:
        end_input();
        break;
    case EDITOR_INTERRUPT:
        interrupt();
        break;
    case EDITOR_CLEAR:
        echo_clear();
        break;
    case EDITOR_REFUSED:
        echo_bell();
        break;
    case EDITOR_EDITED:
        break;
    }
}

static void take_raw(char byte)
{
    if (byte == '\r' && has_mode(TAY_STREAM_NEWLINES)) {
        byte = '\n';
    }
    if (byte == INTERRUPT && has_mode(TAY_STREAM_SIGNALS)) {
        interrupt();
    } else if (!typed_add(&state()->typed, NULL, 0, (unsigned char)byte)) {
        echo_bell();
    } else if (has_mode(TAY_STREAM_ECHO)) {
        echo_byte(byte);
    }
}

void input_take(char byte)
{
    if (byte == QUIT && quit()) {
        return;
    }
    if (has_mode(TAY_STREAM_COOKED)) {
        take_cooked(byte);
    } else {
        take_raw(byte);
    }
}

void input_lost(void)
{
    echo_bell();
}

enum tay_status input_read(struct tay_server *server, uint64_t session, size_t room_bytes,
                           bool by_line)
{
    enum tay_status status = queue_add(&readers, server, session, room_bytes);
    if (status == TAY_OK) {
        readers.call[readers.count - 1].by_line = by_line;
        state()->foreground = session;
    }
    return status;
}

bool input_is_ready(void)
{
    return typed_is_ready(&state()->typed);
}

bool input_is_free(void)
{
    return readers.count == 0 && input_is_ready();
}

void input_drop(uint64_t label)
{
    queue_drop(&readers, label);
}

void input_close(uint64_t session)
{
    if (state()->foreground == session) {
        state()->foreground = 0;
    }
}

/* Hands over to the oldest reader; nothing is lost if that cannot take it, or has given up just
 * now. */
static void answer_first(void)
{
    char text[TYPED_UNITS];
    struct queue_call *reader = queue_first(&readers);
    uint32_t units = 0;
    uint32_t room_bytes =
        reader->length_bytes < TYPED_UNITS ? (uint32_t)reader->length_bytes : TYPED_UNITS;
    uint32_t count = typed_peek(&state()->typed, text, room_bytes, reader->by_line, &units);
    size_t done_bytes = 0;
    enum tay_status status =
        count > 0 ? tay_caller_write(reader->reply, 0, text, count, &done_bytes) : TAY_OK;
    reader->done_bytes = done_bytes;
    if (queue_answer(&readers, status) && status == TAY_OK) {
        typed_remove(&state()->typed, done_bytes == count ? units : (uint32_t)done_bytes);
    }
}

/* What was edited before a mode came into force that knows no lines is not lost. */
static void hand_over_line(void)
{
    if (state()->editor.line.length_bytes > 0 && !has_mode(TAY_STREAM_COOKED)) {
        finish(TYPED_PUSH, ECHO_HANDED_OVER);
    }
}

void input_pump(void)
{
    hand_over_line();
    while (readers.count > 0 && input_is_ready()) {
        answer_first();
    }
    if (input_is_ready()) {
        session_wake(TAY_STREAM_READABLE);
    }
}

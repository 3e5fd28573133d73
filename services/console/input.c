/* SPDX-License-Identifier: MIT */
/*
 * Input. Invariant: `typed` holds finished text, of which a line without its newline is one that
 * Ctrl-D ended; text leaves it only when a client has it.
 */
#include "input.h"

#include "output.h"
#include <string.h>
#include <tay/operations.h>

#define LINE_BYTES 256u
#define TYPED_BYTES 1024u

/* ASCII. */
#define END_OF_INPUT 0x04
#define BELL "\a"
#define BACKSPACE 0x08
#define ERASE_LINE 0x15
#define DELETE 0x7f

static struct {
    char line[LINE_BYTES]; /* being edited */
    unsigned line_count;
    char typed[TYPED_BYTES];
    unsigned typed_count;
    bool at_end; /* Ctrl-D: the next reader gets nothing */
    struct queue readers;
} input;

static void finish_line(void)
{
    if (input.line_count > TYPED_BYTES - input.typed_count) {
        output_echo(BELL); /* nobody reads */
        return;
    }
    memcpy(input.typed + input.typed_count, input.line, input.line_count);
    input.typed_count += input.line_count;
    input.line_count = 0;
}

static void take_back(void)
{
    if (input.line_count > 0) {
        input.line_count--;
        output_echo("\b \b");
    }
}

/* The last place of a line is for its newline. */
static void append(char byte)
{
    const char echo[2] = {byte, '\0'};
    if (input.line_count == LINE_BYTES - 1 && byte != '\n') {
        output_echo(BELL);
        return;
    }
    input.line[input.line_count++] = byte;
    output_echo(echo);
}

void input_take(char byte)
{
    switch (byte) {
    case '\r':
    case '\n':
        append('\n');
        finish_line();
        break;
    case BACKSPACE:
    case DELETE:
        take_back();
        break;
    case ERASE_LINE:
        while (input.line_count > 0) {
            take_back();
        }
        break;
    case END_OF_INPUT:
        input.at_end = input.line_count == 0;
        finish_line();
        break;
    default:
        if ((unsigned char)byte >= ' ' || byte == '\t') {
            append(byte);
        }
        break;
    }
}

enum tay_status input_read(struct tay_server *server, size_t room_bytes, bool by_line)
{
    enum tay_status status = queue_add(&input.readers, server, room_bytes);
    if (status == TAY_OK) {
        input.readers.call[input.readers.count - 1].by_line = by_line;
    }
    return status;
}

void input_drop(uint64_t label)
{
    queue_drop(&input.readers, label);
}

/* How much of what was typed this reader gets. */
static size_t portion(const struct queue_call *reader)
{
    size_t most =
        input.typed_count < reader->length_bytes ? input.typed_count : reader->length_bytes;
    const char *newline = memchr(input.typed, '\n', most);
    if (reader->by_line && newline != NULL) {
        return (size_t)(newline - input.typed) + 1;
    }
    return most;
}

/* Hands over to the oldest reader; nothing is lost if that cannot take it. */
static void answer_first(void)
{
    struct queue_call *reader = queue_first(&input.readers);
    size_t length_bytes = portion(reader);
    size_t done_bytes = 0;
    enum tay_status status = TAY_OK;
    if (length_bytes > 0) {
        status = tay_caller_write(reader->reply, 0, input.typed, length_bytes, &done_bytes);
    }
    if (status == TAY_OK) {
        reader->done_bytes = done_bytes;
        input.typed_count -= (unsigned)done_bytes;
        memmove(input.typed, input.typed + done_bytes, input.typed_count);
        input.at_end = input.at_end && length_bytes > 0;
    }
    queue_answer(&input.readers, status);
}

void input_pump(void)
{
    while (input.readers.count > 0 && (input.typed_count > 0 || input.at_end)) {
        answer_first();
    }
}

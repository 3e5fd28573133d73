/* SPDX-License-Identifier: MIT */
/*
 * Output. Text is taken from where it lies, the kernel's ring or a client's memory, only when the
 * UART has room for it; so when this program dies, at most STAGE_BYTES are lost, and the kernel
 * goes on where the log stopped. Invariant: between two texts of different writers, or of a writer
 * and the log, one ends before the other begins.
 */
#include "output.h"

#include <string.h>
#include <tay/operations.h>

#define STAGE_BYTES 8u
#define ECHO_BYTES 256u

static struct {
    const struct uart *uart;
    uintptr_t regs;
    tay_cap_t log;
    uint64_t log_position;
    bool log_empty;
    struct queue writers;
    struct queue drains; /* calls that wait until nothing is left */
    /* What is on its way: a newline becomes two bytes. */
    char stage[2 * STAGE_BYTES];
    unsigned stage_at;
    unsigned stage_end;
    char echo[ECHO_BYTES];
    unsigned echo_count;
} output;

void output_open(const struct uart *uart, uintptr_t regs, tay_cap_t log)
{
    output.uart = uart;
    output.regs = regs;
    output.log = log;
    output.log_position = TAY_TIME_NEVER; /* what nobody has read */
}

void output_echo(const char *text)
{
    size_t length_bytes = strlen(text);
    if (length_bytes <= ECHO_BYTES - output.echo_count) {
        memcpy(output.echo + output.echo_count, text, length_bytes);
        output.echo_count += (unsigned)length_bytes;
    }
}

void output_on_log(void)
{
    output.log_empty = false;
}

enum tay_status output_write(struct tay_server *server, size_t length_bytes)
{
    return queue_add(&output.writers, server, length_bytes);
}

enum tay_status output_drain(struct tay_server *server)
{
    output.log_empty = false; /* the call may overtake the log's notification */
    return queue_add(&output.drains, server, 0);
}

void output_drop(uint64_t label)
{
    queue_drop(&output.writers, label);
    queue_drop(&output.drains, label);
}

static unsigned take_echo(char *text)
{
    unsigned count = output.echo_count < STAGE_BYTES ? output.echo_count : STAGE_BYTES;
    memcpy(text, output.echo, count);
    output.echo_count -= count;
    memmove(output.echo, output.echo + count, output.echo_count);
    return count;
}

static unsigned take_log(char *text)
{
    size_t count = 0;
    tay_time_t next = output.log_position;
    enum tay_status status =
        tay_log_read(output.log, output.log_position, text, STAGE_BYTES, &count, &next);
    output.log_empty = status != TAY_OK || count == 0;
    output.log_position = next;
    return (unsigned)count;
}

/* Takes from the oldest writer; answers it at once if that cannot be. */
static unsigned take_writer(char *text)
{
    struct queue_call *call = queue_first(&output.writers);
    size_t left = call->length_bytes - call->done_bytes;
    size_t count = 0;
    enum tay_status status = tay_caller_read(call->reply, call->done_bytes, text,
                                             left < STAGE_BYTES ? left : STAGE_BYTES, &count);
    call->done_bytes += count;
    if (status != TAY_OK || count == 0) {
        queue_answer(&output.writers, status);
    }
    return (unsigned)count;
}

/* A writer is answered when the device has all of its text, and not before: what is only staged
 * would be lost with this program. The stage is empty. */
static void answer_written(void)
{
    const struct queue_call *writer = queue_first(&output.writers);
    if (writer != NULL && writer->done_bytes == writer->length_bytes) {
        queue_answer(&output.writers, TAY_OK);
    }
}

static unsigned take(char *text)
{
    const struct queue_call *writer = queue_first(&output.writers);
    if (output.echo_count > 0) {
        return take_echo(text);
    }
    if (!output.log_empty && (writer == NULL || writer->done_bytes == 0)) {
        return take_log(text);
    }
    return writer != NULL ? take_writer(text) : 0;
}

static bool has_more(void)
{
    return output.echo_count > 0 || !output.log_empty || output.writers.count > 0;
}

/* Fills the stage; false: there is nothing to put out. */
static bool fill(void)
{
    char text[STAGE_BYTES];
    output.stage_at = 0;
    output.stage_end = 0;
    answer_written();
    while (output.stage_end == 0 && has_more()) {
        unsigned count = take(text);
        for (unsigned i = 0; i < count; i++) {
            if (text[i] == '\n') {
                output.stage[output.stage_end++] = '\r';
            }
            output.stage[output.stage_end++] = text[i];
        }
    }
    return output.stage_end > 0;
}

void output_pump(void)
{
    unsigned room = output.uart->room(output.regs);
    while (room > 0 && (output.stage_at < output.stage_end || fill())) {
        output.uart->put(output.regs, output.stage[output.stage_at++]);
        room = room > 1 ? room - 1 : output.uart->room(output.regs);
    }
    bool is_busy = output.stage_at < output.stage_end || has_more();
    output.uart->want_room(output.regs, is_busy);
    while (!is_busy && output.drains.count > 0) {
        queue_answer(&output.drains, TAY_OK);
    }
}

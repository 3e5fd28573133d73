/* SPDX-License-Identifier: MIT */
/*
 * Output. Text is taken from where it lies, the kernel's ring or a client's memory, only when the
 * UART has room for it; so when this program dies, at most STAGE_BYTES of the log are lost, and the
 * kernel goes on where that stopped. Invariant: a call is answered when the UART has all of it;
 * what comes between the lines of a text is never in the middle of one; and a text of at most
 * FAIR_BYTES stays whole. Who has left a line unfinished has HOLD_NS to go on with it before others
 * write.
 */
#include "output.h"

#include "echo.h"
#include "input.h"
#include "mirror.h"
#include "session.h"
#include "state.h"
#include <string.h>
#include <tay/operations.h>
#include <tay/protocol/stream.h>
#include <tay/time.h>

#define STAGE_BYTES 8u
#define FAIR_BYTES 1024u
#define TURNS_OF_OTHERS 16u /* before an echo, which else waits for all of them */
#define HOLD_NS (20 * TAY_NS_PER_MS)

enum source {
    SOURCE_NONE,
    SOURCE_LOG,
    SOURCE_WRITER,
    SOURCE_ECHO,
    SOURCE_KEPT,
};

static struct {
    const struct uart *uart;
    uintptr_t regs;
    tay_cap_t log;
    tay_cap_t timer;
    uint64_t log_position;
    bool log_empty;
    bool is_busy;
    struct queue writers;
    struct queue drains;    /* calls that wait until nothing is left */
    enum source source;     /* whose text has begun and is not over */
    enum source last;       /* whose it was before */
    unsigned run_bytes;     /* of that text, so far */
    unsigned turns;         /* of others, while an echo waits */
    tay_time_t hold_end_ns; /* until then the unfinished line is its owner's */
    bool is_held;           /* others wait for that, and the timer is set */
    uint64_t count;
    bool is_taken; /* all of the oldest writer's text, which is to be answered with this status: */
    enum tay_status taken_status;
    /* What is on its way: a newline becomes two bytes. */
    char stage[ECHO_BYTES + 2 * STAGE_BYTES];
    unsigned stage_at;
    unsigned stage_end;
} output;

void output_open(const struct uart *uart, uintptr_t regs, tay_cap_t log, tay_cap_t timer)
{
    output.timer = timer;
    output.uart = uart;
    output.regs = regs;
    output.log = log;
    output.log_position = TAY_TIME_NEVER; /* what nobody has read */
}

void output_on_log(void)
{
    output.log_empty = false;
}

enum tay_status output_write(struct tay_server *server, uint64_t session, size_t length_bytes)
{
    return queue_add(&output.writers, server, session, length_bytes);
}

enum tay_status output_drain(struct tay_server *server)
{
    output.log_empty = false; /* the call may overtake the log's notification */
    return queue_add(&output.drains, server, 0, 0);
}

bool output_has_room(void)
{
    return output.writers.count < QUEUE_CALLS;
}

static void end_text(void)
{
    output.hold_end_ns = tay_time_now() + HOLD_NS;
    output.last = output.source;
    output.source = SOURCE_NONE;
}

void output_drop(uint64_t label)
{
    if (queue_drop(&output.writers, label)) {
        output.is_taken = false;
        if (output.source == SOURCE_WRITER) {
            end_text();
        }
    }
    queue_drop(&output.drains, label);
}

void output_close(uint64_t session)
{
    prompt_forget(&state()->prompt, session);
}

static void stage(const char *text, size_t length_bytes)
{
    for (size_t i = 0; i < length_bytes; i++) {
        if (text[i] == '\n') {
            output.stage[output.stage_end++] = '\r';
        }
        output.stage[output.stage_end++] = text[i];
    }
}

static bool is_cooked(uint64_t owner)
{
    return (session_mode(owner) & TAY_STREAM_COOKED) != 0;
}

/* Whether this line is to come again below what its end makes room for: not for who goes on to
 * write itself, nor for who moves about on the whole screen, and has no prompt. */
static bool is_prompt(const struct prompt *prompt, uint64_t writer)
{
    return prompt->line.owner != writer &&
           (is_cooked(prompt->line.owner) || !prompt_moves(&prompt->line));
}

/* Ends the line that the terminal shows if it is another's, and brings back what was kept of this
 * one's. */
static void begin_text(uint64_t owner)
{
    struct prompt *prompt = &state()->prompt;
    bool is_shown = echo_is_shown();
    output.stage_end += echo_leave(output.stage + output.stage_end);
    if (is_shown || (prompt->column != 0 && prompt->line.owner != owner)) {
        if (!is_prompt(prompt, owner)) {
            prompt->line.owner = PROMPT_NOBODY;
        }
        prompt_keep(prompt);
        stage("\n", 1);
    }
    if (prompt->kept.length_bytes > 0 && prompt->kept.owner == owner) {
        stage(prompt->kept.text, prompt->kept.length_bytes);
        prompt_restore(prompt, state()->columns);
    }
    prompt->line.owner = owner;
}

static void take_text(enum source source, uint64_t owner, const char *text, size_t count)
{
    if (count > 0 && output.source != source) {
        begin_text(owner);
        output.source = source;
        output.run_bytes = 0;
    }
    for (size_t i = 0; i < count; i++) {
        prompt_track(&state()->prompt, text[i], state()->columns);
    }
    output.run_bytes += (unsigned)count;
    stage(text, count);
}

static void take_log(void)
{
    char text[STAGE_BYTES];
    size_t count = 0;
    tay_time_t next = output.log_position;
    enum tay_status status =
        tay_log_read(output.log, output.log_position, text, STAGE_BYTES, &count, &next);
    output.log_empty = status != TAY_OK || count == 0;
    output.log_position = next;
    take_text(SOURCE_LOG, PROMPT_LOG, text, output.log_empty ? 0 : count);
    if (output.log_empty) {
        end_text();
    }
}

/* Takes from the oldest writer, until it has written all, or cannot. */
static void take_writer(void)
{
    char text[STAGE_BYTES];
    struct queue_call *call = queue_first(&output.writers);
    size_t left = call->length_bytes - call->done_bytes;
    size_t count = 0;
    enum tay_status status = tay_caller_read(call->reply, call->done_bytes, text,
                                             left < STAGE_BYTES ? left : STAGE_BYTES, &count);
    call->done_bytes += count;
    take_text(SOURCE_WRITER, call->session, text, count);
    if (status != TAY_OK || count == 0 || call->done_bytes == call->length_bytes) {
        output.is_taken = true;
        output.taken_status = status;
        end_text();
    }
}

/* Nothing is on its way any more. */
static void answer_taken(void)
{
    if (output.is_taken) {
        output.is_taken = false;
        queue_answer(&output.writers, output.taken_status);
    }
}

/* The line that the terminal is to show behind the prompt. */
static const struct line *line_to_show(void)
{
    static const struct line none;
    return input_shows_line() ? &state()->editor.line : &none;
}

/* The line of who edits it itself, and so is not echoed, is written again. */
static void take_kept(void)
{
    begin_text(state()->prompt.kept.owner);
    end_text();
}

static bool kept_waits(void)
{
    const struct prompt *prompt = &state()->prompt;
    return prompt->kept.length_bytes > 0 && prompt->column == 0 && !is_cooked(prompt->kept.owner);
}

static void take_echo(void)
{
    output.stage_end = echo_take(&state()->prompt, line_to_show(), state()->columns, output.stage);
    output.turns = 0;
}

static bool has_text(void)
{
    return !output.log_empty || output.writers.count > 0;
}

static bool echo_waits(void)
{
    return echo_is_due(&state()->prompt, line_to_show());
}

/* The unfinished line is a session's, which is given time to go on with it. */
static bool is_held(void)
{
    const struct prompt *prompt = &state()->prompt;
    output.is_held = prompt->column != 0 && prompt->line.length_bytes > 0 &&
                     prompt->line.owner != PROMPT_NOBODY && prompt->line.owner != PROMPT_LOG &&
                     tay_time_now() < output.hold_end_ns;
    return output.is_held;
}

static enum source choose_text(void)
{
    bool is_logs_turn = output.last != SOURCE_LOG || output.writers.count == 0;
    if (!output.log_empty && is_logs_turn) {
        return SOURCE_LOG;
    }
    return output.writers.count > 0 ? SOURCE_WRITER : SOURCE_NONE;
}

/* A text goes on, but for one that has gone on for long and is between two lines. */
static enum source choose(void)
{
    const struct prompt *prompt = &state()->prompt;
    if (output.source != SOURCE_NONE) {
        if (prompt->column != 0 || output.run_bytes < FAIR_BYTES) {
            return output.source;
        }
        end_text();
    }
    output.is_held = false;
    if (prompt->column != 0 && queue_prefer(&output.writers, prompt->line.owner)) {
        return SOURCE_WRITER;
    }
    bool others_wait = has_text() && is_held();
    if (echo_waits() && (!has_text() || others_wait || output.turns++ >= TURNS_OF_OTHERS)) {
        return SOURCE_ECHO;
    }
    if (!has_text() && kept_waits()) {
        return SOURCE_KEPT;
    }
    return others_wait ? SOURCE_NONE : choose_text();
}

/* Fills the stage; false: there is nothing to put out. */
static bool fill(void)
{
    output.stage_at = 0;
    output.stage_end = 0;
    while (output.stage_end == 0) {
        answer_taken();
        switch (choose()) {
        case SOURCE_LOG:
            take_log();
            break;
        case SOURCE_WRITER:
            take_writer();
            break;
        case SOURCE_ECHO:
            take_echo();
            break;
        case SOURCE_KEPT:
            take_kept();
            break;
        default:
            return false;
        }
    }
    return true;
}

static void put(char byte)
{
    output.uart->put(output.regs, byte);
    mirror_put(byte);
    output.count++;
}

/* Asks to be called again: by the UART when there is room, or when the line is held no longer. */
static void ask_for_more(void)
{
    bool is_staged = output.stage_at < output.stage_end;
    bool is_held = output.is_held && !is_staged;
    output.is_busy = is_staged || has_text() || echo_waits() || kept_waits();
    output.uart->want_room(output.regs, output.is_busy && !is_held);
    if (is_held) {
        enum tay_status status = tay_timer_set(output.timer, output.hold_end_ns, 0);
        (void)status; /* ours */
    }
}

void output_pump(void)
{
    unsigned room = output.uart->room(output.regs);
    output.is_held = false;
    while (room > 0 && (output.stage_at < output.stage_end || fill())) {
        put(output.stage[output.stage_at++]);
        room = room > 1 ? room - 1 : output.uart->room(output.regs);
    }
    if (output.stage_at == output.stage_end) {
        answer_taken();
    }
    ask_for_more();
    mirror_show();
    while (!output.is_busy && output.drains.count > 0) {
        queue_answer(&output.drains, TAY_OK);
    }
}

uint64_t output_count(void)
{
    return output.count;
}

bool output_is_busy(void)
{
    return output.is_busy;
}

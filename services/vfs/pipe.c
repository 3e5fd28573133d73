/* SPDX-License-Identifier: MIT */
/*
 * Pipes. Invariant: between two messages nobody waits who could go on.
 */
#include "pipe.h"

#include <stddef.h>
#include <string.h>
#include <tay/file_server.h>
#include <tay/operations.h>
#include <tay/protocol/stream.h>
#include <tay/protocol/vfs.h>
#include <tay/ready.h>

_Static_assert(TAY_VFS_PIPE_BYTES <= TAY_PASS_BYTES_MAX, "what is one piece can be passed");

#define PIPES_MAX 32
#define WAITERS_MAX 64
#define READY_MAX 64

enum end { READER, WRITER, ENDS };

struct waiter;

struct pipe {
    uint64_t serial;              /* 0: this place is free; else its index is the remainder */
    struct waiter *waiting[ENDS]; /* who waits at an end, the one that came first first */
    size_t start;                 /* of what is in it */
    size_t count;
    bool is_open[ENDS];
    unsigned flags[ENDS];                        /* of enum tay_stream_flag, together */
    _Alignas(16) char bytes[TAY_VFS_PIPE_BYTES]; /* the kernel copies what is aligned faster */
};

/* A READ or a WRITE that is under way. */
struct waiter {
    uint64_t serial; /* the order in which they came; 0: this place is free */
    struct pipe *pipe;
    enum end end;
    struct waiter *next;
    tay_cap_t call; /* the reply */
    size_t length_bytes;
    size_t done_bytes;
    bool takes_less; /* a WRITE that does not wait for room */
};

/* What the call in hand has read or written: how its pipe was before. */
struct last {
    struct pipe *pipe; /* NULL: nothing */
    size_t start;
    size_t count;
};

static struct pipe pipes[PIPES_MAX];
static struct last last;
static struct waiter waiters[WAITERS_MAX];
static uint64_t last_serial;
static struct tay_ready places[READY_MAX];
static struct tay_ready_list ready_list = {.place = places, .count = READY_MAX};

void pipe_open(uint64_t first_serial)
{
    last_serial = first_serial;
}

void pipe_settle(void)
{
    last.pipe = NULL;
}

void pipe_take_back(void)
{
    if (last.pipe != NULL) {
        last.pipe->start = last.start;
        last.pipe->count = last.count;
    }
    pipe_settle();
}

bool pipe_is_badge(uint64_t badge)
{
    return badge >> PIPE_BADGE_SHIFT >= PIPE_BADGE_READER;
}

static enum end end_of(uint64_t badge)
{
    return badge >> PIPE_BADGE_SHIFT == PIPE_BADGE_READER ? READER : WRITER;
}

static uint64_t badge_of(const struct pipe *pipe, enum end end)
{
    uint64_t first = end == READER ? PIPE_BADGE_READER : PIPE_BADGE_WRITER;
    return first << PIPE_BADGE_SHIFT | pipe->serial;
}

static struct pipe *pipe_of(uint64_t badge)
{
    uint64_t serial = badge & (((uint64_t)1 << PIPE_BADGE_SHIFT) - 1);
    struct pipe *pipe = &pipes[serial % PIPES_MAX];
    return serial != 0 && pipe->serial == serial ? pipe : NULL;
}

/* A free place, with the next serial that leads to it. NULL: there is none. */
static struct pipe *take_place(void)
{
    for (unsigned i = 0; i < PIPES_MAX; i++) {
        struct pipe *pipe = &pipes[++last_serial % PIPES_MAX];
        if (pipe->serial == 0) {
            pipe->serial = last_serial;
            return pipe;
        }
    }
    return NULL;
}

static struct waiter *find_waiter(uint64_t serial)
{
    for (unsigned i = 0; i < WAITERS_MAX; i++) {
        if (waiters[i].serial == serial) {
            return &waiters[i];
        }
    }
    return NULL;
}

/* Where a waiter stands in its queue, or, for one that does not, where that ends. */
static struct waiter **find_link(struct waiter *waiter)
{
    struct waiter **link = &waiter->pipe->waiting[waiter->end];
    while (*link != NULL && *link != waiter) {
        link = &(*link)->next;
    }
    return link;
}

static void waiter_add(struct waiter *waiter)
{
    waiter->next = NULL;
    *find_link(waiter) = waiter;
}

static void waiter_remove(struct waiter *waiter)
{
    *find_link(waiter) = waiter->next;
    waiter->serial = 0;
}

static bool flags_exist(tay_word_t flags)
{
    return (flags & ~(tay_word_t)TAY_STREAM_NO_WAIT) == 0;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Copies between the pipe and the caller's memory, from a place in the pipe on. */
static enum tay_status copy(const struct waiter *waiter, size_t at, size_t caller_at, size_t bytes)
{
    enum tay_status status = TAY_OK;
    while (status == TAY_OK && bytes > 0) {
        size_t done_bytes;
        size_t piece_bytes = smaller(bytes, TAY_VFS_PIPE_BYTES - at);
        char *memory = waiter->pipe->bytes + at;
        status = waiter->end == READER
                     ? tay_caller_write(waiter->call, caller_at, memory, piece_bytes, &done_bytes)
                     : tay_caller_read(waiter->call, caller_at, memory, piece_bytes, &done_bytes);
        if (status == TAY_OK && done_bytes != piece_bytes) {
            status = TAY_EFAULT; /* less is lent than the length says */
        }
        at = 0;
        caller_at += piece_bytes;
        bytes -= piece_bytes;
    }
    return status == TAY_OK || status == TAY_EPEER ? status : TAY_EFAULT;
}

/* Whether a reader need not wait any more; then `status_out` is its answer. */
static bool advance_reader(struct waiter *reader, enum tay_status *status_out)
{
    struct pipe *pipe = reader->pipe;
    if (pipe->count == 0 && pipe->is_open[WRITER]) {
        return false;
    }
    size_t bytes = smaller(pipe->count, reader->length_bytes);
    *status_out = copy(reader, pipe->start, 0, bytes);
    if (*status_out == TAY_OK) {
        pipe->start = (pipe->start + bytes) % TAY_VFS_PIPE_BYTES;
        pipe->count -= bytes;
        reader->done_bytes = bytes;
    }
    return true;
}

/* As advance_reader. What fits a pipe is put in as one piece. */
static bool advance_writer(struct waiter *writer, enum tay_status *status_out)
{
    struct pipe *pipe = writer->pipe;
    size_t left = writer->length_bytes - writer->done_bytes;
    size_t room = TAY_VFS_PIPE_BYTES - pipe->count;
    *status_out = TAY_OK;
    if (!pipe->is_open[READER]) {
        *status_out = writer->done_bytes > 0 ? TAY_OK : TAY_EPEER;
        return true;
    }
    bool is_whole = writer->length_bytes <= TAY_VFS_PIPE_BYTES && !writer->takes_less;
    if (room == 0 || (is_whole && room < left)) {
        return false;
    }
    size_t bytes = smaller(room, left);
    *status_out =
        copy(writer, (pipe->start + pipe->count) % TAY_VFS_PIPE_BYTES, writer->done_bytes, bytes);
    if (*status_out != TAY_OK) {
        return true;
    }
    pipe->count += bytes;
    writer->done_bytes += bytes;
    return writer->takes_less || writer->done_bytes == writer->length_bytes;
}

static bool advance(struct waiter *waiter, enum tay_status *status_out)
{
    return waiter->end == READER ? advance_reader(waiter, status_out)
                                 : advance_writer(waiter, status_out);
}

/* Lets the first one at an end go on. True: something has changed. If it has given up meanwhile,
 * nothing was read or written by it. */
static bool pump_end(struct pipe *pipe, enum end end)
{
    struct waiter *waiter = pipe->waiting[end];
    enum tay_status status;
    if (waiter == NULL) {
        return false;
    }
    size_t done_before = waiter->done_bytes;
    size_t start_before = pipe->start;
    size_t count_before = pipe->count;
    if (!advance(waiter, &status)) {
        return waiter->done_bytes != done_before;
    }
    struct tay_answer answer = {.word = {waiter->done_bytes}};
    if (tay_reply(waiter->call, status, &answer) != TAY_OK) {
        pipe->start = start_before;
        pipe->count = count_before;
    }
    waiter_remove(waiter);
    return true;
}

/* What a READ or a WRITE by an end would not wait for. */
static unsigned ready_events(const struct pipe *pipe, enum end end)
{
    enum end other = end == READER ? WRITER : READER;
    bool is_gone = !pipe->is_open[other];
    size_t room = TAY_VFS_PIPE_BYTES - pipe->count;
    bool has_some = end == READER ? pipe->count > 0 : room >= TAY_STREAM_WHOLE_BYTES;
    unsigned event = end == READER ? TAY_STREAM_READABLE : TAY_STREAM_WRITABLE;
    return (has_some || is_gone ? event : 0u) | (is_gone ? TAY_STREAM_GONE : 0u);
}

static void tell_ready(const struct pipe *pipe)
{
    for (enum end end = READER; end < ENDS && ready_list.used > 0; end++) {
        tay_ready_tell(&ready_list, badge_of(pipe, end), ready_events(pipe, end));
    }
}

/* Lets go on who can, and forgets a pipe that nobody has. */
static void pump(struct pipe *pipe)
{
    while (pump_end(pipe, READER) || pump_end(pipe, WRITER)) {
    }
    tell_ready(pipe);
    if (!pipe->is_open[READER] && !pipe->is_open[WRITER] && pipe->waiting[READER] == NULL &&
        pipe->waiting[WRITER] == NULL) {
        pipe->serial = 0;
    }
}

/* Whether a READ or a WRITE of so many bytes would be answered at once, if less is enough for what
 * is longer than TAY_STREAM_WHOLE_BYTES. */
static bool is_free(const struct pipe *pipe, enum end end, size_t length_bytes)
{
    enum end other = end == READER ? WRITER : READER;
    size_t wanted = length_bytes <= TAY_STREAM_WHOLE_BYTES ? length_bytes : 1;
    bool has_some = end == READER ? pipe->count > 0 : TAY_VFS_PIPE_BYTES - pipe->count >= wanted;
    return !pipe->is_open[other] || (has_some && pipe->waiting[end] == NULL);
}

/* A call that must wait, or others who wait with it: only by answering a call that was put aside is
 * it known, before anybody else goes on, whether its caller is still there. */
static enum tay_status wait(struct tay_server *server, const struct waiter *call)
{
    struct waiter *waiter = find_waiter(0);
    tay_cap_t reply;
    enum tay_status status =
        waiter == NULL ? TAY_EAGAIN : tay_server_put_aside(server, last_serial + 1, &reply);
    if (status == TAY_OK) {
        *waiter = *call;
        waiter->call = reply;
        waiter->serial = ++last_serial;
        waiter_add(waiter);
        if (call->end == WRITER || call->pipe->count > 0 || !call->pipe->is_open[WRITER]) {
            pump(call->pipe);
        } /* else a reader waits for a writer */
    }
    return status;
}

/* From the writer's memory, by the call in hand, into that of a reader who waits, if that can take
 * it as one piece. What is in the way, and which of the two lends less than it says, shows when the
 * writer is put aside. */
static bool pass(struct waiter *writer)
{
    struct waiter *reader = writer->pipe->waiting[READER];
    bool is_passed = reader != NULL && writer->pipe->count == 0 &&
                     writer->length_bytes <= TAY_VFS_PIPE_BYTES &&
                     reader->length_bytes >= writer->length_bytes &&
                     tay_server_pass(reader->call, writer->length_bytes) == TAY_OK;
    if (is_passed) {
        waiter_remove(reader);
        writer->done_bytes = writer->length_bytes;
    }
    return is_passed;
}

/* Reads or writes at once, by the call in hand; false: it must wait. Nobody waits who would go on
 * by that, so until another call it can be taken back. */
static bool go_on(struct waiter *call, enum tay_status *status_out)
{
    struct pipe *pipe = call->pipe;
    last = (struct last){.pipe = pipe, .start = pipe->start, .count = pipe->count};
    if (!advance(call, status_out)) {
        pipe_settle();
        return false;
    }
    if (ready_list.used > 0) {
        tell_ready(pipe);
    }
    return true;
}

static enum tay_status transfer(struct tay_server *server, struct pipe *pipe, enum end end,
                                const struct tay_request *request, struct tay_answer *answer)
{
    struct waiter call = {
        .pipe = pipe, .end = end, .length_bytes = request->word[0], .call = TAY_CALL_IN_HAND};
    bool lends = end == READER ? request->lends_write : request->lends_read;
    enum tay_status status;
    if (call.length_bytes == 0 || !flags_exist(request->word[1])) {
        return TAY_EINVAL;
    }
    if (!lends) {
        return TAY_ESTATE;
    }
    bool waits = ((request->word[1] | pipe->flags[end]) & TAY_STREAM_NO_WAIT) == 0;
    if (!waits && !is_free(pipe, end, call.length_bytes)) {
        return TAY_EAGAIN;
    }
    call.takes_less = !waits && call.length_bytes > TAY_STREAM_WHOLE_BYTES;
    if (end == WRITER && pass(&call)) {
        answer->word[0] = call.done_bytes;
        return TAY_OK;
    }
    bool is_alone = pipe->waiting[READER] == NULL && pipe->waiting[WRITER] == NULL;
    bool fits = end == READER || call.length_bytes <= TAY_VFS_PIPE_BYTES || call.takes_less;
    if (is_alone && fits && go_on(&call, &status)) {
        answer->word[0] = call.done_bytes;
        return status;
    }
    return wait(server, &call);
}

static enum tay_status set_flags(struct pipe *pipe, enum end end, const struct tay_request *request,
                                 struct tay_answer *answer)
{
    answer->word[0] = pipe->flags[end];
    if (request->word[0] > 1 || !flags_exist(request->word[1])) {
        return TAY_EINVAL;
    }
    if (request->word[0] == 1) {
        pipe->flags[end] = (unsigned)request->word[1];
    }
    return TAY_OK;
}

static enum tay_status answer_stat(enum end end, const struct tay_request *request,
                                   struct tay_answer *answer)
{
    struct tay_file_stat stat = {.kind = TAY_FILE_STREAM,
                                 .flags = end == READER ? TAY_FILE_READABLE : TAY_FILE_WRITABLE,
                                 .links = 1,
                                 .block_bytes = TAY_VFS_PIPE_BYTES};
    return tay_file_answer(answer, tay_file_answer_stat(request, answer, &stat));
}

enum tay_status pipe_serve(struct tay_server *server, struct tay_request *request,
                           struct tay_answer *answer)
{
    struct pipe *pipe = pipe_of(request->session);
    enum end end = end_of(request->session);
    if (pipe == NULL) {
        return TAY_EPEER;
    }
    switch (request->label) {
    case TAY_STREAM_READ:
    case TAY_STREAM_WRITE:
        if ((request->label == TAY_STREAM_READ) != (end == READER)) {
            return TAY_ERIGHT;
        }
        return transfer(server, pipe, end, request, answer);
    case TAY_STREAM_DRAIN:
        return TAY_OK;
    case TAY_FILE_STAT:
        return answer_stat(end, request, answer);
    case TAY_STREAM_READY:
        return tay_ready_take(&ready_list, request, ready_events(pipe, end), answer);
    case TAY_STREAM_SET_FLAGS:
        return set_flags(pipe, end, request, answer);
    default:
        return request->label == TAY_STREAM_OPEN ? TAY_ESTATE : TAY_ENOSYS;
    }
}

enum tay_status pipe_make(struct tay_server *server, struct tay_answer *answer)
{
    struct pipe *pipe = take_place();
    if (pipe == NULL) {
        return tay_file_answer(answer, TAY_FILE_ENFILE);
    }
    enum tay_status status = tay_server_mint(server, badge_of(pipe, READER), answer, 0);
    if (status == TAY_OK) {
        status = tay_server_mint(server, badge_of(pipe, WRITER), answer, 1);
        if (status != TAY_OK) {
            enum tay_status closed = tay_cap_close((tay_cap_t)answer->word[0]);
            (void)closed; /* ours; nobody hears of it but us, who know no such pipe then */
            answer->caps = 0;
        }
    }
    if (status != TAY_OK) {
        pipe->serial = 0;
        return tay_file_answer(answer, status == TAY_ENOMEM ? TAY_FILE_ENOMEM : TAY_FILE_ENFILE);
    }
    pipe->start = 0;
    pipe->count = 0;
    pipe->is_open[READER] = true;
    pipe->is_open[WRITER] = true;
    pipe->flags[READER] = 0;
    pipe->flags[WRITER] = 0;
    return TAY_OK;
}

void pipe_event(const struct tay_event *event)
{
    if (event->kind == TAY_KIND_CLOSED && pipe_is_badge(event->badge)) {
        struct pipe *pipe = pipe_of(event->badge);
        if (pipe != NULL) {
            pipe->is_open[end_of(event->badge)] = false;
            tay_ready_forget(&ready_list, event->badge);
            pump(pipe);
        }
    } else if (event->kind == TAY_KIND_ABANDONED && event->badge != 0) {
        struct waiter *waiter = find_waiter(event->badge);
        if (waiter != NULL) {
            enum tay_status closed = tay_cap_close(waiter->call);
            (void)closed; /* ours */
            waiter_remove(waiter);
            pump(waiter->pipe);
        }
    }
}

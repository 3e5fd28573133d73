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

#define PIPES_MAX 32
#define WAITERS_MAX 64

enum end { READER, WRITER, ENDS };

struct pipe {
    uint64_t serial; /* 0: this place is free */
    size_t start;    /* of what is in it */
    size_t count;
    bool is_open[ENDS];
    char bytes[TAY_VFS_PIPE_BYTES];
};

/* A READ or a WRITE that is under way. */
struct waiter {
    uint64_t serial; /* the order in which they came; 0: this place is free */
    struct pipe *pipe;
    enum end end;
    tay_cap_t call; /* the reply */
    size_t length_bytes;
    size_t done_bytes;
};

static struct pipe pipes[PIPES_MAX];
static struct waiter waiters[WAITERS_MAX];
static uint64_t last_serial;

void pipe_open(uint64_t first_serial)
{
    last_serial = first_serial;
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

static struct pipe *find_pipe(uint64_t serial)
{
    for (unsigned i = 0; i < PIPES_MAX; i++) {
        if (pipes[i].serial == serial) {
            return &pipes[i];
        }
    }
    return NULL;
}

static struct pipe *pipe_of(uint64_t badge)
{
    uint64_t serial = badge & (((uint64_t)1 << PIPE_BADGE_SHIFT) - 1);
    return serial == 0 ? NULL : find_pipe(serial);
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

/* Who has waited longest at an end. */
static struct waiter *first_waiter(const struct pipe *pipe, enum end end)
{
    struct waiter *first = NULL;
    for (unsigned i = 0; i < WAITERS_MAX; i++) {
        struct waiter *waiter = &waiters[i];
        if (waiter->serial != 0 && waiter->pipe == pipe && waiter->end == end &&
            (first == NULL || waiter->serial < first->serial)) {
            first = waiter;
        }
    }
    return first;
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
    if (room == 0 || (writer->length_bytes <= TAY_VFS_PIPE_BYTES && room < left)) {
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
    return writer->done_bytes == writer->length_bytes;
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
    struct waiter *waiter = first_waiter(pipe, end);
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
    waiter->serial = 0;
    return true;
}

/* Lets go on who can, and forgets a pipe that nobody has. */
static void pump(struct pipe *pipe)
{
    while (pump_end(pipe, READER) || pump_end(pipe, WRITER)) {
    }
    if (!pipe->is_open[READER] && !pipe->is_open[WRITER] && first_waiter(pipe, READER) == NULL &&
        first_waiter(pipe, WRITER) == NULL) {
        pipe->serial = 0;
    }
}

/* Puts a READ or a WRITE behind those that wait, even if it need not wait: only by answering a call
 * that was put aside is it known whether its caller is still there. */
static enum tay_status transfer(struct tay_server *server, struct pipe *pipe, enum end end,
                                const struct tay_request *request)
{
    struct waiter call = {.pipe = pipe, .end = end, .length_bytes = request->word[0]};
    bool lends = end == READER ? request->lends_write : request->lends_read;
    if (call.length_bytes == 0 || !lends) {
        return call.length_bytes == 0 ? TAY_EINVAL : TAY_ESTATE;
    }
    struct waiter *waiter = find_waiter(0);
    enum tay_status status =
        waiter == NULL ? TAY_EAGAIN : tay_server_put_aside(server, last_serial + 1, &call.call);
    if (status == TAY_OK) {
        call.serial = ++last_serial;
        *waiter = call;
        pump(pipe);
    }
    return status;
}

static enum tay_status answer_stat(struct tay_answer *answer)
{
    struct tay_file_stat stat = {
        .kind = TAY_FILE_STREAM, .links = 1, .block_bytes = TAY_VFS_PIPE_BYTES};
    return tay_file_answer(answer, tay_file_deliver(&stat, sizeof stat));
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
        return transfer(server, pipe, end, request);
    case TAY_STREAM_DRAIN:
        return TAY_OK;
    case TAY_FILE_STAT:
        return answer_stat(answer);
    default:
        return request->label == TAY_STREAM_OPEN ? TAY_ESTATE : TAY_ENOSYS;
    }
}

enum tay_status pipe_make(struct tay_server *server, struct tay_answer *answer)
{
    struct pipe *pipe = find_pipe(0);
    if (pipe == NULL) {
        return tay_file_answer(answer, TAY_FILE_ENFILE);
    }
    pipe->serial = ++last_serial;
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
    return TAY_OK;
}

void pipe_event(const struct tay_event *event)
{
    if (event->kind == TAY_KIND_CLOSED && pipe_is_badge(event->badge)) {
        struct pipe *pipe = pipe_of(event->badge);
        if (pipe != NULL) {
            pipe->is_open[end_of(event->badge)] = false;
            pump(pipe);
        }
    } else if (event->kind == TAY_KIND_ABANDONED && event->badge != 0) {
        struct waiter *waiter = find_waiter(event->badge);
        if (waiter != NULL) {
            enum tay_status closed = tay_cap_close(waiter->call);
            (void)closed; /* ours */
            waiter->serial = 0;
            pump(waiter->pipe);
        }
    }
}

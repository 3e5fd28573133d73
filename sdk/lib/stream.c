/* SPDX-License-Identifier: MIT */
/*
 * The stream protocol, the client's side.
 */
#include <tay/protocol/stream.h>

#include <tay/client.h>

enum tay_status tay_stream_open(tay_cap_t endpoint, tay_cap_t *session_out)
{
    struct tay_call call = {.label = TAY_STREAM_OPEN, .wants = 1};
    enum tay_status status = tay_call(endpoint, &call);
    if (status == TAY_OK) {
        *session_out = (tay_cap_t)call.word[0];
    }
    return status;
}

enum tay_status tay_stream_write(tay_cap_t session, const void *text, size_t length_bytes)
{
    const char *from = text;
    while (length_bytes > 0) {
        struct tay_call call = {.label = TAY_STREAM_WRITE,
                                .word = {length_bytes},
                                .lend_read = from,
                                .lend_read_bytes = length_bytes};
        enum tay_status status = tay_call(session, &call);
        if (status != TAY_OK) {
            return status;
        }
        if (call.word[0] == 0 || call.word[0] > length_bytes) {
            return TAY_EIO;
        }
        from += call.word[0];
        length_bytes -= call.word[0];
    }
    return TAY_OK;
}

static enum tay_status read_by(unsigned label, tay_cap_t session, struct tay_call *call,
                               size_t *length_bytes_out)
{
    call->label = label;
    call->word[0] = call->lend_write_bytes;
    enum tay_status status = tay_call(session, call);
    if (status == TAY_OK) {
        *length_bytes_out =
            call->word[0] < call->lend_write_bytes ? call->word[0] : call->lend_write_bytes;
    }
    return status;
}

enum tay_status tay_stream_read(tay_cap_t session, void *text, size_t room_bytes,
                                tay_time_t deadline_ns, size_t *length_bytes_out)
{
    struct tay_call call = {
        .lend_write = text, .lend_write_bytes = room_bytes, .deadline_ns = deadline_ns};
    return read_by(TAY_STREAM_READ, session, &call, length_bytes_out);
}

enum tay_status tay_stream_read_line(tay_cap_t session, void *line, size_t room_bytes,
                                     tay_time_t deadline_ns, size_t *length_bytes_out)
{
    struct tay_call call = {
        .lend_write = line, .lend_write_bytes = room_bytes, .deadline_ns = deadline_ns};
    return read_by(TAY_STREAM_READ_LINE, session, &call, length_bytes_out);
}

enum tay_status tay_stream_drain(tay_cap_t stream, tay_time_t deadline_ns)
{
    struct tay_call call = {.label = TAY_STREAM_DRAIN, .deadline_ns = deadline_ns};
    return tay_call(stream, &call);
}

enum tay_status tay_stream_ready(tay_cap_t session, unsigned events, tay_cap_t notification,
                                 tay_word_t bits, unsigned *ready_out)
{
    struct tay_call call = {.label = TAY_STREAM_READY,
                            .caps = notification != TAY_CAP_NULL ? 1u << 1 : 0,
                            .copy = true,
                            .word = {events, notification, bits}};
    enum tay_status status = tay_call(session, &call);
    if (status == TAY_OK) {
        *ready_out = (unsigned)call.word[0] & events;
    }
    return status;
}

static enum tay_status change_mode(tay_cap_t session, enum tay_stream_change change, unsigned mode,
                                   unsigned *before_out)
{
    struct tay_call call = {.label = TAY_STREAM_MODE, .word = {change, mode}};
    enum tay_status status = tay_call(session, &call);
    *before_out = (unsigned)call.word[0];
    return status;
}

enum tay_status tay_stream_mode(tay_cap_t session, unsigned *mode_out)
{
    unsigned mode;
    enum tay_status status = change_mode(session, TAY_STREAM_MODE_ASK, 0, &mode);
    if (status == TAY_OK) {
        *mode_out = mode;
    }
    return status;
}

enum tay_status tay_stream_set_mode(tay_cap_t session, unsigned mode)
{
    unsigned before;
    return change_mode(session, TAY_STREAM_MODE_SET, mode, &before);
}

enum tay_status tay_stream_set_terminal_mode(tay_cap_t session, unsigned mode)
{
    unsigned before;
    return change_mode(session, TAY_STREAM_MODE_SET_TERMINAL, mode, &before);
}

enum tay_status tay_stream_set_flags(tay_cap_t session, unsigned flags)
{
    struct tay_call call = {.label = TAY_STREAM_SET_FLAGS, .word = {1, flags}};
    return tay_call(session, &call);
}

enum tay_status tay_stream_discard(tay_cap_t session)
{
    struct tay_call call = {.label = TAY_STREAM_DISCARD};
    return tay_call(session, &call);
}

enum tay_status tay_stream_size(tay_cap_t session, unsigned *columns, unsigned *rows)
{
    struct tay_call call = {.label = TAY_STREAM_SIZE, .word = {*columns, *rows}};
    enum tay_status status = tay_call(session, &call);
    if (status == TAY_OK) {
        *columns = (unsigned)call.word[0];
        *rows = (unsigned)call.word[1];
    }
    return status;
}

enum tay_status tay_stream_interrupt(tay_cap_t session, tay_cap_t notification, tay_word_t bits,
                                     tay_word_t quit_bits)
{
    struct tay_call call = {.label = TAY_STREAM_INTERRUPT,
                            .caps = notification != TAY_CAP_NULL ? 1 : 0,
                            .copy = true,
                            .word = {notification, bits, quit_bits}};
    return tay_call(session, &call);
}

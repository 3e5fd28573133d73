/* SPDX-License-Identifier: MIT */
/*
 * The stream protocol, the client's side.
 */
#include <tay/protocol/stream.h>

#include <tay/client.h>

enum tay_status tay_stream_open(tay_cap_t endpoint, tay_cap_t *session_out)
{
    struct tay_call call = {.label = TAY_STREAM_OPEN};
    enum tay_status status = tay_call(endpoint, &call);
    if (status == TAY_OK && call.caps != 1) {
        return call.caps_lost ? TAY_EFULL : TAY_EIO;
    }
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

enum tay_status tay_stream_read_line(tay_cap_t session, void *line, size_t room_bytes,
                                     tay_time_t deadline_ns, size_t *length_bytes_out)
{
    struct tay_call call = {.label = TAY_STREAM_READ_LINE,
                            .word = {room_bytes},
                            .lend_write = line,
                            .lend_write_bytes = room_bytes,
                            .deadline_ns = deadline_ns};
    enum tay_status status = tay_call(session, &call);
    if (status == TAY_OK) {
        *length_bytes_out = call.word[0] < room_bytes ? call.word[0] : room_bytes;
    }
    return status;
}

enum tay_status tay_stream_drain(tay_cap_t stream, tay_time_t deadline_ns)
{
    struct tay_call call = {.label = TAY_STREAM_DRAIN, .deadline_ns = deadline_ns};
    return tay_call(stream, &call);
}

/* SPDX-License-Identifier: MIT */
/** @file
 * The stream protocol: bytes in and out, as the console has them.
 *
 * A client opens a session at the server's endpoint and reads and writes by that. A session ends
 * with its last capability. After TAY_EPEER the client opens another one.
 *
 *     label                    words in              lends        words out
 *     TAY_STREAM_OPEN          -                     -            0: session (a capability)
 *     TAY_STREAM_WRITE         0: length in bytes    for reading  0: bytes written
 *     TAY_STREAM_READ          0: length in bytes    for writing  0: bytes read; 0: end of input
 *     TAY_STREAM_READ_LINE     0: length in bytes    for writing  as READ, up to the newline
 *     TAY_STREAM_DRAIN         -                     -            -
 *
 * DRAIN, by a session or the endpoint, is answered once the device has all that there was to
 * write: of every client, and of the log if the server writes that out.
 *
 * Errors besides those of any call: TAY_ENOSYS: another label; TAY_ESTATE: OPEN by a session, or
 * reading and writing by the endpoint, or nothing lent; TAY_EFAULT: lent memory that is not there;
 * TAY_EAGAIN: too many others wait.
 */
#ifndef TAY_PROTOCOL_STREAM_H
#define TAY_PROTOCOL_STREAM_H

#include <tay/abi/status.h>
#include <tay/abi/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The labels of its calls. */
enum tay_stream_label {
    TAY_STREAM_OPEN = 1,      /**< by the endpoint: a session */
    TAY_STREAM_WRITE = 2,     /**< writes, some or all */
    TAY_STREAM_READ = 3,      /**< reads what there is, and waits for some */
    TAY_STREAM_READ_LINE = 4, /**< reads a line */
    TAY_STREAM_DRAIN = 5,     /**< waits until all is written */
};

/**
 * Opens a session, which the caller's account pays for.
 *
 * @param endpoint of the server, right SEND
 * @param session_out written on TAY_OK
 * @return TAY_OK, or what tay_call and the protocol answer; TAY_ENOMEM: the account cannot pay
 * @note Blocks.
 */
TAY_MUST_CHECK enum tay_status tay_stream_open(tay_cap_t endpoint, tay_cap_t *session_out);

/**
 * Writes all of it.
 *
 * @param session of the stream
 * @param text need not be NUL-terminated
 * @param length_bytes below 32 MiB; 0 writes nothing and asks nobody
 * @return TAY_OK: the device has it; else how much it has is unknown
 * @note Blocks.
 */
TAY_MUST_CHECK enum tay_status tay_stream_write(tay_cap_t session, const void *text,
                                                size_t length_bytes);

/**
 * Reads a line, or as much of it as fits; the rest comes with the next call.
 *
 * @param session of the stream
 * @param line written, with its newline and without a NUL
 * @param room_bytes from 1 up, below 32 MiB
 * @param deadline_ns since boot; 0: none
 * @param length_bytes_out on TAY_OK: bytes written; 0: the input is at its end
 * @return TAY_OK; TAY_ETIMEDOUT, and what was typed is kept; or what tay_call and the protocol
 *         answer
 * @note Blocks until somebody has typed a line.
 */
TAY_MUST_CHECK enum tay_status tay_stream_read_line(tay_cap_t session, void *line,
                                                    size_t room_bytes, tay_time_t deadline_ns,
                                                    size_t *length_bytes_out);

/**
 * Waits until the device has all that was written.
 *
 * @param stream its session, or the server's endpoint with right SEND
 * @param deadline_ns since boot; 0: none
 * @return TAY_OK; TAY_ETIMEDOUT; or what tay_call and the protocol answer
 * @note Blocks.
 */
TAY_MUST_CHECK enum tay_status tay_stream_drain(tay_cap_t stream, tay_time_t deadline_ns);

#ifdef __cplusplus
}
#endif

#endif

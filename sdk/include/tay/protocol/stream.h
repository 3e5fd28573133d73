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
 *                              1: enum tay_stream_flag
 *     TAY_STREAM_READ          0: length in bytes    for writing  0: bytes read; 0: end of input
 *                              1: enum tay_stream_flag
 *     TAY_STREAM_READ_LINE     as READ               for writing  as READ, up to the newline
 *     TAY_STREAM_DRAIN         -                     -            -
 *     TAY_STREAM_READY         0: events             -            0: those that are ready now
 *                              1: notification (a capability; none: only asks), 2: bits
 *     TAY_STREAM_MODE          0: enum               -            0: the mode before
 *                              tay_stream_change
 *                              1: the mode
 *     TAY_STREAM_SIZE          0: columns, 1: rows   -            0: columns, 1: rows, from now on
 *                              both 0: asks
 *     TAY_STREAM_INTERRUPT     0: notification (a capability; none: nobody), 1: bits, 2: bits
 *     TAY_STREAM_DISCARD       -                     -            -
 *     TAY_STREAM_SET_FLAGS     0: 0 asks, 1 sets     -            0: the flags before
 *                              1: enum tay_stream_flag
 *
 * DRAIN, by a session or the endpoint, is answered once the device has all that there was to
 * write: of every client, and of the log if the server writes that out. WRITE, READ and READ_LINE
 * wait; all others are answered at once.
 *
 * READY is what poll stands on. It is answered at once, with those of the events that are ready. If
 * none is, and there is a notification, the session is armed: the notification gets the bits, once,
 * when one of the events is next ready. Those who share a session may each have it armed. Who
 * destroys the notification waits no more; READY without events takes back all that was armed by
 * the session. Arm first, then wait, then ask again: being ready is not being reserved, and others
 * may read first.
 *
 * The flags of a session are those of each of its READs and WRITEs, besides what these have in word
 * 1. With TAY_STREAM_NO_WAIT a READ is answered at once, and so is a WRITE: one of at most
 * TAY_STREAM_WHOLE_BYTES is done all or not, a longer one as far as there is room.
 *
 * A terminal has a mode, at first TAY_STREAM_COOKED | TAY_STREAM_ECHO | TAY_STREAM_SIGNALS, and
 * each session has the terminal's until it sets one of its own. Who sets the terminal's mode gives
 * the session's own up; when that session ends, the terminal's is again what it was at first. In
 * force is the mode of the session whose reading has waited longest, or read last; once that has
 * ended, the terminal's. What was typed before a change is kept. The size is the terminal's, and so
 * of all sessions; 80 by 24 until somebody sets it.
 *
 * DISCARD throws away what was typed and nobody has read, an unfinished line included.
 *
 * INTERRUPT names who is told of Ctrl-C, by the first bits, and of Ctrl-Backslash, by the second:
 * the one whom the session in force named, or else the one who was named last. If its second bits
 * are 0, Ctrl-Backslash is a byte like others.
 *
 * A server that keeps its sessions over a restart keeps their modes, and what was typed; the
 * notifications of READY and INTERRUPT went with the process that had them. A call that was under
 * way gets TAY_EPEER, after which a client names them again; one that only waits for a notification
 * does well to ask again every second.
 *
 * Errors besides those of any call: TAY_ENOSYS: another label, or one that this server has no use
 * for; TAY_ESTATE: OPEN by a session, or anything but OPEN and DRAIN by the endpoint, or nothing
 * lent; TAY_EINVAL: length 0; events, mode or size that do not exist; no notification with the
 * right SEND, or no bits; TAY_EFAULT: lent memory that is not there; TAY_EAGAIN: too many others
 * wait, or it was not to wait, and nothing is there; TAY_EFULL: READY, MODE, INTERRUPT: too many
 * other sessions use these.
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
    TAY_STREAM_OPEN = 1,       /**< by the endpoint: a session */
    TAY_STREAM_WRITE = 2,      /**< writes, some or all */
    TAY_STREAM_READ = 3,       /**< reads what there is, and waits for some */
    TAY_STREAM_READ_LINE = 4,  /**< reads a line */
    TAY_STREAM_DRAIN = 5,      /**< waits until all is written */
    TAY_STREAM_READY = 6,      /**< asks what is ready, or to be told */
    TAY_STREAM_MODE = 7,       /**< asks for the session's mode, or sets it */
    TAY_STREAM_SIZE = 8,       /**< asks for the terminal's size, or says it */
    TAY_STREAM_INTERRUPT = 9,  /**< names who is told of Ctrl-C and Ctrl-Backslash */
    TAY_STREAM_DISCARD = 10,   /**< throws away what was typed */
    TAY_STREAM_SET_FLAGS = 11, /**< asks for the session's flags, or sets them */
};

/** What can be waited for. */
enum tay_stream_event {
    TAY_STREAM_READABLE = 0x1, /**< a READ would be answered at once */
    TAY_STREAM_WRITABLE = 0x2, /**< a WRITE of TAY_STREAM_WHOLE_BYTES would not wait for room */
    TAY_STREAM_GONE = 0x4,     /**< the other side is gone: nobody writes any more, or reads */
};

/** What a WRITE that does not wait writes whole, if at all; PIPE_BUF of POSIX. */
#define TAY_STREAM_WHOLE_BYTES 512

/** A mode: any of these together. */
enum tay_stream_mode {
    TAY_STREAM_COOKED = 0x1,   /**< lines, which can be edited; else each byte as it comes */
    TAY_STREAM_ECHO = 0x2,     /**< what is typed is shown; a line that is not is not remembered */
    TAY_STREAM_SIGNALS = 0x4,  /**< Ctrl-C interrupts, and Ctrl-Backslash; else they are bytes */
    TAY_STREAM_NEWLINES = 0x8, /**< Return is a newline where there are no lines, too */
};

/** What MODE does with it. */
enum tay_stream_change {
    TAY_STREAM_MODE_ASK = 0,          /**< nothing */
    TAY_STREAM_MODE_SET = 1,          /**< it is the session's from now on */
    TAY_STREAM_MODE_SET_TERMINAL = 2, /**< it is the terminal's, and so the session's */
};

/** How a call is to be done. */
enum tay_stream_flag {
    TAY_STREAM_NO_WAIT = 0x1, /**< TAY_EAGAIN instead of waiting for input, or for room */
};

/** The upper half of a mode: 16 bits that the server keeps for its clients, without a meaning. */
#define TAY_STREAM_MODE_KEPT 0xffff0000u
#define TAY_STREAM_MODE_KEPT_SHIFT 16 /**< where it begins */

#define TAY_STREAM_COLUMNS_MIN 2   /**< of a size */
#define TAY_STREAM_COLUMNS_MAX 999 /**< of a size */
#define TAY_STREAM_ROWS_MAX 999    /**< of a size; from 1 up */

/**
 * Opens a session, which the caller's account pays for.
 *
 * @param endpoint of the server, right SEND
 * @param session_out written on TAY_OK
 * @return TAY_OK; TAY_ENOMEM: the account cannot pay; TAY_EFULL: no free slot in the caller's
 *         table, or none in the server's; TAY_ESTATE: the handle is a session; TAY_EIO: an answer
 *         that is none of a stream's; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER:
 *         as tay_call
 * @note Blocks.
 */
TAY_MUST_CHECK enum tay_status tay_stream_open(tay_cap_t endpoint, tay_cap_t *session_out);

/**
 * Writes all of it.
 *
 * @param session of the stream
 * @param text need not be NUL-terminated
 * @param length_bytes below 32 MiB; 0 writes nothing and asks nobody
 * @return TAY_OK: the device has it; else how much it has is unknown: TAY_EINVAL: too long;
 *         TAY_EFAULT: memory that is not there; TAY_EAGAIN: too many others wait; TAY_EIO: an
 *         answer that is none of a stream's; TAY_ESTATE: the handle is the endpoint; TAY_EHANDLE,
 *         TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 * @note Blocks.
 */
TAY_MUST_CHECK enum tay_status tay_stream_write(tay_cap_t session, const void *text,
                                                size_t length_bytes);

/**
 * Reads what there is, from one byte up; in cooked mode not before a line is finished.
 *
 * @param session of the stream
 * @param text written
 * @param room_bytes from 1 up, below 32 MiB
 * @param deadline_ns since boot; 0: none
 * @param length_bytes_out on TAY_OK: bytes written; 0: the input is at its end
 * @return TAY_OK; TAY_ETIMEDOUT, and what was typed is kept; TAY_EINVAL: no room, or too much;
 *         TAY_EFAULT: memory that is not there; TAY_EAGAIN: too many others wait; TAY_ESTATE: the
 *         handle is the endpoint; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as
 *         tay_call
 * @note Blocks until somebody has typed.
 */
TAY_MUST_CHECK enum tay_status tay_stream_read(tay_cap_t session, void *text, size_t room_bytes,
                                               tay_time_t deadline_ns, size_t *length_bytes_out);

/**
 * Reads a line, or as much of it as fits; the rest comes with the next call.
 *
 * @param session of the stream
 * @param line written, with its newline and without a NUL
 * @param room_bytes from 1 up, below 32 MiB
 * @param deadline_ns since boot; 0: none
 * @param length_bytes_out on TAY_OK: bytes written; 0: the input is at its end
 * @return TAY_OK; TAY_ETIMEDOUT, and what was typed is kept; TAY_EINVAL: no room, or too much;
 *         TAY_EFAULT: memory that is not there; TAY_EAGAIN: too many others wait; TAY_ESTATE: the
 *         handle is the endpoint; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as
 *         tay_call
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
 * @return TAY_OK; TAY_ETIMEDOUT; TAY_EAGAIN: too many others wait; TAY_ENOSYS: the server has no
 *         use for it; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 * @note Blocks.
 */
TAY_MUST_CHECK enum tay_status tay_stream_drain(tay_cap_t stream, tay_time_t deadline_ns);

/**
 * Asks what is ready, and if nothing is, arms the session: the notification is signalled once.
 *
 * @param session of the stream
 * @param events of enum tay_stream_event, together; 0: only takes back what was armed
 * @param notification right SEND and GRANT; the server gets a copy. TAY_CAP_NULL: nothing is armed
 * @param bits not 0, unless there is no notification
 * @param ready_out on TAY_OK: those of the events that are ready now; 0: the session is armed
 * @return TAY_OK; TAY_EINVAL: events that do not exist, no notification with SEND, or no bits;
 *         TAY_EFULL: too many others wait so, or the server has no free slot; TAY_ENOSYS: the
 *         server has no use for it; TAY_ESTATE: the handle is the endpoint; TAY_EHANDLE,
 *         TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 * @note Does not wait for events.
 */
TAY_MUST_CHECK enum tay_status tay_stream_ready(tay_cap_t session, unsigned events,
                                                tay_cap_t notification, tay_word_t bits,
                                                unsigned *ready_out);

/**
 * Asks for the session's mode.
 *
 * @param session of the stream
 * @param mode_out on TAY_OK: of enum tay_stream_mode, together
 * @return TAY_OK; TAY_ENOSYS: the server has no use for it; TAY_ESTATE: the handle is the endpoint;
 *         TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 * @note Does not wait for input.
 */
TAY_MUST_CHECK enum tay_status tay_stream_mode(tay_cap_t session, unsigned *mode_out);

/**
 * Sets the session's mode.
 *
 * @param session of the stream
 * @param mode of enum tay_stream_mode, together, and TAY_STREAM_MODE_KEPT
 * @return TAY_OK; TAY_EINVAL: a mode that does not exist; TAY_EFULL: too many other sessions have
 *         modes of their own; TAY_ENOSYS: the server has no use for it; TAY_ESTATE: the handle is
 *         the endpoint; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 * @note Does not wait for input.
 */
TAY_MUST_CHECK enum tay_status tay_stream_set_mode(tay_cap_t session, unsigned mode);

/**
 * Sets the terminal's mode, which is this session's from now on, too.
 *
 * @param session of the stream
 * @param mode of enum tay_stream_mode, together, and TAY_STREAM_MODE_KEPT
 * @return TAY_OK; TAY_EINVAL: a mode that does not exist; TAY_ENOSYS: the server has no use for it;
 *         TAY_ESTATE: the handle is the endpoint; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT,
 *         TAY_ECANCELED, TAY_EPEER: as tay_call
 * @note Does not wait for input.
 */
TAY_MUST_CHECK enum tay_status tay_stream_set_terminal_mode(tay_cap_t session, unsigned mode);

/**
 * Sets the session's flags.
 *
 * @param session of the stream
 * @param flags of enum tay_stream_flag, together
 * @return TAY_OK; TAY_EINVAL: flags that do not exist; TAY_EFULL: too many other sessions have any;
 *         TAY_ENOSYS: the server has no use for it; TAY_ESTATE: the handle is the endpoint;
 *         TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 * @note Does not wait for input.
 */
TAY_MUST_CHECK enum tay_status tay_stream_set_flags(tay_cap_t session, unsigned flags);

/**
 * Throws away what was typed and nobody has read.
 *
 * @param session of the stream
 * @return TAY_OK; TAY_ENOSYS: the server has no use for it; TAY_ESTATE: the handle is the endpoint;
 *         TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 * @note Does not wait for input.
 */
TAY_MUST_CHECK enum tay_status tay_stream_discard(tay_cap_t session);

/**
 * Asks for the terminal's size, or says it.
 *
 * @param session of the stream
 * @param columns, rows in: the size, TAY_STREAM_COLUMNS_MIN to _MAX by 1 to TAY_STREAM_ROWS_MAX, or
 *                      both 0: only ask; out on TAY_OK: the size from now on
 * @return TAY_OK; TAY_EINVAL: no such size; TAY_ENOSYS: the server has no use for it; TAY_ESTATE:
 *         the handle is the endpoint; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER:
 *         as tay_call
 * @note Does not wait for input.
 */
TAY_MUST_CHECK enum tay_status tay_stream_size(tay_cap_t session, unsigned *columns,
                                               unsigned *rows);

/**
 * Names who is told of Ctrl-C.
 *
 * @param session of the stream
 * @param notification right SEND and GRANT; the server gets a copy. TAY_CAP_NULL: nobody
 * @param bits that it gets of Ctrl-C; not 0, unless there is no notification
 * @param quit_bits that it gets of Ctrl-Backslash; 0: of that nobody is told
 * @return TAY_OK; TAY_EINVAL: no notification with SEND, or no bits; TAY_EFULL: too many other
 *         sessions use it, or the server has no free slot; TAY_ENOSYS: the server has no use for
 *         it; TAY_ESTATE: the handle is the endpoint; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT,
 *         TAY_ECANCELED, TAY_EPEER: as tay_call
 * @note Does not wait for input.
 */
TAY_MUST_CHECK enum tay_status tay_stream_interrupt(tay_cap_t session, tay_cap_t notification,
                                                    tay_word_t bits, tay_word_t quit_bits);

#ifdef __cplusplus
}
#endif

#endif

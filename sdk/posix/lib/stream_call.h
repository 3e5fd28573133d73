/* SPDX-License-Identifier: MIT */
/*
 * Calls of streams (tay/protocol/stream.h) as POSIX wants them: what a signal ends goes on unless a
 * handler says otherwise, and a terminal goes on when its server has been started again.
 */
#ifndef POSIX_STREAM_CALL_H
#define POSIX_STREAM_CALL_H

#include "descriptor.h"
#include <tay/client.h>

/* A call that may wait. TAY_ECANCELED: a handler has run that ends it. */
enum tay_status stream_call(const struct open_file *file, struct tay_call *call);

/* A call that is answered at once, and may be done twice: signals do not end it. */
enum tay_status stream_call_at_once(const struct open_file *file, struct tay_call *call);

/* Reads what there is, by TAY_STREAM_READ or TAY_STREAM_READ_LINE; bytes, or what errno is to be,
 * below 0. */
ssize_t stream_read(const struct open_file *file, unsigned label, void *to, size_t room_bytes);

/* Writes, some or all: as stream_read. Sends SIGPIPE if nobody reads any more. */
ssize_t stream_write(const struct open_file *file, const void *from, size_t length_bytes);

/* What errno is to be. */
int stream_errno(enum tay_status status);

#endif

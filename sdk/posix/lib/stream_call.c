/* SPDX-License-Identifier: MIT */
#include "stream_call.h"

#include "foreground.h"
#include "thread.h"
#include <errno.h>
#include <signal.h>
#include <tay/protocol/stream.h>

/* So often the terminal's server may end under one call, and its next instance knows the session.
 * What it had begun to write is written again. */
#define INSTANCES_MAX 4

static enum tay_status call_terminal(const struct open_file *file, struct tay_call *call,
                                     const struct tay_call *wanted)
{
    enum tay_status status = tay_call(file->session, call);
    for (unsigned i = 1; status == TAY_EPEER && is_terminal(file) && i < INSTANCES_MAX; i++) {
        foreground_name_interrupt(file->session);
        *call = *wanted;
        status = tay_call(file->session, call);
    }
    return status;
}

enum tay_status stream_call(const struct open_file *file, struct tay_call *call)
{
    struct tay_call wanted = *call;
    unsigned interruptions = thread_self->interruptions;
    enum tay_status status = call_terminal(file, call, &wanted);
    while (status == TAY_ECANCELED && thread_self->interruptions == interruptions) {
        *call = wanted;
        status = call_terminal(file, call, &wanted);
    }
    return status;
}

enum tay_status stream_call_at_once(const struct open_file *file, struct tay_call *call)
{
    struct tay_call wanted = *call;
    enum tay_status status = call_terminal(file, call, &wanted);
    while (status == TAY_ECANCELED) {
        *call = wanted;
        status = call_terminal(file, call, &wanted);
    }
    return status;
}

int stream_errno(enum tay_status status)
{
    switch (status) {
    case TAY_OK:
        return 0;
    case TAY_EINVAL:
        return EINVAL;
    case TAY_EFAULT:
        return EFAULT;
    case TAY_ERIGHT:
    case TAY_EHANDLE:
        return EBADF;
    case TAY_EAGAIN:
        return EAGAIN;
    case TAY_ECANCELED:
        return EINTR;
    default:
        return EIO;
    }
}

/* Bytes done, or what errno is to be, below 0. */
static ssize_t result_of(enum tay_status status, const struct tay_call *call, size_t most_bytes)
{
    if (status != TAY_OK) {
        return -stream_errno(status);
    }
    return call->word[0] <= most_bytes ? (ssize_t)call->word[0] : -EIO;
}

ssize_t stream_read(const struct open_file *file, unsigned label, void *to, size_t room_bytes)
{
    struct tay_call call = {
        .label = label, .word = {room_bytes}, .lend_write = to, .lend_write_bytes = room_bytes};
    enum tay_status status = stream_call(file, &call);
    return result_of(status, &call, room_bytes);
}

ssize_t stream_write(const struct open_file *file, const void *from, size_t length_bytes)
{
    struct tay_call call = {.label = TAY_STREAM_WRITE,
                            .word = {length_bytes},
                            .lend_read = from,
                            .lend_read_bytes = length_bytes};
    enum tay_status status = stream_call(file, &call);
    if (status == TAY_EPEER && !is_terminal(file)) {
        raise(SIGPIPE);
        return -EPIPE;
    }
    return result_of(status, &call, length_bytes);
}

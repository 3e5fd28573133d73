/* SPDX-License-Identifier: MIT */
/*
 * poll and select. A stream's server is asked what is ready, and to signal a notification of this
 * call's own once something is (tay/protocol/stream.h, READY); then the thread waits for that, and
 * asks again. Invariant: the notification is destroyed before the call returns, so that no server
 * signals anything afterwards, or keeps what was asked of it for long.
 */
#include <poll.h>

#include "clock.h"
#include "descriptor.h"
#include "error.h"
#include "foreground.h"
#include "signal_wait.h"
#include "stream_call.h"
#include <fcntl.h>
#include <stddef.h>
#include <sys/select.h>
#include <tay/operations.h>
#include <tay/protocol/stream.h>
#include <tay/time.h>
#include <tay/trap.h>

#define BELL_BIT 1u
#define US_PER_S 1000000
#define INPUT (POLLIN | POLLRDNORM)
#define OUTPUT (POLLOUT | POLLWRNORM)

/* A server that was started again has forgotten who waits, or is gone; and one with which too many
 * wait knows nothing of this call. */
#define LOOK_AGAIN_NS TAY_NS_PER_S
#define LOOK_AGAIN_SOON_NS (100 * TAY_NS_PER_MS)

/* A call of poll. */
struct wait {
    struct pollfd *descriptors;
    nfds_t count;
    tay_cap_t bell;           /* null: nothing is to be waited for */
    tay_time_t look_again_ns; /* how long to wait at most */
    bool is_late;             /* so long nothing was told: a server may have been started again */
};

static unsigned stream_events(short events)
{
    return TAY_STREAM_GONE | ((events & INPUT) != 0 ? TAY_STREAM_READABLE : 0u) |
           ((events & OUTPUT) != 0 ? TAY_STREAM_WRITABLE : 0u);
}

/* What a stream's events are in POSIX's words: of those that were asked for. */
static int told_by(const struct open_file *file, unsigned ready, short events)
{
    int told = (ready & TAY_STREAM_READABLE) != 0 ? events & INPUT : 0;
    told |= (ready & TAY_STREAM_WRITABLE) != 0 ? events & OUTPUT : 0;
    if ((ready & TAY_STREAM_GONE) != 0) {
        told |= (file->flags & O_ACCMODE) == O_WRONLY ? POLLERR : POLLHUP;
    }
    return told;
}

static int look_at_stream(struct wait *wait, const struct open_file *file, short events)
{
    bool waits = wait->bell != TAY_CAP_NULL;
    struct tay_call call = {.label = TAY_STREAM_READY,
                            .caps = waits ? 1u << 1 : 0,
                            .copy = true,
                            .word = {stream_events(events), wait->bell, waits ? BELL_BIT : 0}};
    if (wait->is_late && is_terminal(file)) {
        foreground_name_interrupt(file->session);
    }
    switch (stream_call_at_once(file, &call)) {
    case TAY_OK:
        return told_by(file, (unsigned)call.word[0], events);
    case TAY_EFULL:
    case TAY_EAGAIN:
        wait->look_again_ns = LOOK_AGAIN_SOON_NS;
        return 0;
    case TAY_EHANDLE:
        return POLLNVAL; /* another thread has closed it just now */
    case TAY_ENOSYS:
        return events & (INPUT | OUTPUT); /* a stream at which nobody waits */
    default:
        return POLLERR | POLLHUP;
    }
}

static int look_at(struct wait *wait, int descriptor, short events)
{
    struct open_file file;
    if (descriptor < 0) {
        return 0;
    }
    if (descriptor_get(descriptor, &file) != 0) {
        return POLLNVAL;
    }
    if (file.session == TAY_CAP_NULL || file.kind != TAY_FILE_STREAM) {
        return events & (INPUT | OUTPUT);
    }
    return look_at_stream(wait, &file, events);
}

/* Once something is ready, nothing need tell of the rest. */
static int look(struct wait *wait)
{
    int count = 0;
    tay_cap_t bell = wait->bell;
    wait->look_again_ns = LOOK_AGAIN_NS;
    for (nfds_t i = 0; i < wait->count; i++) {
        struct pollfd *at = &wait->descriptors[i];
        at->revents = (short)look_at(wait, at->fd, at->events);
        if (at->revents != 0) {
            count++;
            wait->bell = TAY_CAP_NULL;
        }
    }
    wait->bell = bell;
    return count;
}

/* Waits until something may be ready; false: the time is over. */
static bool wait_some(struct wait *wait, tay_time_t deadline_ns)
{
    tay_word_t bits;
    tay_time_t until_ns = tay_time_after(wait->look_again_ns);
    if (tay_time_now() >= deadline_ns) {
        return false;
    }
    enum tay_status status = tay_trap_wait(wait->bell, TAY_INFO_DEADLINE,
                                           until_ns < deadline_ns ? until_ns : deadline_ns, &bits);
    wait->is_late = status == TAY_ETIMEDOUT;
    return true;
}

/* How many are ready; below 0: what errno is to be. */
static int wait_for(struct wait *wait, tay_time_t deadline_ns)
{
    int count = look(wait);
    while (count == 0) {
        if (signal_wait_is_over()) {
            return -EINTR;
        }
        if (!wait_some(wait, deadline_ns)) {
            break;
        }
        count = look(wait);
    }
    return count;
}

static int poll_until(struct wait *wait, tay_time_t deadline_ns, const sigset_t *mask)
{
    struct signal_wait handlers;
    if (wait->count > DESCRIPTORS_MAX) {
        return error_return(EINVAL);
    }
    int count = mask == NULL ? look(wait) : 0;
    if (count > 0 || (deadline_ns == 0 && mask == NULL)) {
        return count;
    }
    enum tay_status status = tay_notification_create(TAY_OWN_ACCOUNT, &wait->bell);
    if (status != TAY_OK) {
        return error_return(error_number(status));
    }
    signal_wait_begin(&handlers, mask, wait->bell);
    count = wait_for(wait, deadline_ns);
    signal_wait_end(&handlers);
    status = tay_object_destroy(wait->bell);
    (void)status; /* ours */
    return count < 0 ? error_return(-count) : count;
}

int poll(struct pollfd descriptors[], nfds_t count, int timeout_ms)
{
    struct wait wait = {.descriptors = descriptors, .count = count};
    tay_time_t deadline_ns = timeout_ms < 0 ? TAY_TIME_NEVER
                             : timeout_ms == 0
                                 ? 0
                                 : tay_time_after((tay_time_t)timeout_ms * TAY_NS_PER_MS);
    return poll_until(&wait, deadline_ns, NULL);
}

/* The end of a span; false: it is none. */
static bool find_deadline(const struct timespec *span, tay_time_t *deadline_ns_out)
{
    tay_time_t span_ns;
    if (span != NULL && span->tv_sec < 0) {
        return false;
    }
    if (clock_deadline(CLOCK_MONOTONIC, span, &span_ns) != 0) {
        return false;
    }
    *deadline_ns_out = span_ns == 0 ? 0 : tay_time_after(span_ns);
    return true;
}

int ppoll(struct pollfd descriptors[], nfds_t count, const struct timespec *timeout,
          const sigset_t *mask)
{
    struct wait wait = {.descriptors = descriptors, .count = count};
    tay_time_t deadline_ns;
    if (!find_deadline(timeout, &deadline_ns)) {
        return error_return(EINVAL);
    }
    return poll_until(&wait, deadline_ns, mask);
}

/* select -----------------------------------------------------------------------------------------
 */

static bool has(int descriptor, const fd_set *set)
{
    return set != NULL && FD_ISSET(descriptor, set);
}

/* The sets as a list; how many that are. */
static nfds_t list(int end, const fd_set *readable, const fd_set *writable, const fd_set *special,
                   struct pollfd *descriptors)
{
    nfds_t count = 0;
    for (int i = 0; i < end; i++) {
        bool reads = has(i, readable);
        bool writes = has(i, writable);
        if (reads || writes || has(i, special)) {
            short events = (short)((reads ? POLLIN : 0) | (writes ? POLLOUT : 0));
            descriptors[count++] = (struct pollfd){.fd = i, .events = events};
        }
    }
    return count;
}

/* Leaves in a set what is ready; how many that are. */
static int keep(fd_set *set, const struct pollfd *descriptors, nfds_t count, int events)
{
    int kept = 0;
    fd_set before;
    if (set == NULL) {
        return 0;
    }
    before = *set;
    FD_ZERO(set);
    for (nfds_t i = 0; i < count; i++) {
        if (FD_ISSET(descriptors[i].fd, &before) && (descriptors[i].revents & events) != 0) {
            FD_SET(descriptors[i].fd, set);
            kept++;
        }
    }
    return kept;
}

static bool is_any_closed(const struct pollfd *descriptors, nfds_t count)
{
    for (nfds_t i = 0; i < count; i++) {
        if ((descriptors[i].revents & POLLNVAL) != 0) {
            return true;
        }
    }
    return false;
}

int pselect(int end, fd_set *readable, fd_set *writable, fd_set *special,
            const struct timespec *timeout, const sigset_t *mask)
{
    struct pollfd descriptors[FD_SETSIZE];
    tay_time_t deadline_ns;
    if (end < 0 || end > FD_SETSIZE || !find_deadline(timeout, &deadline_ns)) {
        return error_return(EINVAL);
    }
    struct wait wait = {.descriptors = descriptors,
                        .count = list(end, readable, writable, special, descriptors)};
    int count = poll_until(&wait, deadline_ns, mask);
    if (count < 0) {
        return -1;
    }
    if (is_any_closed(descriptors, wait.count)) {
        return error_return(EBADF);
    }
    count = keep(readable, descriptors, wait.count, POLLIN | POLLHUP | POLLERR);
    count += keep(writable, descriptors, wait.count, POLLOUT | POLLERR);
    keep(special, descriptors, wait.count, POLLPRI);
    return count;
}

int select(int end, fd_set *readable, fd_set *writable, fd_set *special, struct timeval *timeout)
{
    struct timespec span;
    if (timeout != NULL) {
        if (timeout->tv_usec < 0 || timeout->tv_usec >= US_PER_S) {
            return error_return(EINVAL);
        }
        span = (struct timespec){.tv_sec = timeout->tv_sec,
                                 .tv_nsec = timeout->tv_usec * (long)TAY_NS_PER_US};
    }
    return pselect(end, readable, writable, special, timeout == NULL ? NULL : &span, NULL);
}

/* SPDX-License-Identifier: MIT */
/*
 * Who waits until a stream is ready. Invariant: a place that is not free has a copy of a
 * notification, which is closed when the place is freed.
 */
#include <tay/ready.h>

#include <tay/abi/object.h>
#include <tay/operations.h>
#include <tay/protocol/stream.h>
#include <tay/trap.h>

#define EVENTS (TAY_STREAM_READABLE | TAY_STREAM_WRITABLE | TAY_STREAM_GONE)

static void close_cap(tay_cap_t handle)
{
    if (handle != TAY_CAP_NULL) {
        enum tay_status status = tay_cap_close(handle);
        (void)status; /* ours */
    }
}

static void release(struct tay_ready_list *list, struct tay_ready *place)
{
    close_cap(place->notification);
    *place = (struct tay_ready){0};
    list->used--;
}

static bool is_notification(tay_cap_t handle)
{
    tay_word_t type = 0, rights = 0, badge = 0;
    return tay_cap_query(handle, &type, &rights, &badge) == TAY_OK &&
           type == TAY_OBJECT_notification && (rights & TAY_RIGHT_SEND) != 0;
}

static struct tay_ready *find_free(struct tay_ready_list *list)
{
    for (unsigned i = 0; i < list->count; i++) {
        if (list->place[i].session == 0) {
            return &list->place[i];
        }
    }
    return NULL;
}

/* Frees the places of those who have destroyed their notification: they wait no more. */
static void sweep(struct tay_ready_list *list)
{
    for (unsigned i = 0; i < list->count; i++) {
        if (list->place[i].session != 0 && !is_notification(list->place[i].notification)) {
            release(list, &list->place[i]);
        }
    }
}

static enum tay_status arm(struct tay_ready_list *list, struct tay_request *request)
{
    struct tay_ready taken = {.session = request->session,
                              .events = (unsigned)request->word[0],
                              .notification = tay_request_take(request, 1),
                              .bits = request->word[2]};
    if (!is_notification(taken.notification) || taken.bits == 0) {
        close_cap(taken.notification);
        return TAY_EINVAL;
    }
    struct tay_ready *place = find_free(list);
    if (place == NULL) {
        sweep(list);
        place = find_free(list);
    }
    if (place == NULL) {
        close_cap(taken.notification);
        return TAY_EFULL;
    }
    *place = taken;
    list->used++;
    return TAY_OK;
}

enum tay_status tay_ready_take(struct tay_ready_list *list, struct tay_request *request,
                               unsigned ready, struct tay_answer *answer)
{
    if ((request->word[0] & ~(tay_word_t)EVENTS) != 0) {
        return TAY_EINVAL;
    }
    unsigned events = (unsigned)request->word[0];
    if (events == 0) {
        tay_ready_forget(list, request->session);
        return TAY_OK;
    }
    answer->word[0] = events & ready;
    bool only_asks = (request->caps >> 1 & 1) == 0;
    return answer->word[0] != 0 || only_asks ? TAY_OK : arm(list, request);
}

void tay_ready_tell(struct tay_ready_list *list, uint64_t session, unsigned events)
{
    for (unsigned i = 0; events != 0 && list->used > 0 && i < list->count; i++) {
        struct tay_ready *place = &list->place[i];
        bool is_meant = place->session != 0 && (session == 0 || place->session == session);
        if (is_meant && (place->events & events) != 0) {
            enum tay_status status = tay_trap_notify(place->notification, place->bits);
            (void)status; /* its owner may have destroyed it */
            release(list, place);
        }
    }
}

void tay_ready_forget(struct tay_ready_list *list, uint64_t session)
{
    for (unsigned i = 0; list->used > 0 && i < list->count; i++) {
        if (list->place[i].session == session) {
            release(list, &list->place[i]);
        }
    }
}

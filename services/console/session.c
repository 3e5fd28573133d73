/* SPDX-License-Identifier: MIT */
/*
 * Sessions. Invariant: live[i] is of the session of entry i, and a notification that it names is
 * this program's own copy, closed when it is named no more.
 */
#include "session.h"

#include "state.h"
#include <tay/abi/object.h>
#include <tay/operations.h>
#include <tay/protocol/stream.h>
#include <tay/ready.h>
#include <tay/trap.h>

#define READY_MAX 32u

struct told {
    tay_cap_t notification;
    tay_word_t bits;
};

/* What does not outlive this program: it has capabilities. */
static struct {
    struct told interrupt;
    tay_word_t quit_bits; /* of `interrupt`; 0: it is not told */
    uint64_t named;       /* the higher, the later `interrupt` was named */
} live[STATE_SESSIONS];

static uint64_t last_named;

static struct tay_ready places[READY_MAX];
static struct tay_ready_list ready_list = {.place = places, .count = READY_MAX};

/* From here on no entry is in use. */
static unsigned end = STATE_SESSIONS;

static void forget(struct told *told)
{
    if (told->notification != TAY_CAP_NULL) {
        enum tay_status status = tay_cap_close(told->notification);
        (void)status; /* ours */
    }
    *told = (struct told){0};
}

static void tell(const struct told *told)
{
    enum tay_status status = tay_trap_notify(told->notification, told->bits);
    (void)status; /* its owner may have destroyed it */
}

/* The session's entry; STATE_SESSIONS: it has none. */
static unsigned find(uint64_t badge)
{
    const struct state_session *session = state()->session;
    while (end > 0 && session[end - 1].badge == 0) {
        end--;
    }
    for (unsigned i = 0; badge != 0 && i < end; i++) {
        if (session[i].badge == badge) {
            return i;
        }
    }
    return STATE_SESSIONS;
}

/* The session's entry, or a free one for it; STATE_SESSIONS: there is none. */
static unsigned claim(uint64_t badge)
{
    unsigned i = find(badge);
    for (unsigned n = 0; i == STATE_SESSIONS && n < STATE_SESSIONS; n++) {
        if (state()->session[n].badge == 0) {
            i = n;
            state()->session[i] = (struct state_session){.badge = badge};
            end = i < end ? end : i + 1;
        }
    }
    return i;
}

/* Frees an entry that says nothing. */
static void release(unsigned i)
{
    if (state()->session[i].has_mode == 0 && state()->session[i].flags == 0 &&
        live[i].interrupt.notification == TAY_CAP_NULL) {
        state()->session[i].badge = 0;
    }
}

unsigned session_mode(uint64_t badge)
{
    unsigned i = find(badge);
    bool has_mode = i < STATE_SESSIONS && state()->session[i].has_mode != 0;
    return has_mode ? state()->session[i].mode : state()->mode;
}

enum tay_status session_set_mode(uint64_t badge, unsigned mode)
{
    unsigned i = claim(badge);
    if (i == STATE_SESSIONS) {
        return TAY_EFULL;
    }
    state()->session[i].mode = mode;
    state()->session[i].has_mode = 1;
    return TAY_OK;
}

static void give_up_mode(unsigned i)
{
    if (i < STATE_SESSIONS) {
        state()->session[i].has_mode = 0;
        release(i);
    }
}

void session_set_terminal_mode(uint64_t badge, unsigned mode)
{
    state()->mode = mode;
    state()->mode_setter = mode == STATE_MODE_AT_FIRST ? 0 : badge;
    give_up_mode(find(badge));
}

/* Takes the notification of word `index` and the bits behind it. */
static enum tay_status take_told(struct tay_request *request, unsigned index, struct told *told)
{
    struct told taken = {tay_request_take(request, index), request->word[index + 1]};
    tay_word_t type = 0, rights = 0, badge = 0;
    enum tay_status status = tay_cap_query(taken.notification, &type, &rights, &badge);
    if (status != TAY_OK || type != TAY_OBJECT_notification || (rights & TAY_RIGHT_SEND) == 0 ||
        taken.bits == 0) {
        forget(&taken);
        return TAY_EINVAL;
    }
    *told = taken;
    return TAY_OK;
}

unsigned session_flags(uint64_t badge)
{
    unsigned i = find(badge);
    return i < STATE_SESSIONS ? state()->session[i].flags : 0;
}

enum tay_status session_set_flags(uint64_t badge, unsigned flags)
{
    unsigned i = claim(badge);
    if (i == STATE_SESSIONS) {
        return TAY_EFULL;
    }
    state()->session[i].flags = flags;
    release(i);
    return TAY_OK;
}

enum tay_status session_arm(struct tay_request *request, unsigned ready, struct tay_answer *answer)
{
    return tay_ready_take(&ready_list, request, ready, answer);
}

enum tay_status session_name_interrupt(struct tay_request *request)
{
    struct told told = {0};
    enum tay_status status = (request->caps & 1) != 0 ? take_told(request, 0, &told) : TAY_OK;
    unsigned i = status == TAY_OK ? claim(request->session) : STATE_SESSIONS;
    if (i == STATE_SESSIONS) {
        forget(&told);
        return status != TAY_OK ? status : TAY_EFULL;
    }
    forget(&live[i].interrupt);
    live[i].interrupt = told;
    live[i].quit_bits = told.notification != TAY_CAP_NULL ? request->word[2] : 0;
    live[i].named = ++last_named;
    release(i);
    return TAY_OK;
}

void session_wake(unsigned events)
{
    tay_ready_tell(&ready_list, 0, events);
}

static bool names_interrupt(unsigned i)
{
    return i < STATE_SESSIONS && live[i].interrupt.notification != TAY_CAP_NULL;
}

/* Who is to be told while the session is in force; STATE_SESSIONS: nobody. */
static unsigned find_told(uint64_t badge)
{
    unsigned told = find(badge);
    for (unsigned i = 0; !names_interrupt(find(badge)) && i < STATE_SESSIONS; i++) {
        if (names_interrupt(i) && (!names_interrupt(told) || live[i].named > live[told].named)) {
            told = i;
        }
    }
    return names_interrupt(told) ? told : STATE_SESSIONS;
}

void session_interrupt(uint64_t badge)
{
    unsigned told = find_told(badge);
    if (told < STATE_SESSIONS) {
        tell(&live[told].interrupt);
    }
}

bool session_quit(uint64_t badge)
{
    unsigned told = find_told(badge);
    if (told == STATE_SESSIONS || live[told].quit_bits == 0) {
        return false;
    }
    struct told quit = {live[told].interrupt.notification, live[told].quit_bits};
    tell(&quit);
    return true;
}

void session_close(uint64_t badge)
{
    unsigned i = find(badge);
    if (state()->mode_setter == badge) {
        session_set_terminal_mode(badge, STATE_MODE_AT_FIRST);
    }
    tay_ready_forget(&ready_list, badge);
    if (i < STATE_SESSIONS) {
        forget(&live[i].interrupt);
        state()->session[i] = (struct state_session){0};
    }
}

/* SPDX-License-Identifier: MIT */
/*
 * The loop of a server. Invariant: a capability that came in a message or was to leave in an answer
 * belongs to somebody: the program that took it, the client that got it, or nobody, and is closed.
 */
#include <tay/server.h>

#include <tay/operations.h>
#include <tay/supervised.h>
#include <tay/time.h>
#include <tay/trap.h>

static void close_cap(tay_cap_t handle)
{
    enum tay_status status = tay_cap_close(handle);
    (void)status; /* a stale one is as good as closed */
}

static void close_words(const tay_word_t *word, unsigned caps)
{
    for (unsigned n = 0; caps >> n != 0 && n < TAY_WORDS; n++) {
        if ((caps >> n & 1) != 0) {
            close_cap((tay_cap_t)word[n]);
        }
    }
}

tay_cap_t tay_request_take(struct tay_request *request, unsigned index)
{
    if (index >= TAY_WORDS || (request->caps >> index & 1) == 0) {
        return TAY_CAP_NULL;
    }
    request->caps &= ~(1u << index);
    return (tay_cap_t)request->word[index];
}

static void fill(struct tay_message *message, enum tay_status status,
                 const struct tay_answer *answer)
{
    tay_word_t caps = (tay_word_t)answer->caps << TAY_INFO_CAPS_SHIFT & TAY_INFO_CAPS_MASK;
    message->info = (tay_word_t)status | caps | (answer->copy && caps != 0 ? TAY_INFO_COPY : 0);
    for (unsigned n = 0; n < TAY_WORDS; n++) {
        message->word[n] = answer->word[n];
    }
}

static void drop(const struct tay_answer *answer)
{
    if (!answer->copy) {
        close_words(answer->word, answer->caps);
    }
}

enum tay_status tay_server_mint(const struct tay_server *server, uint64_t badge,
                                struct tay_answer *answer, unsigned index)
{
    tay_cap_t session;
    if (badge == 0 || index >= TAY_WORDS) {
        return TAY_EINVAL;
    }
    enum tay_status status =
        tay_session_mint(server->endpoint, badge, TAY_CALL_IN_HAND, TAY_MINT_CALLER_PAYS, &session);
    if (status == TAY_OK) {
        answer->word[index] = session;
        answer->caps |= 1u << index;
    }
    return status;
}

enum tay_status tay_server_put_aside(struct tay_server *server, uint64_t label,
                                     tay_cap_t *reply_out)
{
    if (!server->in_hand) {
        return TAY_ESTATE;
    }
    enum tay_status status = tay_call_put_aside(TAY_CALL_IN_HAND, label, reply_out);
    server->in_hand = status != TAY_OK;
    return status;
}

enum tay_status tay_reply(tay_cap_t reply, enum tay_status status, const struct tay_answer *answer)
{
    static const struct tay_answer nothing;
    struct tay_message message = {0};
    answer = answer == NULL ? &nothing : answer;
    fill(&message, status, answer);
    tay_trap_send(reply, &message);
    enum tay_status sent = tay_message_status(&message);
    if (sent != TAY_OK) {
        drop(answer);
        close_cap(reply); /* the client gets TAY_EPEER, should it still wait */
    }
    return sent;
}

enum tay_status tay_server_pass(tay_cap_t reply, size_t length_bytes)
{
    size_t done_bytes; /* all, or what nobody is told of */
    return tay_call_pass(reply, length_bytes, &done_bytes);
}

/* What the call in hand is answered. */
struct pending {
    struct tay_answer answer;
    enum tay_status status;
    bool is_mended; /* it could not be answered as the program wanted */
};

static void take_call(struct tay_server *server, const struct tay_message *message,
                      struct pending *next)
{
    struct tay_request request = {
        .session = message->badge,
        .label = message->info & TAY_INFO_OPERATION_MASK,
        .caps = (message->info & TAY_INFO_CAPS_MASK) >> TAY_INFO_CAPS_SHIFT,
        .lends_read = (message->info & TAY_INFO_LEND_READ) != 0,
        .lends_write = (message->info & TAY_INFO_LEND_WRITE) != 0,
        .wants_answer = tay_message_kind(message) == TAY_KIND_CALL,
    };
    for (unsigned n = 0; n < TAY_WORDS; n++) {
        request.word[n] = message->word[n];
    }
    *next = (struct pending){0};
    server->in_hand = request.wants_answer;
    next->status = server->on_call(server, &request, &next->answer);
    close_words(request.word, request.caps);
    if (!request.wants_answer) {
        drop(&next->answer);
    }
}

static void take_event(struct tay_server *server, const struct tay_message *message)
{
    struct tay_event event = {.kind = tay_message_kind(message), .badge = message->badge};
    for (unsigned n = 0; n < TAY_WORDS; n++) {
        event.word[n] = message->word[n];
    }
    if (server->on_event != NULL) {
        server->on_event(server, &event);
    }
}

/* The call in hand could not be answered so: closes what was to move, and makes it an answer that
 * can be given, if there is still somebody to give it to. */
static void mend(struct tay_server *server, struct pending *next, enum tay_status status)
{
    bool is_there = status != TAY_EPEER && status != TAY_ESTATE;
    server->in_hand = is_there && !next->is_mended;
    if (!next->is_mended) {
        drop(&next->answer);
        *next = (struct pending){.status = TAY_EIO, .is_mended = true};
    }
}

/* Shows a sign of life once it is due. */
static void beat(struct tay_server *server)
{
    tay_time_t now_ns;
    if (server->beat_ns != 0 && (now_ns = tay_time_now()) >= server->beat_ns) {
        tay_supervised_beat();
        server->beat_ns = now_ns + tay_supervised_period_ns();
    }
}

/* Answers the call in hand, if there is one, and receives: until the next sign of life is due. */
static void receive(const struct tay_server *server, const struct pending *next,
                    struct tay_message *message)
{
    if (server->in_hand) {
        fill(message, next->status, &next->answer);
    } else {
        message->info = 0;
    }
    if (server->beat_ns != 0) {
        message->info |= TAY_INFO_DEADLINE;
        message->badge = server->beat_ns;
    }
    if (server->in_hand) {
        tay_trap_reply_recv(server->endpoint, message);
    } else {
        tay_trap_recv(server->endpoint, message);
    }
}

static void begin(struct tay_server *server)
{
    bool beats = !server->is_second && tay_supervised_period_ns() != 0;
    server->in_hand = false;
    server->beat_ns = beats ? tay_time_now() : 0;
    if (!server->is_second) {
        tay_supervised_ready();
    }
}

/* False: nothing more can be received. */
static bool serve(struct tay_server *server, const struct tay_message *message,
                  struct pending *next)
{
    enum tay_status status = tay_message_status(message);
    enum tay_kind kind = tay_message_kind(message);
    if (status == TAY_OK && (kind == TAY_KIND_CALL || kind == TAY_KIND_SEND)) {
        take_call(server, message, next);
    } else if (status == TAY_OK) {
        server->in_hand = false;
        take_event(server, message);
    } else if (status == TAY_ECANCELED || status == TAY_ETIMEDOUT) {
        server->in_hand = false; /* it has been answered */
    } else if (server->in_hand) {
        if (status == TAY_EPEER && server->on_unheard != NULL) {
            server->on_unheard(server);
        }
        mend(server, next, status);
    } else {
        return false;
    }
    return true;
}

enum tay_status tay_server_run(struct tay_server *server)
{
    struct pending next = {0};
    struct tay_message message = {0};
    begin(server);
    do {
        beat(server);
        receive(server, &next, &message);
    } while (serve(server, &message, &next));
    return tay_message_status(&message);
}

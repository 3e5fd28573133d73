/* SPDX-License-Identifier: MIT */
/*
 * Attempts. Invariant: a trap that has not come back is in the list of pending ones until its
 * thread is current again, when what it gave is judged, or is seen to be gone.
 */
#include "attempt.h"

#include "reached.h"

#include <ipc/reply.h>
#include <kernel_state.h>
#include <object/reaper.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>

#define PENDING 64

static struct {
    bool strict;
    bool traces;
    bool ends_machine;
    struct attempt pending[PENDING];
    unsigned pending_count;
} attempts;

void attempt_set_up(bool strict)
{
    attempts.strict = strict;
    attempts.ends_machine = false;
    attempts.pending_count = 0;
}

void attempt_trace(void)
{
    attempts.traces = true;
}

/* Tells of a trap that was taken, and of what came back of it. */
static void trace(const struct attempt *attempt, const char *when, tay_word_t result)
{
    if (attempts.traces) {
        fprintf(stderr, "%p %s: trap %u %s, handle 0x%x, info 0x%lx, words 0x%lx 0x%lx: 0x%lx\n",
                (const void *)attempt->thread, when, attempt->trap,
                attempt->row == NULL ? "" : attempt->row->name, attempt->handle,
                (unsigned long)attempt->in.info, (unsigned long)attempt->in.word[0],
                (unsigned long)attempt->in.word[1], (unsigned long)result);
    }
}

bool attempt_to_end_machine(void)
{
    return attempts.ends_machine;
}

struct process *attempt_process(void)
{
    return thread_of_context(sim_current())->process;
}

static noreturn void fail(const struct attempt *attempt, unsigned status, const char *sentence)
{
    fprintf(stderr, "attempt: %s, trap %u, handle 0x%x, info 0x%lx, status %u: %s\n",
            attempt->row == NULL ? "no operation" : attempt->row->name, attempt->trap,
            attempt->handle, (unsigned long)attempt->in.info, status, sentence);
    abort();
}

static unsigned status_of(const struct tay_message *out)
{
    return out->result & TAY_RESULT_STATUS_MASK;
}

static bool is_live(const struct attempt *attempt)
{
    return sim_is_live(attempt->thread) && attempt->thread->serial == attempt->serial;
}

/* What a thread waits for, NULL: nothing, or nobody knows. */
static struct attempt *pending_of(const struct hal_context *thread)
{
    for (unsigned i = 0; i < attempts.pending_count; i++) {
        struct attempt *attempt = &attempts.pending[i];
        if (attempt->thread == thread && is_live(attempt)) {
            return attempt;
        }
    }
    return NULL;
}

/* What may come back --------------------------------------------------------------------------- */

#define BIT(status) (1u << (status))
#define CHECKED                                                                                    \
    (BIT(TAY_OK) | BIT(TAY_EHANDLE) | BIT(TAY_ETYPE) | BIT(TAY_ERIGHT) | BIT(TAY_EINVAL))
#define BLOCKS (BIT(TAY_ETIMEDOUT) | BIT(TAY_ECANCELED) | BIT(TAY_EPEER))

static unsigned allowed(const struct attempt *attempt)
{
    static const unsigned by_trap[TAY_TRAP_COUNT] = {
        [TAY_TRAP_CALL] = CHECKED | BIT(TAY_ENOSYS),
        [TAY_TRAP_REPLY_RECV] = CHECKED | BLOCKS | BIT(TAY_ESTATE),
        [TAY_TRAP_SEND] = CHECKED | BLOCKS | BIT(TAY_ESTATE) | BIT(TAY_EFULL),
        [TAY_TRAP_RECV] = CHECKED | BLOCKS | BIT(TAY_ESTATE),
        [TAY_TRAP_NOTIFY] = CHECKED,
        [TAY_TRAP_WAIT] = CHECKED | BLOCKS | BIT(TAY_ESTATE),
        [TAY_TRAP_YIELD] = BIT(TAY_OK),
    };
    if (attempt->trap >= TAY_TRAP_COUNT) {
        return BIT(TAY_ENOSYS);
    }
    if (attempt->answered) {
        return BIT(attempt->answer.info & TAY_INFO_OPERATION_MASK) |
               (attempt->may_end ? BLOCKS : 0);
    }
    if (attempt->trap == TAY_TRAP_CALL && attempt->to_server) {
        return (CHECKED | BLOCKS | BIT(TAY_EFULL)) & ~BIT(TAY_OK);
    }
    unsigned fails = attempt->row == NULL ? 0 : attempt->row->fails;
    return by_trap[attempt->trap] | fails;
}

static unsigned reached_row(const struct attempt *attempt)
{
    if (attempt->trap == TAY_TRAP_CALL && !attempt->to_server) {
        return attempt->row == NULL ? REACHED_NO_OPERATION : attempt->row->number;
    }
    return REACHED_TRAP(attempt->trap < TAY_TRAP_COUNT ? attempt->trap : TAY_TRAP_COUNT);
}

/* The words arrive as they were sent, but for those that are capabilities. */
static void judge_answer(const struct attempt *attempt, const struct tay_message *out)
{
    tay_word_t caps = (attempt->answer.info & TAY_INFO_CAPS_MASK) >> TAY_INFO_CAPS_SHIFT;
    bool lost = (out->info & TAY_INFO_CAPS_LOST) != 0;
    for (unsigned n = 0; n < TAY_WORDS; n++) {
        bool is_cap = (caps >> n & 1) != 0;
        if (is_cap ? lost && out->word[n] != 0 : out->word[n] != attempt->answer.word[n]) {
            fail(attempt, n, "another word arrives than was answered");
        }
    }
    reached_event(REACHED_CALL_ANSWERED);
    if (status_of(out) != TAY_OK) {
        reached_event(REACHED_CALL_ANSWERED_OTHERWISE);
    }
    if (lost) {
        reached_event(REACHED_CAPS_LOST);
    } else if (caps != 0) {
        bool copied = (attempt->answer.info & TAY_INFO_COPY) != 0;
        reached_event(copied ? REACHED_CAPS_ANSWERED_COPIED : REACHED_CAPS_ANSWERED_MOVED);
    }
}

static void judge_end_of_call(const struct attempt *attempt, const struct tay_message *out)
{
    bool seen = (out->info & TAY_INFO_SEEN) != 0;
    switch (status_of(out)) {
    case TAY_ETIMEDOUT:
        if ((attempt->in.info & TAY_INFO_DEADLINE) == 0 || attempt->in.badge > sim_now()) {
            fail(attempt, TAY_ETIMEDOUT, "its deadline has not come");
        }
        reached_event(seen ? REACHED_CALL_TIMED_OUT_SEEN : REACHED_CALL_TIMED_OUT);
        break;
    case TAY_ECANCELED:
        reached_event(seen ? REACHED_CALL_CANCELED_SEEN : REACHED_CALL_CANCELED);
        break;
    case TAY_EPEER:
        reached_event(seen ? REACHED_CALL_PEER_SEEN : REACHED_CALL_PEER);
        break;
    default:
        break;
    }
}

/* The call in hand has the words, and lends, as its caller said. */
static void judge_call_in_hand(const struct attempt *attempt, const struct tay_message *out)
{
    const struct thread *caller = ((const struct thread *)attempt->thread)->service.caller;
    const struct attempt *said = caller == NULL ? NULL : pending_of(&caller->context);
    if (said == NULL) {
        return; /* it has ended meanwhile */
    }
    tay_word_t same =
        TAY_INFO_OPERATION_MASK | TAY_INFO_CAPS_MASK | TAY_INFO_LEND_READ | TAY_INFO_LEND_WRITE;
    if (out->info != (said->in.info & same)) {
        fail(said, 0, "another info word arrives than was said");
    }
    for (unsigned n = 0; n < TAY_WORDS; n++) {
        bool is_cap = (out->info >> (TAY_INFO_CAPS_SHIFT + n) & 1) != 0;
        if (!is_cap && out->word[n] != said->in.word[n]) {
            fail(said, n, "another word arrives than was said");
        }
    }
}

static void judge_received(const struct attempt *attempt, const struct tay_message *out)
{
    unsigned kind = (out->result & TAY_RESULT_KIND_MASK) >> TAY_RESULT_KIND_SHIFT;
    if (status_of(out) != TAY_OK) {
        if (kind != 0) {
            fail(attempt, status_of(out), "a kind and a status");
        }
        return;
    }
    if (kind < TAY_KIND_CALL || kind > TAY_KIND_EXITED) {
        fail(attempt, kind, "no such kind");
    }
    reached_event(REACHED_RECEIVED(kind));
    if (kind == TAY_KIND_CALL) {
        judge_call_in_hand(attempt, out);
    }
    if ((out->info & TAY_INFO_CAPS_MASK) != 0) {
        reached_event(REACHED_CAPS_RECEIVED);
    }
}

static void remember(const struct attempt *attempt)
{
    if (is_live(attempt) && attempts.pending_count < PENDING) {
        attempts.pending[attempts.pending_count++] = *attempt;
    }
}

/* Whose call an operation on a call is about, NULL: nobody's any more. */
static const struct thread *client_of(const struct attempt *attempt, const struct thread *self)
{
    const struct slot *slot = cap_table_find(&self->process->table, attempt->handle);
    if (attempt->handle == TAY_CALL_IN_HAND) {
        return self->service.caller;
    }
    return slot == NULL || slot->type != TAY_OBJECT_reply ? NULL : reply_of(slot->object)->caller;
}

/* The clone's thread waits in a copy of its client's call. */
static void remember_clone(const struct attempt *attempt, const struct tay_message *out)
{
    const struct thread *self = (const struct thread *)attempt->thread;
    const struct thread *client = client_of(attempt, self);
    const struct attempt *call = client == NULL ? NULL : pending_of(&client->context);
    const struct slot *slot = cap_table_find(&self->process->table, (tay_cap_t)out->word[0]);
    if (call == NULL || slot == NULL || slot->type != TAY_OBJECT_process) {
        return; /* one of them has ended meanwhile */
    }
    struct list_node *node = list_first(&process_of(slot->object)->threads);
    const struct thread *thread =
        node == NULL ? NULL : container_of(node, struct thread, in_process);
    if (thread != NULL && thread->call_state == CALL_ASIDE) { /* not answered meanwhile */
        struct attempt copy = *call;
        copy.thread = &thread->context;
        copy.serial = copy.thread->serial;
        copy.of_clone = true;
        remember(&copy);
    }
}

/* Whether a call has ended as call_pass answers one, and decides the other. */
static bool is_passed(const struct attempt *attempt, const struct tay_message *out)
{
    bool others = false;
    for (unsigned n = 1; n < TAY_WORDS; n++) {
        others = others || out->word[n] != 0;
    }
    return attempt->may_be_passed && status_of(out) == TAY_OK && out->info == 0 && !others &&
           out->word[0] == attempt->passed_bytes;
}

static void judge(const struct attempt *attempt, const struct tay_message *out)
{
    unsigned status = status_of(out);
    trace(attempt, "has", out->result);
    if (is_passed(attempt, out)) {
        reached_note(reached_row(attempt), TAY_OK);
        return;
    }
    if (status >= TAY_STATUS_COUNT || (allowed(attempt) & BIT(status)) == 0) {
        fail(attempt, status, "it cannot give that");
    }
    reached_note(reached_row(attempt), (enum tay_status)status);
    if (reached_row(attempt) == TAY_OP_process_clone && status == TAY_OK) {
        remember_clone(attempt, out);
    }
    if (attempt->of_clone) {
        reached_event(REACHED_CLONE_RAN);
    }
    /* An answer may say what an end says: only with an end it is told that the call was seen. */
    bool has_ended = attempt->may_end && (out->info & TAY_INFO_SEEN) != 0;
    if (attempt->answered && !has_ended) {
        judge_answer(attempt, out);
    } else if (attempt->trap == TAY_TRAP_CALL && attempt->to_server) {
        judge_end_of_call(attempt, out);
    } else if (attempt->trap == TAY_TRAP_RECV || attempt->trap == TAY_TRAP_REPLY_RECV) {
        judge_received(attempt, out);
    }
}

/* Traps that come back afterwards ---------------------------------------------------------------
 */

/* A thread that was interrupted meanwhile has other registers than its trap gave. */
void attempt_settle(void)
{
    const struct hal_context *thread = sim_current();
    unsigned i = 0;

    while (i < attempts.pending_count) {
        struct tay_message out;
        const struct attempt *attempt = &attempts.pending[i];
        bool lives = is_live(attempt);
        if (lives && attempt->thread == thread && sim_result(thread, &out)) {
            bool in_upcall = thread_of_context(sim_current())->upcall.active;
            if (in_upcall && !attempt->in_upcall) {
                reached_event(REACHED_INTERRUPTED);
            } else {
                judge(attempt, &out);
            }
        } else if (lives && attempt->thread != thread) {
            i++;
            continue;
        }
        attempts.pending[i] = attempts.pending[--attempts.pending_count];
    }
}

/* Answers ---------------------------------------------------------------------------------------
 */

/* Who gets an answer if this trap gives one, NULL: nobody. */
static struct thread *answered_by(const struct attempt *attempt, const struct thread *self)
{
    const struct slot *slot = cap_table_find(&self->process->table, attempt->handle);
    if (attempt->trap == TAY_TRAP_SEND && slot != NULL) {
        return slot->type == TAY_OBJECT_reply ? reply_of(slot->object)->caller : NULL;
    }
    bool answers = attempt->trap == TAY_TRAP_REPLY_RECV ||
                   (attempt->trap == TAY_TRAP_SEND && attempt->handle == TAY_CALL_IN_HAND);
    return answers ? self->service.caller : NULL;
}

/* With somebody to answer, these come only from the checks before. Who does not come back has lost
 * itself with the answer, or waits for the next message. A reply_recv is a recv once it has
 * answered, and as that it may be taken up again and fail. */
static bool has_answered(const struct thread *self, bool back, unsigned status)
{
    static const unsigned refused =
        BIT(TAY_EHANDLE) | BIT(TAY_ETYPE) | BIT(TAY_ERIGHT) | BIT(TAY_EINVAL);
    return !back || (refused & BIT(status)) == 0 || self->trap == TAY_TRAP_RECV;
}

static bool still_waits(const struct hal_context *caller)
{
    return container_of(caller, struct thread, context)->call_state != CALL_NONE;
}

/* On several cores the server may have to wait for one before it answers, or be ended by one. */
static void give_answer(const struct attempt *attempt, const struct hal_context *caller,
                        bool may_not)
{
    bool aside = attempt->trap == TAY_TRAP_SEND && attempt->handle != TAY_CALL_IN_HAND;
    struct attempt *pending = pending_of(caller);
    if (pending != NULL) {
        pending->answered = true;
        pending->may_end = machine_core_count() > 1 && (may_not || still_waits(caller));
        pending->answer = attempt->in;
        reached_event(aside ? REACHED_ASIDE_ANSWERED : REACHED_HAND_ANSWERED);
    }
}

/* Taking one ------------------------------------------------------------------------------------
 */

/* These may have to wait for what another core keeps of a thread, and others run meanwhile. */
static bool may_wait_for_core(const struct operation_row *row)
{
    return machine_core_count() > 1 && (row->number == TAY_OP_thread_get_registers ||
                                        row->number == TAY_OP_thread_set_affinity);
}

/* A trap that goes on in several steps, or that finds somebody else's work half done, may leave
 * something behind. */
static bool leaves_no_trace(const struct attempt *attempt)
{
    const struct operation_row *row = attempt->row;
    return attempts.strict && (row == NULL || (!row->steps && !may_wait_for_core(row))) &&
           !reaper_has_work() && !sim_holds_interrupts();
}

/* What times out or loses its peer has blocked, and others may have run meanwhile; a cancellation
 * that was due is due no more. */
static bool is_failure(unsigned status)
{
    return status != TAY_OK && status != TAY_EPEER && status != TAY_ETIMEDOUT &&
           status != TAY_ECANCELED;
}

/* The thread has entered an upcall in this trap, or left one: its registers are not the trap's. */
static bool is_upcalled(const struct thread *self, bool active, tay_word_t cause)
{
    return self->upcall.active != active ||
           (active && cause != 0 && self->upcall.cause == 0); /* left one and entered the next */
}

/* Others interrupt it only from another core. */
static void note_upcall(const struct attempt *attempt, const struct thread *self)
{
    bool itself = attempt->row != NULL && (attempt->row->number == TAY_OP_thread_interrupt ||
                                           attempt->row->number == TAY_OP_thread_resume);
    reached_event(self->upcall.active ? REACHED_INTERRUPTED : REACHED_RESUMED);
    if (itself) {
        reached_note(attempt->row->number, TAY_OK);
    } else if (machine_core_count() == 1) {
        fail(attempt, 0, "the thread was interrupted, or resumed");
    }
}

/* Both calls that this would pass may come back with the same answer, if they lend as much. */
static void note_pass(const struct thread *from, const struct thread *to, size_t passed_bytes)
{
    struct attempt *giver = from == NULL ? NULL : pending_of(&from->context);
    struct attempt *receiver = to == NULL ? NULL : pending_of(&to->context);
    if (giver == NULL || receiver == NULL) {
        return;
    }
    size_t lent = TAY_RANGE_LENGTH(giver->in.lend_read);
    size_t room = TAY_RANGE_LENGTH(receiver->in.lend_write);
    if (passed_bytes <= lent && passed_bytes <= room) {
        giver->may_be_passed = receiver->may_be_passed = true;
        giver->passed_bytes = receiver->passed_bytes = passed_bytes;
    }
}

static void begin(struct attempt *attempt, const struct thread *self)
{
    const struct slot *slot = cap_table_find(&self->process->table, attempt->handle);
    bool leads =
        slot != NULL && (slot->type == TAY_OBJECT_endpoint || slot->type == TAY_OBJECT_session);
    attempt->thread = &self->context;
    attempt->serial = self->context.serial;
    attempt->to_server = leads && (attempt->in.info & TAY_INFO_OBJECT) == 0;
    attempt->in_upcall = self->upcall.active;
    attempt->of_clone = false;
    attempt->answered = false;
    attempt->may_end = false;
    attempt->may_be_passed = false;
    if (attempt->row != NULL && attempt->row->number == TAY_OP_call_pass && slot != NULL &&
        slot->type == TAY_OBJECT_reply) {
        note_pass(self->service.caller, reply_of(slot->object)->caller, attempt->in.word[0]);
    }
    if (attempt->row != NULL && attempt->row->number == TAY_OP_system_control) {
        attempts.ends_machine = true;
    }
}

void attempt_take(struct attempt *attempt)
{
    struct thread *self = thread_of_context(sim_current());
    begin(attempt, self);
    struct tay_message out = attempt->in;
    const struct thread *caller = answered_by(attempt, self);
    const struct hal_context *answered = caller == NULL ? NULL : &caller->context;
    bool compares = leaves_no_trace(attempt);
    tay_word_t cause = self->upcall.cause;
    uint64_t before = compares ? kernel_state_hash() : 0;
    trace(attempt, "takes", 0);
    bool back = sim_trap(attempt->trap, attempt->handle, &out);
    unsigned status = status_of(&out);

    bool upcalled = back && is_upcalled(self, attempt->in_upcall, cause);

    /* The status of who was interrupted is not to be seen: the caller tells. */
    if (answered != NULL &&
        (upcalled ? !still_waits(answered) : has_answered(self, back, status))) {
        bool is_dying = !is_live(attempt) || self->object.dying;
        give_answer(attempt, answered, is_dying || upcalled);
    }
    if (!back) {
        remember(attempt);
    } else if (upcalled) {
        note_upcall(attempt, self);
    } else {
        judge(attempt, &out);
        if (compares && is_failure(status) && kernel_state_hash() != before) {
            fail(attempt, status, "failed and left a trace");
        }
    }
}

/* SPDX-License-Identifier: MIT */
/*
 * Messages. What a thread does follows from whether it has a call in hand: mostly it does what a
 * server would.
 */
#include "talk.h"

#include "argument.h"
#include "attempt.h"
#include "operate.h"

/* Some of the words are capabilities. */
static void choose_caps(struct choice *choice, struct tay_message *message)
{
    static const unsigned masks[] = {1, 1, 2, 3, 0x20, 0x3f};
    unsigned mask = choose_from(choice, masks);

    for (unsigned n = 0; n < TAY_WORDS; n++) {
        if ((mask >> n & 1) != 0) {
            message->word[n] = argument_handle(choice, attempt_process(), TAY_OBJECT_NONE);
        }
    }
    message->info |= (tay_word_t)mask << TAY_INFO_CAPS_SHIFT;
    message->info |= choose(choice, 2) == 0 ? TAY_INFO_COPY : 0;
}

static void choose_message(struct choice *choice, tay_word_t label, struct tay_message *message)
{
    message->info = label;
    for (unsigned n = 0; n < TAY_WORDS; n++) {
        message->word[n] = n;
    }
    message->word[0] = choose(choice, 256);
    if (choose(choice, 4) == 0) {
        choose_caps(choice, message);
    }
}

static void choose_deadline(struct choice *choice, struct tay_message *message)
{
    if (choose(choice, 4) != 0) {
        message->info |= TAY_INFO_DEADLINE;
        message->badge = argument_time(choice);
    }
}

static void choose_lent(struct choice *choice, struct tay_message *message)
{
    unsigned lent = choose(choice, 4);
    if ((lent & 1) != 0) {
        message->info |= TAY_INFO_LEND_READ;
        message->lend_read = argument_range(choice, attempt_process());
    }
    if ((lent & 2) != 0) {
        message->info |= TAY_INFO_LEND_WRITE;
        message->lend_write = argument_range(choice, attempt_process());
    }
}

/* Seldom a flag that a message cannot have. */
static void choose_flaw(struct choice *choice, struct tay_message *message)
{
    if (choose(choice, 32) == 31) {
        tay_word_t flip = (tay_word_t)1 << (16 + choose(choice, 48));
        message->info ^= flip != TAY_INFO_OBJECT ? flip : 0;
    }
}

static void say(struct choice *choice, unsigned trap)
{
    unsigned object = choose(choice, 2) == 0 ? TAY_OBJECT_session : TAY_OBJECT_endpoint;
    struct attempt attempt = {.trap = trap,
                              .handle = argument_handle(choice, attempt_process(), object)};

    choose_message(choice, choose(choice, 8), &attempt.in);
    choose_deadline(choice, &attempt.in);
    choose_lent(choice, &attempt.in);
    choose_flaw(choice, &attempt.in);
    const struct slot *slot = cap_table_find(&attempt_process()->table, attempt.handle);
    if (slot != NULL && trap == TAY_TRAP_CALL && slot->type != TAY_OBJECT_session &&
        slot->type != TAY_OBJECT_endpoint) {
        attempt.handle = TAY_CAP_NULL; /* it would be an operation */
    }
    if (trap == TAY_TRAP_CALL && attempt.handle == TAY_CAP_NULL) {
        attempt.in.info &= ~(tay_word_t)TAY_INFO_OPERATION_MASK;
    }
    attempt_take(&attempt);
}

static void receive(struct choice *choice)
{
    struct attempt attempt = {.trap = TAY_TRAP_RECV,
                              .handle =
                                  argument_handle(choice, attempt_process(), TAY_OBJECT_endpoint)};

    choose_deadline(choice, &attempt.in);
    choose_flaw(choice, &attempt.in);
    attempt_take(&attempt);
}

/* The status that an answer gives: any that exists, and one that does not. */
static tay_word_t choose_answer(struct choice *choice)
{
    static const tay_word_t often[] = {TAY_OK, TAY_OK, TAY_OK, TAY_OK, TAY_EPEER, TAY_EIO};
    return choose(choice, 4) == 0 ? choose(choice, TAY_STATUS_COUNT + 1)
                                  : choose_from(choice, often);
}

static void answer(struct choice *choice, tay_cap_t handle)
{
    struct attempt attempt = {.trap = TAY_TRAP_SEND, .handle = handle};

    choose_message(choice, choose_answer(choice), &attempt.in);
    choose_flaw(choice, &attempt.in);
    attempt_take(&attempt);
}

static void answer_and_receive(struct choice *choice)
{
    struct attempt attempt = {.trap = TAY_TRAP_REPLY_RECV,
                              .handle =
                                  argument_handle(choice, attempt_process(), TAY_OBJECT_endpoint)};

    choose_message(choice, choose_answer(choice), &attempt.in);
    choose_deadline(choice, &attempt.in);
    choose_flaw(choice, &attempt.in);
    attempt_take(&attempt);
}

/* What a server does with the call in its hand. */
static void serve(struct choice *choice)
{
    switch (choose(choice, 16)) {
    case 0:
    case 1:
    case 2:
        operate_one(choice, TAY_OP_call_put_aside, true);
        break;
    case 3:
    case 4:
        operate_one(choice, TAY_OP_caller_read, true);
        break;
    case 5:
        operate_one(choice, TAY_OP_caller_write, true);
        break;
    case 6:
        operate_one(choice, TAY_OP_call_pass, false);
        break;
    case 7:
        operate_one(choice, TAY_OP_session_mint, false);
        break;
    case 8:
    case 9:
        operate_one(choice, TAY_OP_process_clone, true);
        break;
    case 10:
    case 11:
        answer_and_receive(choice);
        break;
    default:
        answer(choice, TAY_CALL_IN_HAND);
        break;
    }
}

/* Prepares an interrupt, interrupts or is interrupted. */
static void interrupt(struct choice *choice)
{
    static const unsigned operations[] = {
        TAY_OP_process_set_upcall, TAY_OP_thread_set_save_area, TAY_OP_thread_interrupt,
        TAY_OP_thread_interrupt,   TAY_OP_thread_resume,        TAY_OP_thread_cancel,
    };
    operate_one(choice, choose_from(choice, operations), false);
}

static void begin(struct choice *choice)
{
    switch (choose(choice, 16)) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4:
        say(choice, TAY_TRAP_CALL);
        break;
    case 5:
        say(choice, TAY_TRAP_SEND);
        break;
    case 6:
    case 7:
    case 8:
    case 9:
        receive(choice);
        break;
    case 10:
    case 11:
        answer(choice, argument_handle(choice, attempt_process(), TAY_OBJECT_reply));
        break;
    case 12:
        answer_and_receive(choice);
        break;
    case 13:
        operate_one(choice, TAY_OP_session_mint, false);
        break;
    default:
        interrupt(choice);
        break;
    }
}

void talk(struct choice *choice)
{
    bool serves = thread_of_context(sim_current())->service.caller != NULL;
    if (serves && choose(choice, 4) != 0) {
        serve(choice);
    } else {
        begin(choice);
    }
}

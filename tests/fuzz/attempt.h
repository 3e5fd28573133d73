/* SPDX-License-Identifier: MIT */
/*
 * Attempts: traps that the current thread takes, and a judgement of what comes back, at once or
 * when the thread is current again.
 */
#ifndef ATTEMPT_H
#define ATTEMPT_H

#include <operation_rows.h>
#include <process/process.h>
#include <sim.h>

struct attempt {
    unsigned trap;
    const struct operation_row *row; /* NULL: not a call, or of no operation that exists */
    tay_cap_t handle;
    struct tay_message in;
    /* The rest is for attempt.c. */
    const struct hal_context *thread;
    uint64_t serial; /* of the thread: there may be another one at its place */
    bool to_server;  /* a message for an endpoint or a session */
    bool in_upcall;  /* taken while an upcall was active */
    bool of_clone;   /* not taken, but copied with its thread */
    bool answered;
    bool may_be_passed;        /* its server has tried to, by call_pass */
    size_t passed_bytes;       /* what it has then, in word 0 */
    bool may_end;              /* or has not been: its server was ended first, or still may be */
    struct tay_message answer; /* as the server gave it */
};

/* Forgets all that has not come back. `strict`: each that fails is compared by the state's hash. */
void attempt_set_up(bool strict);

/* The current thread takes the trap. Ends the program if it gave what its row does not name, or
 * what nobody answered, or failed and left a trace. */
void attempt_take(struct attempt *attempt);

/* Judges what has come back meanwhile to the thread that is current. */
void attempt_settle(void);

/* From now on each attempt is told of on stderr. */
void attempt_trace(void);

/* Whether somebody has called system_control since attempt_set_up. */
bool attempt_to_end_machine(void);

/* The process of the current thread. */
struct process *attempt_process(void);

#endif

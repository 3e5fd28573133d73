/* SPDX-License-Identifier: MIT */
/*
 * What a sequence of steps has reached: how often each operation and each trap gave each status,
 * and how often what a status does not tell. Counts run on from machine to machine.
 */
#ifndef REACHED_H
#define REACHED_H

#include <stdbool.h>
#include <tay/abi/operation.h>
#include <tay/abi/status.h>
#include <tay/abi/trap.h>

/* Counted as an operation: calls of operations that do not exist; messages and the other traps, of
 * which TAY_TRAP_COUNT stands for those that do not exist. */
#define REACHED_NO_OPERATION 0u
#define REACHED_TRAP(trap) (TAY_OPERATION_COUNT + (unsigned)(trap))

/* What must have happened once where threads talk. REACHED_RECEIVED(kind) is one by kind. */
enum reached_event {
    REACHED_RECEIVED_CALL,
    REACHED_RECEIVED_SEND,
    REACHED_RECEIVED_NOTIFICATION,
    REACHED_RECEIVED_CLOSED,
    REACHED_RECEIVED_ABANDONED,
    REACHED_RECEIVED_FAULT,
    REACHED_RECEIVED_EXITED,
    REACHED_CALL_ANSWERED,
    REACHED_CALL_ANSWERED_OTHERWISE,
    REACHED_CALL_TIMED_OUT,
    REACHED_CALL_TIMED_OUT_SEEN,
    REACHED_CALL_CANCELED,
    REACHED_CALL_CANCELED_SEEN,
    REACHED_CALL_PEER,
    REACHED_CALL_PEER_SEEN,
    REACHED_HAND_ANSWERED,
    REACHED_ASIDE_ANSWERED,
    REACHED_CAPS_RECEIVED,
    REACHED_CAPS_ANSWERED_MOVED,
    REACHED_CAPS_ANSWERED_COPIED,
    REACHED_CAPS_LOST,
    REACHED_FAULT_STOPPED,
    REACHED_INTERRUPTED,
    REACHED_RESUMED,
    REACHED_CLONE_RAN,
    REACHED_EVENT_COUNT,
};
#define REACHED_RECEIVED(kind)                                                                     \
    ((enum reached_event)(REACHED_RECEIVED_CALL + (kind) - (unsigned)TAY_KIND_CALL))

/* Notes the status that an operation, or REACHED_TRAP, gave. */
void reached_note(unsigned operation, enum tay_status status);
void reached_event(enum reached_event event);

/* How often an operation gave a status; how often any of them did, or any trap. */
unsigned long reached_count(unsigned operation, enum tay_status status);
unsigned long reached_status(enum tay_status status);

/* Whether every operation has succeeded; the others are named on stderr. */
bool reached_every_operation(void);

/* The same of every trap, every status and every event. */
bool reached_every_trap(void);
bool reached_every_status(void);
bool reached_every_event(void);

/* Prints all counts to stderr. */
void reached_print(void);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The counts of what was reached. Invariant: indices are checked; a status that does not exist
 * would already have failed the step.
 */
#include "reached.h"

#include <stdio.h>

#define ROWS (REACHED_TRAP(TAY_TRAP_COUNT) + 1)

static const char *const operation_names[TAY_OPERATION_COUNT] = TAY_OPERATION_NAMES;
static const char *const trap_names[TAY_TRAP_COUNT + 1] = {
    [TAY_TRAP_CALL] = "message: call",  [TAY_TRAP_REPLY_RECV] = "trap: reply_recv",
    [TAY_TRAP_SEND] = "trap: send",     [TAY_TRAP_RECV] = "trap: recv",
    [TAY_TRAP_NOTIFY] = "trap: notify", [TAY_TRAP_WAIT] = "trap: wait",
    [TAY_TRAP_YIELD] = "trap: yield",   [TAY_TRAP_COUNT] = "no such trap",
};
static const char *const event_names[REACHED_EVENT_COUNT] = {
    [REACHED_RECEIVED_CALL] = "call received",
    [REACHED_RECEIVED_SEND] = "send received",
    [REACHED_RECEIVED_NOTIFICATION] = "notification received",
    [REACHED_RECEIVED_CLOSED] = "closed received",
    [REACHED_RECEIVED_ABANDONED] = "abandoned received",
    [REACHED_RECEIVED_FAULT] = "fault received",
    [REACHED_RECEIVED_EXITED] = "exited received",
    [REACHED_CALL_ANSWERED] = "call answered",
    [REACHED_CALL_ANSWERED_OTHERWISE] = "call answered with an error",
    [REACHED_CALL_TIMED_OUT] = "call timed out in the queue",
    [REACHED_CALL_TIMED_OUT_SEEN] = "call timed out, seen",
    [REACHED_CALL_CANCELED] = "call cancelled in the queue",
    [REACHED_CALL_CANCELED_SEEN] = "call cancelled, seen",
    [REACHED_CALL_PEER] = "call turned away",
    [REACHED_CALL_PEER_SEEN] = "call lost its server",
    [REACHED_HAND_ANSWERED] = "call in hand answered",
    [REACHED_ASIDE_ANSWERED] = "put-aside call answered",
    [REACHED_CAPS_RECEIVED] = "capabilities received",
    [REACHED_CAPS_ANSWERED_MOVED] = "capabilities moved in an answer",
    [REACHED_CAPS_ANSWERED_COPIED] = "capabilities copied in an answer",
    [REACHED_CAPS_LOST] = "capabilities lost",
    [REACHED_FAULT_STOPPED] = "thread stopped by its fault",
    [REACHED_INTERRUPTED] = "thread interrupted",
    [REACHED_RESUMED] = "thread resumed itself",
    [REACHED_CLONE_RAN] = "thread of a clone ran",
};

static unsigned long counts[ROWS][TAY_STATUS_COUNT];
static unsigned long events[REACHED_EVENT_COUNT];

static const char *name_of(unsigned row)
{
    if (row >= TAY_OPERATION_COUNT) {
        return trap_names[row - TAY_OPERATION_COUNT];
    }
    return row == REACHED_NO_OPERATION ? "no such operation" : operation_names[row];
}

void reached_note(unsigned operation, enum tay_status status)
{
    if (operation < ROWS && (unsigned)status < TAY_STATUS_COUNT) {
        counts[operation][status]++;
    }
}

void reached_event(enum reached_event event)
{
    events[event]++;
}

unsigned long reached_count(unsigned operation, enum tay_status status)
{
    return counts[operation][status];
}

unsigned long reached_status(enum tay_status status)
{
    unsigned long sum = 0;
    for (unsigned row = 0; row < ROWS; row++) {
        sum += counts[row][status];
    }
    return sum;
}

static bool every_row(unsigned from, unsigned to)
{
    bool every = true;
    for (unsigned row = from; row < to; row++) {
        if (counts[row][TAY_OK] == 0) {
            fprintf(stderr, "never succeeded: %s\n", name_of(row));
            every = false;
        }
    }
    return every;
}

bool reached_every_operation(void)
{
    return every_row(1, TAY_OPERATION_COUNT);
}

bool reached_every_trap(void)
{
    return every_row(REACHED_TRAP(0), REACHED_TRAP(TAY_TRAP_COUNT));
}

bool reached_every_status(void)
{
    bool every = true;
    for (unsigned status = 0; status < TAY_STATUS_COUNT; status++) {
        if (reached_status((enum tay_status)status) == 0) {
            fprintf(stderr, "never came: status %u\n", status);
            every = false;
        }
    }
    return every;
}

bool reached_every_event(void)
{
    bool every = true;
    for (unsigned event = 0; event < REACHED_EVENT_COUNT; event++) {
        if (events[event] == 0) {
            fprintf(stderr, "never happened: %s\n", event_names[event]);
            every = false;
        }
    }
    return every;
}

void reached_print(void)
{
    static const char *const columns[TAY_STATUS_COUNT] = {
        "OK",
#define TAY_STATUS(name, value, blame, sentence) [value] = #name,
#include <tay/abi/status.def>
#undef TAY_STATUS
    };
    fprintf(stderr, "%-22s", "operation");
    for (unsigned status = 0; status < TAY_STATUS_COUNT; status++) {
        fprintf(stderr, " %8s", columns[status]);
    }
    fputc('\n', stderr);
    for (unsigned row = 0; row < ROWS; row++) {
        fprintf(stderr, "%-22s", name_of(row));
        for (unsigned status = 0; status < TAY_STATUS_COUNT; status++) {
            fprintf(stderr, " %8lu", counts[row][status]);
        }
        fputc('\n', stderr);
    }
    for (unsigned event = 0; event < REACHED_EVENT_COUNT; event++) {
        fprintf(stderr, "%-32s %8lu\n", event_names[event], events[event]);
    }
}

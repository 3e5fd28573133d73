/* SPDX-License-Identifier: MIT */
/*
 * Steps. Invariant: a trap that has not come back is in the list of pending ones until its thread
 * is current again, when its status is noted, or is seen to be gone.
 */
#include "step.h"

#include "argument.h"
#include "reached.h"

#include <kernel_state.h>
#include <object/reaper.h>
#include <sim.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>

#define PENDING 64

/* Rows from the first on that are drawn: those on endpoints and calls have tests of their own. */
#define STEP_ROWS 33u

/* A trap that a thread takes. */
struct step_trap {
    const struct hal_context *thread;
    unsigned trap;
    const struct operation_row *row; /* NULL: not a call, or of no operation that exists */
    tay_cap_t handle;
    struct tay_message in;
};

static struct {
    struct step_options options;
    struct step_trap pending[PENDING];
    unsigned pending_count;
} steps;

void step_set_up(const struct step_options *options)
{
    steps.options = *options;
    steps.pending_count = 0;
}

static noreturn void fail(const struct step_trap *trap, unsigned status, const char *sentence)
{
    fprintf(stderr, "step: %s, trap %u, handle 0x%x, status %u: %s\n",
            trap->row == NULL ? "no operation" : trap->row->name, trap->trap, trap->handle, status,
            sentence);
    abort();
}

/* What any call on a kernel object may give. */
#define COMMON                                                                                     \
    (1u << TAY_OK | 1u << TAY_EHANDLE | 1u << TAY_ETYPE | 1u << TAY_ERIGHT | 1u << TAY_EINVAL |    \
     1u << TAY_ENOSYS)

static unsigned allowed(const struct step_trap *trap)
{
    static const unsigned waits = 1u << TAY_ETIMEDOUT | 1u << TAY_EPEER;

    if (trap->row != NULL) {
        return COMMON | trap->row->fails;
    }
    return trap->trap == TAY_TRAP_WAIT || trap->trap == TAY_TRAP_RECV ? COMMON | waits : COMMON;
}

static void note(const struct step_trap *trap, const struct tay_message *out)
{
    unsigned status = out->result & TAY_RESULT_STATUS_MASK;

    if (status >= TAY_STATUS_COUNT || (allowed(trap) & 1u << status) == 0) {
        fail(trap, status, "its row does not name that");
    }
    reached_note(trap->row == NULL ? REACHED_TRAP : trap->row->number, (enum tay_status)status);
}

/* Notes what has come back meanwhile to the thread that is current. */
static void settle_pending(const struct hal_context *thread)
{
    unsigned i = 0;

    while (i < steps.pending_count) {
        struct tay_message out;
        const struct step_trap *trap = &steps.pending[i];
        if (trap->thread == thread && sim_result(thread, &out)) {
            note(trap, &out);
        } else if (trap->thread != thread && sim_is_live(trap->thread)) {
            i++;
            continue;
        }
        steps.pending[i] = steps.pending[--steps.pending_count];
    }
}

static void remember(const struct step_trap *trap)
{
    if (sim_is_live(trap->thread) && steps.pending_count < PENDING) {
        steps.pending[steps.pending_count++] = *trap;
    }
}

/* A trap that goes on in several steps, or that finds somebody else's work half done, may leave
 * something behind. */
static bool leaves_no_trace(const struct step_trap *trap)
{
    return steps.options.strict && (trap->row == NULL || !trap->row->steps) && !reaper_has_work();
}

/* A wait that times out or loses its peer has blocked, and others may have run meanwhile. */
static bool is_failure(unsigned status)
{
    return status != TAY_OK && status != TAY_EPEER && status != TAY_ETIMEDOUT;
}

static void take_trap(struct step_trap *trap)
{
    struct tay_message out = trap->in;
    bool compares = leaves_no_trace(trap);

    trap->thread = sim_current();
    uint64_t before = compares ? kernel_state_hash() : 0;
    bool back = sim_trap(trap->trap, trap->handle, &out);
    if (back) {
        note(trap, &out);
        unsigned status = out.result & TAY_RESULT_STATUS_MASK;
        if (compares && is_failure(status) && kernel_state_hash() != before) {
            fail(trap, status, "failed and left a trace");
        }
    } else {
        remember(trap);
    }
}

static struct process *current_process(void)
{
    return thread_of_context(sim_current())->process;
}

/* Operations that end much would leave little to do if they were as frequent as others. */
static bool is_destructive(unsigned number)
{
    return number == TAY_OP_object_destroy || number == TAY_OP_process_exit ||
           number == TAY_OP_system_control || number == TAY_OP_cap_revoke;
}

static bool has_object(const struct process *process, unsigned object)
{
    struct slot *slot = cap_table_from(&process->table, 0);

    while (slot != NULL && object != TAY_OBJECT_NONE && slot->type != object) {
        slot = cap_table_from(&process->table, (uint32_t)(slot - process->table.slots) + 1);
    }
    return slot != NULL;
}

/* Prefers rows with which the process can do something. */
static const struct operation_row *choose_row(struct choice *choice, const struct process *process)
{
    const struct operation_row *row = &operation_rows[choose(choice, STEP_ROWS)];

    if (!has_object(process, row->object) ||
        (is_destructive(row->number) && choose(choice, 8) != 0)) {
        row = &operation_rows[choose(choice, STEP_ROWS)];
    }
    return row;
}

static tay_word_t info_for(struct choice *choice, const struct operation_row *row)
{
    tay_word_t info = row->info;

    info |= row->lend_read ? TAY_INFO_LEND_READ : 0;
    info |= row->lend_write ? TAY_INFO_LEND_WRITE : 0;
    if (choose(choice, 32) == 31) {
        /* Another number than any row has, or another flag; but no message for a server. */
        tay_word_t flip = (tay_word_t)1 << (6 + choose(choice, 58));
        info ^= flip != TAY_INFO_OBJECT ? flip : 0;
    }
    return info;
}

/* The row whose number stands in an info word; NULL: there is none. */
static const struct operation_row *row_in(tay_word_t info)
{
    size_t number = info & TAY_INFO_OPERATION_MASK;
    return number >= 1 && number <= OPERATION_ROW_COUNT ? &operation_rows[number - 1] : NULL;
}

static void call(struct choice *choice)
{
    const struct process *process = current_process();
    const struct operation_row *row = choose_row(choice, process);
    struct step_trap trap = {.trap = TAY_TRAP_CALL};

    if (!row->own || choose(choice, 2) == 0) {
        trap.handle = argument_handle(choice, process, row->object);
    }
    struct slot *slot = cap_table_find(&process->table, trap.handle);
    if (slot != NULL && slot->type == TAY_OBJECT_endpoint && (row->info & TAY_INFO_OBJECT) == 0) {
        trap.handle = TAY_CAP_SELF; /* it would be a message for a server */
    }
    argument_fill(choice, process, row, &trap.in);
    trap.in.info = info_for(choice, row);
    if (row->lend_read || row->lend_write) {
        trap.in.lend_read = argument_range(choice, process);
        trap.in.lend_write = trap.in.lend_read;
    }
    trap.row = row_in(trap.in.info);
    take_trap(&trap);
}

static void wait_or_notify(struct choice *choice)
{
    static const unsigned traps[] = {TAY_TRAP_WAIT, TAY_TRAP_WAIT,   TAY_TRAP_RECV,
                                     TAY_TRAP_RECV, TAY_TRAP_NOTIFY, TAY_TRAP_NOTIFY};
    struct step_trap trap = {.trap = choose_from(choice, traps)};
    unsigned object = trap.trap == TAY_TRAP_RECV ? TAY_OBJECT_endpoint : TAY_OBJECT_notification;

    trap.handle = argument_handle(choice, current_process(), object);
    trap.in.word[0] = choose(choice, 256);
    if (trap.trap != TAY_TRAP_NOTIFY && choose(choice, 4) != 0) {
        trap.in.info = TAY_INFO_DEADLINE;
        trap.in.badge = argument_time(choice);
    }
    if (choose(choice, 16) == 15) {
        trap.in.info ^= (tay_word_t)1 << choose(choice, 64);
    }
    take_trap(&trap);
}

/* Yield mostly; else a trap that does not exist. */
static void other_trap(struct choice *choice)
{
    static const unsigned traps[] = {TAY_TRAP_YIELD,
                                     TAY_TRAP_YIELD,
                                     TAY_TRAP_YIELD,
                                     TAY_TRAP_COUNT,
                                     255,
                                     65535};
    struct step_trap trap = {.trap = choose_from(choice, traps)};

    if (trap.trap != TAY_TRAP_YIELD) {
        trap.handle = argument_handle(choice, current_process(), TAY_OBJECT_NONE);
    }
    take_trap(&trap);
}

static void touch(struct choice *choice)
{
    tay_ua_t address = argument_address(choice, current_process());
    uint8_t value = (uint8_t)choose(choice, 256);
    unsigned way = choose(choice, 32);

    if (way == 31) {
        sim_fault((enum hal_fault_kind)(HAL_FAULT_ALIGNMENT + value % 5), address);
    } else if (way == 30) {
        sim_execute(address);
    } else {
        bool write = way % 2 == 0;
        (void)(write ? sim_write(address, &value, 1) : sim_read(address, &value, 1));
    }
}

static void disturb(struct choice *choice)
{
    static const tay_time_t times_ns[] = {1000, 100000, 1000000, 10000000};
    static const unsigned lines[] = {1, 2, 3, 63};
    static const unsigned chances[] = {0, 1, 2, 5};
    static const tay_time_t preemption_ns[] = {0, 20000, 200000, 5000000};

    switch (choose(choice, 8)) {
    case 0:
        sim_raise_line(choose_from(choice, lines));
        break;
    case 1:
        if (steps.options.preempts) {
            sim_set_preemption(choose(choice, 256) + 1, choose_from(choice, chances));
            machine_set_preemption_time(choose_from(choice, preemption_ns));
        }
        break;
    default:
        sim_advance(choose_from(choice, times_ns));
        break;
    }
}

void step_take(struct choice *choice)
{
    settle_pending(sim_current());
    switch (choose(choice, 32)) {
    case 31:
    case 30:
    case 29:
        touch(choice);
        break;
    case 28:
    case 27:
        wait_or_notify(choice);
        break;
    case 26:
        other_trap(choice);
        break;
    case 25:
    case 24:
        disturb(choice);
        break;
    default:
        call(choice);
        break;
    }
}

/* SPDX-License-Identifier: MIT */
/*
 * Calls on kernel objects. None of them is a message for a server.
 */
#include "operate.h"

#include "argument.h"
#include "attempt.h"

#include <stdlib.h>

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
static const struct operation_row *choose_row(struct choice *choice, const struct process *process,
                                              unsigned rows)
{
    const struct operation_row *row = &operation_rows[choose(choice, rows)];

    if (!has_object(process, row->object) ||
        (is_destructive(row->number) && choose(choice, 8) != 0)) {
        row = &operation_rows[choose(choice, rows)];
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

static bool leads_to_server(const struct process *process, tay_cap_t handle)
{
    const struct slot *slot = cap_table_find(&process->table, handle);
    return slot != NULL && (slot->type == TAY_OBJECT_endpoint || slot->type == TAY_OBJECT_session);
}

static void operate(struct choice *choice, const struct operation_row *row, bool on_default)
{
    const struct process *process = attempt_process();
    struct attempt attempt = {.trap = TAY_TRAP_CALL};

    if (!on_default) {
        attempt.handle = argument_handle(choice, process, row->object);
    }
    if ((row->info & TAY_INFO_OBJECT) == 0 && leads_to_server(process, attempt.handle)) {
        attempt.handle = TAY_CAP_SELF; /* it would be a message */
    }
    argument_fill(choice, process, row, &attempt.in);
    attempt.in.info = info_for(choice, row);
    if (row->lend_read || row->lend_write) {
        attempt.in.lend_read = argument_range(choice, process);
        attempt.in.lend_write = attempt.in.lend_read;
    }
    attempt.row = row_in(attempt.in.info);
    attempt_take(&attempt);
}

void operate_any(struct choice *choice, unsigned operations)
{
    const struct operation_row *row = choose_row(choice, attempt_process(), operations);
    operate(choice, row, (row->own || row->in_hand) && choose(choice, 2) != 0);
}

void operate_one(struct choice *choice, unsigned operation, bool in_hand)
{
    operate(choice, &operation_rows[operation - 1], in_hand);
}

/* SPDX-License-Identifier: MIT */
/*
 * Choosing what an operation is called with: mostly plausible, by the kinds and names in its row,
 * sometimes garbage.
 */
#ifndef ARGUMENT_H
#define ARGUMENT_H

#include "choice.h"

#include <operation_rows.h>
#include <process/process.h>

/* A handle for a process: of this type (0: any) if it has one; sometimes another one, a stale one,
 * null, or garbage. */
tay_cap_t argument_handle(struct choice *choice, const struct process *process, unsigned object);

/* An address in or near one of the process's mappings; sometimes far from all. */
tay_ua_t argument_address(struct choice *choice, const struct process *process);

/* A range to lend: mostly at most 256 bytes of a mapping. */
tay_range_t argument_range(struct choice *choice, const struct process *process);

/* A deadline: soon, mostly. */
tay_time_t argument_time(struct choice *choice);

/* From now on each argument named `priority` is this, and on several cores each named `core` is
 * TAY_CORE_ANY, so that nobody has to wait where he is sent; TAY_PRIORITY_COUNT: by chance again.
 */
void argument_fix_priority(unsigned priority);

/* The words for an operation. */
void argument_fill(struct choice *choice, const struct process *process,
                   const struct operation_row *row, struct tay_message *message);

#endif

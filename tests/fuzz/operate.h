/* SPDX-License-Identifier: MIT */
/*
 * Random calls on kernel objects, by the rows of the table.
 */
#ifndef OPERATE_H
#define OPERATE_H

#include "choice.h"

/* The current thread calls one of the first so many operations. */
void operate_any(struct choice *choice, unsigned operations);

/* The current thread calls this operation; `in_hand`: on the call that it is answering, where the
 * operation can be called on that. */
void operate_one(struct choice *choice, unsigned operation, bool in_hand);

#endif

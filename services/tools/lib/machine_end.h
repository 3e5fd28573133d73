/* SPDX-License-Identifier: MIT */
/*
 * Ending the machine.
 */
#ifndef TOOLS_MACHINE_END_H
#define TOOLS_MACHINE_END_H

#include <tay/protocol/supervisor.h>

/* The whole of a tool that ends the machine. Returns the exit status if the machine goes on. */
int machine_end(const char *tool, int count, char **word, enum tay_supervisor_end how);

#endif

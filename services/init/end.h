/* SPDX-License-Identifier: MIT */
/*
 * The end of the machine.
 */
#ifndef INIT_END_H
#define INIT_END_H

#include <tay/protocol/supervisor.h>

/*
 * Ends the machine in order: file systems let go of their media, who writes the log out comes to
 * its end, each within a bounded time. An emulator ends with a status: 1 if a service has failed.
 */
__attribute__((noreturn)) void end_machine(enum tay_supervisor_end how);

#endif

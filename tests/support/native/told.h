/* SPDX-License-Identifier: MIT */
/*
 * What is told of the programs of a machine: how often each has started, and how it has ended.
 */
#ifndef NATIVE_TOLD_H
#define NATIVE_TOLD_H

#include <tay/host.h>
#include <tay/startup.h>

struct told {
    char name[TAY_STARTUP_NAME_BYTES];
    unsigned starts;
    int status;
};

/* Forgets all, and begins to tell of each program of a machine. */
void told_begin(const struct tay_host_machine *machine);

/* By name; NULL: the machine has no such program. */
struct told *told_find(const char *name);

/* By number, from 0; NULL: there are no more. */
struct told *told_at(size_t index);

#endif

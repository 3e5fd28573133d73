/* SPDX-License-Identifier: MIT */
/*
 * The list of a machine's programs, in the order in which they are named.
 */
#include "told.h"

#include "program.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct told *told;
static size_t told_count;

struct told *told_find(const char *name)
{
    for (size_t i = 0; i < told_count; i++) {
        if (strcmp(told[i].name, name) == 0) {
            return &told[i];
        }
    }
    return NULL;
}

struct told *told_at(size_t index)
{
    return index < told_count ? &told[index] : NULL;
}

static void tell_of(const char *name)
{
    if (told_find(name) != NULL) {
        program_refuse("the program '%s' is named twice", name);
    }
    struct told *one = &told[told_count++];
    *one = (struct told){.status = TAY_HOST_RUNS};
    snprintf(one->name, sizeof one->name, "%s", name);
}

void told_begin(const struct tay_host_machine *machine)
{
    free(told);
    told_count = 0;
    told = calloc(machine->server_count + machine->client_count + 1, sizeof *told);
    if (told == NULL) {
        program_refuse("no memory");
    }
    for (size_t n = 0; n < machine->server_count; n++) {
        tell_of(machine->servers[n]);
    }
    for (size_t n = 0; n < machine->client_count; n++) {
        tell_of(machine->clients[n].name);
    }
}

unsigned tay_host_starts(const char *program)
{
    const struct told *one = told_find(program);
    return one == NULL ? 0 : one->starts;
}

int tay_host_status(const char *program)
{
    const struct told *one = told_find(program);
    return one == NULL ? TAY_HOST_RUNS : one->status;
}

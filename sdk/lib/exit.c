/* SPDX-License-Identifier: MIT */
/*
 * What is to be done at exit: as much as there is memory for, in the place of picolibc's table of
 * 32 entries, which a program in C++ fills with its static objects. picolibc's atexit, on_exit,
 * __cxa_atexit and exit call these.
 */
#include "exit.h"

#include "lock.h"
#include "thread.h"
#include <stdlib.h>

#define BLOCK_ENTRIES 32

struct entry {
    enum exit_kind kind;
    union exit_function function;
    void *argument;
};

struct block {
    struct block *older;
    unsigned used;
    struct entry entry[BLOCK_ENTRIES];
};

static struct block oldest;
static struct block *newest = &oldest;

/* Room for one more; NULL: there is none. */
static struct entry *add(void)
{
    if (newest->used == BLOCK_ENTRIES) {
        struct block *block = calloc(1, sizeof *block);
        if (block == NULL) {
            return NULL;
        }
        block->older = newest;
        newest = block;
    }
    return &newest->entry[newest->used++];
}

int _on_exit(enum exit_kind kind, union exit_function function, void *argument)
{
    lock_libc();
    struct entry *entry = add();
    if (entry != NULL) {
        *entry = (struct entry){kind, function, argument};
    }
    unlock_libc();
    return entry != NULL ? 0 : -1;
}

int on_exit(void (*function)(int, void *), void *argument)
{
    return _on_exit(EXIT_STATUS, (union exit_function){.status = function}, argument);
}

/* False: there is nothing left. */
static bool take(struct entry *entry_out)
{
    lock_libc();
    while (newest->used == 0 && newest != &oldest) {
        newest = newest->older; /* the memory goes with the program */
    }
    bool found = newest->used > 0;
    if (found) {
        *entry_out = newest->entry[--newest->used];
    }
    unlock_libc();
    return found;
}

void __call_exitprocs(int status, void *unused)
{
    struct entry entry;
    (void)unused;
    while (take(&entry)) {
        if (entry.kind == EXIT_STATUS) {
            entry.function.status(status, entry.argument);
        } else if (entry.kind == EXIT_PLAIN) {
            entry.function.plain();
        } else {
            entry.function.object(entry.argument);
        }
    }
}

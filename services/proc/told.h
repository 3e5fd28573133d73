/* SPDX-License-Identifier: MIT */
/*
 * What the files of /proc say: docs/proc.md.
 */
#ifndef PROC_TOLD_H
#define PROC_TOLD_H

#include "table.h"
#include "text.h"

/* A file. The number is that of a process, or of a service; of others 0. */
struct told_file {
    const char *name;
    /* False: what it is about is not there any more. */
    bool (*write)(struct text *text, unsigned number);
};

/* Files of the root, of each process, and of each service; each list ends with a NULL name. */
extern const struct told_file told_machine[];
extern const struct told_file told_process[];
extern const struct told_file told_service[];

#endif

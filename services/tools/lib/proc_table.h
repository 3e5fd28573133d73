/* SPDX-License-Identifier: MIT */
/*
 * The tables of /proc (docs/proc.md): a line with the names of the columns, then one for each
 * process or service, words with blanks between them. A column that is not there reads as `-`.
 */
#ifndef TOOLS_PROC_TABLE_H
#define TOOLS_PROC_TABLE_H

#include "lines.h"
#include <stdint.h>

#define PROC_TABLE_COLUMNS_MAX 24

struct proc_table {
    struct lines lines;
    unsigned columns;
    char *title;                          /* the first line, cut into words */
    char *column[PROC_TABLE_COLUMNS_MAX]; /* of the title */
    char *word[PROC_TABLE_COLUMNS_MAX];   /* of the line */
};

/* Opens a table; false: it cannot be read, which has been reported. */
bool proc_table_open(struct proc_table *table, const char *path);

/* Goes to the next line; false: there is none. */
bool proc_table_next(struct proc_table *table);

/* A word of the line, valid until the next; `-`: there is none. */
const char *proc_table_word(const struct proc_table *table, const char *column);

/* A number of the line; 0: it is none. */
uint64_t proc_table_number(const struct proc_table *table, const char *column);

void proc_table_close(struct proc_table *table);

/* Reads a number of a file of lines `key: value`. False: it is not there, which was reported. */
bool proc_table_read_value(const char *path, const char *key, uint64_t *value_out);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Tables of /proc. A line that has fewer words than the title ends with `-`.
 */
#include "proc_table.h"

#include "file.h"
#include "number.h"
#include "report.h"
#include "tree.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NOTHING "-"

/* Cuts a line into words; how many. */
static unsigned split(char *line, char *word[PROC_TABLE_COLUMNS_MAX])
{
    unsigned count = 0;
    char *rest;
    for (char *next = strtok_r(line, " \t", &rest); next != NULL && count < PROC_TABLE_COLUMNS_MAX;
         next = strtok_r(NULL, " \t", &rest)) {
        word[count++] = next;
    }
    return count;
}

bool proc_table_open(struct proc_table *table, const char *path)
{
    *table = (struct proc_table){.lines.descriptor = file_open(path)};
    if (table->lines.descriptor < 0) {
        report_error(path);
        return false;
    }
    if (!lines_next(&table->lines)) {
        report("%s: is empty", path);
        proc_table_close(table);
        return false;
    }
    table->title = tree_copy(table->lines.line);
    table->columns = split(table->title, table->column);
    return true;
}

bool proc_table_next(struct proc_table *table)
{
    static char nothing[] = NOTHING;
    if (!lines_next(&table->lines)) {
        return false;
    }
    unsigned count = split(table->lines.line, table->word);
    for (; count < table->columns; count++) {
        table->word[count] = nothing;
    }
    return true;
}

const char *proc_table_word(const struct proc_table *table, const char *column)
{
    for (unsigned i = 0; i < table->columns; i++) {
        if (strcmp(table->column[i], column) == 0) {
            return table->word[i];
        }
    }
    return NOTHING;
}

uint64_t proc_table_number(const struct proc_table *table, const char *column)
{
    uint64_t number = 0;
    return number_read(proc_table_word(table, column), UINT64_MAX, &number) ? number : 0;
}

void proc_table_close(struct proc_table *table)
{
    free(table->title);
    lines_end(&table->lines);
    file_close(table->lines.descriptor);
}

bool proc_table_read_value(const char *path, const char *key, uint64_t *value_out)
{
    static struct lines lines;
    size_t key_bytes = strlen(key);
    bool is_found = false;
    lines = (struct lines){.descriptor = file_open(path)};
    if (lines.descriptor < 0) {
        report_error(path);
        return false;
    }
    while (!is_found && lines_next(&lines)) {
        is_found = strncmp(lines.line, key, key_bytes) == 0 && lines.line[key_bytes] == ':' &&
                   number_read(lines.line + key_bytes + 1 + (lines.line[key_bytes + 1] == ' '),
                               UINT64_MAX, value_out);
    }
    if (!is_found) {
        report("%s: does not tell '%s'", path, key);
    }
    lines_end(&lines);
    file_close(lines.descriptor);
    return is_found;
}

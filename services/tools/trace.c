/* SPDX-License-Identifier: MIT */
/*
 * trace: shows what has happened to processes, or where the first threads of processes and services
 * stand: registers and a backtrace.
 */
#include "file.h"
#include "number.h"
#include "options.h"
#include "output.h"
#include "place.h"
#include "proc_table.h"
#include "report.h"
#include "tree.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE_BYTES 160

/* Which events are shown: the last `count`, of those of a process. */
struct wanted {
    uint64_t count;
    const char *process; /* its number; NULL: of all */
};

/* Lines of text, one behind another. */
struct kept {
    char **line; /* malloc's, as each of them */
    size_t count;
};

static void keep(struct kept *kept, const char *text)
{
    char **lines = realloc(kept->line, (kept->count + 1) * sizeof *lines);
    char *line = strdup(text);
    if (lines == NULL || line == NULL) {
        report_no_memory();
    }
    kept->line = lines;
    kept->line[kept->count++] = line;
}

static void format(char text[LINE_BYTES], const char *time, const char *event, const char *pid,
                   const char *by, const char *value, const char *name)
{
    snprintf(text, LINE_BYTES, "%15s %-6s %5s %5s %-10s %s\n", time, event, pid, by, value, name);
}

static void read_events(struct kept *kept, const char *process)
{
    static struct proc_table table;
    char text[LINE_BYTES];
    if (!proc_table_open(&table, TOOLS_PROC "/trace")) {
        return;
    }
    while (proc_table_next(&table)) {
        const char *pid = proc_table_word(&table, "pid"), *by = proc_table_word(&table, "by");
        if (process == NULL || strcmp(pid, process) == 0 || strcmp(by, process) == 0) {
            format(text, proc_table_word(&table, "seconds"), proc_table_word(&table, "event"), pid,
                   by, proc_table_word(&table, "value"), proc_table_word(&table, "name"));
            keep(kept, text);
        }
    }
    proc_table_close(&table);
}

static void show_events(const struct wanted *wanted)
{
    char title[LINE_BYTES];
    struct kept kept = {0};
    read_events(&kept, wanted->process);
    if (!report_any()) {
        format(title, "SECONDS", "EVENT", "PID", "BY", "VALUE", "NAME");
        output_text(title);
    }
    for (size_t i = 0; i < kept.count; i++) {
        if (kept.count - i <= wanted->count) {
            output_text(kept.line[i]);
        }
        free(kept.line[i]);
    }
    free(kept.line);
}

/* Opens what a directory of /proc has by a name; -1, with errno. */
static int open_trace(const char *directory, const char *name)
{
    char *path = tree_join(directory, name);
    char *file = tree_join(path, "trace");
    int descriptor = file_open(file);
    int error = errno;
    free(file);
    free(path);
    errno = error;
    return descriptor;
}

static void show_place(const char *operand)
{
    bool is_name = operand[0] != '\0' && strchr(operand, '/') == NULL && !tree_is_special(operand);
    int descriptor = is_name ? open_trace(TOOLS_PROC, operand) : -1;
    if (is_name && descriptor < 0 && (errno == ENOENT || errno == ENOTDIR)) {
        descriptor = open_trace(TOOLS_PROC "/service", operand);
    }
    if (!is_name || (descriptor < 0 && errno == ENOENT)) {
        report("%s: there is no process of this number, and no service of this name", operand);
    } else if (descriptor < 0) {
        report_error(operand);
    } else {
        if (file_copy(descriptor, STDOUT_FILENO) != FILE_COPIED) {
            report_error(operand);
        }
        file_close(descriptor);
    }
}

int main(int count, char **word)
{
    struct options options = {.count = count, .word = word, .next = 1};
    struct wanted wanted = {.count = UINT64_MAX};
    uint64_t number;
    int letter;
    bool has_options = false;
    report_begin("trace", "[-n EVENTS] [-p PROCESS] | PROCESS|SERVICE...");
    while ((letter = options_next(&options, "n:p:")) != 0) {
        uint64_t *to = letter == 'n' ? &wanted.count : &number;
        if (!number_read(options.value, UINT64_MAX, to)) {
            report_usage("%s: is no number", options.value);
        }
        wanted.process = letter == 'p' ? options.value : wanted.process;
        has_options = true;
    }
    if (has_options && options.next < count) {
        report_usage("%s: is no option", word[options.next]);
    }
    if (options.next == count) {
        show_events(&wanted);
    }
    for (int i = options.next; i < count; i++) {
        show_place(word[i]);
    }
    return report_end();
}

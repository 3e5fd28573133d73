/* SPDX-License-Identifier: MIT */
/*
 * trace: shows where the first threads of processes and services stand: registers and a backtrace.
 */
#include "file.h"
#include "options.h"
#include "place.h"
#include "report.h"
#include "tree.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

static void show(const char *operand)
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
    report_begin("trace", "PROCESS|SERVICE...");
    while (options_next(&options, "") != 0) {
        /* There are none. */
    }
    if (options.next == count) {
        report_usage("operands are missing");
    }
    for (int i = options.next; i < count; i++) {
        show(word[i]);
    }
    return report_end();
}

/* SPDX-License-Identifier: MIT */
/*
 * env: runs a program with a changed environment, or shows the environment.
 */
#include "options.h"
#include "output.h"
#include "report.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* As shells have it: the program cannot be run, or is not there. */
#define STATUS_NOT_RUN 126
#define STATUS_NOT_FOUND 127

extern char **environ;

static void change(struct options *options)
{
    static char *nothing[] = {NULL};
    int letter;
    while ((letter = options_next(options, "iu:")) != 0) {
        if (letter == 'i') {
            environ = nothing;
        } else if (unsetenv(options->value) != 0) {
            report_usage("%s: is no name", options->value);
        }
    }
    for (; options->next < options->count; options->next++) {
        char *assigned = options->word[options->next];
        char *equals = strchr(assigned, '=');
        if (equals == NULL) {
            break;
        }
        *equals = '\0';
        if (setenv(assigned, equals + 1, 1) != 0) {
            report_usage("%s: is no name", assigned);
        }
    }
}

int main(int count, char **word)
{
    struct options options = {.count = count, .word = word, .next = 1};
    report_begin("env", "[-i] [-u NAME]... [NAME=VALUE]... [PROGRAM [ARGUMENT]...]");
    change(&options);
    if (options.next < count) {
        execvp(word[options.next], word + options.next);
        int error = errno;
        report_error(word[options.next]);
        return error == ENOENT ? STATUS_NOT_FOUND : STATUS_NOT_RUN;
    }
    for (char **variable = environ; *variable != NULL; variable++) {
        output("%s\n", *variable);
    }
    return report_end();
}

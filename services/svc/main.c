/* SPDX-License-Identifier: MIT */
/*
 * svc: commands for services. With words as its arguments it runs them as one command, and ends;
 * else they are typed on the console: then it needs init and the console, and outlives every
 * console but the last.
 */
#include "command.h"
#include "terminal.h"
#include <ctype.h>
#include <stdlib.h>
#include <tay/startup.h>
#include <tay/status.h>
#include <tay/time.h>

#define LINE_BYTES 128
#define DEFAULT_PATIENCE_S 600

static int serve(tay_time_t patience_ns)
{
    static char line[LINE_BYTES];
    enum terminal_result result;
    fprintf(terminal, "svc: type a command, or help\n");
    while ((result = terminal_read_line("svc> ", line, sizeof line, patience_ns)) ==
           TERMINAL_LINE) {
        command_run_line(line);
    }
    if (result == TERMINAL_GONE) {
        printf("svc: there is no console any more\n");
        return EXIT_FAILURE;
    }
    fprintf(terminal, "\nsvc: %s\n", result == TERMINAL_END ? "that was all" : "nobody types");
    return EXIT_SUCCESS;
}

/* As a shell starts it: its output is where the shell's is. */
static int run_arguments(char *const *words, int count)
{
    terminal_print_to(stdout);
    if (tay_startup_cap("supervisor") == TAY_CAP_NULL) {
        printf("svc: it was not given the capability 'supervisor'\n");
        return EXIT_FAILURE;
    }
    return command_run(words, count) ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argument_count, char **arguments)
{
    bool has_command = argument_count > 1 && !isdigit((unsigned char)arguments[1][0]);
    if (has_command) {
        return run_arguments(arguments + 1, argument_count - 1);
    }
    unsigned long patience_s =
        argument_count > 1 ? strtoul(arguments[1], NULL, 10) : DEFAULT_PATIENCE_S;
    enum tay_status status =
        terminal_open(tay_startup_cap("console"), tay_startup_cap("supervisor"));
    if (status != TAY_OK) {
        printf("svc: console: %s\n", tay_status_text(status));
        return EXIT_FAILURE;
    }
    return serve(patience_s * TAY_NS_PER_S);
}

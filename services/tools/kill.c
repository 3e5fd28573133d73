/* SPDX-License-Identifier: MIT */
/*
 * kill: sends signals to processes, and lists their names.
 */
#include "number.h"
#include "output.h"
#include "report.h"
#include "signal_name.h"
#include <signal.h>
#include <stdint.h>
#include <string.h>

/* What a shell adds to a signal in the status of a program that it ended. */
#define STATUS_OF_SIGNAL 128

static void list_all(void)
{
    const char *before = "";
    for (int signal = 1; signal <= SIGNAL_NAME_MAX; signal++) {
        if (signal_name(signal) != NULL) {
            output("%s%s", before, signal_name(signal));
            before = " ";
        }
    }
    output_text("\n");
}

/* The name of a number, or of the signal in a status; the number of a name. */
static void list_one(const char *text)
{
    uint64_t number;
    int signal;
    if (number_read(text, STATUS_OF_SIGNAL + SIGNAL_NAME_MAX, &number)) {
        int wanted = (int)(number > STATUS_OF_SIGNAL ? number - STATUS_OF_SIGNAL : number);
        if (signal_name(wanted) != NULL) {
            output("%s\n", signal_name(wanted));
            return;
        }
    } else if (signal_name_read(text, &signal)) {
        output("%d\n", signal);
        return;
    }
    report("%s: is no signal", text);
}

static int read_signal(const char *text)
{
    int signal;
    if (!signal_name_read(text, &signal)) {
        report_usage("%s: is no signal", text);
    }
    return signal;
}

/* A number, or a group's behind `-`. */
static void send(const char *operand, int signal)
{
    uint64_t number;
    bool is_group = operand[0] == '-';
    if (!number_read(operand + is_group, INT32_MAX, &number)) {
        report("%s: is no number of a process", operand);
    } else if (kill(is_group ? -(pid_t)number : (pid_t)number, signal) != 0) {
        report_error(operand);
    }
}

/* Which signal; moves on to the first operand. */
static int read_options(int count, char **word, int *next)
{
    int signal = SIGTERM;
    const char *option = *next < count ? word[*next] : "";
    if (option[0] == '-' && option[1] != '\0' && strcmp(option, "--") != 0) {
        ++*next;
        if (strcmp(option, "-s") != 0) {
            signal = read_signal(option + 1);
        } else if (*next < count) {
            signal = read_signal(word[(*next)++]);
        } else {
            report_usage("option -s wants a value");
        }
    }
    *next += *next < count && strcmp(word[*next], "--") == 0;
    return signal;
}

int main(int count, char **word)
{
    int next = 1;
    report_begin("kill", "[-s SIGNAL | -SIGNAL] PROCESS... | -l [STATUS...]");
    if (count > 1 && strcmp(word[1], "-l") == 0) {
        if (count == 2) {
            list_all();
        }
        for (int i = 2; i < count; i++) {
            list_one(word[i]);
        }
        return report_end();
    }
    int signal = read_options(count, word, &next);
    if (next == count) {
        report_usage("operands are missing");
    }
    for (; next < count; next++) {
        send(word[next], signal);
    }
    return report_end();
}

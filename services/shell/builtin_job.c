/* SPDX-License-Identifier: MIT */
/*
 * Builtins for jobs and signals.
 */
#include "builtin.h"

#include "job.h"
#include "raise.h"
#include "shell.h"
#include "trap.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FAILED 1
#define UNKNOWN_STATUS 127
#define SIGNAL_STATUS 128

int builtin_jobs(int count, char **words)
{
    job_list(count > 1 && strcmp(words[1], "-p") == 0);
    return 0;
}

int builtin_wait(int count, char **words)
{
    int status = count == 1 ? job_wait_all() : 0;
    for (int i = 1; i < count; i++) {
        struct job *job = job_find(words[i]);
        status = job == NULL ? UNKNOWN_STATUS : job_wait_background(job);
    }
    return status;
}

int builtin_fg(int count, char **words)
{
    struct job *job = job_find(count > 1 ? words[1] : "%%");
    if (!shell.has_jobs || job == NULL) {
        complain("fg: %s", shell.has_jobs ? "there is no such job" : "there are no jobs here");
        return FAILED;
    }
    return job_to_front(job);
}

static void list_signals(void)
{
    for (int signal = 1; signal < SIGNAL_STATUS; signal++) {
        const char *name = trap_name(signal);
        if (name != NULL) {
            printf("%2d %s\n", signal, name);
        }
    }
}

static int tell_signal(const char *word)
{
    int number = trap_number(word);
    if (number < 0 && word[0] >= '0' && word[0] <= '9') {
        number = (int)(strtol(word, NULL, 10) % SIGNAL_STATUS);
    }
    const char *name = number < 0 ? NULL : trap_name(number);
    if (name == NULL) {
        complain("kill: there is no signal %s", word);
        return FAILED;
    }
    if (word[0] >= '0' && word[0] <= '9') {
        printf("%s\n", name);
    } else {
        printf("%d\n", number);
    }
    return 0;
}

static int send(const char *word, int signal)
{
    char *end;
    const struct job *job = word[0] == '%' ? job_find(word) : NULL;
    pid_t target = job != NULL ? job_target(job) : (pid_t)strtol(word, &end, 10);
    if (job == NULL && (word[0] == '%' || *word == '\0' || *end != '\0')) {
        complain("kill: there is no process '%s'", word);
        return FAILED;
    }
    if (kill(target, signal) != 0) {
        complain("kill: %s: %s", word, strerror(errno));
        return FAILED;
    }
    return 0;
}

/* The signal that the words begin with, and how many words that are; -1: it is none. */
static int signal_of(int count, char **words, int *used_out)
{
    *used_out = 1;
    if (count < 2 || words[1][0] != '-' || words[1][1] == '\0') {
        return SIGTERM;
    }
    *used_out = 2;
    if (strcmp(words[1], "--") == 0) {
        return SIGTERM;
    }
    if (strcmp(words[1], "-s") == 0 && count > 2) {
        *used_out = 3;
        return trap_number(words[2]);
    }
    return trap_number(words[1] + 1);
}

int builtin_kill(int count, char **words)
{
    int used, status = 0;
    if (count > 1 && strcmp(words[1], "-l") == 0) {
        if (count == 2) {
            list_signals();
        }
        return count > 2 ? tell_signal(words[2]) : 0;
    }
    int signal = signal_of(count, words, &used);
    if (signal < 0 || used == count) {
        complain(signal < 0 ? "kill: there is no such signal" : "kill: which process?");
        return RAISE_STATUS;
    }
    if (used < count && strcmp(words[used], "--") == 0) {
        used++;
    }
    for (; used < count; used++) {
        status |= send(words[used], signal);
    }
    return status;
}

static void list_traps(void)
{
    for (int signal = 0; signal < SIGNAL_STATUS; signal++) {
        const char *name = trap_name(signal);
        if (name != NULL && trap_action(signal) != NULL) {
            printf("trap -- '%s' %s\n", trap_action(signal), name);
        }
    }
}

int builtin_trap(int count, char **words)
{
    int first = count > 1 && strcmp(words[1], "--") == 0 ? 2 : 1, status = 0;
    if (first == count) {
        list_traps();
        return 0;
    }
    /* A number in front is a signal, of which what the system does is wanted, as by a -. */
    bool has_action = count - first > 1 && (words[first][0] < '0' || words[first][0] > '9');
    const char *action = NULL;
    if (has_action) {
        action = strcmp(words[first], "-") == 0 ? NULL : words[first];
        first++;
    }
    for (; first < count; first++) {
        int signal = trap_number(words[first]);
        if (signal < 0 || trap_name(signal) == NULL) {
            complain("trap: there is no signal %s", words[first]);
            status = FAILED;
        } else {
            trap_set(signal, action);
        }
    }
    return status;
}

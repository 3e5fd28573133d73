/* SPDX-License-Identifier: MIT */
/*
 * Compound commands, pipelines and lists; simple commands are in command.c. Invariant:
 * shell.untested is not 0 while the command around looks at the status, so that -e does not count.
 */
#include "execute.h"

#include "command.h"
#include "function.h"
#include "job.h"
#include "pattern.h"
#include "raise.h"
#include "redirect.h"
#include "script.h"
#include "shell.h"
#include "trap.h"
#include "variable.h"
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define CLOSED (-1)

/* `is_last`: nothing follows, so that a program may take the shell's place. */
static void run(const struct node *node, bool is_last);

/* Processes of their own -------------------------------------------------------------------------
 */

static void run_last(void *node)
{
    run(node, true);
}

/* In a process that was forked for it: nothing follows. */
static _Noreturn void run_as_child(const struct node *node)
{
    shell.status = 0;
    raise_protect(run_last, (void *)(uintptr_t)node);
    script_exit();
}

static void run_subshell(const struct node *node, bool is_last)
{
    if (is_last) {
        run(node->first, true);
        return;
    }
    struct job *job = job_new(node->text, false);
    if (job_fork(job) == 0) {
        run_as_child(node->first);
    }
    shell.status = job_wait(job);
}

/* Descriptors from one process to the next. */
struct pipe_ends {
    int in; /* of what was made before */
    int ends[2];
};

static void close_end(int *end)
{
    if (*end != CLOSED) {
        close(*end);
        *end = CLOSED;
    }
}

static void close_ends(void *argument)
{
    struct pipe_ends *ends = argument;
    close_end(&ends->in);
    close_end(&ends->ends[0]);
    close_end(&ends->ends[1]);
}

static void make_pipe(struct pipe_ends *ends)
{
    if (pipe(ends->ends) != 0) {
        ends->ends[0] = ends->ends[1] = CLOSED;
        raise_error(RAISE_STATUS, "cannot make a pipe: %s", strerror(errno));
    }
}

/* In a process of a pipeline. */
static _Noreturn void run_between(const struct node *node, struct pipe_ends *ends)
{
    close_end(&ends->ends[0]);
    if (ends->in != CLOSED) {
        dup2(ends->in, STDIN_FILENO);
    }
    if (ends->ends[1] != CLOSED) {
        dup2(ends->ends[1], STDOUT_FILENO);
    }
    close_ends(ends);
    run_as_child(node);
}

/* The number of the last process. */
static pid_t start_pipeline(const struct node *node, struct job *job)
{
    struct pipe_ends ends = {CLOSED, {CLOSED, CLOSED}};
    struct cleanup cleanup;
    pid_t pid = 0;
    cleanup_begin(&cleanup, close_ends, &ends);
    for (const struct node *command = node->first; command != NULL; command = command->next) {
        if (command->next != NULL) {
            make_pipe(&ends);
        }
        pid = job_fork(job);
        if (pid == 0) {
            run_between(command, &ends);
        }
        close_end(&ends.in);
        close_end(&ends.ends[1]);
        ends.in = ends.ends[0];
        ends.ends[0] = CLOSED;
    }
    cleanup_end(&cleanup);
    return pid;
}

static void run_pipeline(const struct node *node)
{
    struct job *job = job_new(node->text, false);
    start_pipeline(node, job);
    shell.status = job_wait(job);
}

static void run_background(const struct node *node)
{
    struct job *job = job_new(node->text, true);
    pid_t pid;
    if (node->first->kind == NODE_PIPELINE) {
        pid = start_pipeline(node->first, job);
    } else {
        pid = job_fork(job);
        if (pid == 0) {
            run_as_child(node->first);
        }
    }
    shell.last_background = pid;
    job_announce(job);
    shell.status = 0;
}

static void read_all(int descriptor, struct text *output)
{
    char bytes[256];
    ssize_t count;
    while ((count = read(descriptor, bytes, sizeof bytes)) > 0 || (count < 0 && errno == EINTR)) {
        for (ssize_t i = 0; i < count; i++) {
            if (bytes[i] != '\0') {
                text_add(output, bytes[i]);
            }
        }
    }
}

void execute_captured(const struct node *node, struct text *output)
{
    struct pipe_ends ends = {CLOSED, {CLOSED, CLOSED}};
    struct cleanup cleanup;
    bool has_jobs = shell.has_jobs;
    if (node == NULL) {
        command_set_captured(0);
        return;
    }
    cleanup_begin(&cleanup, close_ends, &ends);
    make_pipe(&ends);
    shell.has_jobs = false; /* it belongs to the job whose part it is */
    struct job *job = job_new(NULL, false);
    if (job_fork(job) == 0) {
        run_between(node, &ends);
    }
    close_end(&ends.ends[1]);
    read_all(ends.ends[0], output);
    cleanup_end(&cleanup);
    command_set_captured(job_wait(job));
    shell.has_jobs = has_jobs;
}

/* Compound commands ------------------------------------------------------------------------------
 */

/* Runs what a status is wanted of, which -e does not look at. */
static int run_condition(const struct node *node)
{
    shell.untested++;
    run(node, false);
    shell.untested--;
    return shell.status;
}

static void run_if(const struct node *node, bool is_last)
{
    for (;;) {
        if (run_condition(node->first) == 0 || shell.jump != JUMP_NOT) {
            if (shell.jump == JUMP_NOT) {
                run(node->second, is_last);
            }
            return;
        }
        if (node->third == NULL || node->third->kind != NODE_IF) {
            break;
        }
        node = node->third;
    }
    if (node->third != NULL) {
        run(node->third, is_last);
    } else {
        shell.status = 0;
    }
}

/* Whether the loop at hand goes on, after its body. */
static bool goes_on(void)
{
    if (shell.jump == JUMP_NOT) {
        return true;
    }
    if (shell.jump == JUMP_RETURN || --shell.jump_count > 0) {
        return false;
    }
    bool continues = shell.jump == JUMP_CONTINUE;
    shell.jump = JUMP_NOT;
    return continues;
}

static void run_while(const struct node *node)
{
    int status = 0;
    shell.loops++;
    for (;;) {
        bool is_true = run_condition(node->first) == 0;
        if (shell.jump != JUMP_NOT) {
            if (!goes_on()) {
                break;
            }
            continue;
        }
        if (is_true != (node->kind == NODE_WHILE)) {
            break;
        }
        run(node->second, false);
        status = shell.status;
        if (!goes_on()) {
            break;
        }
    }
    shell.loops--;
    shell.status = shell.jump == JUMP_RETURN ? shell.status : status;
}

static void run_for(const struct node *node)
{
    struct fields fields = {0};
    if (node->has_in) {
        expand_words(node->words, &fields);
    } else {
        for (size_t i = 0; i < shell.parameter_count; i++) {
            fields_add(&fields, arena_copy(&scratch, shell.parameter[i]));
        }
    }
    shell.loops++;
    shell.status = 0;
    for (size_t i = 0; i < fields.count; i++) {
        variable_set(node->name, fields.field[i]);
        run(node->second, false);
        if (!goes_on()) {
            break;
        }
    }
    shell.loops--;
}

static bool item_matches(const struct case_item *item, const char *subject)
{
    for (const struct word *word = item->patterns; word != NULL; word = word->next) {
        if (pattern_matches(expand_pattern(word), subject, strlen(subject))) {
            return true;
        }
    }
    return false;
}

static void run_case(const struct node *node, bool is_last)
{
    const char *subject = expand_string(node->words);
    shell.status = 0;
    for (const struct case_item *item = node->items; item != NULL; item = item->next) {
        if (item_matches(item, subject)) {
            if (item->body != NULL) {
                run(item->body, is_last);
            }
            return;
        }
    }
}

/* Lists ------------------------------------------------------------------------------------------
 */

static void run_and_or(const struct node *node, bool is_last)
{
    int status = run_condition(node->first);
    if (shell.jump == JUMP_NOT && (status == 0) == (node->kind == NODE_AND)) {
        run(node->second, is_last);
    }
}

static void run_sequence(const struct node *node, bool is_last)
{
    for (node = node->first; node != NULL && shell.jump == JUMP_NOT; node = node->next) {
        run(node, is_last && node->next == NULL);
    }
}

static void run_kind(const struct node *node, bool is_last)
{
    switch (node->kind) {
    case NODE_SIMPLE:
        command_run(node, is_last);
        break;
    case NODE_PIPELINE:
        run_pipeline(node);
        break;
    case NODE_NOT:
        shell.status = run_condition(node->first) == 0;
        break;
    case NODE_AND:
    case NODE_OR:
        run_and_or(node, is_last);
        break;
    case NODE_SEQUENCE:
        run_sequence(node, is_last);
        break;
    case NODE_BACKGROUND:
        run_background(node);
        break;
    case NODE_SUBSHELL:
        run_subshell(node, is_last);
        break;
    case NODE_GROUP:
        run(node->first, is_last);
        break;
    case NODE_IF:
        run_if(node, is_last);
        break;
    case NODE_WHILE:
    case NODE_UNTIL:
        run_while(node);
        break;
    case NODE_FOR:
        run_for(node);
        break;
    case NODE_CASE:
        run_case(node, is_last);
        break;
    case NODE_FUNCTION:
        function_define(node);
        shell.status = 0;
        break;
    }
}

/* A compound command with redirections, which end with it. */
static void run_redirected(const struct node *node)
{
    struct redirect_block block = {0};
    struct cleanup cleanup;
    cleanup_begin(&cleanup, redirect_end, &block);
    if (redirect_apply(node->redirections, &block)) {
        run_kind(node, false);
    } else {
        shell.status = RAISE_STATUS;
    }
    cleanup_end(&cleanup);
}

/* Whether the status is that of a command, and not of one of its parts. */
static bool counts(const struct node *node)
{
    return node->kind == NODE_SIMPLE || node->kind == NODE_PIPELINE ||
           node->kind == NODE_SUBSHELL || node->redirections != NULL;
}

static void run(const struct node *node, bool is_last)
{
    struct arena_mark mark = arena_here(&scratch);
    trap_run();
    if (shell.only_reads && !shell.is_interactive) {
        return;
    }
    raise_if_too_deep();
    if (node->redirections != NULL && node->kind != NODE_SIMPLE) {
        shell.line = node->line;
        run_redirected(node);
    } else {
        run_kind(node, is_last && trap_action(TRAP_EXIT) == NULL);
    }
    arena_back(&scratch, mark);
    if (shell.ends_on_error && shell.status != 0 && shell.untested == 0 && counts(node) &&
        shell.jump == JUMP_NOT) {
        raise_what(RAISED_EXIT, shell.status);
    }
    trap_run();
}

void execute(const struct node *node)
{
    if (node == NULL) {
        shell.status = 0;
        return;
    }
    run(node, false);
}

/* SPDX-License-Identifier: MIT */
#include "command.h"

#include "builtin.h"
#include "execute.h"
#include "function.h"
#include "job.h"
#include "parameter.h"
#include "program.h"
#include "raise.h"
#include "redirect.h"
#include "shell.h"
#include "variable.h"
#include <stdio.h>
#include <string.h>

static int captured_status;

void command_set_captured(int status)
{
    captured_status = status;
}

/* Assignments ------------------------------------------------------------------------------------
 */

static void trace_assignment(const struct word *assignment, const char *value)
{
    if (shell.is_traced) {
        const char *before = variable_get("PS4");
        fprintf(stderr, "%s%s=%s\n", before == NULL ? "" : before, assignment->name, value);
    }
}

/* For good, or as long as the block that has begun lasts, and then exported, too. */
static void assign(const struct word *assignment, bool is_for_block)
{
    for (; assignment != NULL; assignment = assignment->next) {
        const char *value = expand_string(assignment);
        trace_assignment(assignment, value);
        if (is_for_block && variable_save(assignment->name)) {
            variable_set(assignment->name, value);
            variable_export(assignment->name);
        } else {
            variable_set(assignment->name, value);
        }
    }
}

static void trace(const struct fields *words)
{
    const char *before = variable_get("PS4");
    fputs(before == NULL ? "" : before, stderr);
    for (size_t i = 0; i < words->count; i++) {
        fprintf(stderr, "%s%s", i == 0 ? "" : " ", words->field[i]);
    }
    fputc('\n', stderr);
}

/* What a name means ------------------------------------------------------------------------------
 */

static void hold_off(void *script)
{
    script_drop(script);
}

static void call(const struct function *function, const struct fields *words)
{
    struct cleanup drop, parameters, variables;
    struct parameter_block parameter_block;
    struct variable_block variable_block;
    struct node *body = function->body;
    unsigned loops = shell.loops;
    script_hold(function->script); /* it may be defined anew while it runs */
    cleanup_begin(&drop, hold_off, function->script);
    parameter_block_begin(&parameter_block, words->field + 1, words->count - 1);
    cleanup_begin(&parameters, parameter_block_end, &parameter_block);
    variable_block_begin(&variable_block);
    cleanup_begin(&variables, variable_block_end, &variable_block);
    shell.loops = 0;
    shell.functions++;
    execute(body);
    shell.functions--;
    shell.loops = loops;
    shell.jump = shell.jump == JUMP_RETURN ? JUMP_NOT : shell.jump;
    cleanup_end(&variables);
    cleanup_end(&parameters);
    cleanup_end(&drop);
}

static void run_builtin(const struct builtin *builtin, const struct fields *words)
{
    shell.status = builtin->run((int)words->count, words->field);
    if (fflush(stdout) != 0) {
        clearerr(stdout);
        complain("%s: cannot write", words->field[0]);
        shell.status = shell.status == 0 ? 1 : shell.status;
    }
}

void command_run_words(const struct fields *words)
{
    const struct builtin *builtin = builtin_find(words->field[0]);
    if (builtin != NULL) {
        run_builtin(builtin, words);
        return;
    }
    struct job *job = job_new(words->field[0], false);
    if (job_fork(job) == 0) {
        program_become(words);
    }
    shell.status = job_wait(job);
}

/* Running ----------------------------------------------------------------------------------------
 */

static bool redirect(const struct node *node, struct redirect_block *block)
{
    if (redirect_apply(node->redirections, block)) {
        return true;
    }
    shell.status = RAISE_STATUS;
    return false;
}

static void run_program(const struct node *node, const struct fields *words, bool is_last)
{
    struct job *job = NULL;
    if (!is_last) {
        job = job_new(node->text != NULL ? node->text : words->field[0], false);
        if (job_fork(job) != 0) {
            shell.status = job_wait(job);
            return;
        }
    }
    struct variable_block block;
    variable_block_begin(&block);
    if (!redirect(node, NULL)) {
        raise_what(RAISED_EXIT, shell.status);
    }
    assign(node->assignments, true);
    program_become(words);
}

static void run_special(const struct node *node, const struct builtin *builtin,
                        const struct fields *words)
{
    struct redirect_block block = {0};
    struct cleanup cleanup;
    bool stays = builtin_is_exec(builtin);
    cleanup_begin(&cleanup, redirect_end, &block);
    if (!redirect(node, stays ? NULL : &block)) {
        raise_what(RAISED_ERROR, shell.status);
    }
    assign(node->assignments, false);
    run_builtin(builtin, words);
    cleanup_end(&cleanup);
}

/* A builtin or a function: what is assigned and redirected is so for as long as it runs. */
static void run_inside(const struct node *node, const struct builtin *builtin,
                       const struct function *function, const struct fields *words)
{
    struct redirect_block redirections = {0};
    struct variable_block variables;
    struct cleanup close, restore;
    cleanup_begin(&close, redirect_end, &redirections);
    variable_block_begin(&variables);
    cleanup_begin(&restore, variable_block_end, &variables);
    if (redirect(node, &redirections)) {
        assign(node->assignments, true);
        if (function != NULL) {
            call(function, words);
        } else {
            run_builtin(builtin, words);
        }
    }
    cleanup_end(&restore);
    cleanup_end(&close);
}

static void run_without_words(const struct node *node)
{
    struct redirect_block block = {0};
    struct cleanup cleanup;
    cleanup_begin(&cleanup, redirect_end, &block);
    if (redirect(node, &block)) {
        assign(node->assignments, false);
        shell.status = captured_status;
    }
    cleanup_end(&cleanup);
}

void command_run(const struct node *node, bool is_last)
{
    struct fields words = {0};
    shell.line = node->line;
    captured_status = 0;
    expand_words(node->words, &words);
    if (words.count == 0) {
        run_without_words(node);
        return;
    }
    if (shell.is_traced) {
        trace(&words);
    }
    const struct builtin *builtin = builtin_find(words.field[0]);
    const struct function *function = function_find(words.field[0]);
    if (builtin != NULL && builtin->is_special) {
        run_special(node, builtin, &words);
    } else if (builtin != NULL || function != NULL) {
        run_inside(node, builtin, function, &words);
    } else {
        run_program(node, &words, is_last);
    }
}

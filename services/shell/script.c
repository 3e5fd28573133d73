/* SPDX-License-Identifier: MIT */
#include "script.h"

#include "execute.h"
#include "parser.h"
#include "raise.h"
#include "shell.h"
#include "trap.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void drop(void *script)
{
    script_drop(script);
}

enum script_line script_run_line(struct source *source, unsigned *line)
{
    struct lexer lexer;
    struct node *node;
    struct cleanup cleanup;
    struct script *script = script_new();
    cleanup_begin(&cleanup, drop, script);
    lexer_open(&lexer, source, script, *line);
    lexer.keeps_text = shell.has_jobs;
    bool is_line = parser_line(&lexer, &node);
    *line = lexer.line;
    if (node != NULL) {
        execute(node);
    }
    cleanup_end(&cleanup);
    return node != NULL ? SCRIPT_RUN : is_line ? SCRIPT_EMPTY : SCRIPT_END;
}

/* A script without commands succeeds. */
static void run_lines(struct source *source, unsigned line)
{
    enum script_line result;
    bool is_empty = true;
    while ((result = script_run_line(source, &line)) != SCRIPT_END && shell.jump == JUMP_NOT) {
        is_empty = is_empty && result == SCRIPT_EMPTY;
    }
    if (is_empty && result == SCRIPT_END) {
        shell.status = 0;
    }
}

void script_run(struct source *source)
{
    run_lines(source, 1);
}

static void restore_line(void *line)
{
    shell.line = *(unsigned *)line;
}

void script_run_text(const char *text)
{
    struct source source;
    struct cleanup cleanup;
    unsigned line = shell.line;
    source_of_string(&source, text);
    cleanup_begin(&cleanup, restore_line, &line);
    run_lines(&source, line == 0 ? 1 : line);
    cleanup_end(&cleanup);
}

static void close_descriptor(void *descriptor)
{
    close(*(int *)descriptor);
}

/* A descriptor that scripts do not use, and that programs do not get. */
static int move_away(int descriptor)
{
    int moved = fcntl(descriptor, F_DUPFD, SHELL_DESCRIPTOR_MIN);
    close(descriptor);
    return moved >= 0 && fcntl(moved, F_SETFD, FD_CLOEXEC) == 0 ? moved : -1;
}

bool script_run_file(const char *path)
{
    struct cleanup close_it, free_it;
    struct source source;
    int descriptor = open(path, O_RDONLY);
    descriptor = descriptor < 0 ? -1 : move_away(descriptor);
    if (descriptor < 0) {
        return false;
    }
    cleanup_begin(&close_it, close_descriptor, &descriptor);
    char *buffer = take_memory(SOURCE_BYTES);
    cleanup_begin(&free_it, free, buffer);
    source_of_file(&source, descriptor, false, buffer);
    script_run(&source);
    cleanup_end(&free_it);
    cleanup_end(&close_it);
    return true;
}

static void run_exit_trap(void *unused)
{
    (void)unused;
    trap_run_exit();
}

void script_exit(void)
{
    raise_protect(run_exit_trap, NULL);
    if (fflush(stdout) != 0 && shell.status == 0) {
        shell.status = 1;
    }
    fflush(stderr);
    _exit(shell.status & 0xFF);
}

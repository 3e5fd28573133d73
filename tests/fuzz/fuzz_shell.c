/* SPDX-License-Identifier: MIT */
/*
 * Any text as a script: it is read, and all words of all its commands are expanded, with everything
 * but $(...) done as it is in earnest. What is wrong may be raised as an error, and nothing else
 * may happen; patterns and arithmetic come out of the text, too.
 */
#include "arena.h"
#include "execute.h"
#include "expand.h"
#include "function.h"
#include "parameter.h"
#include "parser.h"
#include "pattern.h"
#include "raise.h"
#include "shell.h"
#include "variable.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_BYTES 4096u

struct shell shell = {.name = "fuzz"};

int LLVMFuzzerInitialize(int *count, char ***words);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static char text[TEXT_BYTES];

/* In place of what would be run: what it would write is part of the text. */
void execute_captured(const struct node *node, struct text *output)
{
    text_add_string(output, node == NULL ? "" : text + strlen(text) / 2);
}

static void expand_node(const struct node *node);

static void expand_items(const struct node *node)
{
    for (const struct case_item *item = node->items; item != NULL; item = item->next) {
        for (const struct word *word = item->patterns; word != NULL; word = word->next) {
            (void)pattern_matches(expand_pattern(word), text, strlen(text));
        }
        expand_node(item->body);
    }
}

static void expand_node(const struct node *node)
{
    for (; node != NULL; node = node->next) {
        struct fields fields = {0};
        for (const struct word *word = node->assignments; word != NULL; word = word->next) {
            variable_set(word->name, expand_string(word));
        }
        expand_words(node->words, &fields);
        for (const struct redirection *to = node->redirections; to != NULL; to = to->next) {
            (void)expand_string(to->word);
        }
        if (node->kind == NODE_FUNCTION) {
            function_define(node);
        }
        expand_items(node);
        expand_node(node->first);
        expand_node(node->second);
        expand_node(node->third);
    }
}

static void run(void *argument)
{
    struct script *script = argument;
    struct source source;
    struct lexer lexer;
    struct node *node;
    source_of_string(&source, text);
    lexer_open(&lexer, &source, script, 1);
    lexer.keeps_text = text[0] == ' ';
    while (parser_line(&lexer, &node)) {
        expand_node(node);
    }
}

int LLVMFuzzerInitialize(int *count, char ***words)
{
    (void)count;
    (void)words;
    stderr = fopen("/dev/null", "w"); /* the sanitizers use the descriptor */
    return stderr == NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static char *parameters[] = {"one", "", "two three", "*"};
    length = length < TEXT_BYTES ? length : TEXT_BYTES - 1;
    memcpy(text, bytes, length);
    text[length] = '\0';
    shell = (struct shell){.name = "fuzz", .has_no_glob = true, .wants_set = length % 7 == 0};
    parameter_set_all(parameters, length % 5 == 4 ? 0 : length % 5);
    variable_set("IFS", length % 3 == 0 ? " :" : " \t\n");
    struct script *script = script_new();
    enum raised raised = raise_protect(run, script);
    script_drop(script);
    function_forget_all();
    variable_keep_exported();
    arena_free(&scratch);
    free(shell.parameter);
    return raised == RAISED_NOTHING || raised == RAISED_ERROR ? 0 : -1;
}

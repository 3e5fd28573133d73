/* SPDX-License-Identifier: MIT */
/*
 * The syntax tree. All of it lies in the arena of its script, which lives as long as somebody
 * holds it: who runs it, and each function that was defined by it.
 */
#ifndef SHELL_SYNTAX_H
#define SHELL_SYNTAX_H

#include "arena.h"
#include <stdbool.h>

/* Counted; the last `script_drop` frees it. */
struct script {
    struct arena arena;
    unsigned holders;
};

struct script *script_new(void);
void script_hold(struct script *script);
void script_drop(struct script *script);

/* A word is a chain of parts. */
enum part_kind {
    PART_TEXT,
    PART_PARAMETER,
    PART_COMMAND,
    PART_ARITHMETIC,
};

/* What is done with a parameter's value. */
enum parameter_action {
    PARAMETER_VALUE,            /* $x, ${x} */
    PARAMETER_LENGTH,           /* ${#x} */
    PARAMETER_DEFAULT,          /* ${x-word} */
    PARAMETER_ASSIGN,           /* ${x=word} */
    PARAMETER_ERROR,            /* ${x?word} */
    PARAMETER_ALTERNATIVE,      /* ${x+word} */
    PARAMETER_CUT_SHORT_SUFFIX, /* ${x%pattern} */
    PARAMETER_CUT_LONG_SUFFIX,  /* ${x%%pattern} */
    PARAMETER_CUT_SHORT_PREFIX, /* ${x#pattern} */
    PARAMETER_CUT_LONG_PREFIX,  /* ${x##pattern} */
};

struct part {
    struct part *next;
    enum part_kind kind;
    bool is_quoted;
    bool empty_is_unset;          /* with a colon: ${x:-word} */
    enum parameter_action action; /* of PART_PARAMETER */
    const char *text;             /* the text, or the parameter's name */
    struct word *operand;         /* of a parameter's action, or the expression */
    struct node *command;         /* of PART_COMMAND; NULL: nothing is run */
};

struct word {
    struct word *next;
    const char *name; /* of an assignment: the variable's; else NULL */
    struct part *parts;
};

enum redirection_kind {
    REDIRECT_READ,       /* < */
    REDIRECT_WRITE,      /* > and >| */
    REDIRECT_APPEND,     /* >> */
    REDIRECT_READ_WRITE, /* <> */
    REDIRECT_DUPLICATE,  /* <& and >& */
    REDIRECT_HERE,       /* << and <<- */
};

struct redirection {
    struct redirection *next;
    enum redirection_kind kind;
    int descriptor;
    struct word *word; /* the file, the descriptor, or the text of a here-document */
};

enum node_kind {
    NODE_SIMPLE,     /* assignments, words */
    NODE_PIPELINE,   /* first, and those behind it by `next` */
    NODE_NOT,        /* first */
    NODE_AND,        /* first, second */
    NODE_OR,         /* first, second */
    NODE_SEQUENCE,   /* first, and those behind it by `next` */
    NODE_BACKGROUND, /* first */
    NODE_SUBSHELL,   /* first */
    NODE_GROUP,      /* first */
    NODE_IF,         /* first: the condition; second; third: else, or NULL */
    NODE_WHILE,      /* first: the condition; second: the body */
    NODE_UNTIL,      /* as NODE_WHILE */
    NODE_FOR,        /* name, words if has_in; second: the body */
    NODE_CASE,       /* words: the subject; items */
    NODE_FUNCTION,   /* name; second: the body */
};

struct case_item {
    struct case_item *next;
    struct word *patterns;
    struct node *body; /* NULL: nothing is run */
};

struct node {
    struct node *next;
    enum node_kind kind;
    unsigned line;
    struct node *first;
    struct node *second;
    struct node *third;
    struct word *assignments;
    struct word *words;
    struct redirection *redirections;
    struct case_item *items;
    const char *name;
    const char *text;      /* of a pipeline as it was written, for lists of jobs; NULL: not kept */
    struct script *script; /* of NODE_FUNCTION: what it is part of */
    bool has_in;           /* of NODE_FOR */
};

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The lexer: characters become tokens (XCU 2.3). Words are taken apart as they are read (word.h);
 * which of them are reserved is the parser's matter.
 */
#ifndef SHELL_LEXER_H
#define SHELL_LEXER_H

#include "source.h"
#include "syntax.h"
#include "text.h"

#define LEXER_BACK_MAX 4u

enum token_kind {
    TOKEN_END,
    TOKEN_WORD,
    TOKEN_NUMBER, /* of a descriptor, before < or > */
    TOKEN_NEWLINE,
    TOKEN_AND_IF,      /* && */
    TOKEN_OR_IF,       /* || */
    TOKEN_DOUBLE_SEMI, /* ;; */
    TOKEN_SEMI,
    TOKEN_AMPERSAND,
    TOKEN_PIPE,
    TOKEN_LEFT,
    TOKEN_RIGHT,
    TOKEN_LESS,
    TOKEN_GREAT,
    TOKEN_HERE,       /* << */
    TOKEN_HERE_TABS,  /* <<- */
    TOKEN_APPEND,     /* >> */
    TOKEN_LESS_AND,   /* <& */
    TOKEN_GREAT_AND,  /* >& */
    TOKEN_LESS_GREAT, /* <> */
    TOKEN_CLOBBER,    /* >| */
};

struct token {
    enum token_kind kind;
    struct word *word;   /* of TOKEN_WORD and TOKEN_NUMBER */
    const char *literal; /* if the word is nothing but text without quotes, this text; else NULL */
    unsigned line;
    size_t start; /* in what is kept of the text */
};

/* A here-document whose text is still to come. */
struct here {
    struct here *next;
    struct redirection *redirection;
    const char *delimiter;
    bool is_literal; /* its delimiter was quoted: nothing in it is expanded */
    bool strips_tabs;
};

struct lexer {
    struct source *source;
    struct script *script;
    unsigned line;
    unsigned depth; /* of commands within commands and words */
    struct here *here;
    struct text kept; /* what was read of the command, if keeps_text */
    bool keeps_text;
    unsigned back_count;
    int back[LEXER_BACK_MAX];
};

void lexer_open(struct lexer *lexer, struct source *source, struct script *script, unsigned line);

/* The next token; behind a newline the here-documents that were announced have been read. */
struct token lexer_next(struct lexer *lexer);

/* A here-document is announced: its redirection's word will be its text. */
void lexer_announce(struct lexer *lexer, struct redirection *redirection, struct word *delimiter,
                    bool strips_tabs);

/* The next character, as it is, or with backslashes before newlines left out, and its return. */
int lexer_get_raw(struct lexer *lexer);
int lexer_get(struct lexer *lexer);
void lexer_unget(struct lexer *lexer, int character);

/* Counts how deep commands lie in each other; too deep is an error. */
void lexer_enter(struct lexer *lexer);
void lexer_leave(struct lexer *lexer);

/* Raises "syntax error: " and the message at the lexer's line. */
__attribute__((format(printf, 2, 3))) _Noreturn void lexer_fail(const struct lexer *lexer,
                                                                const char *format, ...);

#endif

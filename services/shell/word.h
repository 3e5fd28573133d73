/* SPDX-License-Identifier: MIT */
/*
 * Words as they are read: a chain of text, quoted or not, and of what is to be expanded (XCU 2.2,
 * 2.6).
 */
#ifndef SHELL_WORD_H
#define SHELL_WORD_H

#include "lexer.h"

/* The word that begins with the next character, which is no blank and no operator. */
struct word *word_read(struct lexer *lexer);

/* A text in which nothing is expanded. */
struct word *word_of_text(struct script *script, const char *text);

/* The text of a here-document, which was read from this line on, or another text that is expanded
 * as it is between double quotes. */
struct word *word_of_here(struct lexer *lexer, const char *text, unsigned line);

/* If the word is an assignment, NAME=WORD, what it assigns, with the name; else NULL. */
struct word *word_assignment(struct script *script, const struct word *word);

/* How long the name is that a text begins with; 0: it begins with none. */
size_t word_name_length(const char *text);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The parser: tokens become a tree (XCU 2.10). What does not fit is raised as a syntax error.
 */
#ifndef SHELL_PARSER_H
#define SHELL_PARSER_H

#include "lexer.h"

/* The commands of one line, or of several if it takes them; NULL in *node_out: there are none.
 * False: the input was at its end. */
bool parser_line(struct lexer *lexer, struct node **node_out);

/* All commands up to the end. */
struct node *parser_all(struct lexer *lexer);

/* Those up to a right parenthesis, which is taken. */
struct node *parser_up_to_right(struct lexer *lexer);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Recursive descent. Invariant: at most one token has been read ahead, and none behind a newline or
 * a right parenthesis that ends what is being read.
 */
#include "parser.h"

#include "word.h"
#include <stdlib.h>
#include <string.h>

#define JOB_TEXT_BYTES 60u

struct parser {
    struct lexer *lexer;
    struct token token; /* if has_token, the next */
    bool has_token;
};

static struct node *parse_command(struct parser *parser);
static struct node *parse_list(struct parser *parser);

/* Scripts ----------------------------------------------------------------------------------------
 */

struct script *script_new(void)
{
    struct script *script = take_memory(sizeof *script);
    *script = (struct script){.holders = 1};
    return script;
}

void script_hold(struct script *script)
{
    script->holders++;
}

void script_drop(struct script *script)
{
    if (--script->holders == 0) {
        arena_free(&script->arena);
        free(script);
    }
}

/* Tokens -----------------------------------------------------------------------------------------
 */

static const struct token *peek(struct parser *parser)
{
    if (!parser->has_token) {
        parser->token = lexer_next(parser->lexer);
        parser->has_token = true;
    }
    return &parser->token;
}

static struct token take(struct parser *parser)
{
    struct token token = *peek(parser);
    parser->has_token = false;
    return token;
}

static bool is_next(struct parser *parser, enum token_kind kind)
{
    return peek(parser)->kind == kind;
}

static bool take_if(struct parser *parser, enum token_kind kind)
{
    bool is = is_next(parser, kind);
    parser->has_token = parser->has_token && !is;
    return is;
}

static bool is_word(const struct token *token, const char *word)
{
    return token->kind == TOKEN_WORD && token->literal != NULL && strcmp(token->literal, word) == 0;
}

static bool take_if_word(struct parser *parser, const char *word)
{
    bool is = is_word(peek(parser), word);
    parser->has_token = parser->has_token && !is;
    return is;
}

static void skip_newlines(struct parser *parser)
{
    while (take_if(parser, TOKEN_NEWLINE)) {
    }
}

static const char *token_text(const struct token *token)
{
    static const char *const texts[] = {
        [TOKEN_END] = "end of file", [TOKEN_NEWLINE] = "end of line",
        [TOKEN_AND_IF] = "&&",       [TOKEN_OR_IF] = "||",
        [TOKEN_DOUBLE_SEMI] = ";;",  [TOKEN_SEMI] = ";",
        [TOKEN_AMPERSAND] = "&",     [TOKEN_PIPE] = "|",
        [TOKEN_LEFT] = "(",          [TOKEN_RIGHT] = ")",
        [TOKEN_LESS] = "<",          [TOKEN_GREAT] = ">",
        [TOKEN_HERE] = "<<",         [TOKEN_HERE_TABS] = "<<-",
        [TOKEN_APPEND] = ">>",       [TOKEN_LESS_AND] = "<&",
        [TOKEN_GREAT_AND] = ">&",    [TOKEN_LESS_GREAT] = "<>",
        [TOKEN_CLOBBER] = ">|"};
    if (token->kind == TOKEN_WORD || token->kind == TOKEN_NUMBER) {
        return token->literal == NULL ? "a word" : token->literal;
    }
    return texts[token->kind];
}

static _Noreturn void fail_token(struct parser *parser, const char *wanted)
{
    const struct token *token = peek(parser);
    parser->lexer->line = token->line;
    if (wanted == NULL) {
        lexer_fail(parser->lexer, "unexpected '%s'", token_text(token));
    }
    lexer_fail(parser->lexer, "'%s' where '%s' should be", token_text(token), wanted);
}

static void expect_word(struct parser *parser, const char *word)
{
    if (!take_if_word(parser, word)) {
        fail_token(parser, word);
    }
}

static struct node *new_node(struct parser *parser, enum node_kind kind)
{
    struct node *node = arena_take(&parser->lexer->script->arena, sizeof *node);
    node->kind = kind;
    node->line = peek(parser)->line;
    return node;
}

/* Simple commands --------------------------------------------------------------------------------
 */

/* The kind that an operator stands for; false: it is none of a redirection. */
static bool redirection_kind(enum token_kind token, enum redirection_kind *kind_out)
{
    static const struct {
        enum token_kind token;
        enum redirection_kind kind;
    } kinds[] = {{TOKEN_LESS, REDIRECT_READ},
                 {TOKEN_GREAT, REDIRECT_WRITE},
                 {TOKEN_CLOBBER, REDIRECT_WRITE},
                 {TOKEN_APPEND, REDIRECT_APPEND},
                 {TOKEN_LESS_AND, REDIRECT_DUPLICATE},
                 {TOKEN_GREAT_AND, REDIRECT_DUPLICATE},
                 {TOKEN_LESS_GREAT, REDIRECT_READ_WRITE},
                 {TOKEN_HERE, REDIRECT_HERE},
                 {TOKEN_HERE_TABS, REDIRECT_HERE}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (kinds[i].token == token) {
            *kind_out = kinds[i].kind;
            return true;
        }
    }
    return false;
}

static bool reads(enum token_kind symbol)
{
    return symbol == TOKEN_LESS || symbol == TOKEN_LESS_AND || symbol == TOKEN_LESS_GREAT ||
           symbol == TOKEN_HERE || symbol == TOKEN_HERE_TABS;
}

/* Takes a redirection, if there is one. */
static bool parse_redirection(struct parser *parser, struct redirection **tail)
{
    enum redirection_kind kind;
    int descriptor = -1;
    if (is_next(parser, TOKEN_NUMBER)) {
        descriptor = take(parser).literal[0] - '0';
    }
    if (!redirection_kind(peek(parser)->kind, &kind)) {
        return false;
    }
    enum token_kind symbol = take(parser).kind;
    struct redirection *redirection =
        arena_take(&parser->lexer->script->arena, sizeof *redirection);
    redirection->kind = kind;
    redirection->descriptor = descriptor >= 0 ? descriptor : reads(symbol) ? 0 : 1;
    if (!is_next(parser, TOKEN_WORD)) {
        fail_token(parser, "a word");
    }
    redirection->word = take(parser).word;
    if (kind == REDIRECT_HERE) {
        lexer_announce(parser->lexer, redirection, redirection->word, symbol == TOKEN_HERE_TABS);
    }
    *tail = redirection;
    return true;
}

static void parse_redirections(struct parser *parser, struct node *node)
{
    struct redirection **tail = &node->redirections;
    while (parse_redirection(parser, tail)) {
        tail = &(*tail)->next;
    }
}

static struct node *parse_function(struct parser *parser, struct node *node, const char *name)
{
    if (word_name_length(name) != strlen(name)) {
        lexer_fail(parser->lexer, "'%s' cannot be the name of a function", name);
    }
    (void)take(parser);
    if (!take_if(parser, TOKEN_RIGHT)) {
        fail_token(parser, ")");
    }
    skip_newlines(parser);
    node->kind = NODE_FUNCTION;
    node->name = name;
    node->script = parser->lexer->script;
    node->second = parse_command(parser);
    if (node->second->kind == NODE_SIMPLE || node->second->kind == NODE_FUNCTION) {
        lexer_fail(parser->lexer, "a function needs a compound command");
    }
    return node;
}

static struct node *parse_simple(struct parser *parser)
{
    struct node *node = new_node(parser, NODE_SIMPLE);
    struct word **assignments = &node->assignments, **words = &node->words;
    struct redirection **redirections = &node->redirections;
    for (;;) {
        if (parse_redirection(parser, redirections)) {
            redirections = &(*redirections)->next;
            continue;
        }
        if (!is_next(parser, TOKEN_WORD)) {
            break;
        }
        struct token token = take(parser);
        struct word *assignment =
            node->words == NULL ? word_assignment(parser->lexer->script, token.word) : NULL;
        if (assignment != NULL) {
            *assignments = assignment;
            assignments = &assignment->next;
            continue;
        }
        *words = token.word;
        words = &token.word->next;
        if (node->words->next == NULL && token.literal != NULL && node->assignments == NULL &&
            node->redirections == NULL && is_next(parser, TOKEN_LEFT)) {
            return parse_function(parser, node, token.literal);
        }
    }
    if (node->words == NULL && node->assignments == NULL && node->redirections == NULL) {
        fail_token(parser, NULL);
    }
    return node;
}

/* Compound commands ------------------------------------------------------------------------------
 */

/* A list of commands that must not be empty. */
static struct node *parse_body(struct parser *parser)
{
    struct node *list = parse_list(parser);
    if (list == NULL) {
        fail_token(parser, NULL);
    }
    return list;
}

static struct node *parse_do(struct parser *parser)
{
    expect_word(parser, "do");
    struct node *body = parse_body(parser);
    expect_word(parser, "done");
    return body;
}

/* Behind `if` or `elif`, up to `fi`. */
static struct node *parse_if(struct parser *parser)
{
    struct node *node = new_node(parser, NODE_IF);
    node->first = parse_body(parser);
    expect_word(parser, "then");
    node->second = parse_body(parser);
    if (take_if_word(parser, "elif")) {
        lexer_enter(parser->lexer);
        node->third = parse_if(parser);
        lexer_leave(parser->lexer);
        return node;
    }
    if (take_if_word(parser, "else")) {
        node->third = parse_body(parser);
    }
    expect_word(parser, "fi");
    return node;
}

static struct node *parse_loop(struct parser *parser, enum node_kind kind)
{
    struct node *node = new_node(parser, kind);
    node->first = parse_body(parser);
    node->second = parse_do(parser);
    return node;
}

static struct node *parse_for(struct parser *parser)
{
    struct node *node = new_node(parser, NODE_FOR);
    struct token name = take(parser);
    if (name.literal == NULL || word_name_length(name.literal) != strlen(name.literal)) {
        lexer_fail(parser->lexer, "'%s' cannot be the name of a variable", token_text(&name));
    }
    node->name = name.literal;
    skip_newlines(parser);
    node->has_in = take_if_word(parser, "in");
    struct word **tail = &node->words;
    while (node->has_in && is_next(parser, TOKEN_WORD)) {
        *tail = take(parser).word;
        tail = &(*tail)->next;
    }
    if (!take_if(parser, TOKEN_SEMI) && node->has_in && !is_next(parser, TOKEN_NEWLINE)) {
        fail_token(parser, ";");
    }
    skip_newlines(parser);
    node->second = parse_do(parser);
    return node;
}

static struct case_item *parse_item(struct parser *parser)
{
    struct case_item *item = arena_take(&parser->lexer->script->arena, sizeof *item);
    struct word **tail = &item->patterns;
    (void)take_if(parser, TOKEN_LEFT);
    do {
        if (!is_next(parser, TOKEN_WORD)) {
            fail_token(parser, "a pattern");
        }
        *tail = take(parser).word;
        tail = &(*tail)->next;
    } while (take_if(parser, TOKEN_PIPE));
    if (!take_if(parser, TOKEN_RIGHT)) {
        fail_token(parser, ")");
    }
    item->body = parse_list(parser);
    return item;
}

static struct node *parse_case(struct parser *parser)
{
    struct node *node = new_node(parser, NODE_CASE);
    if (!is_next(parser, TOKEN_WORD)) {
        fail_token(parser, "a word");
    }
    node->words = take(parser).word;
    skip_newlines(parser);
    expect_word(parser, "in");
    skip_newlines(parser);
    struct case_item **tail = &node->items;
    while (!take_if_word(parser, "esac")) {
        *tail = parse_item(parser);
        tail = &(*tail)->next;
        if (!take_if(parser, TOKEN_DOUBLE_SEMI)) {
            expect_word(parser, "esac");
            break;
        }
        skip_newlines(parser);
    }
    return node;
}

static struct node *parse_group(struct parser *parser)
{
    struct node *node = new_node(parser, NODE_GROUP);
    node->first = parse_body(parser);
    expect_word(parser, "}");
    return node;
}

static struct node *parse_subshell(struct parser *parser)
{
    struct node *node = new_node(parser, NODE_SUBSHELL);
    node->first = parse_body(parser);
    if (!take_if(parser, TOKEN_RIGHT)) {
        fail_token(parser, ")");
    }
    return node;
}

/* The compound command whose first token is next; NULL: it is a simple command. */
static struct node *parse_compound(struct parser *parser)
{
    if (take_if(parser, TOKEN_LEFT)) {
        return parse_subshell(parser);
    }
    if (take_if_word(parser, "{")) {
        return parse_group(parser);
    }
    if (take_if_word(parser, "if")) {
        return parse_if(parser);
    }
    if (take_if_word(parser, "while")) {
        return parse_loop(parser, NODE_WHILE);
    }
    if (take_if_word(parser, "until")) {
        return parse_loop(parser, NODE_UNTIL);
    }
    if (take_if_word(parser, "for")) {
        return parse_for(parser);
    }
    return take_if_word(parser, "case") ? parse_case(parser) : NULL;
}

/* Whether the token is a word that stands inside or at the end of a compound command. */
static bool is_middle(const struct token *token)
{
    static const char *const words[] = {"then", "else", "elif", "fi", "do", "done", "esac", "}"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (is_word(token, words[i])) {
            return true;
        }
    }
    return false;
}

static struct node *parse_command(struct parser *parser)
{
    if (is_middle(peek(parser))) {
        fail_token(parser, NULL);
    }
    lexer_enter(parser->lexer);
    struct node *node = parse_compound(parser);
    if (node == NULL) {
        node = parse_simple(parser);
    } else {
        parse_redirections(parser, node);
    }
    lexer_leave(parser->lexer);
    return node;
}

/* Lists ------------------------------------------------------------------------------------------
 */

/* What was written from a place on, in short. */
static const char *kept_text(struct parser *parser, size_t start)
{
    const struct lexer *lexer = parser->lexer;
    size_t end = peek(parser)->start;
    if (!lexer->keeps_text) {
        return NULL;
    }
    while (end > start && strchr(" \t\n", lexer->kept.bytes[end - 1]) != NULL) {
        end--;
    }
    size_t length = end - start < JOB_TEXT_BYTES ? end - start : JOB_TEXT_BYTES;
    char *text = arena_copy_part(&lexer->script->arena, lexer->kept.bytes + start, length);
    for (char *at = text; *at != '\0'; at++) {
        *at = *at == '\n' ? ' ' : *at;
    }
    return text;
}

static struct node *parse_pipeline(struct parser *parser)
{
    size_t start = peek(parser)->start;
    if (take_if_word(parser, "!")) {
        struct node *node = new_node(parser, NODE_NOT);
        lexer_enter(parser->lexer);
        node->first = parse_pipeline(parser);
        lexer_leave(parser->lexer);
        return node;
    }
    struct node *first = parse_command(parser);
    struct node *pipeline = first;
    if (is_next(parser, TOKEN_PIPE)) {
        pipeline = new_node(parser, NODE_PIPELINE);
        pipeline->first = first;
        struct node **tail = &first->next;
        while (take_if(parser, TOKEN_PIPE)) {
            skip_newlines(parser);
            *tail = parse_command(parser);
            tail = &(*tail)->next;
        }
    }
    pipeline->text = kept_text(parser, start);
    return pipeline;
}

static struct node *parse_and_or(struct parser *parser)
{
    struct node *left = parse_pipeline(parser);
    while (is_next(parser, TOKEN_AND_IF) || is_next(parser, TOKEN_OR_IF)) {
        enum node_kind kind = is_next(parser, TOKEN_AND_IF) ? NODE_AND : NODE_OR;
        struct node *node = new_node(parser, kind);
        (void)take(parser);
        skip_newlines(parser);
        node->first = left;
        node->second = parse_pipeline(parser);
        left = node;
    }
    return left;
}

/* Commands up to where another one begins, and whether more may follow. */
static struct node *parse_one(struct parser *parser, bool *goes_on_out)
{
    size_t start = peek(parser)->start;
    struct node *node = parse_and_or(parser);
    *goes_on_out = true;
    if (is_next(parser, TOKEN_AMPERSAND)) {
        struct node *background = new_node(parser, NODE_BACKGROUND);
        background->first = node;
        background->text = kept_text(parser, start);
        (void)take(parser);
        return background;
    }
    *goes_on_out = take_if(parser, TOKEN_SEMI);
    return node;
}

/* The nodes as one. */
static struct node *sequence(struct parser *parser, struct node *first)
{
    if (first == NULL || first->next == NULL) {
        return first;
    }
    struct node *node = arena_take(&parser->lexer->script->arena, sizeof *node);
    node->kind = NODE_SEQUENCE;
    node->line = first->line;
    node->first = first;
    return node;
}

static bool ends_list(struct parser *parser)
{
    const struct token *token = peek(parser);
    return token->kind == TOKEN_END || token->kind == TOKEN_RIGHT ||
           token->kind == TOKEN_DOUBLE_SEMI || is_middle(token);
}

/* Lines of commands up to what cannot begin one; NULL: there are none. */
static struct node *parse_list(struct parser *parser)
{
    struct node *first = NULL, **tail = &first;
    bool goes_on = true;
    skip_newlines(parser);
    while (goes_on && !ends_list(parser)) {
        *tail = parse_one(parser, &goes_on);
        tail = &(*tail)->next;
        goes_on = take_if(parser, TOKEN_NEWLINE) || goes_on;
        skip_newlines(parser);
    }
    return sequence(parser, first);
}

bool parser_line(struct lexer *lexer, struct node **node_out)
{
    struct parser parser = {.lexer = lexer};
    struct node *first = NULL, **tail = &first;
    bool goes_on = true;
    lexer->source->is_continued = false;
    *node_out = NULL;
    if (is_next(&parser, TOKEN_END)) {
        return false;
    }
    while (goes_on && !is_next(&parser, TOKEN_NEWLINE) && !is_next(&parser, TOKEN_END)) {
        *tail = parse_one(&parser, &goes_on);
        tail = &(*tail)->next;
    }
    if (!is_next(&parser, TOKEN_NEWLINE) && !is_next(&parser, TOKEN_END)) {
        fail_token(&parser, NULL);
    }
    *node_out = sequence(&parser, first);
    return true;
}

struct node *parser_all(struct lexer *lexer)
{
    struct parser parser = {.lexer = lexer};
    struct node *list = parse_list(&parser);
    if (!is_next(&parser, TOKEN_END)) {
        fail_token(&parser, NULL);
    }
    return list;
}

struct node *parser_up_to_right(struct lexer *lexer)
{
    struct parser parser = {.lexer = lexer};
    struct node *list = parse_list(&parser);
    if (!is_next(&parser, TOKEN_RIGHT)) {
        fail_token(&parser, ")");
    }
    return list;
}

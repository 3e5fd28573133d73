/* SPDX-License-Identifier: MIT */
/*
 * The parser: which tree commands become, in which line what is wrong is wrong, and that nothing
 * that lies too deep is followed.
 */
#include "unit.h"

#include "parser.h"
#include "raise.h"
#include "shell.h"
#include <stdlib.h>
#include <string.h>

struct shell shell = {.name = "test"};

struct parsed {
    const char *text;
    struct script *script;
    struct node *node;
};

static void parse(void *argument)
{
    struct parsed *parsed = argument;
    struct source source;
    struct lexer lexer;
    source_of_string(&source, parsed->text);
    lexer_open(&lexer, &source, parsed->script, 1);
    parsed->node = parser_all(&lexer);
}

/* Words as they can be written again. */
static void write_word(struct text *text, const struct word *word)
{
    for (const struct part *part = word->parts; part != NULL; part = part->next) {
        text_add_string(text, part->is_quoted ? "'" : "");
        text_add_string(text, part->kind == PART_PARAMETER ? "$"
                              : part->kind == PART_COMMAND ? "$()"
                                                           : "");
        text_add_string(text, part->text == NULL ? "" : part->text);
        text_add_string(text, part->is_quoted ? "'" : "");
    }
}

static void write_node(struct text *text, const struct node *node)
{
    static const char *const names[] = {"simple", "pipe",  "not", "and",   "or",
                                        "list",   "back",  "sub", "group", "if",
                                        "while",  "until", "for", "case",  "function"};
    text_add_string(text, "(");
    text_add_string(text, names[node->kind]);
    for (const struct word *word = node->assignments; word != NULL; word = word->next) {
        text_add_string(text, " ");
        text_add_string(text, word->name);
        text_add_string(text, "=");
        write_word(text, word);
    }
    for (const struct word *word = node->words; word != NULL; word = word->next) {
        text_add_string(text, " ");
        write_word(text, word);
    }
    for (const struct redirection *to = node->redirections; to != NULL; to = to->next) {
        text_add_string(text, " >");
        write_word(text, to->word);
    }
    bool is_chain = node->kind == NODE_PIPELINE || node->kind == NODE_SEQUENCE;
    for (const struct node *at = node->first; at != NULL; at = is_chain ? at->next : NULL) {
        write_node(text, at);
    }
    for (const struct node *at = node->second; at != NULL; at = NULL) {
        write_node(text, at);
    }
    if (node->third != NULL) {
        write_node(text, node->third);
    }
    text_add_string(text, ")");
}

static void expect(const char *commands, const char *wanted)
{
    struct parsed parsed = {.text = commands, .script = script_new()};
    struct text tree = {.arena = &scratch};
    assert_int_equal(raise_protect(parse, &parsed), RAISED_NOTHING);
    if (parsed.node != NULL) {
        write_node(&tree, parsed.node);
    }
    assert_string_equal(text_string(&tree), wanted);
    script_drop(parsed.script);
    arena_free(&scratch);
}

/* In which line it says so. */
static void refuse(const char *commands, unsigned line)
{
    struct parsed parsed = {.text = commands, .script = script_new()};
    shell.line = 0;
    assert_int_equal(raise_protect(parse, &parsed), RAISED_ERROR);
    assert_int_equal(shell.line, line);
    assert_int_equal(shell.status, RAISE_STATUS);
    script_drop(parsed.script);
}

static void test_trees(void **state)
{
    (void)state;
    expect("", "");
    expect("\n # nothing\n", "");
    expect("a b 'c d' \"$e\"", "(simple a b 'c d' '$e')");
    expect("x=1 y= a z=2", "(simple x=1 y= a z=2)");
    expect("a | b && c || d; e &", "(list(or(and(pipe(simple a)(simple b))(simple c))(simple d))"
                                   "(back(simple e)))");
    expect("! a | b", "(not(pipe(simple a)(simple b)))");
    expect("a >b 2>c <d", "(simple a >b >c >d)");
    expect("if a; then b; elif c; then d; else e; fi",
           "(if(simple a)(simple b)(if(simple c)(simple d)(simple e)))");
    expect("while a\ndo b\ndone >c", "(while >c(simple a)(simple b))");
    expect("for i in a b; do c; done", "(for a b(simple c))");
    expect("f () { a; }", "(function f(group(simple a)))");
    expect("( a; b )", "(sub(list(simple a)(simple b)))");
    expect("echo if then { } !", "(simple echo if then { } !)");
    expect("a$(b)c`d`", "(simple a$()c$())");
    expect("cat <<A <<B\n1\nA\n2\nB\n", "(simple cat >'1\n' >'2\n')");
    expect("\"if\" a", "(simple 'if' a)");
    expect("a\\\nb c\\\n", "(simple ab c)");
}

static void test_wrong_lines(void **state)
{
    (void)state;
    refuse("a\nb )", 2);
    refuse("if a\nthen b", 2);
    refuse("\n\nfi", 3);
    refuse("a\n'b\nc\n", 2);
    refuse("a \"b\n\n$(c\n", 4);
    refuse("a\nb ${c!}\n", 2);
    refuse("a $((1+\n2\n", 1);
    refuse("for 1 in a; do b; done", 1);
    refuse("case a in\nb) c\n", 3);
    refuse("a |\n\n;", 3);
    refuse("a > \n", 1);
    refuse("cat <<$(x)\n", 1);
    refuse("f() a", 1);
    refuse("a & & b", 1);
    refuse("`(`", 1);
}

/* So many times one text, and then another. */
static void refuse_deep(const char *opening)
{
    size_t length = strlen(opening), times = 20000;
    char *commands = calloc(1, times * length + 1);
    for (size_t i = 0; i < times; i++) {
        memcpy(commands + i * length, opening, length);
    }
    struct parsed parsed = {.text = commands, .script = script_new()};
    assert_int_equal(raise_protect(parse, &parsed), RAISED_ERROR);
    script_drop(parsed.script);
    free(commands);
}

static void test_deep(void **state)
{
    (void)state;
    static const char *const openings[] = {
        "(",           "{ ",  "if ", "if a; then b; elif ", "while ", "$(",        "\"${a:-",
        "${a:-",       "$((", "! ",  "case a in a) ",       "f() { ", "for i do ", "\"$(",
        "if a; then ", "x=$("};
    for (size_t i = 0; i < sizeof openings / sizeof openings[0]; i++) {
        refuse_deep(openings[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trees),
        cmocka_unit_test(test_wrong_lines),
        cmocka_unit_test(test_deep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

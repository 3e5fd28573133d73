/* SPDX-License-Identifier: MIT */
/*
 * By precedence climbing. Invariant: while `skips` is not 0, what is read is not evaluated, and
 * changes nothing.
 */
#include "arithmetic.h"

#include "arena.h"
#include "raise.h"
#include "shell.h"
#include "variable.h"
#include "word.h"
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 100u
#define NUMBER_BITS 64u

struct reader {
    const char *expression;
    const char *at;
    unsigned skips;
    unsigned depth;
};

enum operation {
    OPERATION_OR_IF,
    OPERATION_AND_IF,
    OPERATION_OR,
    OPERATION_XOR,
    OPERATION_AND,
    OPERATION_EQUAL,
    OPERATION_UNEQUAL,
    OPERATION_LESS_EQUAL,
    OPERATION_GREATER_EQUAL,
    OPERATION_SHIFT_LEFT,
    OPERATION_SHIFT_RIGHT,
    OPERATION_LESS,
    OPERATION_GREATER,
    OPERATION_ADD,
    OPERATION_SUBTRACT,
    OPERATION_MULTIPLY,
    OPERATION_DIVIDE,
    OPERATION_REMAINDER,
};

/* Longer ones before those that they begin with. */
static const struct {
    const char *text;
    enum operation operation;
    unsigned precedence;
    bool assigns; /* with a = behind it */
} operators[] = {
    {"||", OPERATION_OR_IF, 1, false},      {"&&", OPERATION_AND_IF, 2, false},
    {"==", OPERATION_EQUAL, 6, false},      {"!=", OPERATION_UNEQUAL, 6, false},
    {"<<", OPERATION_SHIFT_LEFT, 8, true},  {">>", OPERATION_SHIFT_RIGHT, 8, true},
    {"<=", OPERATION_LESS_EQUAL, 7, false}, {">=", OPERATION_GREATER_EQUAL, 7, false},
    {"<", OPERATION_LESS, 7, false},        {">", OPERATION_GREATER, 7, false},
    {"|", OPERATION_OR, 3, true},           {"^", OPERATION_XOR, 4, true},
    {"&", OPERATION_AND, 5, true},          {"+", OPERATION_ADD, 9, true},
    {"-", OPERATION_SUBTRACT, 9, true},     {"*", OPERATION_MULTIPLY, 10, true},
    {"/", OPERATION_DIVIDE, 10, true},      {"%", OPERATION_REMAINDER, 10, true},
};
#define OPERATORS (sizeof operators / sizeof operators[0])

static int64_t read_assignment(struct reader *reader);

static _Noreturn void fail(const struct reader *reader, const char *why)
{
    raise_error(RAISE_STATUS, "arithmetic: '%s': %s", reader->expression, why);
}

static void skip_blanks(struct reader *reader)
{
    reader->at += strspn(reader->at, " \t\n");
}

static bool take_if(struct reader *reader, char wanted)
{
    skip_blanks(reader);
    bool is = *reader->at == wanted;
    reader->at += is;
    return is;
}

static void enter(struct reader *reader)
{
    if (++reader->depth > DEPTH_MAX) {
        fail(reader, "it is too deep");
    }
}

/* Operations -------------------------------------------------------------------------------------
 */

static int64_t divide(const struct reader *reader, enum operation operation, int64_t left,
                      int64_t right)
{
    if (right == 0) {
        fail(reader, "division by zero");
    }
    if (right == -1) { /* the smallest number has no counterpart */
        return operation == OPERATION_DIVIDE ? (int64_t)(0 - (uint64_t)left) : 0;
    }
    return operation == OPERATION_DIVIDE ? left / right : left % right;
}

static int64_t calculate(const struct reader *reader, enum operation operation, int64_t left,
                         int64_t right)
{
    uint64_t a = (uint64_t)left, b = (uint64_t)right;
    switch (operation) {
    case OPERATION_OR_IF:
        return left != 0 || right != 0;
    case OPERATION_AND_IF:
        return left != 0 && right != 0;
    case OPERATION_OR:
        return left | right;
    case OPERATION_XOR:
        return left ^ right;
    case OPERATION_AND:
        return left & right;
    case OPERATION_EQUAL:
        return left == right;
    case OPERATION_UNEQUAL:
        return left != right;
    case OPERATION_LESS_EQUAL:
        return left <= right;
    case OPERATION_GREATER_EQUAL:
        return left >= right;
    case OPERATION_SHIFT_LEFT:
        return (int64_t)(a << (b % NUMBER_BITS));
    case OPERATION_SHIFT_RIGHT:
        return left >> (b % NUMBER_BITS);
    case OPERATION_LESS:
        return left < right;
    case OPERATION_GREATER:
        return left > right;
    case OPERATION_ADD:
        return (int64_t)(a + b);
    case OPERATION_SUBTRACT:
        return (int64_t)(a - b);
    case OPERATION_MULTIPLY:
        return (int64_t)(a * b);
    default:
        return divide(reader, operation, left, right);
    }
}

/* What is skipped is not calculated. */
static int64_t apply(const struct reader *reader, enum operation operation, int64_t left,
                     int64_t right)
{
    return reader->skips > 0 ? 0 : calculate(reader, operation, left, right);
}

/* Operands ---------------------------------------------------------------------------------------
 */

static int64_t number(struct reader *reader, const char *text, const char **end_out)
{
    char *end;
    errno = 0;
    int64_t value = strtoll(text, &end, 0);
    if (errno == ERANGE) {
        fail(reader, "a number is too large");
    }
    *end_out = end;
    return value;
}

static int64_t variable_value(struct reader *reader, const char *name)
{
    const char *text = variable_get(name), *end;
    if (reader->skips > 0) {
        return 0;
    }
    if (text == NULL && shell.wants_set) {
        raise_error(RAISE_STATUS, "%s: is not set", name);
    }
    if (text == NULL || *text == '\0') {
        return 0;
    }
    int64_t value = number(reader, text, &end);
    if (end == text || end[strspn(end, " \t\n")] != '\0') {
        raise_error(RAISE_STATUS, "arithmetic: %s is '%s', which is no number", name, text);
    }
    return value;
}

static char *take_name(struct reader *reader)
{
    size_t length = word_name_length(reader->at);
    char *name = length == 0 ? NULL : arena_copy_part(&scratch, reader->at, length);
    reader->at += length;
    return name;
}

static int64_t read_primary(struct reader *reader)
{
    const char *end;
    if (take_if(reader, '(')) {
        int64_t value = read_assignment(reader);
        if (!take_if(reader, ')')) {
            fail(reader, "a parenthesis has no end");
        }
        return value;
    }
    char *name = take_name(reader);
    if (name != NULL) {
        return variable_value(reader, name);
    }
    if (*reader->at < '0' || *reader->at > '9') {
        fail(reader, "a number or a name is missing");
    }
    int64_t value = number(reader, reader->at, &end);
    reader->at = end;
    return value;
}

static int64_t read_operand(struct reader *reader)
{
    skip_blanks(reader);
    char sign = *reader->at;
    if (sign == '\0' || strchr("+-!~", sign) == NULL) {
        return read_primary(reader);
    }
    reader->at++;
    enter(reader);
    int64_t value = read_operand(reader);
    reader->depth--;
    switch (sign) {
    case '-':
        return (int64_t)(0 - (uint64_t)value);
    case '!':
        return value == 0;
    case '~':
        return ~value;
    default:
        return value;
    }
}

/* The index of the operator that stands here, or OPERATORS. */
static size_t operator_here(struct reader *reader)
{
    skip_blanks(reader);
    for (size_t i = 0; i < OPERATORS; i++) {
        size_t length = strlen(operators[i].text);
        if (strncmp(reader->at, operators[i].text, length) == 0) {
            return i;
        }
    }
    return OPERATORS;
}

static bool is_assignment(const struct reader *reader, size_t index)
{
    return index < OPERATORS && operators[index].assigns &&
           reader->at[strlen(operators[index].text)] == '=';
}

static int64_t read_binary(struct reader *reader, int64_t left, unsigned precedence)
{
    size_t index;
    while ((index = operator_here(reader)) < OPERATORS &&
           operators[index].precedence >= precedence && !is_assignment(reader, index)) {
        enum operation operation = operators[index].operation;
        bool skips = (operation == OPERATION_OR_IF && left != 0) ||
                     (operation == OPERATION_AND_IF && left == 0);
        reader->at += strlen(operators[index].text);
        reader->skips += skips;
        enter(reader);
        int64_t right = read_operand(reader);
        right = read_binary(reader, right, operators[index].precedence + 1);
        reader->depth--;
        reader->skips -= skips;
        left = skips ? operation == OPERATION_OR_IF : apply(reader, operation, left, right);
    }
    return left;
}

static int64_t read_conditional(struct reader *reader, int64_t left)
{
    left = read_binary(reader, left, 1);
    if (!take_if(reader, '?')) {
        return left;
    }
    reader->skips += left == 0;
    int64_t yes = read_assignment(reader);
    reader->skips -= left == 0;
    if (!take_if(reader, ':')) {
        fail(reader, "a ? has no :");
    }
    reader->skips += left != 0;
    int64_t no = read_assignment(reader);
    reader->skips -= left != 0;
    return left != 0 ? yes : no;
}

static int64_t assign(struct reader *reader, const char *name, size_t index)
{
    reader->at += index < OPERATORS ? strlen(operators[index].text) + 1 : 1;
    int64_t value = read_assignment(reader);
    if (reader->skips > 0) {
        return 0;
    }
    if (index < OPERATORS) {
        value = apply(reader, operators[index].operation, variable_value(reader, name), value);
    }
    variable_set_number(name, (long)value);
    return value;
}

static int64_t read_assignment(struct reader *reader)
{
    enter(reader);
    skip_blanks(reader);
    const char *start = reader->at;
    char *name = take_name(reader);
    int64_t value;
    size_t index = operator_here(reader);
    if (name != NULL &&
        (is_assignment(reader, index) || (reader->at[0] == '=' && reader->at[1] != '='))) {
        value = assign(reader, name, index);
    } else {
        reader->at = start;
        value = read_conditional(reader, read_operand(reader));
    }
    reader->depth--;
    return value;
}

int64_t arithmetic_value(const char *expression)
{
    struct reader reader = {.expression = expression, .at = expression};
    skip_blanks(&reader);
    if (*reader.at == '\0') {
        return 0;
    }
    int64_t value = read_assignment(&reader);
    skip_blanks(&reader);
    if (*reader.at != '\0') {
        fail(&reader, "something stands behind it");
    }
    return value;
}

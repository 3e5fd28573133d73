/* SPDX-License-Identifier: MIT */
/*
 * test and [: an expression is read from left to right, as the number of words wants it (XCU test).
 */
#include "builtin.h"

#include "raise.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WRONG RAISE_STATUS /* the status for an expression that is none */

struct reader {
    char **word;
    int count;
    int at;
    unsigned depth;
};

#define DEPTH_MAX 100u

static bool read_or(struct reader *reader);

static _Noreturn void fail(const char *what, const char *word)
{
    raise_error(WRONG, "test: %s%s", word, what);
}

static const char *peek(const struct reader *reader, int ahead)
{
    return reader->at + ahead < reader->count ? reader->word[reader->at + ahead] : NULL;
}

static bool is_next(const struct reader *reader, const char *word)
{
    const char *next = peek(reader, 0);
    return next != NULL && strcmp(next, word) == 0;
}

/* Files ------------------------------------------------------------------------------------------
 */

static bool has_kind(mode_t mode, char kind)
{
    switch (kind) {
    case 'b':
        return S_ISBLK(mode);
    case 'c':
        return S_ISCHR(mode);
    case 'd':
        return S_ISDIR(mode);
    case 'f':
        return S_ISREG(mode);
    case 'p':
        return S_ISFIFO(mode);
    default:
        return kind == 'e';
    }
}

static bool is_terminal(const char *word)
{
    char *end;
    long descriptor = strtol(word, &end, 10);
    return *word != '\0' && *end == '\0' && isatty((int)descriptor) == 1;
}

static bool test_unary(char letter, const char *word)
{
    struct stat status;
    switch (letter) {
    case 'n':
        return word[0] != '\0';
    case 'z':
        return word[0] == '\0';
    case 't':
        return is_terminal(word);
    case 'r':
        return access(word, R_OK) == 0;
    case 'w':
        return access(word, W_OK) == 0;
    case 'x':
        return access(word, X_OK) == 0;
    case 'h':
    case 'L':
        return lstat(word, &status) == 0 && S_ISLNK(status.st_mode);
    case 's':
        return stat(word, &status) == 0 && status.st_size > 0;
    default:
        return stat(word, &status) == 0 && has_kind(status.st_mode, letter);
    }
}

static bool is_unary(const char *word)
{
    return word != NULL && word[0] == '-' && word[1] != '\0' && word[2] == '\0' &&
           strchr("bcdefhLnprstwxz", word[1]) != NULL;
}

/* Comparisons ------------------------------------------------------------------------------------
 */

static const char *const binary[] = {"=",   "!=",  "-eq", "-ne", "-lt", "-le",
                                     "-gt", "-ge", "-nt", "-ot", "-ef"};
#define BINARY (sizeof binary / sizeof binary[0])

static size_t binary_index(const char *word)
{
    size_t index = 0;
    while (index < BINARY && (word == NULL || strcmp(word, binary[index]) != 0)) {
        index++;
    }
    return index;
}

static long long number(const char *word)
{
    char *end;
    errno = 0;
    long long value = strtoll(word, &end, 10);
    if (end == word || end[strspn(end, " \t\n")] != '\0' || errno != 0) {
        fail(": is no number, or too large", word);
    }
    return value;
}

static bool compare_numbers(const char *symbol, const char *left, const char *right)
{
    long long a = number(left), b = number(right);
    if (symbol[1] == 'e') {
        return a == b;
    }
    if (symbol[1] == 'n') {
        return a != b;
    }
    bool is_equal_enough = symbol[2] == 'e' && a == b;
    return is_equal_enough || (symbol[1] == 'l' ? a < b : a > b);
}

/* Who is not there is older. */
static bool is_newer(const char *left, const char *right)
{
    struct stat a, b;
    if (stat(left, &a) != 0) {
        return false;
    }
    return stat(right, &b) != 0 || a.st_mtime > b.st_mtime;
}

static bool is_same_file(const char *left, const char *right)
{
    struct stat a, b;
    return stat(left, &a) == 0 && stat(right, &b) == 0 && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

static bool test_binary(const char *left, const char *symbol, const char *right)
{
    if (symbol[0] != '-') {
        return (strcmp(left, right) == 0) == (symbol[0] == '=');
    }
    if (strcmp(symbol, "-nt") == 0) {
        return is_newer(left, right);
    }
    if (strcmp(symbol, "-ot") == 0) {
        return is_newer(right, left);
    }
    if (strcmp(symbol, "-ef") == 0) {
        return is_same_file(left, right);
    }
    return compare_numbers(symbol, left, right);
}

/* Expressions ------------------------------------------------------------------------------------
 */

static bool read_primary(struct reader *reader)
{
    const char *word = peek(reader, 0);
    if (word == NULL) {
        fail("something is missing at the end", "");
    }
    if (peek(reader, 2) != NULL && binary_index(peek(reader, 1)) < BINARY) {
        reader->at += 3;
        return test_binary(word, reader->word[reader->at - 2], reader->word[reader->at - 1]);
    }
    if (strcmp(word, "(") == 0 && peek(reader, 1) != NULL) {
        reader->at++;
        bool value = read_or(reader);
        if (!is_next(reader, ")")) {
            fail("a parenthesis has no end", "");
        }
        reader->at++;
        return value;
    }
    if (is_unary(word) && peek(reader, 1) != NULL) {
        reader->at += 2;
        return test_unary(word[1], reader->word[reader->at - 1]);
    }
    reader->at++;
    return word[0] != '\0';
}

static bool read_not(struct reader *reader)
{
    bool is_inverted = false;
    /* In front of an operator a ! is a string. */
    while (is_next(reader, "!") && peek(reader, 1) != NULL &&
           !(peek(reader, 2) != NULL && binary_index(peek(reader, 1)) < BINARY)) {
        reader->at++;
        is_inverted = !is_inverted;
    }
    return read_primary(reader) != is_inverted;
}

static bool read_and(struct reader *reader)
{
    bool value = read_not(reader);
    while (is_next(reader, "-a")) {
        reader->at++;
        value = read_not(reader) && value;
    }
    return value;
}

static bool read_or(struct reader *reader)
{
    if (++reader->depth > DEPTH_MAX) {
        fail("parentheses lie too deep in each other", "");
    }
    bool value = read_and(reader);
    while (is_next(reader, "-o")) {
        reader->at++;
        value = read_and(reader) || value;
    }
    reader->depth--;
    return value;
}

struct evaluation {
    struct reader reader;
    bool value;
};

static void evaluate(void *argument)
{
    struct evaluation *evaluation = argument;
    evaluation->value = read_or(&evaluation->reader);
    if (evaluation->reader.at < evaluation->reader.count) {
        fail(": is not expected", evaluation->reader.word[evaluation->reader.at]);
    }
}

int builtin_test(int count, char **words)
{
    if (words[0][0] == '[') {
        if (strcmp(words[count - 1], "]") != 0 || count == 1) {
            complain("[: there is no ]");
            return WRONG;
        }
        count--;
    }
    struct evaluation evaluation = {.reader = {.word = words + 1, .count = count - 1}};
    if (count == 1) {
        return 1;
    }
    if (raise_protect(evaluate, &evaluation) != RAISED_NOTHING) {
        return WRONG; /* a wrong expression does not end a script */
    }
    return evaluation.value ? 0 : 1;
}

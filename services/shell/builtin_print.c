/* SPDX-License-Identifier: MIT */
/*
 * echo and printf.
 */
#include "builtin.h"

#include "raise.h"
#include "text.h"
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OCTAL_DIGITS 3
#define SPECIFICATION_BYTES 32
#define WIDTH_MAX 4096

int builtin_echo(int count, char **words)
{
    int first = count > 1 && strcmp(words[1], "-n") == 0 ? 2 : 1;
    for (int i = first; i < count; i++) {
        printf("%s%s", i == first ? "" : " ", words[i]);
    }
    if (first == 1) {
        putchar('\n');
    }
    return 0;
}

/* printf -----------------------------------------------------------------------------------------
 */

struct printer {
    char **word; /* the next argument */
    int left;
    bool is_stopped; /* by \c */
    int status;
};

static unsigned octal(const char **at)
{
    unsigned value = 0;
    for (int i = 0; i < OCTAL_DIGITS && **at >= '0' && **at <= '7'; i++) {
        value = 8 * value + (unsigned)(*(*at)++ - '0');
    }
    return value;
}

/* Behind a backslash; in an argument of %b zero and digits are an octal number, too. */
static void add_escaped(struct printer *printer, struct text *text, const char **at,
                        bool is_argument)
{
    static const char letters[] = "abfnrtv\\\"'";
    static const char bytes[] = "\a\b\f\n\r\t\v\\\"'";
    const char *letter = **at == '\0' ? NULL : strchr(letters, **at);
    if (letter != NULL) {
        text_add(text, bytes[letter - letters]);
        (*at)++;
    } else if (**at >= '0' && **at <= '7') {
        *at += is_argument && **at == '0';
        text_add(text, (char)octal(at));
    } else if (**at == 'c' && is_argument) {
        printer->is_stopped = true;
    } else {
        text_add(text, '\\');
    }
}

static const char *take_word(struct printer *printer)
{
    if (printer->left == 0) {
        return NULL;
    }
    printer->left--;
    return *printer->word++;
}

static void complain_number(struct printer *printer, const char *word)
{
    complain("printf: '%s' is no number, or too large", word);
    printer->status = 1;
}

static long long take_number(struct printer *printer, bool is_unsigned)
{
    const char *word = take_word(printer);
    char *end;
    if (word == NULL) {
        return 0;
    }
    if (*word == '\'' || *word == '"') {
        return (unsigned char)word[1];
    }
    errno = 0;
    long long value = is_unsigned ? (long long)strtoull(word, &end, 0) : strtoll(word, &end, 0);
    if (end == word || *end != '\0' || errno != 0) {
        complain_number(printer, word);
    }
    return value;
}

static int take_width(struct printer *printer)
{
    long long width = take_number(printer, false);
    return width > WIDTH_MAX ? WIDTH_MAX : width < -WIDTH_MAX ? -WIDTH_MAX : (int)width;
}

/* A number, or one in place of *; -1: there is none. */
static int read_width(struct printer *printer, const char **at)
{
    int width = -1;
    if (**at == '*') {
        (*at)++;
        return take_width(printer);
    }
    while (**at >= '0' && **at <= '9') {
        width = 10 * (width < 0 ? 0 : width) + (*(*at)++ - '0');
        width = width > WIDTH_MAX ? WIDTH_MAX : width;
    }
    return width;
}

static void print_padded(const char *bytes, size_t length, int width, bool is_left)
{
    size_t padding = width > 0 && (size_t)width > length ? (size_t)width - length : 0;
    for (size_t i = 0; i < padding && !is_left; i++) {
        putchar(' ');
    }
    fwrite(bytes, 1, length, stdout);
    for (size_t i = 0; i < padding && is_left; i++) {
        putchar(' ');
    }
}

static void print_escaped(struct printer *printer, const char *word, int width, bool is_left)
{
    struct text text = {.arena = &scratch};
    while (*word != '\0' && !printer->is_stopped) {
        char byte = *word++;
        if (byte == '\\') {
            add_escaped(printer, &text, &word, true);
        } else {
            text_add(&text, byte);
        }
    }
    print_padded(text_string(&text), text.length, width, is_left);
}

static void print_number(struct printer *printer, const char *flags, int width, int precision,
                         char conversion)
{
    char specification[SPECIFICATION_BYTES];
    bool is_unsigned = conversion != 'd' && conversion != 'i';
    long long value = take_number(printer, is_unsigned);
    if (width < 0 && width != -1) {
        snprintf(specification, sizeof specification, "%%-%s*.*ll%c", flags, conversion);
        width = -width;
    } else {
        snprintf(specification, sizeof specification, "%%%s*.*ll%c", flags, conversion);
        width = width < 0 ? 0 : width;
    }
    printf(specification, width, precision, value);
}

static void print_text(struct printer *printer, char conversion, int width, int precision,
                       bool is_left)
{
    const char *word = take_word(printer);
    word = word == NULL ? "" : word;
    size_t length = strlen(word);
    if (conversion == 'b') {
        print_escaped(printer, word, width, is_left);
        return;
    }
    if (conversion == 'c') {
        length = length > 0;
    } else if (precision >= 0 && (size_t)precision < length) {
        length = (size_t)precision;
    }
    print_padded(word, length, width, is_left);
}

/* Behind a percent sign. */
static void convert(struct printer *printer, const char **at)
{
    char flags[8] = "";
    size_t count = strspn(*at, "-+ #0");
    memcpy(flags, *at, count < sizeof flags ? count : sizeof flags - 1);
    *at += count;
    int width = read_width(printer, at), precision = -1;
    if (**at == '.') {
        (*at)++;
        precision = read_width(printer, at);
        precision = precision < 0 ? 0 : precision;
    }
    char conversion = **at;
    if (conversion == '\0' || strchr("diouxXscb%", conversion) == NULL) {
        raise_error(RAISE_STATUS, "printf: '%%%c' is not known", conversion);
    }
    (*at)++;
    bool is_left = strchr(flags, '-') != NULL || width < -1;
    if (conversion == '%') {
        putchar('%');
    } else if (strchr("scb", conversion) != NULL) {
        print_text(printer, conversion, width < -1 ? -width : width, precision, is_left);
    } else {
        print_number(printer, flags, width, precision, conversion);
    }
}

static void print_once(struct printer *printer, const char *format)
{
    while (*format != '\0' && !printer->is_stopped) {
        char byte = *format++;
        if (byte == '\\') {
            struct text text = {.arena = &scratch};
            add_escaped(printer, &text, &format, false);
            fwrite(text.bytes, 1, text.length, stdout);
        } else if (byte == '%') {
            convert(printer, &format);
        } else {
            putchar(byte);
        }
    }
}

int builtin_printf(int count, char **words)
{
    int first = count > 1 && strcmp(words[1], "--") == 0 ? 2 : 1;
    if (count <= first) {
        complain("printf: which format?");
        return RAISE_STATUS;
    }
    struct printer printer = {.word = words + first + 1, .left = count - first - 1};
    int left;
    do {
        left = printer.left;
        print_once(&printer, words[first]);
    } while (printer.left > 0 && printer.left < left && !printer.is_stopped);
    return printer.status;
}

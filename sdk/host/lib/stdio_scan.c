/* SPDX-License-Identifier: MIT */
/*
 * Reading numbers and words from streams. One byte is looked at ahead, as the C standard has it.
 */
#include "lock.h"
#include "stream.h"
#include <ctype.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_BYTES 400 /* the longest text of a number; what is longer ends there */

struct scanner {
    struct stream *stream;
    long taken;
    long left; /* of the field */
};

/* A conversion. */
struct directive {
    char what;
    bool is_dropped;
    unsigned width; /* 0: none is given */
    int size;       /* of what an argument points to, in bytes */
    bool is_long_double;
    const char *set; /* of `[`: behind it */
    const char *set_end;
};

static int look(struct scanner *scanner)
{
    int byte = scanner->left == 0 ? EOF : stream_get(scanner->stream);
    if (byte != EOF) {
        stream_unget(scanner->stream, byte);
    }
    return byte;
}

static int take(struct scanner *scanner)
{
    int byte = scanner->left == 0 ? EOF : stream_get(scanner->stream);
    if (byte != EOF) {
        scanner->taken++;
        scanner->left--;
    }
    return byte;
}

static void skip_space(struct scanner *scanner)
{
    scanner->left = LONG_MAX;
    while (isspace(look(scanner))) {
        take(scanner);
    }
}

/* The text of a number --------------------------------------------------------------------------
 */

struct text {
    char bytes[NUMBER_BYTES + 1];
    size_t length;
};

static bool add(struct scanner *scanner, struct text *text)
{
    if (text->length == NUMBER_BYTES) {
        return false;
    }
    text->bytes[text->length++] = (char)take(scanner);
    text->bytes[text->length] = '\0';
    return true;
}

static bool add_one_of(struct scanner *scanner, struct text *text, const char *bytes)
{
    int byte = look(scanner);
    return byte != EOF && byte != '\0' && strchr(bytes, byte) != NULL && add(scanner, text);
}

static unsigned add_digits(struct scanner *scanner, struct text *text, const char *digits)
{
    unsigned count = 0;
    while (add_one_of(scanner, text, digits)) {
        count++;
    }
    return count;
}

#define DECIMAL "0123456789"
#define HEXADECIMAL "0123456789abcdefABCDEF"

/* An integer of a base, 0: which its beginning tells. False: it is none. */
static bool read_integer(struct scanner *scanner, struct text *text, int *base)
{
    unsigned count = 0;
    add_one_of(scanner, text, "+-");
    if ((*base == 0 || *base == 16) && add_one_of(scanner, text, "0")) {
        count = 1;
        bool is_hex = add_one_of(scanner, text, "xX");
        count = is_hex ? 0 : count;
        *base = is_hex ? 16 : *base == 0 ? 8 : *base;
    }
    *base = *base == 0 ? 10 : *base;
    const char *digits = *base == 16 ? HEXADECIMAL : *base == 8 ? "01234567" : DECIMAL;
    return count + add_digits(scanner, text, digits) > 0;
}

static bool read_word(struct scanner *scanner, struct text *text, const char *word)
{
    for (; *word != '\0'; word++) {
        const char both[] = {*word, (char)toupper(*word), '\0'};
        if (!add_one_of(scanner, text, both)) {
            return false;
        }
    }
    return true;
}

static bool read_infinity(struct scanner *scanner, struct text *text)
{
    if (!read_word(scanner, text, "inf")) {
        return false;
    }
    return tolower(look(scanner)) != 'i' || read_word(scanner, text, "inity");
}

static bool read_real(struct scanner *scanner, struct text *text)
{
    add_one_of(scanner, text, "+-");
    int first = tolower(look(scanner));
    if (first == 'i' || first == 'n') {
        return first == 'i' ? read_infinity(scanner, text) : read_word(scanner, text, "nan");
    }
    const char *digits = DECIMAL;
    const char *exponent = "eE";
    unsigned count = 0;
    if (add_one_of(scanner, text, "0")) {
        count = 1;
        if (add_one_of(scanner, text, "xX")) {
            digits = HEXADECIMAL;
            exponent = "pP";
            count = 0;
        }
    }
    count += add_digits(scanner, text, digits);
    if (add_one_of(scanner, text, ".")) {
        count += add_digits(scanner, text, digits);
    }
    if (count == 0 || !add_one_of(scanner, text, exponent)) {
        return count > 0;
    }
    add_one_of(scanner, text, "+-");
    return add_digits(scanner, text, DECIMAL) > 0;
}

/* Conversions -----------------------------------------------------------------------------------
 */

static void store(void *to, int size, uintmax_t number)
{
    switch (size) {
    case 1:
        *(unsigned char *)to = (unsigned char)number;
        break;
    case 2:
        *(unsigned short *)to = (unsigned short)number;
        break;
    case 4:
        *(unsigned *)to = (unsigned)number;
        break;
    default:
        *(uint64_t *)to = number;
    }
}

/* What a conversion came to: 1, or 0: the input does not match, or EOF: there is none. */
static int fail(struct scanner *scanner, const struct text *text)
{
    bool is_end = text->length == 0 && scanner->left != 0 &&
                  (scanner->stream->head._flags & (STREAM_AT_END | STREAM_FAILED)) != 0;
    return is_end ? EOF : 0;
}

static int convert_integer(struct scanner *scanner, const struct directive *directive, void *to)
{
    struct text text = {.length = 0};
    int base = directive->what == 'i'                             ? 0
               : directive->what == 'o'                           ? 8
               : directive->what == 'd' || directive->what == 'u' ? 10
                                                                  : 16;
    if (!read_integer(scanner, &text, &base)) {
        return fail(scanner, &text);
    }
    bool is_signed = directive->what == 'd' || directive->what == 'i';
    if (to != NULL) {
        store(to, directive->size,
              is_signed ? (uintmax_t)strtoimax(text.bytes, NULL, base)
                        : strtoumax(text.bytes, NULL, base));
    }
    return 1;
}

static int convert_real(struct scanner *scanner, const struct directive *directive, void *to)
{
    struct text text = {.length = 0};
    if (!read_real(scanner, &text)) {
        return fail(scanner, &text);
    }
    if (to != NULL && directive->is_long_double) {
        *(long double *)to = strtold(text.bytes, NULL);
    } else if (to != NULL && directive->size == 8) {
        *(double *)to = strtod(text.bytes, NULL);
    } else if (to != NULL) {
        *(float *)to = strtof(text.bytes, NULL);
    }
    return 1;
}

static bool is_in_set(const struct directive *directive, int byte)
{
    const char *at = directive->set;
    bool is_turned = *at == '^';
    bool is_found = false;
    at += is_turned;
    for (const char *first = at; at < directive->set_end; at++) {
        bool is_range = *at == '-' && at > first && at + 1 < directive->set_end;
        if (is_range ? byte >= (unsigned char)at[-1] && byte <= (unsigned char)at[1]
                     : byte == (unsigned char)*at) {
            is_found = true;
        }
    }
    return is_found != is_turned;
}

static bool belongs(const struct directive *directive, int byte)
{
    return directive->what == 'c'   ? true
           : directive->what == 's' ? !isspace(byte)
                                    : is_in_set(directive, byte);
}

static int convert_bytes(struct scanner *scanner, const struct directive *directive, char *to)
{
    long count = 0;
    int byte;
    scanner->left = directive->width > 0 ? directive->width : directive->what == 'c' ? 1 : LONG_MAX;
    long wanted = directive->what == 'c' ? scanner->left : 1;
    while ((byte = look(scanner)) != EOF && belongs(directive, byte)) {
        take(scanner);
        if (to != NULL) {
            to[count] = (char)byte;
        }
        count++;
    }
    if (count < wanted) {
        return byte == EOF ? EOF : 0;
    }
    if (to != NULL && directive->what != 'c') {
        to[count] = '\0';
    }
    return 1;
}

static int convert(struct scanner *scanner, const struct directive *directive, void *to)
{
    if (strchr("cs[", directive->what) == NULL || directive->what == 's') {
        skip_space(scanner);
    }
    scanner->left = directive->width > 0 ? directive->width : LONG_MAX;
    if (strchr("diouxXp", directive->what) != NULL) {
        return convert_integer(scanner, directive, to);
    }
    return strchr("cs[", directive->what) != NULL ? convert_bytes(scanner, directive, to)
                                                  : convert_real(scanner, directive, to);
}

/* The format ------------------------------------------------------------------------------------
 */

static const char *parse_size(const char *at, struct directive *directive)
{
    directive->size = sizeof(int);
    if (*at == 'h') {
        directive->size = at[1] == 'h' ? 1 : (int)sizeof(short);
        at += at[1] == 'h' ? 2 : 1;
    } else if (*at != '\0' && strchr("ljztqL", *at) != NULL) {
        directive->size = 8;
        directive->is_long_double = *at == 'L';
        at += *at == 'l' && at[1] == 'l' ? 2 : 1;
    }
    return at;
}

/* Parses what is behind a `%`. Returns what is behind it all; NULL: it is none. */
static const char *parse(const char *at, struct directive *directive)
{
    *directive = (struct directive){.is_dropped = *at == '*'};
    at += *at == '*';
    while (isdigit((unsigned char)*at)) {
        directive->width = directive->width * 10 + (unsigned)(*at++ - '0');
    }
    at = parse_size(at, directive);
    directive->what = *at;
    if (*at == 'p') {
        directive->size = sizeof(void *);
    }
    if (*at == '\0' || strchr("diouxXpaAeEfFgGcs[n%", *at) == NULL) {
        return NULL;
    }
    if (*at++ != '[') {
        return at;
    }
    directive->set = at;
    at += *at == '^';
    const char *end = *at == '\0' ? NULL : strchr(at + 1, ']'); /* a first `]` is a member */
    directive->set_end = end;
    return end == NULL ? NULL : end + 1;
}

/* Takes a byte of the format itself. As a conversion. */
static int match(struct scanner *scanner, char wanted)
{
    scanner->left = LONG_MAX;
    int byte = look(scanner);
    if (byte != (unsigned char)wanted) {
        return byte == EOF ? EOF : 0;
    }
    take(scanner);
    return 1;
}

/* What a directive says; *count_out is one more if a variable was filled. */
static int obey(struct scanner *scanner, const struct directive *directive, va_list *arguments,
                int *count_out)
{
    if (directive->what == '%') {
        skip_space(scanner);
        return match(scanner, '%');
    }
    void *to = directive->is_dropped ? NULL : va_arg(*arguments, void *);
    if (directive->what == 'n') {
        if (to != NULL) {
            store(to, directive->size, (uintmax_t)scanner->taken);
        }
        return 1;
    }
    int result = convert(scanner, directive, to);
    *count_out += result == 1 && to != NULL;
    return result;
}

static int scan(struct scanner *scanner, const char *format, va_list *arguments)
{
    int count = 0;
    int result = 1;
    while (result == 1 && format != NULL && *format != '\0') {
        struct directive directive;
        if (isspace((unsigned char)*format)) {
            skip_space(scanner);
            format++;
        } else if (*format != '%') {
            result = match(scanner, *format++);
        } else {
            format = parse(format + 1, &directive);
            result = format == NULL ? 0 : obey(scanner, &directive, arguments, &count);
        }
    }
    return count == 0 && result == EOF ? EOF : count;
}

/* The computer's <stdio.h> has three names for each of these; which one a program takes depends on
 * what it asks for. */
#define NAMES(name)                                                                                \
    __asm__(".globl " #name ", __isoc99_" #name ", __isoc23_" #name "\n"                           \
            ".set " #name ", stream_" #name "\n"                                                   \
            ".set __isoc99_" #name ", stream_" #name "\n"                                          \
            ".set __isoc23_" #name ", stream_" #name "\n")

int stream_vfscanf(FILE *file, const char *format, va_list arguments);
int stream_fscanf(FILE *file, const char *format, ...);
int stream_vscanf(const char *format, va_list arguments);
int stream_scanf(const char *format, ...);

NAMES(vfscanf);
int stream_vfscanf(FILE *file, const char *format, va_list arguments)
{
    struct scanner scanner = {.stream = stream_of(file)};
    va_list copy;
    va_copy(copy, arguments);
    relock_acquire(&lock_stdio);
    int count = scan(&scanner, format, &copy);
    relock_release(&lock_stdio);
    va_end(copy);
    return count;
}

NAMES(fscanf);
int stream_fscanf(FILE *file, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int count = stream_vfscanf(file, format, arguments);
    va_end(arguments);
    return count;
}

NAMES(vscanf);
int stream_vscanf(const char *format, va_list arguments)
{
    return stream_vfscanf(stdin, format, arguments);
}

NAMES(scanf);
int stream_scanf(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int count = stream_vfscanf(stdin, format, arguments);
    va_end(arguments);
    return count;
}

/* SPDX-License-Identifier: MIT */
/*
 * Patterns of file names. A mismatch is mended at the last star alone, which takes a byte more:
 * what an earlier one could have taken besides, that one can, too. Bytes are characters.
 */
#define _GNU_SOURCE /* FNM_LEADING_DIR, FNM_CASEFOLD */
#include <fnmatch.h>

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define CLASS_NAME_BYTES 8

/* Where in the text a pattern stands. */
struct position {
    const char *begin;
    const char *at;
    int flags;
};

static int fold(int byte, int flags)
{
    return (flags & FNM_CASEFOLD) != 0 ? tolower(byte) : byte;
}

/* A byte that only itself matches: a slash, or a period that begins a name. */
static bool is_special(const struct position *text)
{
    bool in_path = (text->flags & FNM_PATHNAME) != 0;
    bool begins = text->at == text->begin || (in_path && text->at[-1] == '/');
    return (*text->at == '/' && in_path) ||
           (*text->at == '.' && begins && (text->flags & FNM_PERIOD) != 0);
}

static bool is_in_class(const char *name, size_t bytes, int byte)
{
    static const struct {
        char name[CLASS_NAME_BYTES];
        int (*has)(int byte);
    } classes[] = {
        {"alnum", isalnum}, {"alpha", isalpha}, {"blank", isblank}, {"cntrl", iscntrl},
        {"digit", isdigit}, {"graph", isgraph}, {"lower", islower}, {"print", isprint},
        {"punct", ispunct}, {"space", isspace}, {"upper", isupper}, {"xdigit", isxdigit},
    };
    for (unsigned i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        if (strlen(classes[i].name) == bytes && memcmp(classes[i].name, name, bytes) == 0) {
            return classes[i].has(byte) != 0;
        }
    }
    return false;
}

/* The end of a bracket's "[:class:]", "[=x=]" or "[.x.]", behind it; NULL: it is none. */
static const char *named_end(const char *at)
{
    char kind = at[0] == '[' ? at[1] : '\0';
    if (kind != ':' && kind != '=' && kind != '.') {
        return NULL;
    }
    for (const char *end = at + 2; *end != '\0'; end++) {
        if (end[0] == kind && end[1] == ']' && end > at + 2) {
            return end + 2;
        }
    }
    return NULL;
}

/* Takes one byte of a bracket, perhaps by its name; -1: there is none, but the end, or a class. */
static int take_member(const char **at, int flags)
{
    const char *end = named_end(*at);
    if (end != NULL && ((*at)[1] == ':' || end - *at != sizeof "[.x.]" - 1)) {
        return -1;
    }
    if (end != NULL) {
        int byte = (unsigned char)(*at)[2];
        *at = end;
        return byte;
    }
    if (**at == '\\' && (flags & FNM_NOESCAPE) == 0) {
        ++*at;
    }
    return **at == '\0' ? -1 : (unsigned char)*(*at)++;
}

/* Takes a byte, a range or a class, and tells whether it has the byte; false, with `*at` NULL: it
 * has no end. */
static bool take_members(const char **at, int byte, int flags)
{
    const char *class_end = named_end(*at);
    const char *class_name = *at + 2;
    int first = take_member(at, flags);
    if (first < 0) {
        *at = class_end;
        return class_end != NULL &&
               is_in_class(class_name, (size_t)(class_end - class_name) - 2, byte);
    }
    int last = first;
    if ((*at)[0] == '-' && (*at)[1] != ']' && (*at)[1] != '\0') {
        ++*at;
        last = take_member(at, flags);
        if (last < 0) {
            *at = NULL;
            return false;
        }
    }
    return (first <= byte && byte <= last) ||
           (fold(first, flags) <= fold(byte, flags) && fold(byte, flags) <= fold(last, flags));
}

/* Whether the bracket at `*pattern` has the byte; `*pattern` is then behind it. What has no end is
 * no bracket, but a byte. */
static bool take_bracket(const char **pattern, int byte, int flags)
{
    const char *at = *pattern + 1;
    bool inverted = *at == '!' || *at == '^';
    bool has = false;
    at += inverted;
    for (const char *first = at; at != NULL && (*at != ']' || at == first);) {
        has = take_members(&at, byte, flags) || has;
    }
    if (at == NULL) {
        ++*pattern;
        return byte == '[';
    }
    *pattern = at + 1;
    return has != inverted;
}

/* Whether the pattern's next piece, which is no star, is the text's next byte. */
static bool take_piece(const char **pattern, const struct position *text)
{
    int flags = text->flags;
    int byte = (unsigned char)*text->at;
    switch (**pattern) {
    case '?':
        ++*pattern;
        return !is_special(text);
    case '[':
        return take_bracket(pattern, byte, flags) && !is_special(text);
    case '\\':
        *pattern += (flags & FNM_NOESCAPE) == 0;
        break;
    default:
        break;
    }
    int wanted = (unsigned char)**pattern;
    *pattern += wanted != '\0';
    return fold(wanted, flags) == fold(byte, flags);
}

static bool at_end(const struct position *text)
{
    return *text->at == '\0' || (*text->at == '/' && (text->flags & FNM_LEADING_DIR) != 0);
}

int fnmatch(const char *pattern, const char *string, int flags)
{
    struct position text = {string, string, flags};
    const char *behind_star = NULL; /* of the pattern */
    const char *starred = NULL;     /* where in the text the star's bytes end */
    for (;;) {
        const char *next = pattern;
        if (*pattern == '*' && !(*text.at == '.' && is_special(&text))) {
            behind_star = ++pattern;
            starred = text.at;
        } else if (*pattern == '\0' ? at_end(&text)
                                    : *text.at != '\0' && take_piece(&next, &text)) {
            if (*pattern == '\0') {
                return 0;
            }
            pattern = next;
            text.at++;
        } else {
            text.at = starred;
            if (starred == NULL || *starred == '\0' || is_special(&text)) {
                return FNM_NOMATCH;
            }
            pattern = behind_star;
            text.at = ++starred;
        }
    }
}

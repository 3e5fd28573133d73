/* SPDX-License-Identifier: MIT */
/*
 * Options. Invariant: `rest`, if it is not NULL, has a letter yet.
 */
#include "options.h"

#include "report.h"
#include <ctype.h>
#include <stddef.h>
#include <string.h>

/* Goes to the next word with options; false: there is none. */
static bool begin_word(struct options *options)
{
    const char *word = options->next < options->count ? options->word[options->next] : NULL;
    if (word == NULL || word[0] != '-' || word[1] == '\0') {
        return false;
    }
    options->next++;
    options->rest = word + 1;
    return strcmp(word, "--") != 0;
}

/* A value is the rest of the word, or the next one. */
static void take_value(struct options *options, char letter)
{
    if (*options->rest != '\0') {
        options->value = options->rest;
    } else if (options->next < options->count) {
        options->value = options->word[options->next++];
    } else {
        report_usage("option -%c wants a value", letter);
    }
    options->rest = NULL;
}

int options_next(struct options *options, const char *letters)
{
    if (options->rest == NULL && !begin_word(options)) {
        return 0;
    }
    char letter = *options->rest;
    if (isdigit((unsigned char)letter) && strchr(letters, '#') != NULL) {
        options->value = options->rest;
        options->rest = NULL;
        return '#';
    }
    const char *known = letter == ':' || letter == '#' ? NULL : strchr(letters, letter);
    if (known == NULL) {
        report_usage("unknown option -%c", letter);
    }
    options->rest++;
    if (known[1] == ':') {
        take_value(options, letter);
    } else if (*options->rest == '\0') {
        options->rest = NULL;
    }
    return letter;
}

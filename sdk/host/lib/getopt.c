/* SPDX-License-Identifier: MIT */
/*
 * Options of a command line. Words that are none are put behind all that are, unless the list of
 * options begins with `+`.
 *
 * Invariant: the words in [passed, optind) are no options, and have been passed by.
 */
#define _GNU_SOURCE
#include <getopt.h>

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *optarg;
int optind = 1;
int opterr = 1;
int optopt;

static const char *rest; /* of a word with several options of one letter */
static int passed = 1;

struct command {
    int count;
    char **words;
    const char *letters;
    bool is_quiet;
    bool ends_early; /* at the first word that is no option */
};

__attribute__((format(printf, 2, 3))) static int complain(const struct command *command,
                                                          const char *format, ...)
{
    va_list arguments;
    if (opterr != 0 && !command->is_quiet) {
        va_start(arguments, format);
        (void)fprintf(stderr, "%s: ", command->words[0]);
        (void)vfprintf(stderr, format, arguments);
        va_end(arguments);
    }
    return '?';
}

/* Moves the words in [optind, behind) in front of those that were passed by. */
static void move_to_front(char **words, int behind)
{
    int count = optind - passed;
    while (optind < behind) {
        char *word = words[optind];
        memmove(&words[passed + 1], &words[passed], (size_t)count * sizeof *words);
        words[passed++] = word;
        optind++;
    }
}

static bool is_option(const char *word)
{
    return word[0] == '-' && word[1] != '\0';
}

static int take_letter(const struct command *command)
{
    int letter = (unsigned char)*rest++;
    const char *known = letter == ':' ? NULL : strchr(command->letters, letter);
    int behind = optind + 1;
    int result = letter;
    bool is_last = *rest == '\0';
    if (known == NULL) {
        optopt = letter;
        result = complain(command, "invalid option -- '%c'\n", letter);
    } else if (known[1] == ':') {
        optarg = !is_last ? (char *)(uintptr_t)rest : NULL;
        if (is_last && known[2] != ':' && behind < command->count) {
            optarg = command->words[behind++];
        } else if (is_last && known[2] != ':') {
            optopt = letter;
            complain(command, "option requires an argument -- '%c'\n", letter);
            result = command->letters[0] == ':' ? ':' : '?';
        }
        is_last = true;
    }
    if (is_last) {
        rest = NULL;
        move_to_front(command->words, behind);
    }
    return result;
}

/* The option of a name, or the only one that begins so; NULL: there is none, or several. */
static const struct option *find_long(const struct option *options, const char *name, size_t length,
                                      bool *is_ambiguous)
{
    const struct option *found = NULL;
    *is_ambiguous = false;
    for (const struct option *each = options; each->name != NULL; each++) {
        if (strncmp(each->name, name, length) != 0) {
            continue;
        }
        if (each->name[length] == '\0') {
            *is_ambiguous = false;
            return each;
        }
        *is_ambiguous = found != NULL;
        found = each;
    }
    return *is_ambiguous ? NULL : found;
}

static int take_argument(const struct command *command, const struct option *option,
                         const char *sign, int *behind)
{
    if (sign != NULL && option->has_arg == no_argument) {
        optopt = option->val;
        return complain(command, "option '--%s' doesn't allow an argument\n", option->name);
    }
    optarg = sign != NULL ? (char *)(uintptr_t)(sign + 1) : NULL;
    if (sign == NULL && option->has_arg == required_argument) {
        if (*behind >= command->count) {
            optopt = option->val;
            complain(command, "option '--%s' requires an argument\n", option->name);
            return command->letters[0] == ':' ? ':' : '?';
        }
        optarg = command->words[(*behind)++];
    }
    return 0;
}

static int take_long(const struct command *command, const struct option *options, const char *name,
                     int *index_out)
{
    const char *sign = strchr(name, '=');
    size_t length = sign == NULL ? strlen(name) : (size_t)(sign - name);
    int behind = optind + 1;
    bool is_ambiguous;
    const struct option *option = find_long(options, name, length, &is_ambiguous);
    int result;
    if (option == NULL) {
        optopt = 0;
        result = complain(
            command, is_ambiguous ? "option '--%s' is ambiguous\n" : "unrecognized option '--%s'\n",
            name);
    } else {
        result = take_argument(command, option, sign, &behind);
    }
    move_to_front(command->words, behind);
    if (option == NULL || result != 0) {
        return result;
    }
    if (index_out != NULL) {
        *index_out = (int)(option - options);
    }
    if (option->flag != NULL) {
        *option->flag = option->val;
        return 0;
    }
    return option->val;
}

/* Goes to the next word that is an option; false: there is none. */
static bool find_word(const struct command *command)
{
    while (optind < command->count && !is_option(command->words[optind])) {
        if (command->ends_early) {
            return false;
        }
        optind++;
    }
    return optind < command->count;
}

static bool is_long(const struct option *options, const char *word, bool only_long,
                    const char *letters)
{
    bool is_ambiguous;
    if (options == NULL || word[1] == '-') {
        return options != NULL;
    }
    const char *sign = strchr(word, '=');
    size_t length = sign == NULL ? strlen(word) - 1 : (size_t)(sign - word) - 1;
    return only_long && (find_long(options, word + 1, length, &is_ambiguous) != NULL ||
                         strchr(letters, word[1]) == NULL);
}

static int next(int count, char *const *words, const char *letters, const struct option *options,
                int *index_out, bool only_long)
{
    struct command command = {.count = count, .words = (char **)(uintptr_t)words};
    command.letters = letters + (*letters == '+');
    command.ends_early = *letters == '+' || getenv("POSIXLY_CORRECT") != NULL;
    command.is_quiet = *command.letters == ':';
    optarg = NULL;
    if (optind == 0) {
        optind = 1;
        rest = NULL;
    }
    if (rest != NULL) {
        return take_letter(&command);
    }
    passed = passed < 1 || passed > optind || optind == 1 ? optind : passed;
    if (!find_word(&command)) {
        optind = passed; /* where the words begin that are no options */
        return -1;
    }
    const char *word = words[optind];
    if (strcmp(word, "--") == 0) {
        move_to_front(command.words, optind + 1);
        optind = passed;
        return -1;
    }
    if (is_long(options, word, only_long, command.letters)) {
        return take_long(&command, options, word + (word[1] == '-' ? 2 : 1), index_out);
    }
    rest = word + 1;
    return take_letter(&command);
}

int getopt(int count, char *const *words, const char *letters)
{
    return next(count, words, letters, NULL, NULL, false);
}

int getopt_long(int count, char *const *words, const char *letters, const struct option *options,
                int *index_out)
{
    return next(count, words, letters, options, index_out, false);
}

int getopt_long_only(int count, char *const *words, const char *letters,
                     const struct option *options, int *index_out)
{
    return next(count, words, letters, options, index_out, true);
}

/* SPDX-License-Identifier: MIT */
#include "option.h"

#include "raise.h"
#include "shell.h"
#include <stdio.h>
#include <string.h>

static const struct {
    char letter;
    const char *name;
    bool *is_on;
} options[] = {
    {'a', "allexport", &shell.exports_all}, {'e', "errexit", &shell.ends_on_error},
    {'f', "noglob", &shell.has_no_glob},    {'n', "noexec", &shell.only_reads},
    {'u', "nounset", &shell.wants_set},     {'v', "verbose", &shell.shows_input},
    {'x', "xtrace", &shell.is_traced},
};
#define OPTIONS (sizeof options / sizeof options[0])

bool option_set(char letter, bool is_on)
{
    for (size_t i = 0; i < OPTIONS; i++) {
        if (options[i].letter == letter) {
            *options[i].is_on = is_on;
            return true;
        }
    }
    return false;
}

static void set_by_name(const char *name, bool is_on)
{
    for (size_t i = 0; i < OPTIONS; i++) {
        if (strcmp(options[i].name, name) == 0) {
            *options[i].is_on = is_on;
            return;
        }
    }
    raise_error(RAISE_STATUS, "there is no option '%s'", name);
}

static void print_all(void)
{
    for (size_t i = 0; i < OPTIONS; i++) {
        printf("%-10s %s\n", options[i].name, *options[i].is_on ? "on" : "off");
    }
}

int option_read_all(int count, char **words)
{
    int at = 1;
    for (; at < count && (words[at][0] == '-' || words[at][0] == '+') && words[at][1] != '\0';
         at++) {
        bool is_on = words[at][0] == '-';
        if (strcmp(words[at], "--") == 0) {
            return at + 1;
        }
        if (words[at][1] == 'o' && words[at][2] == '\0') {
            if (at + 1 == count) {
                print_all();
                return count;
            }
            set_by_name(words[++at], is_on);
            continue;
        }
        for (const char *letter = words[at] + 1; *letter != '\0'; letter++) {
            if (!option_set(*letter, is_on)) {
                raise_error(RAISE_STATUS, "there is no option %c%c", words[at][0], *letter);
            }
        }
    }
    return at;
}

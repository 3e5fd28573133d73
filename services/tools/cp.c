/* SPDX-License-Identifier: MIT */
/*
 * cp: copies files and trees.
 */
#include "copy.h"
#include "options.h"
#include "report.h"
#include <stdlib.h>

static struct copy_options read_options(struct options *options)
{
    struct copy_options copy = {0};
    int letter;
    while ((letter = options_next(options, "Rafpr")) != 0) {
        copy.is_forced = copy.is_forced || letter == 'f';
        copy.keeps_time = copy.keeps_time || letter == 'p' || letter == 'a';
        copy.is_recursive = copy.is_recursive || letter == 'R' || letter == 'r' || letter == 'a';
    }
    return copy;
}

int main(int count, char **word)
{
    struct options options = {.count = count, .word = word, .next = 1};
    report_begin("cp", "[-Rafpr] FROM... TO");
    struct copy_options copy = read_options(&options);
    int sources = count - options.next - 1;
    if (sources < 1) {
        report_usage("operands are missing");
    }
    for (int i = options.next; i < count - 1; i++) {
        char *to = copy_target(word[i], word[count - 1], sources > 1);
        copy_path(word[i], to, &copy);
        free(to);
    }
    return report_end();
}

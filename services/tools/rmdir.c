/* SPDX-License-Identifier: MIT */
/*
 * rmdir: removes empty directories, with -p those above that are empty then, too.
 */
#include "options.h"
#include "report.h"
#include "tree.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Cuts the last name off; false: there was but one. */
static bool cut(char *path)
{
    size_t end = strlen(path);
    while (end > 0 && path[end - 1] == '/') {
        end--;
    }
    while (end > 0 && path[end - 1] != '/') {
        end--;
    }
    while (end > 0 && path[end - 1] == '/') {
        end--;
    }
    path[end] = '\0';
    return end > 0;
}

static void remove_upwards(const char *operand)
{
    char *path = tree_copy(operand);
    bool goes_on = true;
    while (goes_on) {
        goes_on = rmdir(path) == 0;
        if (!goes_on) {
            report_error(path);
        }
        goes_on = goes_on && cut(path);
    }
    free(path);
}

int main(int count, char **word)
{
    struct options options = {.count = count, .word = word, .next = 1};
    bool goes_up = false;
    report_begin("rmdir", "[-p] DIRECTORY...");
    while (options_next(&options, "p") != 0) {
        goes_up = true;
    }
    if (options.next == count) {
        report_usage("operands are missing");
    }
    for (int i = options.next; i < count; i++) {
        if (goes_up) {
            remove_upwards(word[i]);
        } else if (rmdir(word[i]) != 0) {
            report_error(word[i]);
        }
    }
    return report_end();
}

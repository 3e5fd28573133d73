/* SPDX-License-Identifier: MIT */
/*
 * rm: removes files, and with -r trees.
 */
#include "copy.h"
#include "options.h"
#include "report.h"
#include "tree.h"
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

struct choice {
    bool is_recursive;
    bool is_forced;         /* what is not there is no error */
    bool takes_directories; /* empty ones */
};

static void remove_operand(const char *path, const struct choice *choice)
{
    struct stat stat;
    if (tree_is_special(path)) {
        report("%s: is not removed", path);
        return;
    }
    if (lstat(path, &stat) != 0) {
        if (!choice->is_forced || (errno != ENOENT && errno != ENOTDIR)) {
            report_error(path);
        }
        return;
    }
    bool is_directory = S_ISDIR(stat.st_mode);
    if (choice->is_recursive) {
        copy_remove(path);
    } else if (is_directory && !choice->takes_directories) {
        errno = EISDIR;
        report_error(path);
    } else if ((is_directory ? rmdir(path) : unlink(path)) != 0) {
        report_error(path);
    }
}

int main(int count, char **word)
{
    struct options options = {.count = count, .word = word, .next = 1};
    struct choice choice = {0};
    int letter;
    report_begin("rm", "[-Rdfr] FILE...");
    while ((letter = options_next(&options, "Rdfr")) != 0) {
        choice.is_recursive = choice.is_recursive || letter == 'R' || letter == 'r';
        choice.is_forced = choice.is_forced || letter == 'f';
        choice.takes_directories = choice.takes_directories || letter == 'd';
    }
    if (options.next == count && !choice.is_forced) {
        report_usage("operands are missing");
    }
    for (int i = options.next; i < count; i++) {
        remove_operand(word[i], &choice);
    }
    return report_end();
}

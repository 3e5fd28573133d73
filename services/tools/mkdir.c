/* SPDX-License-Identifier: MIT */
/*
 * mkdir: makes directories, with -p those on the way to them, too.
 */
#include "options.h"
#include "report.h"
#include "tree.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#define MODE 0777 /* what is left of it the umask says */

static bool is_directory(const char *path)
{
    struct stat stat_of;
    return stat(path, &stat_of) == 0 && S_ISDIR(stat_of.st_mode);
}

/* Makes one, unless it is there; false, with errno. */
static bool make(const char *path)
{
    if (mkdir(path, MODE) == 0) {
        return true;
    }
    int error = errno;
    bool is_there = is_directory(path); /* a read-only root says EROFS of what is there */
    errno = error;
    return is_there;
}

/* Makes all on the way, name by name. */
static void make_with_parents(const char *operand)
{
    char *path = tree_copy(operand);
    bool made = true;
    for (char *end = path + 1; made && path[0] != '\0' && *end != '\0'; end++) {
        if (*end == '/' && end[-1] != '/') {
            *end = '\0';
            made = make(path);
            if (!made) {
                report_error(path);
            }
            *end = '/';
        }
    }
    if (made && !make(path)) {
        report_error(path);
    }
    free(path);
}

int main(int count, char **word)
{
    struct options options = {.count = count, .word = word, .next = 1};
    bool makes_parents = false;
    report_begin("mkdir", "[-p] DIRECTORY...");
    while (options_next(&options, "p") != 0) {
        makes_parents = true;
    }
    if (options.next == count) {
        report_usage("operands are missing");
    }
    for (int i = options.next; i < count; i++) {
        if (makes_parents) {
            make_with_parents(word[i]);
        } else if (mkdir(word[i], MODE) != 0) {
            report_error(word[i]);
        }
    }
    return report_end();
}

/* SPDX-License-Identifier: MIT */
/*
 * cat: writes files one behind the other.
 */
#include "file.h"
#include "options.h"
#include "report.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Whether it would read what it has just written, and never end. */
static bool feeds_itself(int descriptor)
{
    struct stat from, to;
    return fstat(descriptor, &from) == 0 && fstat(STDOUT_FILENO, &to) == 0 &&
           S_ISREG(from.st_mode) && S_ISREG(to.st_mode) && file_is_same(&from, &to);
}

/* False: nothing can be written any more. */
static bool print(const char *operand)
{
    int descriptor = file_open(operand);
    if (descriptor < 0) {
        report_error(operand);
        return true;
    }
    enum file_copied copied = FILE_COPIED;
    if (feeds_itself(descriptor)) {
        report("%s: is the output, too", operand);
    } else {
        copied = file_copy(descriptor, STDOUT_FILENO);
    }
    if (copied != FILE_COPIED) {
        report_error(copied == FILE_NOT_READ ? operand : "write error");
    }
    file_close(descriptor);
    return copied != FILE_NOT_WRITTEN;
}

int main(int count, char **word)
{
    struct options options = {.count = count, .word = word, .next = 1};
    report_begin("cat", "[-u] [FILE...]");
    while (options_next(&options, "u") != 0) {
        /* Nothing is kept back anyway. */
    }
    if (options.next == count) {
        print(FILE_INPUT);
    }
    for (int i = options.next; i < count && print(word[i]); i++) {
        /* Until it cannot write. */
    }
    return report_end();
}

/* SPDX-License-Identifier: MIT */
/*
 * A program that is started with descriptors: the console, by its endpoint, as its input and
 * output. It has no log, so all that it says comes by them.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int main(void)
{
    char line[32] = "";
    struct stat stat_of;
    int wrong = !isatty(0) || !isatty(1) || isatty(2) || fstat(1, &stat_of) != 0 ||
                !S_ISCHR(stat_of.st_mode) || lseek(0, 0, SEEK_CUR) != -1 || errno != ESPIPE;
    printf("given: this is the console, and no log\n");
    fprintf(stderr, "given: nobody hears this\n");
    printf("> ");
    if (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
    }
    printf("given: '%s' was typed\n", line);
    return wrong || strcmp(line, "some text") != 0 ? 1 : 0;
}

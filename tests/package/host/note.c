/* SPDX-License-Identifier: MIT */
/* A program of POSIX: what it writes to a file it reads back. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TMP "/tmp"
#define FOLDER TMP "/notes"
#define NOTE FOLDER "/first"
#define LINES 20

static int give_up(const char *what)
{
    printf("note: %s: %s\n", what, strerror(errno));
    return EXIT_FAILURE;
}

static int write_lines(void)
{
    FILE *file = fopen(NOTE, "w");
    if (file == NULL) {
        return EXIT_FAILURE;
    }
    for (int i = 0; i < LINES; i++) {
        fprintf(file, "line %d\n", i);
    }
    return fclose(file) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* How many lines are there, in their order. */
static int count_lines(void)
{
    int count = 0;
    int number;
    FILE *file = fopen(NOTE, "r");
    while (file != NULL && fscanf(file, "line %d\n", &number) == 1 && number == count) {
        count++;
    }
    if (file != NULL) {
        fclose(file);
    }
    return count;
}

int main(void)
{
    struct stat stat_of;
    if (mkdir(FOLDER, 0777) != 0 && errno != EEXIST) {
        return give_up("the folder");
    }
    if (write_lines() != EXIT_SUCCESS) {
        return give_up("writing");
    }
    int count = count_lines();
    if (count != LINES || stat(NOTE, &stat_of) != 0) {
        return give_up("reading");
    }
    printf("note: %d lines, %ld bytes\n", count, (long)stat_of.st_size);
    return unlink(NOTE) == 0 ? EXIT_SUCCESS : give_up("removing");
}

/* SPDX-License-Identifier: MIT */
/*
 * Says what the C library keeps for it, changes all of that, and ends so that it is started again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What strtok, asctime and the environment have from before: nothing. */
static const char *rest(void)
{
    const char *word = strtok(NULL, " ");
    return word == NULL ? "-" : word;
}

int main(void)
{
    static const struct tm empty;
    static char text[] = "one two";
    time_t never = 0;
    const char *mark = getenv("MARK");
    printf("dicer: threw %d %ld %ld, %s", rand() % 6, random() % 6, lrand48() % 6,
           mark == NULL ? "first" : mark);
    printf(" %s", strtok(text, " "));
    printf(", %.24s, %s\n", asctime(gmtime(&never)), strlen(rest()) == 3 ? "-" : "?");
    setenv("MARK", "again", 1);
    srand(77);
    srandom(77);
    srand48(77);
    asctime(&empty);
    return EXIT_FAILURE;
}

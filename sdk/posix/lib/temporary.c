/* SPDX-License-Identifier: MIT */
/*
 * Temporary files. Names are hard to guess, and a file that is there is never opened.
 */
#include "error.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <tay/abi/seed.h>
#include <tay/startup.h>
#include <tay/time.h>
#include <unistd.h>

#define ATTEMPTS 100
#define LETTERS "XXXXXX"

/* Replaces the letters by others, which differ in each process and each time. */
static void fill_in(char *letters)
{
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    static uint64_t count;
    uint64_t use = __atomic_add_fetch(&count, 1, __ATOMIC_RELAXED);
    uint64_t seed = tay_startup() == NULL ? 0 : tay_startup()->seed;
    uint64_t number = tay_seed_derive(seed, tay_time_now(), use);
    for (size_t i = 0; i < sizeof LETTERS - 1; i++) {
        letters[i] = digits[number % (sizeof digits - 1)];
        number /= sizeof digits - 1;
    }
}

/* The letters of a template; NULL, with errno: it has none. */
static char *find_letters(char *name)
{
    size_t bytes = strlen(name);
    size_t letters = sizeof LETTERS - 1;
    if (bytes < letters || strcmp(name + bytes - letters, LETTERS) != 0) {
        errno = EINVAL;
        return NULL;
    }
    return name + bytes - letters;
}

char *mkdtemp(char *name)
{
    char *letters = find_letters(name);
    for (unsigned i = 0; letters != NULL && i < ATTEMPTS; i++) {
        fill_in(letters);
        if (mkdir(name, 0700) == 0) {
            return name;
        }
        if (errno != EEXIST) {
            break;
        }
    }
    return NULL;
}

int mkstemp(char *name)
{
    char *letters = find_letters(name);
    int file = -1;
    for (unsigned i = 0; letters != NULL && i < ATTEMPTS && file < 0; i++) {
        fill_in(letters);
        file = open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
        if (file < 0 && errno != EEXIST) {
            break;
        }
    }
    return file;
}

FILE *tmpfile(void)
{
    char name[] = P_tmpdir "/tXXXXXX";
    int file = mkstemp(name);
    if (file < 0) {
        return NULL;
    }
    unlink(name);
    FILE *stream = fdopen(file, "w+");
    if (stream == NULL) {
        int error = errno;
        close(file);
        errno = error;
    }
    return stream;
}

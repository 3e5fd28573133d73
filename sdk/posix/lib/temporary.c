/* SPDX-License-Identifier: MIT */
/*
 * Temporary files. Names are hard to guess, and a file that is there is never opened.
 */
#define _GNU_SOURCE /* mkostemp and mkostemps */
#include "error.h"
#include <fcntl.h>
#include <stdbool.h>
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
#define TEMPLATE P_tmpdir "/t" LETTERS
_Static_assert(sizeof TEMPLATE <= L_tmpnam, "who calls tmpnam has room for it");

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

/* The letters of a template, with so many bytes behind them; NULL, with errno: it has none. */
static char *find_letters(char *name, int behind_bytes)
{
    size_t bytes = strlen(name);
    size_t letters = sizeof LETTERS - 1;
    size_t behind = (size_t)behind_bytes;
    if (behind_bytes < 0 || behind > bytes || bytes - behind < letters ||
        memcmp(name + bytes - behind - letters, LETTERS, letters) != 0) {
        errno = EINVAL;
        return NULL;
    }
    return name + bytes - behind - letters;
}

char *mkdtemp(char *name)
{
    char *letters = find_letters(name, 0);
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

int mkostemps(char *name, int behind_bytes, int flags)
{
    char *letters = find_letters(name, behind_bytes);
    int file = -1;
    for (unsigned i = 0; letters != NULL && i < ATTEMPTS && file < 0; i++) {
        fill_in(letters);
        file = open(name, (flags & ~O_ACCMODE) | O_RDWR | O_CREAT | O_EXCL, 0600);
        if (file < 0 && errno != EEXIST) {
            break;
        }
    }
    return file;
}

int mkostemp(char *name, int flags)
{
    return mkostemps(name, 0, flags);
}

int mkstemps(char *name, int behind_bytes)
{
    return mkostemps(name, behind_bytes, 0);
}

int mkstemp(char *name)
{
    return mkostemps(name, 0, 0);
}

/* Makes a name that no file has now; false, with errno: it found none. */
static bool find_name(char *name)
{
    char *letters = find_letters(name, 0);
    for (unsigned i = 0; letters != NULL && i < ATTEMPTS; i++) {
        fill_in(letters);
        if (access(name, F_OK) != 0) {
            return errno == ENOENT;
        }
    }
    return false;
}

char *mktemp(char *name)
{
    if (!find_name(name)) {
        name[0] = '\0';
    }
    return name;
}

char *tmpnam(char *name)
{
    static char kept[L_tmpnam];
    char *chosen = name == NULL ? kept : name;
    memcpy(chosen, TEMPLATE, sizeof TEMPLATE);
    return find_name(chosen) ? chosen : NULL;
}

FILE *tmpfile(void)
{
    char name[] = TEMPLATE;
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

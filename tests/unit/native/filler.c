/* SPDX-License-Identifier: MIT */
/*
 * Uses the heap until the account does not pay for more, and lends from it.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tay/operations.h>
#include <tay/startup.h>

#define PIECE_BYTES 10000u
#define PIECES_MAX 1000u

static void *pieces[PIECES_MAX];

/* What is lent lies on the heap. */
static enum tay_status say(const char *text)
{
    size_t written_bytes;
    char *copy = strdup(text);
    if (copy == NULL) {
        return TAY_ENOMEM;
    }
    enum tay_status status =
        tay_log_write(tay_startup_cap("log"), copy, strlen(copy), &written_bytes);
    free(copy);
    return status;
}

static unsigned fill(void)
{
    unsigned count = 0;
    while (count < PIECES_MAX && (pieces[count] = malloc(PIECE_BYTES)) != NULL) {
        memset(pieces[count], (int)count, PIECE_BYTES);
        count++;
    }
    return count;
}

static int is_kept(unsigned count)
{
    for (unsigned n = 0; n < count; n++) {
        const unsigned char *piece = pieces[n];
        if (piece[0] != (unsigned char)n || piece[PIECE_BYTES - 1] != (unsigned char)n ||
            (uintptr_t)piece % 16 != 0) {
            return 0;
        }
    }
    return 1;
}

int main(void)
{
    char *grown = calloc(1, 100);
    if (grown == NULL || say("filler: says this from its heap\n") != TAY_OK) {
        return 1;
    }
    strcpy(grown, "kept");
    grown = realloc(grown, 5000);
    void *aligned = NULL;
    char *some = strndup("some text", 4);
    if (some == NULL || strcmp(some, "some") != 0 || posix_memalign(&aligned, 256, 10) != 0 ||
        (uintptr_t)aligned % 256 != 0 || posix_memalign(&aligned, 3, 10) != EINVAL) {
        return 3;
    }
    free(some);
    free(aligned);
    errno = ENOENT;
    perror("filler");
    unsigned count = fill();
    if (grown == NULL || strcmp(grown, "kept") != 0 || count < 5 || count == PIECES_MAX ||
        !is_kept(count)) {
        return 2;
    }
    for (unsigned n = 0; n < count; n++) {
        free(pieces[n]);
    }
    printf("filler: %u pieces\n", count);
    _Exit(0);
}

/* SPDX-License-Identifier: MIT */
/*
 * Writes behind a piece of its heap.
 */
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    char *volatile piece = malloc(20); /* volatile: else none is needed */
    if (piece == NULL) {
        return EXIT_FAILURE;
    }
    volatile unsigned length = 21;
    for (unsigned n = 0; n < length; n++) {
        piece[n] = (char)n;
    }
    printf("overrunner: %d\n", piece[3]);
    free(piece);
    return EXIT_SUCCESS;
}

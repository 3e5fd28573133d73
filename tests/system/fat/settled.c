/* SPDX-License-Identifier: MIT */
/*
 * Writes a file, keeps it open, syncs nothing, and waits: the volume is whole all the same.
 */
#include "pattern.h"
#include <expect.h>
#include <fcntl.h>
#include <unistd.h>

#define BYTES 10001u
#define SEED 21u

static char data[BYTES];

int main(void)
{
    int file = open("/card/log.bin", O_WRONLY | O_CREAT, 0666);
    pattern_fill(data, SEED, 0, BYTES);
    EXPECT(file >= 0 && write(file, data, BYTES) == (ssize_t)BYTES);
    EXPECT(sleep(6) == 0);
    printf("settled: the power may go\n");
    return EXIT_SUCCESS;
}

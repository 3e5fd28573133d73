/* SPDX-License-Identifier: MIT */
/*
 * Writes to a card until somebody takes it out (eject.py), hears of it, and goes on with the files
 * that it has open once it is back.
 */
#include "pattern.h"
#include <errno.h>
#include <expect.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <tay/protocol/file.h>
#include <tay/startup.h>
#include <unistd.h>

#define STEPS 2000
#define STEP_US 20000
#define SEED 11u
#define PIECE 900u
#define WHOLE 60000u

static char data[PIECE], room[WHOLE];

/* Bytes that were written. */
static size_t write_more(int file, size_t at)
{
    pattern_fill(data, SEED, at, PIECE);
    ssize_t bytes = pwrite(file, data, PIECE, (off_t)at);
    return bytes > 0 ? (size_t)bytes : 0;
}

int main(void)
{
    char byte;
    size_t at = 0, done = 1;
    int file = open("/card/log.bin", O_RDWR | O_CREAT, 0666);
    EXPECT(file >= 0 && write_more(file, at) == PIECE && fsync(file) == 0);
    at = PIECE;
    printf("ejected: take it out\n");
    for (unsigned n = 0; n < STEPS && done != 0; n++) {
        usleep(STEP_US);
        done = write_more(file, at);
        at = done == 0 || at + PIECE > WHOLE - PIECE ? at : at + done;
        done = done != 0 && fsync(file) == 0;
    }
    /* The server may have seen it first, when it wrote by itself. */
    EXPECT(done == 0 && (errno == EIO || errno == ENODEV));
    EXPECT(pread(file, &byte, 1, 0) == -1 && errno == ENODEV);
    EXPECT(open("/card/hello.txt", O_RDONLY) == -1 && errno == ENODEV);
    printf("ejected: put it back\n");
    ssize_t bytes = -1;
    for (unsigned n = 0; n < STEPS && bytes < 0; n++) {
        usleep(STEP_US);
        bytes = pread(file, room, WHOLE, 0);
    }
    EXPECT(bytes >= (ssize_t)at && pattern_is(room, SEED, 0, (size_t)bytes));
    at = (size_t)bytes;
    while (at < WHOLE - PIECE) {
        EXPECT(write_more(file, at) == PIECE);
        at += PIECE;
    }
    EXPECT(ftruncate(file, WHOLE - 2 * PIECE) == 0 && close(file) == 0);
    EXPECT(tay_file_unmount(tay_startup_cap("fat"), false) == TAY_FILE_OK);
    printf("ejected: what is open goes on\n");
    return EXIT_SUCCESS;
}

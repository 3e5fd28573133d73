/* SPDX-License-Identifier: MIT */
/*
 * What files of a card cost: all that runs, the kernel, the card's driver, fat and this program.
 */
#include "numbers.h"
#include <expect.h>
#include <fcntl.h>
#include <mark.h>
#include <sys/stat.h>
#include <tay/protocol/file.h>
#include <tay/startup.h>
#include <tay/time.h>
#include <unistd.h>

#define BIG "/card/big"
#define NEW "/card/new"
#define BIG_BYTES (8u << 20)
#define NEW_BYTES (1u << 20)
#define LARGE 65536u
#define SMALL 4096u
#define OPENS 100u
#define BATCHES 5
#define WARM_UP 1

static char data[LARGE] __attribute__((aligned(4096)));

/* Another volume, as far as the server remembers. */
static void make_cold(void)
{
    tay_cap_t fat = tay_startup_cap("fat");
    EXPECT(tay_file_unmount(fat, true) == TAY_FILE_OK && tay_file_mount(fat) == TAY_FILE_OK);
}

static uint64_t time_reading(size_t piece)
{
    size_t bytes = 0;
    int file = open(BIG, O_RDONLY);
    EXPECT(file >= 0);
    tay_time_t begin = tay_time_now();
    MARK(MARK_BATCH_BEGIN);
    while (bytes < BIG_BYTES) {
        ssize_t done = read(file, data, piece);
        EXPECT(done == (ssize_t)piece);
        bytes += piece;
    }
    MARK(MARK_BATCH_END);
    tay_time_t end = tay_time_now();
    EXPECT(close(file) == 0);
    return end - begin;
}

static uint64_t read_cold(size_t piece)
{
    make_cold();
    return time_reading(piece);
}

static uint64_t write_new(size_t piece)
{
    tay_time_t begin = tay_time_now();
    MARK(MARK_BATCH_BEGIN);
    int file = open(NEW, O_WRONLY | O_CREAT | O_EXCL, 0666);
    EXPECT(file >= 0);
    for (size_t bytes = 0; bytes < NEW_BYTES; bytes += piece) {
        EXPECT(write(file, data, piece) == (ssize_t)piece);
    }
    EXPECT(fsync(file) == 0);
    MARK(MARK_BATCH_END);
    tay_time_t end = tay_time_now();
    EXPECT(close(file) == 0 && unlink(NEW) == 0);
    return end - begin;
}

static uint64_t open_again(size_t unused)
{
    struct stat stat;
    (void)unused;
    tay_time_t begin = tay_time_now();
    MARK(MARK_BATCH_BEGIN);
    for (unsigned n = 0; n < OPENS; n++) {
        int file = open(BIG, O_RDONLY);
        EXPECT(fstat(file, &stat) == 0 && close(file) == 0);
    }
    MARK(MARK_BATCH_END);
    return tay_time_now() - begin;
}

static int compare(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return left < right ? -1 : left > right;
}

/* Virtual time: an instruction takes one ns. `share`: bytes, or operations, of a batch; `calls`:
 * operations for places.py. */
static void measure(const char *name, uint64_t (*batch)(size_t), size_t piece, unsigned share,
                    unsigned calls)
{
    uint64_t sample[BATCHES];
    for (int n = -WARM_UP; n < BATCHES; n++) {
        uint64_t ns = batch(piece);
        if (n >= 0) {
            sample[n] = ns;
        }
    }
    MARK(MARK_ROW_END);
    qsort(sample, BATCHES, sizeof *sample, compare);
    printf("bench: %s %.4f by %u\n", name, (double)sample[BATCHES / 2] / share,
           calls * (WARM_UP + BATCHES));
}

static void make_big(void)
{
    int file = open(BIG, O_WRONLY | O_CREAT, 0666);
    for (size_t bytes = 0; bytes < BIG_BYTES; bytes += LARGE) {
        EXPECT(write(file, data, LARGE) == (ssize_t)LARGE);
    }
    EXPECT(close(file) == 0);
}

int main(void)
{
    make_big();
    measure("fat.read.64k", read_cold, LARGE, BIG_BYTES, BIG_BYTES / LARGE);
    measure("fat.read.4k", read_cold, SMALL, BIG_BYTES, BIG_BYTES / SMALL);
    measure("fat.warm.64k", time_reading, LARGE, BIG_BYTES, BIG_BYTES / LARGE);
    measure("fat.warm.4k", time_reading, SMALL, BIG_BYTES, BIG_BYTES / SMALL);
    measure("fat.write", write_new, LARGE, NEW_BYTES, NEW_BYTES / LARGE);
    measure("fat.open", open_again, 0, OPENS, OPENS);
    return EXIT_SUCCESS;
}

/* SPDX-License-Identifier: MIT */
/*
 * Writes files while a thread of its own ends the server, and now and then the card's driver, at
 * random moments: what was answered is there, and what is open goes on. A call that was cut off was
 * done or not, or in part; of the driver's end nobody hears.
 */
#include "pattern.h"
#include <errno.h>
#include <expect.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <tay/abi/seed.h>
#include <tay/operations.h>
#include <tay/protocol/file.h>
#include <tay/protocol/supervisor.h>
#include <tay/startup.h>
#include <tay/time.h>
#include <unistd.h>

#define CARD "/card"
#define KILLS 16u /* of which each fourth one is the driver's */
#define LONGEST_NS (6 * TAY_NS_PER_MS)
#define EXIT_KILLED 7
#define RECORD 777u
#define LOG_SEED 5u
#define LOG_RECORDS 200u
#define ENOUGH 1000000u

static unsigned kills, cut_off;
static char record[RECORD], room[RECORD];

static void sleep_ns(tay_time_t span_ns)
{
    struct tay_alarm alarm;
    EXPECT(tay_alarm_create(&alarm) == TAY_OK);
    EXPECT(tay_alarm_sleep_until(&alarm, tay_time_after(span_ns)) == TAY_OK);
    EXPECT(tay_alarm_close(&alarm) == TAY_OK);
}

static void *kill_servers(void *unused)
{
    static const char *const names[] = {"fat-mortal", "fat-mortal", "fat-mortal", "sd-mortal"};
    tay_cap_t supervisor = tay_startup_cap("supervisor"), process;
    unsigned number[4];
    for (unsigned n = 0; n < 4; n++) {
        EXPECT(tay_supervisor_find(supervisor, names[n], &number[n]) == TAY_OK);
    }
    while (kills < KILLS) {
        sleep_ns(tay_seed_derive(tay_startup()->seed, TAY_SEED_PROGRAM, kills) % LONGEST_NS);
        if (tay_supervisor_process(supervisor, number[kills % 4], &process, NULL) == TAY_OK) {
            enum tay_status status = tay_process_exit(process, EXIT_KILLED);
            kills += status == TAY_OK; /* and the capability is gone with it */
        }
    }
    return unused;
}

/* Whether a call was cut off by the server's end. */
static bool is_cut_off(bool is_error)
{
    EXPECT(!is_error || errno == EIO);
    cut_off += is_error;
    return is_error;
}

/* Appends a record to a file that stays open all the time. */
static void append(int file, unsigned n)
{
    struct stat stat_of;
    size_t done = 0;
    pattern_fill(record, LOG_SEED, n * RECORD, RECORD);
    while (done < RECORD) {
        ssize_t bytes = pwrite(file, record + done, RECORD - done, (off_t)(n * RECORD + done));
        if (!is_cut_off(bytes < 0)) {
            done += (size_t)bytes;
        }
    }
    while (is_cut_off(fstat(file, &stat_of) != 0)) {
    }
    EXPECT(stat_of.st_size == (off_t)((n + 1) * RECORD));
    while (n % 16 == 0 && is_cut_off(fsync(file) != 0)) {
    }
}

/* Reads one of the records that were written. */
static void look_back(int file, unsigned n)
{
    unsigned earlier = (n * 7919u) % (n + 1);
    ssize_t bytes;
    do {
        bytes = pread(file, room, RECORD, (off_t)(earlier * RECORD));
    } while (is_cut_off(bytes < 0));
    EXPECT(bytes == RECORD && pattern_is(room, LOG_SEED, earlier * RECORD, RECORD));
}

/* A name that is made, given and taken away. */
static void change_names(unsigned n)
{
    int file;
    do {
        file = open(CARD "/made", O_RDWR | O_CREAT, 0666);
    } while (is_cut_off(file < 0));
    ssize_t bytes;
    do {
        bytes = pwrite(file, &n, sizeof n, 0);
    } while (is_cut_off(bytes < 0));
    EXPECT(bytes == sizeof n && close(file) == 0);
    if (is_cut_off(rename(CARD "/made", CARD "/a long name that it is given") != 0)) {
        while (rename(CARD "/made", CARD "/a long name that it is given") != 0 && errno != ENOENT) {
            EXPECT(errno == EIO);
        }
    }
    unsigned found = ~n;
    do {
        file = open(CARD "/a long name that it is given", O_RDONLY);
    } while (is_cut_off(file < 0));
    do {
        bytes = pread(file, &found, sizeof found, 0);
    } while (is_cut_off(bytes < 0));
    EXPECT(bytes == sizeof found && found == n && close(file) == 0);
}

int main(void)
{
    pthread_t thread;
    unsigned n = 0;
    int file = open(CARD "/log.bin", O_RDWR | O_CREAT | O_EXCL, 0666);
    EXPECT(file >= 0 && pthread_create(&thread, NULL, kill_servers, NULL) == 0);
    for (; n < LOG_RECORDS || kills < KILLS; n++) {
        EXPECT(n < ENOUGH);
        append(file, n % LOG_RECORDS);
        look_back(file, n % LOG_RECORDS);
        change_names(n);
        if (n % LOG_RECORDS == LOG_RECORDS - 1 && kills < KILLS) {
            while (is_cut_off(ftruncate(file, 0) != 0)) {
            }
        }
    }
    for (n %= LOG_RECORDS; n != 0 && n < LOG_RECORDS; n++) {
        append(file, n);
    }
    EXPECT(pthread_join(thread, NULL) == 0 && close(file) == 0);
    EXPECT(tay_file_unmount(tay_startup_cap("fat"), true) == TAY_FILE_OK);
    printf("killed: %u times, %u calls were cut off, and nothing is lost\n", kills, cut_off);
    return EXIT_SUCCESS;
}

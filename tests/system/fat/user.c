/* SPDX-License-Identifier: MIT */
/*
 * An ordinary program that uses files of a card: what the host has put there, and what it will read
 * (volume.py). At the end the card is put away.
 */
#include "pattern.h"
#include <dirent.h>
#include <errno.h>
#include <expect.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <tay/protocol/file.h>
#include <tay/startup.h>
#include <unistd.h>

#define CARD "/card"
#define FAILS(call, number) EXPECT((errno = 0, (call) == -1) && errno == (number))
#define PIECE 5000
#define FILL_BYTES_MAX 20000000

static char room[70000];

static void read_host_files(void)
{
    struct stat stat_of;
    int file = open(CARD "/HELLO.TXT", O_RDONLY); /* upper and lower case are the same */
    EXPECT(file >= 0 && read(file, room, sizeof room) == 20);
    EXPECT(memcmp(room, "hello from the host\n", 20) == 0 && close(file) == 0);
    file = open(CARD "/big.bin", O_RDONLY);
    EXPECT(fstat(file, &stat_of) == 0 && stat_of.st_size == PATTERN_BIG_BYTES);
    for (size_t at = 0; at < PATTERN_BIG_BYTES;) {
        ssize_t bytes = read(file, room, PIECE);
        EXPECT(bytes > 0 && pattern_is(room, PATTERN_BIG_SEED, at, (size_t)bytes));
        at += (size_t)bytes;
    }
    EXPECT(read(file, room, 1) == 0);
    EXPECT(pread(file, room, 66000, 1001) == 66000);
    EXPECT(pattern_is(room, PATTERN_BIG_SEED, 1001, 66000) && close(file) == 0);
    printf("user: the host's files are there\n");
}

static int make_file(const char *path, uint32_t seed, size_t bytes)
{
    int file = open(path, O_RDWR | O_CREAT | O_EXCL, 0666);
    EXPECT(file >= 0);
    for (size_t at = 0; at < bytes; at += PIECE) {
        size_t now = bytes - at < PIECE ? bytes - at : PIECE;
        pattern_fill(room, seed, at, now);
        EXPECT(write(file, room, now) == (ssize_t)now);
    }
    return file;
}

static void write_files(void)
{
    EXPECT(close(make_file(CARD "/small", 1, 700)) == 0);
    EXPECT(close(make_file(CARD "/Ein langer Name, mit Leerzeichen.text", 2, 123457)) == 0);
    EXPECT(mkdir(CARD "/new", 0777) == 0 && mkdir(CARD "/new/deeper", 0777) == 0);
    EXPECT(close(make_file(CARD "/new/deeper/h\xc3\xa4\xc3\xb6.txt", 3, 4096)) == 0);
    EXPECT(rename(CARD "/new/deeper/H\xc3\x84\xc3\x96.TXT", CARD "/moved.bin") == 0);
    FAILS(rmdir(CARD "/new"), ENOTEMPTY);
    EXPECT(rmdir(CARD "/new/deeper") == 0);
    EXPECT(close(make_file(CARD "/new/old", 9, 900)) == 0);
    EXPECT(rename(CARD "/small", CARD "/new/old") == 0); /* replaces it */
    int file = open(CARD "/moved.bin", O_WRONLY | O_APPEND);
    pattern_fill(room, 3, 4096, 60000);
    EXPECT(write(file, room, 60000) == 60000 && close(file) == 0);
    file = make_file(CARD "/cut", 4, 99999);
    EXPECT(ftruncate(file, 33333) == 0 && fsync(file) == 0 && close(file) == 0);
    printf("user: files are written\n");
}

static void list_files(void)
{
    static const char *const names[] = {"Ein langer Name, mit Leerzeichen.text", "hello.txt",
                                        "new"};
    unsigned found = 0;
    DIR *directory = opendir(CARD);
    EXPECT(directory != NULL);
    for (const struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
        for (unsigned n = 0; n < 3; n++) {
            found += strcmp(entry->d_name, names[n]) == 0;
        }
    }
    EXPECT(found == 3 && closedir(directory) == 0);
    printf("user: names are told as they were given\n");
}

static void refuse_names(void)
{
    char path[300] = CARD "/";
    FAILS(open(CARD "/a:b", O_WRONLY | O_CREAT, 0666), EINVAL);
    FAILS(open(CARD "/tab\there", O_WRONLY | O_CREAT, 0666), EINVAL);
    FAILS(open(CARD "/no utf-8 \xff", O_WRONLY | O_CREAT, 0666), EINVAL);
    FAILS(open(CARD "/dot.", O_WRONLY | O_CREAT, 0666), EINVAL);
    memset(path + 6, 'x', 256);
    FAILS(open(path, O_WRONLY | O_CREAT, 0666), ENAMETOOLONG);
    path[6 + 255] = '\0';
    int file = open(path, O_WRONLY | O_CREAT, 0666);
    EXPECT(file >= 0 && close(file) == 0 && unlink(path) == 0);
    FAILS(open(CARD "/none", O_RDONLY), ENOENT);
    FAILS(mkdir(CARD "/HELLO.txt", 0777), EEXIST);
    printf("user: odd names are refused\n");
}

static uint64_t free_bytes(tay_cap_t session)
{
    struct tay_file_statistics statistics;
    EXPECT(tay_file_statistics(session, &statistics) == TAY_FILE_OK);
    return statistics.free_bytes;
}

static void fill_card(tay_cap_t session)
{
    uint64_t before = free_bytes(session);
    if (before > FILL_BYTES_MAX) {
        return; /* it would take long */
    }
    int file = open(CARD "/fill", O_WRONLY | O_CREAT, 0666);
    EXPECT(ftruncate(file, (off_t)(before - 100000)) == 0);
    EXPECT(lseek(file, 0, SEEK_END) > 0);
    ssize_t bytes = 1;
    while (bytes > 0) {
        bytes = write(file, room, sizeof room);
    }
    EXPECT(errno == ENOSPC && free_bytes(session) == 0);
    FAILS(mkdir(CARD "/full", 0777), ENOSPC);
    EXPECT(unlink(CARD "/fill") == 0 && free_bytes(session) == 0); /* it is open */
    EXPECT(close(file) == 0);
    EXPECT(free_bytes(session) == before);
    printf("user: a full card can be emptied\n");
}

static void put_away(tay_cap_t endpoint)
{
    char byte;
    int file = open(CARD "/hello.txt", O_RDWR);
    EXPECT(read(file, &byte, 1) == 1 && byte == 'h');
    EXPECT(tay_file_unmount(endpoint, false) == TAY_FILE_EBUSY);
    EXPECT(tay_file_unmount(endpoint, true) == TAY_FILE_OK);
    FAILS(read(file, &byte, 1), ENODEV);
    FAILS(open(CARD "/hello.txt", O_RDONLY), ENODEV);
    EXPECT(tay_file_mount(endpoint) == TAY_FILE_OK && tay_file_mount(endpoint) == TAY_FILE_OK);
    EXPECT(read(file, &byte, 1) == 1 && byte == 'e' && close(file) == 0);
    EXPECT(tay_file_unmount(endpoint, false) == TAY_FILE_OK);
    printf("user: the card is put away\n");
}

int main(void)
{
    struct tay_file_opened root;
    tay_cap_t endpoint = tay_startup_cap("fat");
    read_host_files();
    write_files();
    list_files();
    refuse_names();
    EXPECT(tay_file_root(endpoint, TAY_FILE_READABLE, &root) == TAY_FILE_OK);
    fill_card(root.session);
    put_away(endpoint);
    return EXIT_SUCCESS;
}

/* SPDX-License-Identifier: MIT */
/*
 * An ordinary program that uses files, in a name space with a memory file system: what POSIX says
 * must happen, errors included.
 */
#include "expect.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define TMP "/tmp"
#define FAILS(call, number) EXPECT((errno = 0, (call) == -1) && errno == (number))

static void write_whole(const char *path, const char *text)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    EXPECT(file >= 0);
    EXPECT(write(file, text, strlen(text)) == (ssize_t)strlen(text));
    EXPECT(close(file) == 0);
}

static bool has_text(const char *path, const char *text)
{
    char found[256];
    int file = open(path, O_RDONLY);
    EXPECT(file >= 0);
    ssize_t bytes = read(file, found, sizeof found);
    EXPECT(close(file) == 0);
    return bytes == (ssize_t)strlen(text) && memcmp(found, text, strlen(text)) == 0;
}

static void try_content(void)
{
    char text[16] = {0};
    struct stat stat;
    write_whole(TMP "/a", "tayberry");
    EXPECT(has_text(TMP "/a", "tayberry"));
    int file = open(TMP "/a", O_RDWR);
    EXPECT(read(file, text, 3) == 3 && memcmp(text, "tay", 3) == 0);
    EXPECT(lseek(file, 0, SEEK_CUR) == 3);
    EXPECT(pread(file, text, 5, 3) == 5 && memcmp(text, "berry", 5) == 0);
    EXPECT(pwrite(file, "B", 1, 3) == 1);
    EXPECT(lseek(file, 0, SEEK_CUR) == 3);
    EXPECT(lseek(file, 4, SEEK_END) == 12 && write(file, "!", 1) == 1);
    EXPECT(fstat(file, &stat) == 0 && stat.st_size == 13 && S_ISREG(stat.st_mode));
    EXPECT(pread(file, text, 16, 0) == 13 && memcmp(text, "tayBerry\0\0\0\0!", 13) == 0);
    EXPECT(ftruncate(file, 3) == 0 && has_text(TMP "/a", "tay"));
    EXPECT(fsync(file) == 0);
    EXPECT(read(file, text, 1) == 0);
    EXPECT(close(file) == 0);
    FAILS(read(file, text, 1), EBADF);
    FAILS(lseek(99, 0, SEEK_SET), EBADF);
    printf("user: files keep what is written\n");
}

/* Whole seconds of the last change, of files and directories. */
static void try_times(void)
{
    struct stat stat_of;
    const struct timespec times[2] = {{.tv_sec = 1}, {.tv_sec = 1000000000, .tv_nsec = 5}};
    const struct timespec omitted[2] = {{0}, {.tv_nsec = UTIME_OMIT}};
    const struct timespec wrong[2] = {{0}, {.tv_nsec = 1000000000}};
    write_whole(TMP "/aged", "x");
    EXPECT(mkdir(TMP "/aging", 0777) == 0);
    EXPECT(utimensat(AT_FDCWD, TMP "/aged", times, 0) == 0);
    EXPECT(utimensat(AT_FDCWD, TMP "/aging", times, 0) == 0);
    EXPECT(stat(TMP "/aging", &stat_of) == 0 && stat_of.st_mtime == 1000000000);
    int file = open(TMP "/aged", O_RDWR);
    EXPECT(fstat(file, &stat_of) == 0 && stat_of.st_mtime == 1000000000);
    EXPECT(futimens(file, omitted) == 0 && fstat(file, &stat_of) == 0);
    EXPECT(stat_of.st_mtime == 1000000000);
    EXPECT(futimens(file, NULL) == 0 && fstat(file, &stat_of) == 0);
    EXPECT(stat_of.st_mtime >= 1000000000 && stat_of.st_mtime <= time(NULL));
    EXPECT(close(file) == 0);
    FAILS(futimens(file, times), EBADF);
    FAILS(utimensat(AT_FDCWD, TMP "/none", times, 0), ENOENT);
    FAILS(utimensat(AT_FDCWD, TMP "/aged", wrong, 0), EINVAL);
    FAILS(utimensat(AT_FDCWD, TMP "/aged", times, 0x4000), EINVAL);
    EXPECT(unlink(TMP "/aged") == 0 && rmdir(TMP "/aging") == 0);
    printf("user: files have a time\n");
}

static void try_shared_offset(void)
{
    char text[8];
    struct iovec pieces[2] = {{"one", 3}, {"two", 3}};
    struct iovec room[2] = {{text, 2}, {text + 2, 4}};
    int file = open(TMP "/b", O_RDWR | O_CREAT | O_EXCL, 0666);
    int same = dup(file);
    EXPECT(writev(file, pieces, 2) == 6);
    EXPECT(lseek(same, 0, SEEK_SET) == 0);
    EXPECT(readv(file, room, 2) == 6 && memcmp(text, "onetwo", 6) == 0);
    EXPECT(dup2(same, 20) == 20 && lseek(20, 0, SEEK_CUR) == 6);
    EXPECT(close(file) == 0 && lseek(same, 1, SEEK_SET) == 1);
    EXPECT(fcntl(same, F_SETFL, O_APPEND) == 0 && fcntl(20, F_GETFL) == (O_RDWR | O_APPEND));
    EXPECT(write(20, "three", 5) == 5 && has_text(TMP "/b", "onetwothree"));
    EXPECT(fcntl(same, F_SETFD, FD_CLOEXEC) == 0 && fcntl(same, F_GETFD) == FD_CLOEXEC);
    EXPECT(fcntl(20, F_GETFD) == 0 && fcntl(same, F_DUPFD, 30) == 30);
    EXPECT(close(same) == 0 && close(20) == 0 && close(30) == 0);
    FAILS(fcntl(same, F_GETFL), EBADF);
    printf("user: descriptors share an offset\n");
}

static void try_directories(void)
{
    char name[300], path[320];
    unsigned found = 0;
    struct stat stat_of;
    EXPECT(mkdir(TMP "/d", 0777) == 0 && mkdir(TMP "/d/e", 0777) == 0);
    for (unsigned i = 0; i < 100; i++) {
        snprintf(path, sizeof path, TMP "/d/file %u", i);
        write_whole(path, "x");
    }
    DIR *directory = opendir(TMP "/d");
    EXPECT(directory != NULL);
    struct dirent *entry;
    while ((entry = readdir(directory)) != NULL) {
        snprintf(path, sizeof path, TMP "/d/%s", entry->d_name);
        EXPECT(stat(path, &stat_of) == 0 && stat_of.st_ino == entry->d_ino);
        EXPECT(S_ISDIR(stat_of.st_mode) == (entry->d_type == DT_DIR));
        if (entry->d_type == DT_REG) {
            EXPECT(unlink(path) == 0);
        }
        found++;
    }
    EXPECT(found == 101 && closedir(directory) == 0);
    FAILS(rmdir(TMP "/d"), ENOTEMPTY);
    EXPECT(chdir(TMP "/d") == 0 && getcwd(name, sizeof name) != NULL &&
           strcmp(name, TMP "/d") == 0);
    EXPECT(rmdir("e") == 0 && chdir("..") == 0);
    EXPECT(strcmp(getcwd(name, sizeof name), TMP) == 0 && access("a", R_OK | W_OK) == 0);
    EXPECT(rmdir("d") == 0);
    EXPECT(getcwd(name, 3) == NULL && errno == ERANGE);
    EXPECT(chdir("/") == 0);
    printf("user: directories are made and read\n");
}

static void try_names(void)
{
    static const char odd[] = TMP "/\x01\xff \xc3\xa4*?\\\"'";
    struct stat before, after;
    write_whole(odd, "odd");
    EXPECT(has_text(odd, "odd") && stat(odd, &before) == 0);
    EXPECT(rename(odd, TMP "/plain") == 0 && stat(TMP "/plain", &after) == 0);
    EXPECT(before.st_ino == after.st_ino);
    write_whole(TMP "/target", "old");
    int old = open(TMP "/target", O_RDONLY);
    EXPECT(rename(TMP "/plain", TMP "/target") == 0 && has_text(TMP "/target", "odd"));
    char text[4] = {0};
    EXPECT(read(old, text, 4) == 3 && strcmp(text, "old") == 0);
    EXPECT(fstat(old, &after) == 0 && after.st_nlink == 0 && close(old) == 0);
    EXPECT(mkdir(TMP "/dir", 0777) == 0 && mkdir(TMP "/dir/in", 0777) == 0);
    FAILS(rename(TMP "/dir", TMP "/dir/in/side"), EINVAL);
    FAILS(rename(TMP "/dir", TMP "/target"), ENOTDIR);
    FAILS(rename(TMP "/target", TMP "/dir"), EISDIR);
    FAILS(rename(TMP "/none", TMP "/new"), ENOENT);
    FAILS(rename(TMP "/target", "/dev/target"), EXDEV);
    EXPECT(rename(TMP "/dir/in", TMP "/in") == 0 && rmdir(TMP "/in") == 0 &&
           rmdir(TMP "/dir") == 0);
    EXPECT(has_text(TMP "//./x/../target", "odd") && unlink(TMP "/target") == 0);
    printf("user: names change\n");
}

static void try_errors(void)
{
    char longest[300] = TMP "/";
    memset(longest + 5, 'n', 255);
    write_whole(longest, "long");
    EXPECT(unlink(longest) == 0);
    longest[5 + 255] = 'n';
    FAILS(open(longest, O_RDONLY | O_CREAT, 0666), ENAMETOOLONG);
    char path[1200] = "";
    while (strlen(path) < 1100) {
        strcat(path, TMP "/x");
    }
    FAILS(open(path, O_RDONLY), ENAMETOOLONG);
    FAILS(open("", O_RDONLY), ENOENT);
    FAILS(open(TMP "/none", O_RDONLY), ENOENT);
    FAILS(open(TMP "/none/x", O_RDONLY | O_CREAT, 0666), ENOENT);
    FAILS(open(TMP "/a/x", O_RDONLY), ENOTDIR);
    FAILS(open(TMP "/a/", O_RDONLY), ENOTDIR);
    FAILS(open(TMP, O_WRONLY), EISDIR);
    FAILS(open(TMP "/a", O_RDONLY | O_CREAT | O_EXCL, 0666), EEXIST);
    FAILS(open(TMP "/a", O_RDONLY | O_DIRECTORY), ENOTDIR);
    FAILS(open(TMP "/a", O_RDONLY | O_TRUNC), EINVAL);
    FAILS(mkdir(TMP, 0777), EEXIST);
    FAILS(rmdir(TMP), EBUSY);
    FAILS(rmdir(TMP "/a"), ENOTDIR);
    FAILS(unlink(TMP), EBUSY);
    FAILS(unlink(TMP "/none"), ENOENT);
    FAILS(mkdir("/new", 0777), EROFS);
    FAILS(open("/dev/new", O_RDWR | O_CREAT, 0666), EROFS);
    FAILS(chdir(TMP "/a"), ENOTDIR);
    FAILS(access("/dev", W_OK), EROFS);
    int file = open(TMP "/a", O_RDONLY);
    FAILS(write(file, "x", 1), EBADF);
    FAILS(ftruncate(file, 1), EINVAL);
    FAILS(lseek(file, -1, SEEK_SET), EINVAL);
    FAILS(pread(file, path, 1, -1), EINVAL);
    FAILS(read(file, (void *)8, 3), EFAULT);
    EXPECT(close(file) == 0);
    FAILS(close(file), EBADF);
    FAILS(dup2(file, 5), EBADF);
    FAILS(dup2(0, 5000), EBADF);
    FAILS(link(TMP "/a", TMP "/b"), ENOTSUP);
    FAILS(symlink("a", TMP "/b"), ENOTSUP);
    FAILS(readlink(TMP "/a", path, 9), EINVAL);
    FAILS(readlink(TMP "/none", path, 9), ENOENT);
    FAILS(chmod(TMP "/a", 0), ENOTSUP);
    FAILS(chown(TMP "/a", 1, 1), ENOTSUP);
    FAILS(fchdir(1), ENOTDIR);
    FAILS(mkfifo(TMP "/b", 0), ENOTSUP);
    EXPECT(umask(027) == 022 && umask(022) == 027 && sysconf(_SC_OPEN_MAX) == 64);
    EXPECT(!isatty(1) && errno == ENOTTY && read(0, path, 1) == 0);
    printf("user: what is wrong is refused\n");
}

static void try_full(void)
{
    static char block[65536];
    int file = open(TMP "/full", O_RDWR | O_CREAT, 0666);
    ssize_t done;
    off_t total = 0;
    memset(block, 'f', sizeof block);
    while ((done = write(file, block, sizeof block)) > 0) {
        total += done;
    }
    EXPECT(done == -1 && errno == ENOSPC && total > 1000 * 1024);
    EXPECT(lseek(file, 0, SEEK_END) == total);
    int other = open(TMP "/a", O_WRONLY);
    FAILS(pwrite(other, "x", 1, 8192), ENOSPC);
    EXPECT(has_text(TMP "/a", "tay") && pwrite(other, "T", 1, 0) == 1);
    EXPECT(unlink(TMP "/full") == 0);
    FAILS(pwrite(other, "x", 1, 8192), ENOSPC); /* it is still open */
    EXPECT(close(file) == 0 && pwrite(other, "x", 1, 8192) == 1 && close(other) == 0);
    printf("user: what is full can be emptied\n");
}

static void try_devices(void)
{
    char text[64];
    struct stat stat_of;
    int null = open("/dev/null", O_RDWR);
    int zero = open("/dev/zero", O_RDONLY);
    int full = open("/dev/full", O_WRONLY | O_TRUNC | O_CREAT, 0666);
    EXPECT(null >= 0 && zero >= 0 && full >= 0);
    EXPECT(write(null, "gone", 4) == 4 && read(null, text, 4) == 0);
    memset(text, 'x', sizeof text);
    EXPECT(read(zero, text, sizeof text) == sizeof text && text[0] == 0 && text[63] == 0);
    FAILS(write(full, "x", 1), ENOSPC);
    FAILS(lseek(null, 0, SEEK_SET), ESPIPE);
    EXPECT(fstat(null, &stat_of) == 0 && S_ISCHR(stat_of.st_mode) && !isatty(null));
    EXPECT(close(null) == 0 && close(zero) == 0 && close(full) == 0);
    int console = open("/dev/console", O_RDWR);
    EXPECT(console >= 0 && isatty(console));
    EXPECT(write(console, "user: this is the console\n", 26) == 26);
    EXPECT(close(console) == 0);
    printf("user: devices are what they should be\n");
}

static void try_pipe(void)
{
    int ends[2];
    char text[64];
    struct stat stat_of;
    signal(SIGPIPE, SIG_IGN);
    EXPECT(pipe(ends) == 0);
    EXPECT(write(ends[1], "through", 7) == 7);
    EXPECT(read(ends[0], text, sizeof text) == 7 && memcmp(text, "through", 7) == 0);
    EXPECT(fstat(ends[0], &stat_of) == 0 && S_ISFIFO(stat_of.st_mode) && !isatty(ends[0]));
    FAILS(read(ends[1], text, 1), EBADF);
    FAILS(write(ends[0], text, 1), EBADF);
    FAILS(lseek(ends[0], 0, SEEK_CUR), ESPIPE);
    EXPECT(write(ends[1], "last", 4) == 4 && close(ends[1]) == 0);
    EXPECT(read(ends[0], text, 2) == 2 && read(ends[0], text, 8) == 2);
    EXPECT(read(ends[0], text, 8) == 0 && close(ends[0]) == 0);
    EXPECT(pipe(ends) == 0 && close(ends[0]) == 0);
    FAILS(write(ends[1], "x", 1), EPIPE);
    EXPECT(close(ends[1]) == 0);
    printf("user: pipes carry\n");
}

int main(void)
{
    try_content();
    try_times();
    try_shared_offset();
    try_directories();
    try_names();
    try_errors();
    try_full();
    try_devices();
    try_pipe();
    return 0;
}

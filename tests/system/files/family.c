/* SPDX-License-Identifier: MIT */
/*
 * Files and pipes of programs that clone themselves: what is open is shared, and goes with the last
 * that has it, however that ends.
 */
#include "room.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define TMP "/tmp"
#define MUCH 100000

static pid_t fork_here(void)
{
    pid_t child = fork();
    EXPECT(child >= 0);
    return child;
}

/* The status that a child exited with; below 0: the signal that ended it. */
static int await(pid_t child)
{
    int status;
    EXPECT(waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void share_offset(void)
{
    char text[16] = {0};
    int file = open(TMP "/shared", O_RDWR | O_CREAT, 0666);
    EXPECT(write(file, "one", 3) == 3);
    pid_t child = fork_here();
    if (child == 0) {
        _exit(write(file, "two", 3) == 3 && chdir(TMP) == 0 ? 7 : 1);
    }
    EXPECT(await(child) == 7 && write(file, "three", 5) == 5);
    EXPECT(pread(file, text, sizeof text, 0) == 11 && strcmp(text, "onetwothree") == 0);
    EXPECT(getcwd(text, sizeof text) != NULL && strcmp(text, "/") == 0);
    EXPECT(close(file) == 0 && unlink(TMP "/shared") == 0);
    printf("family: a child shares offsets, but not the working directory\n");
}

static void fill(char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bytes[i] = (char)(i * 7 + i / 251);
    }
}

/* More than a pipe holds: both wait for each other, again and again. */
static void pass_much(void)
{
    static char wanted[MUCH], got[MUCH];
    int ends[2];
    size_t done = 0;
    fill(wanted, MUCH);
    EXPECT(pipe(ends) == 0);
    pid_t child = fork_here();
    if (child == 0) {
        close(ends[0]);
        _exit(write(ends[1], wanted, MUCH) == MUCH ? 0 : 1);
    }
    EXPECT(close(ends[1]) == 0);
    for (;;) {
        ssize_t bytes = read(ends[0], got + done, 1 + done % 5000);
        EXPECT(bytes >= 0);
        if (bytes == 0) {
            break;
        }
        done += (size_t)bytes;
        EXPECT(done < MUCH || done == MUCH);
    }
    EXPECT(done == MUCH && memcmp(wanted, got, MUCH) == 0);
    EXPECT(close(ends[0]) == 0 && await(child) == 0);
    printf("family: a pipe carries more than it holds\n");
}

/* Pieces of several writers stay whole. */
static void write_together(void)
{
    char piece[500];
    int ends[2];
    unsigned pieces = 0;
    pid_t child[3];
    EXPECT(pipe(ends) == 0);
    for (unsigned i = 0; i < 3; i++) {
        child[i] = fork_here();
        if (child[i] == 0) {
            memset(piece, 'a' + (int)i, sizeof piece);
            for (unsigned n = 0; n < 20; n++) {
                if (write(ends[1], piece, sizeof piece) != sizeof piece) {
                    _exit(1);
                }
            }
            _exit(0);
        }
    }
    EXPECT(close(ends[1]) == 0);
    while (read(ends[0], piece, sizeof piece) == sizeof piece) {
        for (size_t i = 1; i < sizeof piece; i++) {
            EXPECT(piece[i] == piece[0]);
        }
        pieces++;
    }
    EXPECT(pieces == 60 && close(ends[0]) == 0);
    for (unsigned i = 0; i < 3; i++) {
        EXPECT(await(child[i]) == 0);
    }
    printf("family: pieces of a pipe stay whole\n");
}

/* The reader dies while the writer waits, and the other way round. */
static void lose_the_other(void)
{
    static char much[MUCH];
    int ends[2];
    char byte;
    EXPECT(pipe(ends) == 0);
    pid_t child = fork_here();
    if (child == 0) {
        close(ends[1]);
        _exit(read(ends[0], &byte, 1) == 1 ? 3 : 1);
    }
    EXPECT(close(ends[0]) == 0);
    ssize_t done = write(ends[1], much, MUCH);
    EXPECT(done > 0 && done < MUCH && write(ends[1], much, MUCH) == -1 && errno == EPIPE);
    EXPECT(await(child) == 3 && close(ends[1]) == 0);
    EXPECT(pipe(ends) == 0);
    child = fork_here();
    if (child == 0) {
        *(volatile int *)16 = 1; /* ends by a fault */
    }
    EXPECT(close(ends[1]) == 0 && read(ends[0], &byte, 1) == 0 && close(ends[0]) == 0);
    EXPECT(await(child) == -SIGSEGV);
    printf("family: who has lost the other one hears of it\n");
}

/* It writes 200 KiB to a file without a name, and ends in one of three ways. */
static void end_with_files(unsigned way)
{
    static char block[20480];
    for (unsigned i = 0; i < 10; i++) {
        int file = open(TMP "/mine", O_RDWR | O_CREAT | O_EXCL, 0666);
        EXPECT(file >= 0 && write(file, block, sizeof block) == sizeof block);
        EXPECT(unlink(TMP "/mine") == 0);
    }
    if (way == 0) {
        _exit(0);
    } else if (way == 1) {
        *(volatile int *)16 = 1;
    }
    for (;;) {
        usleep(1000);
    }
}

static void die_with_files(void)
{
    struct tay_file_statistics before = room_query();
    for (unsigned i = 0; i < 12; i++) {
        pid_t child = fork_here();
        if (child == 0) {
            end_with_files(i % 3);
        }
        if (i % 3 == 2) {
            unsigned rounds = 0;
            while (room_query().open_files < before.open_files + 10 ||
                   access(TMP "/mine", F_OK) == 0) {
                EXPECT(++rounds < 10000);
                usleep(1000);
            }
            EXPECT(kill(child, SIGKILL) == 0);
        }
        await(child);
    }
    room_expect(&before);
    printf("family: what the dead had open is closed, and its memory back\n");
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    share_offset();
    pass_much();
    write_together();
    lose_the_other();
    die_with_files();
    return 0;
}

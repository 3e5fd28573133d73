/* SPDX-License-Identifier: MIT */
/*
 * Files while signals come, as many as can: what is done is done once, and nobody hears of EINTR.
 */
#include "expect.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define TMP "/tmp"
#define ROUNDS_MAX 5000
#define SIGNALS 100
#define CHILDREN 3
#define PIECE 5000

static volatile sig_atomic_t handled;

static void note(int signal)
{
    (void)signal;
    handled++;
}

/* Sends signals to the parent until it is ended itself. */
__attribute__((noreturn)) static void disturb(pid_t parent)
{
    while (kill(parent, SIGUSR1) == 0) {
        for (volatile int i = 0; i < 500; i++) {
        }
    }
    _exit(1);
}

static void fill(char *bytes, unsigned round, unsigned piece)
{
    for (size_t i = 0; i < PIECE; i++) {
        bytes[i] = (char)(i * 3 + i / 251 + round + piece * 7);
    }
}

static void use_names(void)
{
    EXPECT(mkdir(TMP "/made", 0777) == 0);
    EXPECT(rename(TMP "/made", TMP "/renamed") == 0);
    EXPECT(access(TMP "/made", F_OK) == -1 && errno == ENOENT);
    EXPECT(rmdir(TMP "/renamed") == 0);
    EXPECT(rmdir(TMP "/renamed") == -1 && errno == ENOENT);
}

static void use_content(unsigned round)
{
    static char wanted[PIECE], got[PIECE];
    int file = open(TMP "/file", O_RDWR | O_CREAT | O_EXCL, 0666);
    EXPECT(file >= 0);
    EXPECT(open(TMP "/file", O_RDWR | O_CREAT | O_EXCL, 0666) == -1 && errno == EEXIST);
    for (unsigned piece = 0; piece < 4; piece++) {
        fill(wanted, round, piece);
        EXPECT(write(file, wanted, PIECE) == PIECE);
    }
    EXPECT(lseek(file, 0, SEEK_CUR) == 4 * PIECE && lseek(file, 0, SEEK_SET) == 0);
    for (unsigned piece = 0; piece < 4; piece++) {
        fill(wanted, round, piece);
        EXPECT(read(file, got, PIECE) == PIECE && memcmp(wanted, got, PIECE) == 0);
    }
    EXPECT(read(file, got, PIECE) == 0 && lseek(file, -PIECE, SEEK_CUR) == 3 * PIECE);
    EXPECT(read(file, got, PIECE) == PIECE && memcmp(wanted, got, PIECE) == 0);
    struct stat stat_of;
    EXPECT(fstat(file, &stat_of) == 0 && stat_of.st_size == 4 * PIECE && close(file) == 0);
    EXPECT(unlink(TMP "/file") == 0);
}

int main(void)
{
    pid_t child[CHILDREN];
    struct sigaction action = {.sa_handler = note};
    pid_t self = getpid();
    EXPECT(sigaction(SIGUSR1, &action, NULL) == 0);
    for (unsigned i = 0; i < CHILDREN; i++) {
        child[i] = fork();
        EXPECT(child[i] >= 0);
        if (child[i] == 0) {
            disturb(self);
        }
    }
    unsigned round = 0;
    while (handled < SIGNALS && round < ROUNDS_MAX) {
        use_names();
        use_content(round++);
        EXPECT(getpid() == self && getpgrp() == self);
    }
    EXPECT(handled >= SIGNALS);
    for (unsigned i = 0; i < CHILDREN; i++) {
        int status;
        pid_t ended;
        EXPECT(kill(child[i], SIGKILL) == 0);
        do {
            ended = waitpid(child[i], &status, 0);
        } while (ended == -1 && errno == EINTR);
        EXPECT(ended == child[i] && WTERMSIG(status) == SIGKILL);
    }
    printf("interrupted: %u rounds, %d signals, and each call was done once\n", round,
           (int)handled);
    return 0;
}

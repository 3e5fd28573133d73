/* SPDX-License-Identifier: MIT */
/*
 * What is started: looks at what it has, as its first argument says, and tells by its status.
 */
#include "expect.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define TMP "/tmp"

static volatile sig_atomic_t caught;

static void catch_signal(int signal)
{
    caught = signal;
}

/* Arguments and environment as user.c gives them; they may be written. */
static int look_at_words(int count, char **words)
{
    const char *greeting = getenv("GREETING");
    EXPECT(count == 4 && strcmp(words[2], "two words") == 0 && words[3][0] == '\0');
    EXPECT(words[4] == NULL && greeting != NULL && strcmp(greeting, "hello") == 0);
    EXPECT(environ[1] == NULL);
    words[2][0] = 'T';
    EXPECT(strcmp(words[2], "Two words") == 0);
    return 21;
}

/* Descriptor 5 is a file at offset 3, 6 another name of it; 7 was to be closed; 0 is closed. */
static int look_at_files(void)
{
    char text[8] = {0};
    EXPECT(read(5, text, 2) == 2 && memcmp(text, "de", 2) == 0);
    EXPECT(read(6, text, 1) == 1 && text[0] == 'f' && lseek(5, 0, SEEK_CUR) == 6);
    EXPECT(fcntl(7, F_GETFD) == -1 && errno == EBADF);
    EXPECT(fcntl(0, F_GETFD) == -1 && errno == EBADF);
    EXPECT((fcntl(5, F_GETFL) & O_ACCMODE) == O_RDONLY && write(5, "x", 1) == -1);
    EXPECT(fcntl(5, F_GETFD) == 0);
    return 22;
}

static int look_at_directory(void)
{
    char path[64];
    EXPECT(getcwd(path, sizeof path) != NULL && strcmp(path, TMP "/folder") == 0);
    EXPECT(access("here", F_OK) == 0 && chdir("..") == 0 && access("child", X_OK) == 0);
    return 23;
}

/* SIGHUP is ignored, SIGUSR1 held back and waiting, SIGUSR2 neither. */
static int look_at_signals(void)
{
    struct sigaction action;
    sigset_t set;
    EXPECT(sigprocmask(SIG_BLOCK, NULL, &set) == 0);
    EXPECT(sigismember(&set, SIGUSR1) == 1 && sigismember(&set, SIGUSR2) == 0);
    EXPECT(sigaction(SIGHUP, NULL, &action) == 0 && action.sa_handler == SIG_IGN);
    EXPECT(sigaction(SIGUSR2, NULL, &action) == 0 && action.sa_handler == SIG_DFL);
    EXPECT(kill(getpid(), SIGHUP) == 0);
    signal(SIGUSR1, catch_signal);
    EXPECT(caught == 0);
    sigemptyset(&set);
    while (caught == 0) {
        sigsuspend(&set);
    }
    EXPECT(caught == SIGUSR1);
    return 24;
}

/* It was held back by who started this, and has come or will come. */
static int wait_for_usr1(void)
{
    sigset_t set;
    EXPECT(sigprocmask(SIG_BLOCK, NULL, &set) == 0 && sigismember(&set, SIGUSR1) == 1);
    signal(SIGUSR1, catch_signal);
    sigdelset(&set, SIGUSR1);
    while (caught == 0) {
        sigsuspend(&set);
    }
    return 27;
}

/* Code and constants that nobody has touched until now. */
static int look_at_much(void)
{
    char text[64];
    snprintf(text, sizeof text, "%.3f %s %lx", 3.25, "text", 255UL);
    return strcmp(text, "3.250 text ff");
}

/* In the place of a shell: `exit N`, `kill N`, `echo WORD`, `copy`. */
static int obey(const char *text)
{
    char line[64];
    if (strncmp(text, "exit ", 5) == 0) {
        return atoi(text + 5);
    } else if (strncmp(text, "kill ", 5) == 0) {
        return kill(getpid(), atoi(text + 5));
    } else if (strncmp(text, "echo ", 5) == 0) {
        return puts(text + 5) < 0;
    } else if (strcmp(text, "copy") == 0) {
        FILE *file = fopen(TMP "/copy", "w");
        while (fgets(line, sizeof line, stdin) != NULL) {
            fputs(line, file);
        }
        return fclose(file);
    }
    return 1;
}

static int start_another(const char *path)
{
    int status;
    pid_t child = fork();
    EXPECT(child >= 0);
    if (child == 0) {
        execl(path, "again", "status", "7", NULL);
        _exit(99);
    }
    EXPECT(waitpid(child, &status, 0) == child && WIFEXITED(status));
    return WEXITSTATUS(status) + 1;
}

int main(int count, char **words)
{
    const char *what = count > 1 ? words[1] : "";
    if (strcmp(what, "status") == 0) {
        return atoi(words[2]);
    } else if (strcmp(what, "words") == 0) {
        return look_at_words(count, words);
    } else if (strcmp(what, "files") == 0) {
        return look_at_files();
    } else if (strcmp(what, "directory") == 0) {
        return look_at_directory();
    } else if (strcmp(what, "signals") == 0) {
        return look_at_signals();
    } else if (strcmp(what, "again") == 0) {
        return start_another(words[2]);
    } else if (strcmp(what, "number") == 0) {
        return getpid() == atoi(words[2]) && getppid() == atoi(words[3]) ? 25 : 1;
    } else if (strcmp(what, "say") == 0) {
        return write(STDOUT_FILENO, words[2], strlen(words[2])) < 0;
    } else if (strcmp(what, "fault") == 0) {
        *(volatile int *)16 = 1;
    } else if (strcmp(what, "wait") == 0) {
        for (;;) {
            pause();
        }
    } else if (strcmp(what, "usr1") == 0) {
        return wait_for_usr1();
    } else if (strcmp(what, "later") == 0) {
        char byte;
        EXPECT(read(STDIN_FILENO, &byte, 1) == 1);
        return look_at_much() == 0 ? 28 : 1;
    } else if (strcmp(what, "-c") == 0) {
        return obey(words[2]);
    } else if (strcmp(what, "script") == 0) {
        EXPECT(count == 5 && strcmp(words[2], TMP "/script") == 0);
        return strcmp(words[3], "a") == 0 && strcmp(words[4], "b") == 0 ? 26 : 1;
    }
    return 98;
}

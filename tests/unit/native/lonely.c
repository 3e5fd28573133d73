/* SPDX-License-Identifier: MIT */
/*
 * Asks for what the simulated machine cannot do, and is told so; its own signals reach it.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CHECK(condition)                                                                           \
    if (!(condition)) {                                                                            \
        printf("lonely: not so: %s, errno %d\n", #condition, errno);                               \
        return EXIT_FAILURE;                                                                       \
    }

static volatile sig_atomic_t came;
static sigjmp_buf back;

static void note(int signal)
{
    came = signal;
}

static void leave(int signal)
{
    siglongjmp(back, signal);
}

static int try_signals(void)
{
    sigset_t set;
    struct sigaction action = {.sa_handler = note};
    CHECK(sigaction(SIGUSR1, &action, NULL) == 0 && raise(SIGUSR1) == 0 && came == SIGUSR1);
    came = 0;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    CHECK(sigprocmask(SIG_BLOCK, &set, NULL) == 0 && kill(getpid(), SIGUSR1) == 0 && came == 0);
    CHECK(sigpending(&set) == 0 && sigismember(&set, SIGUSR1) == 1);
    CHECK(sigprocmask(SIG_UNBLOCK, &set, NULL) == 0 && came == SIGUSR1);
    signal(SIGUSR2, leave);
    int from = sigsetjmp(back, 1);
    if (from == 0) {
        raise(SIGUSR2);
        return EXIT_FAILURE;
    }
    CHECK(from == SIGUSR2 && raise(SIGCHLD) == 0);
    return EXIT_SUCCESS;
}

int main(void)
{
    static char name[] = "program";
    char *const arguments[] = {name, NULL};
    pid_t child;
    CHECK(getpid() == 1 && fork() == -1 && errno == ENOSYS);
    CHECK(posix_spawn(&child, name, NULL, NULL, arguments, NULL) == ENOSYS);
    CHECK(execv(name, arguments) == -1 && errno == ENOSYS);
    CHECK(system("program") == -1 && errno == ENOSYS);
    if (try_signals() != EXIT_SUCCESS) {
        return EXIT_FAILURE;
    }
    printf("lonely: is told\n");
    raise(SIGTERM);
    return EXIT_SUCCESS;
}

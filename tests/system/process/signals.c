/* SPDX-License-Identifier: MIT */
/*
 * Signals as POSIX has them: handlers, masks, what they interrupt, groups, alarms, the terminal,
 * and what a child has of its parent's.
 */
#include "expect.h"
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <tay/operations.h>
#include <tay/protocol/proc.h>
#include <tay/startup.h>
#include <tay/trap.h>
#include <time.h>
#include <unistd.h>

#define MS 1000000L

static volatile sig_atomic_t seen[NSIG];
static volatile sig_atomic_t last;

static void note(int signal)
{
    errno = EDOM; /* is put back */
    seen[signal]++;
    last = signal;
}

static void catch_signal(int number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler};
    sigemptyset(&action.sa_mask);
    EXPECT(sigaction(number, &action, NULL) == 0);
}

static sigset_t set_of(int number)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    return set;
}

static int end_of(pid_t child)
{
    int status;
    pid_t ended;
    do {
        ended = waitpid(child, &status, 0);
    } while (ended == -1 && errno == EINTR);
    EXPECT(ended == child);
    return status;
}

static void sleep_ms(long ms)
{
    struct timespec span = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * MS};
    nanosleep(&span, NULL);
}

static void test_own_signals(void)
{
    errno = 0;
    catch_signal(SIGUSR1, note);
    EXPECT(raise(SIGUSR1) == 0 && seen[SIGUSR1] == 1 && errno == 0);
    EXPECT(kill(getpid(), SIGUSR1) == 0 && seen[SIGUSR1] == 2);
    EXPECT(kill(getpid(), 0) == 0 && kill(getpid(), NSIG) == -1 && errno == EINVAL);
    sigset_t usr1 = set_of(SIGUSR1);
    sigset_t before, pending;
    EXPECT(sigprocmask(SIG_BLOCK, &usr1, &before) == 0 && sigismember(&before, SIGUSR1) == 0);
    EXPECT(raise(SIGUSR1) == 0 && raise(SIGUSR1) == 0 && seen[SIGUSR1] == 2);
    EXPECT(sigpending(&pending) == 0 && sigismember(&pending, SIGUSR1) == 1);
    EXPECT(sigprocmask(SIG_SETMASK, &before, NULL) == 0 && seen[SIGUSR1] == 3);
    EXPECT(signal(SIGUSR1, SIG_IGN) == note && raise(SIGUSR1) == 0 && seen[SIGUSR1] == 3);
    EXPECT(raise(SIGCHLD) == 0); /* is ignored by itself */
    struct sigaction action = {.sa_handler = note};
    EXPECT(sigaction(SIGKILL, &action, NULL) == -1 && errno == EINVAL);
    EXPECT(sigaction(NSIG, NULL, NULL) == -1 && sigaction(0, NULL, NULL) == -1);
    EXPECT(kill(getpid(), SIGTSTP) == -1 && errno == ENOSYS);
    printf("signals: a program's own\n");
}

static void nest(int signal)
{
    int before = seen[SIGUSR2];
    raise(SIGUSR2);
    EXPECT(seen[SIGUSR2] == before + 1); /* is not held back */
    raise(signal);                       /* is, until this returns */
    EXPECT(seen[SIGUSR1] == 0);
    catch_signal(signal, note);
}

static void tell(int signal, siginfo_t *info, void *nothing)
{
    EXPECT(info->si_signo == signal && info->si_code == SI_USER && nothing == NULL);
    seen[signal]++;
}

static void test_actions(void)
{
    seen[SIGUSR1] = 0;
    catch_signal(SIGUSR2, note);
    catch_signal(SIGUSR1, nest);
    raise(SIGUSR1);
    EXPECT(seen[SIGUSR1] == 1);
    struct sigaction action = {.sa_sigaction = tell, .sa_flags = SA_SIGINFO | SA_RESETHAND};
    EXPECT(sigaction(SIGUSR1, &action, NULL) == 0 && raise(SIGUSR1) == 0);
    EXPECT(seen[SIGUSR1] == 2 && sigaction(SIGUSR1, NULL, &action) == 0);
    EXPECT(action.sa_handler == SIG_DFL);
    printf("signals: actions nest, tell, and end\n");
}

/* What waits for a signal, and ends with it. */
static int wait_for_signal(void)
{
    for (;;) {
        pause();
    }
}

static pid_t begin(int (*function)(void))
{
    pid_t child = fork();
    EXPECT(child >= 0);
    if (child == 0) {
        exit(function());
    }
    return child;
}

static void test_ends(void)
{
    signal(SIGUSR1, SIG_DFL);
    pid_t child = begin(wait_for_signal);
    EXPECT(kill(child, SIGTERM) == 0);
    int status = end_of(child);
    EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM && !WIFEXITED(status));
    child = begin(wait_for_signal);
    EXPECT(kill(child, SIGKILL) == 0);
    status = end_of(child);
    EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    EXPECT(kill(child, SIGTERM) == -1 && errno == ESRCH);
    EXPECT(waitpid(child, NULL, 0) == -1 && errno == ECHILD);
    EXPECT(kill(getppid() == 0 ? 4000 : getppid(), 0) == -1 && errno == ESRCH);
    printf("signals: they end who does not catch them\n");
}

/* Waits for SIGUSR1 as one should: so that it cannot come too early. */
static int answer_usr1(void)
{
    sigset_t none;
    sigemptyset(&none);
    while (seen[SIGUSR1] == 0) {
        EXPECT(sigsuspend(&none) == -1 && errno == EINTR);
    }
    return 10 + (int)seen[SIGUSR1];
}

static void test_between_processes(void)
{
    sigset_t usr1 = set_of(SIGUSR1);
    sigset_t chld = set_of(SIGCHLD);
    sigset_t none;
    sigemptyset(&none);
    catch_signal(SIGUSR1, note);
    catch_signal(SIGCHLD, note);
    seen[SIGUSR1] = 0;
    sigprocmask(SIG_BLOCK, &usr1, NULL);
    sigprocmask(SIG_BLOCK, &chld, NULL);
    seen[SIGCHLD] = 0;
    pid_t child = begin(answer_usr1);
    EXPECT(kill(child, SIGUSR1) == 0);
    while (seen[SIGCHLD] == 0) {
        sigsuspend(&none);
    }
    int status = end_of(child);
    EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 11);
    sigprocmask(SIG_SETMASK, &none, NULL);
    printf("signals: processes send each other signals\n");
}

/* Sends SIGUSR1 to the parent again and again: one of them comes when that is blocked. */
static int disturb(void)
{
    for (;;) {
        sleep_ms(20);
        if (kill(getppid(), SIGUSR1) != 0) {
            return 1;
        }
    }
}

static void stop(pid_t child)
{
    EXPECT(kill(child, SIGKILL) == 0);
    int status = end_of(child);
    EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

/* Sends it a few times. */
static int disturb_and_end(void)
{
    for (unsigned round = 0; round < 5; round++) {
        sleep_ms(10);
        if (kill(getppid(), SIGUSR1) != 0) {
            return 1;
        }
    }
    return 0;
}

static void test_what_is_interrupted(void)
{
    signal(SIGCHLD, SIG_DFL);
    seen[SIGUSR1] = 0;
    pid_t child = begin(disturb);
    struct timespec span = {.tv_sec = 1000};
    struct timespec left = {0};
    EXPECT(nanosleep(&span, &left) == -1 && errno == EINTR && seen[SIGUSR1] > 0);
    EXPECT(left.tv_sec > 0 && left.tv_sec < 1000);
    pid_t sleeper = begin(wait_for_signal);
    EXPECT(waitpid(sleeper, NULL, 0) == -1 && errno == EINTR);
    sem_t nothing;
    EXPECT(sem_init(&nothing, 0, 0) == 0 && sem_wait(&nothing) == -1 && errno == EINTR);
    stop(child);
    stop(sleeper);
    struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART};
    EXPECT(sigaction(SIGUSR1, &action, NULL) == 0);
    seen[SIGUSR1] = 0;
    child = begin(disturb_and_end);
    int status;
    EXPECT(waitpid(child, &status, 0) == child && status == 0 && seen[SIGUSR1] > 0);
    catch_signal(SIGUSR1, note);
    printf("signals: what blocks is interrupted\n");
}

/* Computes until it is told to stop: no register may change under it. */
static int compute(void)
{
    double sum = 0;
    unsigned long count = 0;
    while (seen[SIGUSR1] < 20) {
        sum += 0.5;
        count++;
    }
    return sum == 0.5 * (double)count ? 0 : 1;
}

static void test_registers_are_kept(void)
{
    seen[SIGUSR1] = 0;
    pid_t child = begin(compute);
    int status = 0;
    while (waitpid(child, &status, WNOHANG) == 0) {
        EXPECT(kill(child, SIGUSR1) == 0);
        sleep_ms(1);
    }
    EXPECT(status == 0);
    printf("signals: registers are kept\n");
}

static sigjmp_buf back;

static void jump(int signal)
{
    seen[signal]++;
    siglongjmp(back, signal);
}

/* Out of a handler that came from outside, and again. */
static void test_jumps(void)
{
    catch_signal(SIGALRM, jump);
    for (volatile int round = 1; round <= 3; round++) {
        if (sigsetjmp(back, 1) == 0) {
            EXPECT(alarm(1) == 0);
            for (;;) {
                pause();
            }
        }
        EXPECT(seen[SIGALRM] == round);
    }
    catch_signal(SIGALRM, note);
    EXPECT(alarm(1000) == 0 && alarm(0) > 900 && alarm(0) == 0);
    EXPECT(alarm(1) == 0 && sleep(1000) > 0 && seen[SIGALRM] == 4);
    printf("signals: alarms come, and handlers may be left\n");
}

static int own_group(void)
{
    EXPECT(setpgid(0, 0) == 0 && getpgrp() == getpid());
    return wait_for_signal();
}

static void test_groups(void)
{
    pid_t group = getpgrp();
    EXPECT(group == getpid() && getpgid(0) == group);
    pid_t one = begin(own_group);
    EXPECT(setpgid(one, one) == 0 && getpgid(one) == one);
    pid_t other = begin(wait_for_signal);
    EXPECT(setpgid(other, one) == 0 && setpgid(other, 4000) == -1 && errno == EPERM);
    EXPECT(kill(-one, SIGTERM) == 0 && kill(-4000, SIGTERM) == -1 && errno == ESRCH);
    int status;
    EXPECT(waitpid(-one, &status, 0) > 0 && waitpid(-one, &status, 0) > 0);
    EXPECT(WTERMSIG(status) == SIGTERM && waitpid(-one, &status, 0) == -1 && errno == ECHILD);
    seen[SIGUSR1] = 0;
    sigset_t usr1 = set_of(SIGUSR1);
    EXPECT(sigprocmask(SIG_BLOCK, &usr1, NULL) == 0);
    pid_t near = begin(answer_usr1);
    EXPECT(sigprocmask(SIG_UNBLOCK, &usr1, NULL) == 0);
    EXPECT(killpg(group, SIGUSR1) == 0); /* the caller, too */
    while (seen[SIGUSR1] == 0) {
        sleep_ms(1);
    }
    EXPECT(seen[SIGUSR1] == 1);
    status = end_of(near);
    EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 11);
    printf("signals: groups are sent signals\n");
}

static void test_terminal(void)
{
    tay_cap_t session, bell;
    tay_pid_t front;
    EXPECT(tay_proc_join(tay_startup_cap("proc"), &session) == TAY_OK);
    EXPECT(tay_proc_terminal(session, &bell) == TAY_OK);
    EXPECT(tay_proc_front(session, 0, &front) == TAY_OK && front == 0);
    EXPECT(tay_proc_front(session, 4000, &front) == TAY_EINVAL);
    /* This session's process is a family of its own, which has caught nothing: it would end. */
    EXPECT(tay_trap_notify(bell, TAY_PROC_TERMINAL_INTERRUPT) == TAY_OK);
    EXPECT(tay_cap_close(session) == TAY_OK && tay_cap_close(bell) == TAY_OK);
    printf("signals: nobody is at the terminal\n");
}

static int order[6];
static int orders;

static void note_order(int number)
{
    if (orders < (int)(sizeof order / sizeof order[0])) {
        order[orders++] = number;
    }
}

static void prepare_1(void)
{
    note_order(1);
}

static void prepare_2(void)
{
    note_order(2);
}

static void parent_1(void)
{
    note_order(3);
}

static void parent_2(void)
{
    note_order(4);
}

static void child_1(void)
{
    note_order(5);
}

static void child_2(void)
{
    note_order(6);
}

static void test_at_fork(void)
{
    static const int in_parent[] = {2, 1, 3, 4};
    static const int in_child[] = {2, 1, 5, 6};
    EXPECT(pthread_atfork(prepare_1, parent_1, child_1) == 0);
    EXPECT(pthread_atfork(prepare_2, parent_2, child_2) == 0);
    EXPECT(pthread_atfork(NULL, NULL, NULL) == 0);
    pid_t child = fork();
    if (child == 0) {
        exit(orders == 4 && memcmp(order, in_child, sizeof in_child) == 0 ? 0 : 1);
    }
    EXPECT(orders == 4 && memcmp(order, in_parent, sizeof in_parent) == 0 && end_of(child) == 0);
    printf("signals: forks are prepared\n");
}

static void *fork_here(void *unused)
{
    (void)unused;
    pid_t child = begin(answer_usr1);
    EXPECT(kill(child, SIGUSR1) == 0);
    int status = end_of(child);
    EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 11);
    return NULL;
}

/* In the child the thread that forked is the one that gets signals. */
static void test_fork_in_another_thread(void)
{
    pthread_t thread;
    seen[SIGUSR1] = 0;
    sigset_t usr1 = set_of(SIGUSR1);
    sigprocmask(SIG_BLOCK, &usr1, NULL);
    EXPECT(pthread_create(&thread, NULL, fork_here, NULL) == 0);
    EXPECT(pthread_join(thread, NULL) == 0);
    printf("signals: any thread may fork\n");
}

int main(void)
{
    test_own_signals();
    test_actions();
    test_ends();
    test_between_processes();
    test_what_is_interrupted();
    test_registers_are_kept();
    test_jumps();
    test_groups();
    test_terminal();
    test_at_fork();
    test_fork_in_another_thread();
    return EXIT_SUCCESS;
}

/* SPDX-License-Identifier: MIT */
/*
 * Waiting for pipes and files: by poll and select, in several threads and processes, with signals,
 * and while those on the other side die; and not waiting, by O_NONBLOCK.
 */
#define _GNU_SOURCE /* dup3, pipe2 and ppoll */
#include "expect.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/time.h>
#include <time.h>
#include <unistd.h>

#define TMP "/tmp"
#define CHILDREN 70 /* more than wait at vfs at once */
#define THREADS 4
#define MUCH 100000
#define PIPE_ROOM 65536
#define MS (TAY_NS_PER_MS)

static volatile sig_atomic_t handled;

static void note(int signal)
{
    (void)signal;
    handled++;
}

/* What there is of `events` within the time. */
static int wait_for(int descriptor, short events, int timeout_ms)
{
    struct pollfd one = {.fd = descriptor, .events = events, .revents = -1};
    int count = poll(&one, 1, timeout_ms);
    EXPECT(count == (one.revents != 0) || count == -1);
    return count == -1 ? -errno : one.revents;
}

static void open_pipe(int ends[2])
{
    EXPECT(pipe(ends) == 0);
}

static void close_both(const int ends[2])
{
    EXPECT(close(ends[0]) == 0 && close(ends[1]) == 0);
}

static int end_of(pid_t child)
{
    int status;
    pid_t ended;
    do {
        ended = waitpid(child, &status, 0);
    } while (ended == -1 && errno == EINTR);
    EXPECT(ended == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static tay_time_t own_time_ns(void)
{
    struct timespec time;
    EXPECT(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0);
    return (tay_time_t)time.tv_sec * TAY_NS_PER_S + (tay_time_t)time.tv_nsec;
}

static void look_once(void)
{
    int ends[2];
    int file = open(TMP "/poller", O_RDWR | O_CREAT | O_EXCL, 0666);
    open_pipe(ends);
    struct pollfd all[] = {{.fd = ends[0], .events = POLLIN},
                           {.fd = ends[1], .events = POLLOUT | POLLIN},
                           {.fd = file, .events = POLLIN | POLLOUT | POLLPRI},
                           {.fd = -1, .events = POLLIN},
                           {.fd = 50, .events = POLLIN},
                           {.fd = 1, .events = POLLOUT}};
    EXPECT(poll(all, 6, 0) == 4 && all[0].revents == 0 && all[1].revents == POLLOUT);
    EXPECT(all[2].revents == (POLLIN | POLLOUT) && all[3].revents == 0);
    EXPECT(all[4].revents == POLLNVAL && all[5].revents == POLLOUT);
    EXPECT(poll(all, 65, 0) == -1 && errno == EINVAL && poll(NULL, 0, 1) == 0);
    EXPECT(write(ends[1], "x", 1) == 1 &&
           wait_for(ends[0], POLLIN | POLLRDNORM, -1) == (POLLIN | POLLRDNORM));
    close_both(ends);
    EXPECT(close(file) == 0 && unlink(TMP "/poller") == 0);
    printf("poller: poll tells what is ready\n");
}

/* It sleeps, and is told. */
static void wait_and_be_told(void)
{
    int ends[2];
    open_pipe(ends);
    tay_time_t before_ns = tay_time_now();
    tay_time_t own_before_ns = own_time_ns();
    EXPECT(wait_for(ends[0], POLLIN, 2500) == 0);
    EXPECT(tay_time_now() - before_ns >= 2500 * MS && own_time_ns() - own_before_ns < 10 * MS);
    pid_t child = fork();
    if (child == 0) {
        usleep(50000);
        _exit(write(ends[1], "x", 1) == 1 ? 0 : 1);
    }
    before_ns = tay_time_now();
    EXPECT(wait_for(ends[0], POLLIN, -1) == POLLIN);
    EXPECT(tay_time_now() - before_ns < 500 * MS && end_of(child) == 0);
    close_both(ends);
    printf("poller: it sleeps until it is told\n");
}

static void lose_the_other(void)
{
    int ends[2];
    open_pipe(ends);
    EXPECT(write(ends[1], "x", 1) == 1);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        usleep(50000);
        _exit(0); /* the last one that could write */
    }
    EXPECT(close(ends[1]) == 0 && wait_for(ends[0], 0, -1) == POLLHUP && end_of(child) == 0);
    EXPECT(wait_for(ends[0], POLLIN, -1) == (POLLIN | POLLHUP) && close(ends[0]) == 0);
    open_pipe(ends);
    child = fork();
    if (child == 0) {
        close(ends[1]);
        usleep(50000);
        *(volatile int *)16 = 1; /* ends by a fault */
    }
    EXPECT(close(ends[0]) == 0 && wait_for(ends[1], 0, -1) == POLLERR && end_of(child) == -SIGSEGV);
    EXPECT(close(ends[1]) == 0);
    printf("poller: it hears of the other side's end\n");
}

static void *wait_in_thread(void *argument)
{
    const int *descriptor = argument;
    tay_time_t before_ns = tay_time_now();
    EXPECT(wait_for(*descriptor, POLLIN, -1) == POLLIN);
    EXPECT(tay_time_now() - before_ns < 900 * MS); /* it was told, and did not just look again */
    return NULL;
}

/* All who share an end are told. */
static void wait_together(void)
{
    pthread_t thread[THREADS];
    int ends[2];
    open_pipe(ends);
    pid_t child = fork();
    if (child == 0) {
        wait_in_thread(&ends[0]);
        _exit(5);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        EXPECT(pthread_create(&thread[i], NULL, wait_in_thread, &ends[0]) == 0);
    }
    usleep(300000);
    EXPECT(write(ends[1], "x", 1) == 1);
    for (unsigned i = 0; i < THREADS; i++) {
        EXPECT(pthread_join(thread[i], NULL) == 0);
    }
    EXPECT(end_of(child) == 5);
    close_both(ends);
    printf("poller: threads and processes wait for the same\n");
}

static void be_interrupted(void)
{
    int ends[2];
    sigset_t usr1, before, none;
    struct pollfd one;
    struct timespec short_time = {.tv_nsec = 1000000}, wrong = {.tv_nsec = -1};
    fd_set set;
    struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART};
    open_pipe(ends);
    one = (struct pollfd){.fd = ends[0], .events = POLLIN};
    sigemptyset(&none);
    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    EXPECT(sigaction(SIGALRM, &action, NULL) == 0 && sigaction(SIGUSR1, &action, NULL) == 0);
    alarm(1);
    EXPECT(wait_for(ends[0], POLLIN, -1) == -EINTR && handled == 1);
    EXPECT(sigprocmask(SIG_BLOCK, &usr1, NULL) == 0 && raise(SIGUSR1) == 0 && handled == 1);
    EXPECT(ppoll(&one, 1, &short_time, NULL) == 0 && handled == 1);
    EXPECT(ppoll(&one, 1, NULL, &none) == -1 && errno == EINTR && handled == 2);
    EXPECT(ppoll(&one, 1, &wrong, &none) == -1 && errno == EINVAL);
    EXPECT(sigprocmask(SIG_BLOCK, NULL, &before) == 0 && sigismember(&before, SIGUSR1) == 1);
    /* One that comes from outside while it waits. */
    pid_t child = fork();
    if (child == 0) {
        usleep(50000);
        _exit(kill(getppid(), SIGUSR1) == 0 ? 0 : 1);
    }
    FD_ZERO(&set);
    FD_SET(ends[0], &set);
    EXPECT(pselect(ends[0] + 1, &set, NULL, NULL, NULL, &none) == -1 && errno == EINTR);
    EXPECT(handled == 3 && end_of(child) == 0);
    EXPECT(sigprocmask(SIG_UNBLOCK, &usr1, NULL) == 0);
    close_both(ends);
    printf("poller: signals interrupt it\n");
}

static void select_some(void)
{
    int ends[2], other[2];
    fd_set readable, writable;
    struct timeval no_time = {0}, wrong = {.tv_usec = 1000000};
    open_pipe(ends);
    open_pipe(other);
    EXPECT(write(other[1], "x", 1) == 1);
    FD_ZERO(&readable);
    FD_SET(ends[0], &readable);
    FD_SET(other[0], &readable);
    writable = readable;
    FD_ZERO(&writable);
    FD_SET(ends[1], &writable);
    EXPECT(select(other[1] + 1, &readable, &writable, NULL, NULL) == 2);
    EXPECT(!FD_ISSET(ends[0], &readable) && FD_ISSET(other[0], &readable));
    EXPECT(FD_ISSET(ends[1], &writable));
    close_both(other);
    FD_ZERO(&readable);
    FD_SET(ends[0], &readable);
    EXPECT(select(ends[0] + 1, &readable, NULL, NULL, &no_time) == 0);
    EXPECT(!FD_ISSET(ends[0], &readable));
    EXPECT(close(ends[1]) == 0);
    FD_SET(ends[0], &readable);
    EXPECT(select(ends[0] + 1, &readable, NULL, NULL, NULL) == 1 && close(ends[0]) == 0);
    EXPECT(select(ends[0] + 1, &readable, NULL, NULL, NULL) == -1 && errno == EBADF);
    EXPECT(select(1, NULL, NULL, NULL, &wrong) == -1 && errno == EINVAL);
    EXPECT(select(65, NULL, NULL, NULL, &no_time) == -1 && errno == EINVAL);
    printf("poller: select tells the same\n");
}

/* The flag is of the open file, and so of all descriptors and processes that share it. */
static void not_wait(void)
{
    static char much[MUCH];
    int ends[2];
    char byte;
    EXPECT(pipe2(ends, O_NONBLOCK | O_CLOEXEC) == 0 && (fcntl(ends[0], F_GETFL) & O_NONBLOCK) != 0);
    EXPECT(fcntl(ends[0], F_GETFD) == FD_CLOEXEC && read(ends[0], &byte, 1) == -1);
    EXPECT(errno == EAGAIN && write(ends[1], much, MUCH) == PIPE_ROOM);
    EXPECT(write(ends[1], much, 1) == -1 && errno == EAGAIN && read(ends[0], much, 100) == 100);
    EXPECT(write(ends[1], much, 512) == -1 && errno == EAGAIN && write(ends[1], much, 600) == 100);
    EXPECT(wait_for(ends[1], POLLOUT, 0) == 0 && read(ends[0], much, MUCH) == PIPE_ROOM);
    EXPECT(wait_for(ends[1], POLLOUT, 0) == POLLOUT);
    close_both(ends);
    open_pipe(ends);
    int copy = dup(ends[0]);
    EXPECT(fcntl(ends[0], F_GETFL) == O_RDONLY && fcntl(ends[1], F_GETFL) == O_WRONLY);
    pid_t child = fork();
    if (child == 0) {
        _exit(fcntl(copy, F_SETFL, O_NONBLOCK) == 0 ? 0 : 1);
    }
    EXPECT(end_of(child) == 0 && fcntl(ends[0], F_GETFL) == (O_RDONLY | O_NONBLOCK));
    EXPECT(read(ends[0], &byte, 1) == -1 && errno == EAGAIN);
    EXPECT(fcntl(ends[1], F_GETFL) == O_WRONLY);
    EXPECT(fcntl(ends[0], F_SETFL, 0) == 0 && fcntl(copy, F_GETFL) == O_RDONLY);
    EXPECT(dup3(copy, 40, O_CLOEXEC) == 40 && fcntl(40, F_GETFD) == FD_CLOEXEC && close(40) == 0);
    EXPECT(dup3(copy, copy, 0) == -1 && errno == EINVAL && close(copy) == 0);
    close_both(ends);
    printf("poller: who does not want to wait does not\n");
}

/* Those who are killed while they wait take nothing with them, and leave nothing that lasts. */
static void die_while_waiting(void)
{
    int ends[2];
    char byte;
    open_pipe(ends);
    for (unsigned i = 0; i < CHILDREN; i++) {
        pid_t child = fork();
        EXPECT(child >= 0);
        if (child == 0) {
            wait_for(ends[0], POLLIN, -1);
            _exit(1);
        }
        usleep(5000);
        EXPECT(kill(child, SIGKILL) == 0 && end_of(child) == -SIGKILL);
    }
    for (unsigned i = 0; i < 2; i++) {
        pid_t child = fork();
        if (child == 0) {
            usleep(50000);
            _exit(write(ends[1], "x", 1) == 1 ? 0 : 1);
        }
        tay_time_t before_ns = tay_time_now();
        EXPECT(wait_for(ends[0], POLLIN, -1) == POLLIN && read(ends[0], &byte, 1) == 1);
        EXPECT(tay_time_now() - before_ns < 500 * MS && end_of(child) == 0);
    }
    close_both(ends);
    printf("poller: the dead do not wait\n");
}

/* vfs dies: its pipes are gone, and who waited for one hears of it. */
static void lose_server(void)
{
    int ends[2];
    open_pipe(ends);
    pid_t child = fork();
    if (child == 0) {
        usleep(200000);
        _exit(tay_process_exit(tay_startup_cap("victim"), 7) == TAY_OK ? 0 : 1);
    }
    tay_time_t before_ns = tay_time_now();
    EXPECT(wait_for(ends[0], POLLIN, -1) == (POLLERR | POLLHUP));
    EXPECT(tay_time_now() - before_ns < 2000 * MS && end_of(child) == 0);
    EXPECT(fcntl(ends[0], F_SETFL, O_NONBLOCK) == -1 && errno == EIO);
    close_both(ends);
    open_pipe(ends);
    EXPECT(write(ends[1], "x", 1) == 1 && wait_for(ends[0], POLLIN, -1) == POLLIN);
    close_both(ends);
    printf("poller: it hears of the end of the server\n");
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    look_once();
    wait_and_be_told();
    lose_the_other();
    wait_together();
    be_interrupted();
    select_some();
    not_wait();
    die_while_waiting();
    lose_server();
    return 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * What POSIX functions cost. Virtual time stands for instructions (measure.c): all that runs, this
 * program, its library, the servers and the kernel.
 */
#include "numbers.h"
#include <expect.h>
#include <fcntl.h>
#include <mark.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <tay/time.h>
#include <unistd.h>

#define BATCHES 15
#define WARM_UP 3
#define TINY                                                                                       \
    "/tmp"                                                                                         \
    "/tiny"
#define MUCH 65536

extern const char bench_tiny[], bench_tiny_end[];

static char *words[] = {(char[]){"tiny"}, NULL};
static int there[2], back[2]; /* pipes, to the other process and from it */
static char much[MUCH];

static int compare(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return left < right ? -1 : left > right;
}

/* The median of batches of an operation, for each. */
static void measure(const char *name, void (*operation)(void), unsigned count)
{
    uint64_t sample[BATCHES];
    for (int n = -WARM_UP; n < BATCHES; n++) {
        tay_time_t begin_ns = tay_time_now();
        MARK(MARK_BATCH_BEGIN);
        for (unsigned i = 0; i < count; i++) {
            operation();
        }
        MARK(MARK_BATCH_END);
        if (n >= 0) {
            sample[n] = tay_time_now() - begin_ns;
        }
    }
    MARK(MARK_ROW_END);
    qsort(sample, BATCHES, sizeof *sample, compare);
    printf("bench: %s %.2f by %u\n", name, (double)sample[BATCHES / 2] / count,
           count * (WARM_UP + BATCHES));
}

static void await(pid_t child)
{
    int status;
    EXPECT(waitpid(child, &status, 0) == child && status == 0);
}

static void spawn(void)
{
    pid_t child;
    EXPECT(posix_spawn(&child, TINY, NULL, NULL, words, environ) == 0);
    await(child);
}

static void fork_and_exec(void)
{
    pid_t child = fork();
    if (child == 0) {
        execve(TINY, words, environ);
        _exit(EXIT_FAILURE);
    }
    await(child);
}

static void pass(size_t bytes)
{
    char byte;
    EXPECT(write(there[1], much, bytes) == (ssize_t)bytes && read(back[0], &byte, 1) == 1);
}

static void pass_one(void)
{
    pass(1);
}

static void pass_much(void)
{
    pass(MUCH);
}

/* Reads pieces of a size, and answers each with a byte. */
static void answer(size_t bytes)
{
    for (;;) {
        size_t done = 0;
        while (done < bytes) {
            ssize_t got = read(there[0], much, bytes - done);
            if (got <= 0) {
                _exit(EXIT_SUCCESS);
            }
            done += (size_t)got;
        }
        if (write(back[1], much, 1) != 1) {
            _exit(EXIT_FAILURE);
        }
    }
}

/* With another process that answers. */
static void measure_pipe(const char *name, void (*operation)(void), size_t bytes, unsigned count)
{
    EXPECT(pipe(there) == 0 && pipe(back) == 0);
    pid_t child = fork();
    if (child == 0) {
        close(there[1]);
        answer(bytes);
    }
    EXPECT(close(there[0]) == 0 && close(back[1]) == 0);
    measure(name, operation, count);
    EXPECT(close(there[1]) == 0 && close(back[0]) == 0);
    await(child);
}

static void *nothing(void *argument)
{
    return argument;
}

static void create_and_join(void)
{
    pthread_t thread;
    EXPECT(pthread_create(&thread, NULL, nothing, NULL) == 0 && pthread_join(thread, NULL) == 0);
}

static void handle(int signal)
{
    (void)signal;
}

static void signal_self(void)
{
    EXPECT(kill(getpid(), SIGUSR1) == 0);
}

static void write_tiny(void)
{
    int file = open(TINY, O_WRONLY | O_CREAT, 0777);
    ssize_t bytes = bench_tiny_end - bench_tiny;
    EXPECT(file >= 0 && write(file, bench_tiny, (size_t)bytes) == bytes && close(file) == 0);
}

int main(void)
{
    write_tiny();
    measure("posix.forkexec", fork_and_exec, 16);
    measure("posix.spawn", spawn, 16);
    measure_pipe("posix.pipe.1", pass_one, 1, 200);
    measure_pipe("posix.pipe.64k", pass_much, MUCH, 20);
    measure("posix.thread", create_and_join, 100);
    EXPECT(signal(SIGUSR1, handle) == SIG_DFL);
    measure("posix.signal", signal_self, 200);
    return EXIT_SUCCESS;
}

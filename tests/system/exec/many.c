/* SPDX-License-Identifier: MIT */
/*
 * Programs that are started when much happens at once: many of them, by threads, while signals
 * come, while their file changes, while proc dies. What they had is back each time.
 */
#include "child.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <tay/operations.h>
#include <tay/protocol/proc.h>
#include <tay/protocol/supervisor.h>
#include <tay/startup.h>
#include <time.h>
#include <unistd.h>

#define PROGRAMS 100
#define WAYS 20 /* one of them is a fault, which takes ten lines of the log */
#define THREADS 3
#define ROUNDS 20
#define MS 1000000L

/* What the family's account has spent, and what the machine has free. */
struct memory {
    size_t used_bytes;
    size_t free_bytes;
};

static struct memory memory_now(void)
{
    struct memory memory;
    tay_word_t cores;
    size_t budget_bytes, total_bytes, kernel_bytes;
    EXPECT(tay_account_query(tay_startup_cap("account"), &budget_bytes, &memory.used_bytes) ==
           TAY_OK);
    EXPECT(tay_system_query(tay_startup_cap("system"), &cores, &total_bytes, &memory.free_bytes,
                            &kernel_bytes) == TAY_OK);
    return memory;
}

/* Servers hear of what the dead had a little later. */
static void expect_memory(const struct memory *wanted)
{
    for (unsigned i = 0; i < 1000; i++) {
        struct memory now = memory_now();
        if (now.used_bytes == wanted->used_bytes && now.free_bytes == wanted->free_bytes) {
            return;
        }
        usleep(1000);
    }
    struct memory now = memory_now();
    printf("used %zu, not %zu; free %zu, not %zu\n", now.used_bytes, wanted->used_bytes,
           now.free_bytes, wanted->free_bytes);
    exit(EXIT_FAILURE);
}

/* One program, in one of several ways. */
static void run_one(unsigned way)
{
    pid_t child;
    if (way % 2 == 0) {
        child = child_spawn(CHILD_WORDS(CHILD_WORD("status"), CHILD_WORD("3")));
        EXPECT(child_await(child) == 3);
        return;
    }
    child = fork();
    EXPECT(child >= 0);
    if (child == 0) {
        execl(CHILD, "child", way == 1 ? "fault" : "wait", NULL);
        _exit(97);
    }
    if (way != 1) {
        EXPECT(kill(child, SIGKILL) == 0);
    }
    EXPECT(child_await(child) == (way != 1 ? -SIGKILL : -SIGSEGV));
}

static void run_many(void)
{
    /* Until slabs have the pages that they keep, and servers have touched all of their tables. */
    for (unsigned i = 0; i < 4 * WAYS; i++) {
        run_one(i % WAYS);
    }
    usleep(1000);
    struct memory before = memory_now();
    for (unsigned i = 0; i < PROGRAMS; i++) {
        run_one(i % WAYS);
    }
    expect_memory(&before);
    printf("many: a hundred programs leave the memory as it was\n");
}

static void *exec_here(void *nothing)
{
    execl(CHILD, "child", "status", "5", NULL);
    return nothing;
}

/* All at once: one of them is the first, and all others end. */
static void exec_in_threads(void)
{
    pthread_t thread[THREADS];
    struct memory before = memory_now();
    for (unsigned round = 0; round < 5; round++) {
        pid_t child = fork();
        if (child == 0) {
            for (unsigned i = 0; i < THREADS; i++) {
                EXPECT(pthread_create(&thread[i], NULL, exec_here, NULL) == 0);
            }
            exec_here(NULL);
            _exit(97);
        }
        EXPECT(child_await(child) == 5);
    }
    expect_memory(&before);
    printf("many: threads call exec at once\n");
}

static void do_nothing(int signal)
{
    (void)signal;
}

static void exec_held(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    signal(SIGUSR1, do_nothing);
    sigprocmask(SIG_BLOCK, &set, NULL);
    execl(CHILD, "child", "usr1", NULL);
    _exit(97);
}

/* A signal that is held back comes before, during or after the exec: it is never lost. */
static void exec_with_signals(void)
{
    sigset_t set, before;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, &before);
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct timespec span = {.tv_nsec = round * MS / 20};
        pid_t child = fork();
        if (child == 0) {
            exec_held();
        }
        nanosleep(&span, NULL);
        EXPECT(kill(child, SIGUSR1) == 0 && child_await(child) == 27);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
    printf("many: signals come while exec works\n");
}

/* The file is written to while the program runs, or waits to. */
static void change_the_file(void)
{
    posix_spawn_file_actions_t actions;
    pid_t child;
    int ends[2];
    char zeros[4096] = {0};
    EXPECT(pipe(ends) == 0 && fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0);
    EXPECT(posix_spawn_file_actions_init(&actions) == 0);
    EXPECT(posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO) == 0);
    EXPECT(posix_spawn(&child, CHILD, &actions, NULL, CHILD_WORDS(CHILD_WORD("later")), environ) ==
           0);
    int file = open(CHILD, O_WRONLY);
    for (unsigned i = 0; i < 16; i++) {
        EXPECT(write(file, zeros, sizeof zeros) == sizeof zeros);
    }
    EXPECT(close(file) == 0 && unlink(CHILD) == 0);
    EXPECT(write(ends[1], "x", 1) == 1 && child_await(child) == 28);
    EXPECT(posix_spawn_file_actions_destroy(&actions) == 0);
    EXPECT(close(ends[0]) == 0 && close(ends[1]) == 0);
    child_write(CHILD);
    printf("many: a program does not need its file\n");
}

/* proc's own protocol, called without sense. */
static void misuse(void)
{
    tay_cap_t endpoint = tay_startup_cap("proc"), account = tay_startup_cap("account");
    tay_cap_t alone, founder;
    struct tay_proc_new new, other;
    tay_pid_t number;
    struct memory before = memory_now();
    EXPECT(tay_proc_join(endpoint, &alone) == TAY_OK);
    EXPECT(tay_proc_create(alone, 64, 0, &new) == TAY_ENOSYS);
    EXPECT(tay_proc_found(endpoint, account, TAY_PRIORITY_MAX, &founder) == TAY_EINVAL);
    EXPECT(tay_proc_found(endpoint, tay_startup_cap("log"), 0, &founder) == TAY_EINVAL);
    EXPECT(tay_proc_found(endpoint, account, 5, &founder) == TAY_OK);
    EXPECT(tay_proc_create(founder, 64, 6, &new) == TAY_EINVAL);
    EXPECT(tay_proc_create(founder, 63, 5, &new) == TAY_EINVAL);
    EXPECT(tay_proc_create(founder, 64, 5, &new) == TAY_OK);
    EXPECT(tay_proc_create(founder, 64, 5, &other) == TAY_OK);
    struct tay_proc_start start = {
        .entry_ua = 0x200000, .stack_ua = 0x300000, .number = new.number, .held = 1};
    EXPECT(tay_proc_start(founder, &start, &number) == TAY_EINVAL);
    start = (struct tay_proc_start){.stack_ua = 0x300008, .number = new.number};
    EXPECT(tay_proc_start(founder, &start, &number) == TAY_EINVAL);
    start = (struct tay_proc_start){
        .entry_ua = 0x200000, .stack_ua = 0x300000, .number = new.number, .group = 4000};
    EXPECT(tay_proc_start(founder, &start, &number) == TAY_EINVAL);
    start.group = 0;
    EXPECT(tay_proc_start(alone, &start, &number) == TAY_ENOENT);
    EXPECT(tay_proc_kill(founder, new.number, SIGKILL) == TAY_ENOENT);
    EXPECT(tay_object_destroy(other.process) == TAY_OK);
    EXPECT(tay_proc_start(founder, &start, &number) == TAY_OK && number == new.number);
    EXPECT(tay_object_destroy(new.process) == TAY_EHANDLE); /* has been taken back */
    EXPECT(tay_proc_start(founder, &start, &number) == TAY_ENOENT);
    unsigned status;
    EXPECT(tay_proc_wait(founder, new.number, &number, &status) == TAY_OK);
    EXPECT(status == TAY_EXIT_FAULT); /* nothing was mapped in it */
    EXPECT(tay_proc_create(founder, 64, 5, &new) == TAY_OK);
    EXPECT(tay_cap_close(alone) == TAY_OK && tay_cap_close(founder) == TAY_OK);
    enum tay_status closed = tay_cap_close(new.process);
    (void)closed; /* it may have gone: it ends with the session of who created it */
    expect_memory(&before);
    printf("many: proc refuses what makes no sense\n");
}

static void lose_proc(void)
{
    tay_cap_t supervisor = tay_startup_cap("supervisor"), process;
    struct tay_proc_new new;
    tay_pid_t number;
    unsigned proc;
    pid_t child;
    tay_cap_t session;
    EXPECT(tay_proc_found(tay_startup_cap("proc"), tay_startup_cap("account"), 5, &session) ==
           TAY_OK);
    EXPECT(tay_proc_create(session, 64, 5, &new) == TAY_OK);
    EXPECT(tay_supervisor_find(supervisor, "proc", &proc) == TAY_OK);
    EXPECT(tay_supervisor_process(supervisor, proc, &process, NULL) == TAY_OK);
    EXPECT(tay_object_destroy(process) == TAY_OK);
    struct tay_proc_start start = {
        .entry_ua = 0x200000, .stack_ua = 0x300000, .number = new.number};
    EXPECT(tay_proc_start(session, &start, &number) == TAY_EPEER);
    EXPECT(tay_object_destroy(new.process) == TAY_OK && tay_cap_close(session) == TAY_OK);
    EXPECT(posix_spawn(&child, CHILD, NULL, NULL, CHILD_WORDS(CHILD_WORD("wait")), environ) == EIO);
    EXPECT(execl(CHILD, "child", NULL) == -1 && errno == EIO);
    printf("many: without proc nothing is started, and the program goes on\n");
}

int main(void)
{
    child_write(CHILD);
    run_many();
    exec_in_threads();
    exec_with_signals();
    change_the_file();
    misuse();
    lose_proc();
    return EXIT_SUCCESS;
}

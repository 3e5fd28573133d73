/* SPDX-License-Identifier: MIT */
/*
 * Clones itself again and again; parent and child write to memory that was shared by the clone. At
 * the end everything is as it was: the free memory, and how many objects of each type there are.
 * The argument says how often.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <tay/abi/object.h>
#include <tay/operations.h>
#include <tay/protocol/proc.h>
#include <tay/startup.h>
#include <tay/status.h>

#define PAGES 24u
#define PAGE_WORDS 512u

static uint64_t memory[PAGES][PAGE_WORDS];
static tay_cap_t session;

struct figures {
    size_t free_bytes;
    tay_word_t count[TAY_OBJECT_COUNT];
};

static void fail(const char *what, enum tay_status status)
{
    printf("forks: FAILED: %s: %s\n", what, tay_status_text(status));
    exit(EXIT_FAILURE);
}

static struct figures take_figures(void)
{
    struct figures figures;
    tay_word_t cores;
    size_t total, kernel;
    tay_cap_t machine = tay_startup_cap("system");
    enum tay_status status =
        tay_system_query(machine, &cores, &total, &figures.free_bytes, &kernel);
    for (unsigned type = 0; type < TAY_OBJECT_COUNT && status == TAY_OK; type++) {
        status = tay_system_count(machine, type, &figures.count[type]);
    }
    if (status != TAY_OK) {
        fail("figures", status);
    }
    return figures;
}

/* Writes to some pages; which ones differs from round to round. */
static void write_pages(unsigned round, uint64_t mark)
{
    for (unsigned i = 0; i < 3; i++) {
        memory[(round + i * 7) % PAGES][round % PAGE_WORDS] = mark;
    }
}

/* Whether they are as whoever wrote last has left them. */
static int are_written(unsigned round, uint64_t mark)
{
    int good = 1;
    for (unsigned i = 0; i < 3; i++) {
        good = good && memory[(round + i * 7) % PAGES][round % PAGE_WORDS] == mark;
    }
    return good;
}

static void run_round(unsigned round)
{
    tay_pid_t child, ended;
    unsigned exit_status = EXIT_FAILURE;
    write_pages(round, round);
    enum tay_status status = tay_proc_fork(session, &child);
    if (status == TAY_OK && child == 0) {
        int good = are_written(round, round);
        write_pages(round, ~(uint64_t)round);
        /* Without the library's way out, which would write out what the parent had buffered. */
        status = tay_process_exit(TAY_CAP_SELF, good ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    if (status == TAY_OK) {
        write_pages(round, round + 1);
        status = tay_proc_wait(session, child, &ended, &exit_status);
    }
    if (status != TAY_OK || exit_status != EXIT_SUCCESS || !are_written(round, round + 1)) {
        printf("forks: round %u: child's status %u, own pages %s\n", round, exit_status,
               are_written(round, round + 1) ? "good" : "wrong");
        fail("a round", status);
    }
}

int main(int argument_count, char **arguments)
{
    unsigned rounds = argument_count > 1 ? (unsigned)strtoul(arguments[1], NULL, 10) : 1;
    enum tay_status status = tay_proc_join(tay_startup_cap("proc"), &session);
    if (status != TAY_OK) {
        fail("proc", status);
    }
    printf("forks: begins\n");
    for (unsigned round = 0; round < PAGES; round++) {
        run_round(round); /* what is made once is there from here on, all pages among it */
    }
    struct figures before = take_figures();
    for (unsigned round = 0; round < rounds; round++) {
        run_round(round);
    }
    struct figures after = take_figures();
    if (after.free_bytes != before.free_bytes) {
        printf("forks: %lu KiB free, then %lu\n", (unsigned long)(before.free_bytes / 1024),
               (unsigned long)(after.free_bytes / 1024));
        fail("free memory", TAY_ENOMEM);
    }
    for (unsigned type = 0; type < TAY_OBJECT_COUNT; type++) {
        if (after.count[type] != before.count[type]) {
            printf("forks: type %u: %lu, then %lu\n", type, (unsigned long)before.count[type],
                   (unsigned long)after.count[type]);
            fail("objects", TAY_ESTATE);
        }
    }
    printf("forks: %u rounds, %lu KiB free, before and after\n", rounds,
           (unsigned long)(after.free_bytes / 1024));
    return EXIT_SUCCESS;
}

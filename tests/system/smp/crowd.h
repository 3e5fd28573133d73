/* SPDX-License-Identifier: MIT */
/*
 * A crowd: workers and servers, threads on whatever cores there are, that do to each other all that
 * threads can, while the first thread kills them, starts them again, and cancels them. What a
 * thread does follows from the seed, its place and how often that was filled; how threads meet does
 * not.
 *
 * Only the first thread uses the C library. Whatever a thread holds when it is killed can be found
 * by its place, and is put right by the first thread.
 */
#ifndef SMP_CROWD_H
#define SMP_CROWD_H

#include <stdint.h>
#include <tay/abi/object.h>
#include <tay/operations.h>
#include <tay/protocol/proc.h>
#include <tay/status.h>
#include <tay/trap.h>

#define WORKERS 10u
#define SERVERS 3u
#define PLACES (WORKERS + SERVERS) /* the servers come behind the workers */
#define PRIORITY 10u
#define PRIORITIES 3u /* from PRIORITY on */

#define PAGE_BYTES 4096u
#define PAGE_WORDS (PAGE_BYTES / sizeof(uint64_t))
#define READ_WRITE (TAY_MAP_READ | TAY_MAP_WRITE)

/* What a child that found nothing wrong ends with. */
#define CHILD_GOOD 42u

/* Processes at once, beyond those that were there. */
#define CHILDREN 6u

/* What parent and children share. */
struct shared {
    uint64_t written[WORKERS]; /* at least this is in the worker's own page */
    uint32_t failed_line;      /* 0: nothing has failed */
    uint32_t failed_status;
    char failed_file[64];
    uint64_t calls, clones, moves; /* that succeeded, in whatever process */
};

/* All that the threads find. */
struct crowd {
    struct shared *shared;
    tay_cap_t session, machine;
    tay_cap_t door[SERVERS]; /* endpoints, each bound to a bell */
    tay_cap_t bell[PLACES];
    unsigned cores;
    uint64_t seed;
    uint64_t begun, wanted; /* operations */
    tay_word_t processes;   /* before there were children */
    tay_pid_t child[WORKERS];
};
extern struct crowd crowd;

/* Remembers the first thing that was not so, for the first thread to tell, and goes no further. */
_Noreturn void crowd_fail(const char *file, unsigned line, enum tay_status status);

#define EXPECT_STATUS(condition, status)                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            crowd_fail(__FILE__, __LINE__, status);                                                \
        }                                                                                          \
    } while (0)
#define EXPECT(condition) EXPECT_STATUS(condition, TAY_OK)

/* Random numbers: xorshift64* (Marsaglia, "Xorshift RNGs"; Vigna, "An experimental exploration").
 */
struct dice {
    uint64_t state;
};
void dice_init(struct dice *dice, uint64_t seed);
unsigned dice_roll(struct dice *dice, unsigned sides);

/* Whether one more operation is to be done; it is counted. */
bool crowd_begin(void);

/* The thread at a place, for the one that runs there. */
tay_cap_t crowd_thread(unsigned place);

/* A stack that is another place's in the parent and nobody's in a child. */
tay_ua_t crowd_stack_top(unsigned place);

/* What the threads at the two kinds of places do. */
_Noreturn void worker_run(unsigned place, struct dice *dice);
_Noreturn void server_run(unsigned server);

/* Calls a server by a handle of its door, sometimes with a deadline, or lending memory for it to
 * turn around; what comes back is looked at. */
void call_server(tay_cap_t door, struct dice *dice, uint64_t *lent);

/* A new child, seen by the thread that goes on in it. */
_Noreturn void child_run(unsigned place, struct dice *dice);

/* The worker's own page, which a clone shares until somebody writes. */
void own_page_write(unsigned place);
void own_page_check(unsigned place);
uint64_t own_page_value(unsigned place);

/* FP registers that blocking and other cores must leave alone: loads them, blocks as `block` says,
 * and looks. */
void fp_keep(struct dice *dice, unsigned place);

/* Pages that everybody uses and that are changed under them: pages.c. */
void pages_map(void);
void pages_unmap(void);
void pages_use(unsigned place, struct dice *dice);
void pages_change(unsigned place, struct dice *dice);
void pages_let_go(unsigned place); /* what a killed thread held */

/* A worker's own room, mapped and unmapped by it. */
void room_use(unsigned place, struct dice *dice);
void room_let_go(unsigned place);

#endif

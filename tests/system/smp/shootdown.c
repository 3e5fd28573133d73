/* SPDX-License-Identifier: MIT */
/*
 * One thread changes memory that another one, on another core, has just used and uses again at
 * once. Invariant: from when a page is warm until it is used again the second thread stays in user
 * mode, so that nothing but the change itself can take the old translation out of its core.
 *
 * Where the second use must be a fault, both threads are in a child, which must end by it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <tay/operations.h>
#include <tay/protocol/proc.h>
#include <tay/startup.h>
#include <tay/status.h>

#define PAGE_BYTES 4096u
#define STACK_BYTES 4096u
#define PAGE_AT ((tay_ua_t)64 << 30)
#define OTHER_AT ((tay_ua_t)65 << 30)
#define READ_WRITE (TAY_MAP_READ | TAY_MAP_WRITE)
#define PRIORITY 9u
#define ROUNDS 100u
#define CHILDREN 10u
#define NO_FAULT 7u /* what a child ends with if nothing stopped it */

enum turn { WARM, WARMED, CHANGED, USED };

static unsigned turn, seen;
static bool writes;         /* the second thread's use is a write */
static tay_cap_t memory[2]; /* their first words are 1 and 2 */
static tay_cap_t session;
static char stack[STACK_BYTES] __attribute__((aligned(16)));

static void must(const char *what, enum tay_status status)
{
    if (status != TAY_OK) {
        printf("shootdown: FAILED: %s: %s\n", what, tay_status_text(status));
        exit(EXIT_FAILURE);
    }
}

static volatile unsigned *word_at(tay_ua_t address)
{
    return (volatile unsigned *)address;
}

/* The hint lets an emulator that counts instructions go on with another core. */
static void await(enum turn wanted)
{
    while (__atomic_load_n(&turn, __ATOMIC_ACQUIRE) != wanted) {
        __asm__ volatile("yield");
    }
}

static void give(enum turn next)
{
    __atomic_store_n(&turn, next, __ATOMIC_RELEASE);
}

static void use(void)
{
    if (writes) {
        *word_at(PAGE_AT) = 9;
    }
    seen = *word_at(PAGE_AT);
}

static void second_run(tay_word_t argument, tay_cap_t self)
{
    (void)argument;
    (void)self;
    for (;;) {
        await(WARM);
        use();
        give(WARMED);
        await(CHANGED);
        use();
        give(USED);
    }
}

static void start_second(void)
{
    tay_cap_t thread;
    turn = USED;
    must("thread", tay_thread_create(TAY_CAP_SELF, (tay_ua_t)second_run,
                                     (tay_ua_t)stack + STACK_BYTES, 0, PRIORITY, &thread));
    must("start", tay_thread_start(thread));
}

static void map(tay_cap_t object, tay_ua_t address, unsigned flags)
{
    tay_ua_t at;
    must("map", tay_space_map(TAY_CAP_SELF, object, 0, PAGE_BYTES, address,
                              READ_WRITE | TAY_MAP_FIXED | flags, &at));
}

static void unmap(tay_ua_t address)
{
    must("unmap", tay_space_unmap(TAY_CAP_SELF, address, PAGE_BYTES));
}

/* The second thread uses the page, it is changed, the second thread uses it. */
static unsigned change_under_it(void (*change)(void))
{
    give(WARM);
    await(WARMED);
    change();
    give(CHANGED);
    await(USED);
    return seen;
}

static void map_other_object(void)
{
    unmap(PAGE_AT);
    map(memory[1], PAGE_AT, TAY_MAP_SHARED);
}

/* So far both have seen the object; now the process gets a page of its own. */
static void write_privately(void)
{
    *word_at(PAGE_AT) = 3;
}

static void forbid_writing(void)
{
    must("protect", tay_space_protect(TAY_CAP_SELF, PAGE_AT, PAGE_BYTES, TAY_MAP_READ));
}

static void take_away(void)
{
    unmap(PAGE_AT);
}

static void expect_to_see(const char *what, void (*change)(void), unsigned flags, unsigned wanted)
{
    for (unsigned n = 0; n < ROUNDS; n++) {
        map(memory[0], PAGE_AT, flags);
        unsigned found = change_under_it(change);
        if (found != wanted) {
            printf("shootdown: FAILED: %s: saw %u, round %u\n", what, found, n);
            exit(EXIT_FAILURE);
        }
        unmap(PAGE_AT);
    }
    printf("shootdown: %s: seen at once\n", what);
}

static void expect_fault(const char *what, void (*change)(void), bool by_writing)
{
    for (unsigned n = 0; n < CHILDREN; n++) {
        tay_pid_t child, ended;
        unsigned status;
        must("fork", tay_proc_fork(session, &child));
        if (child == 0) {
            writes = by_writing;
            start_second();
            map(TAY_CAP_NULL, PAGE_AT, 0);
            (void)change_under_it(change);
            exit(NO_FAULT);
        }
        must("wait", tay_proc_wait(session, child, &ended, &status));
        if (status != TAY_EXIT_FAULT) {
            printf("shootdown: FAILED: %s: a child ended with status %u\n", what, status);
            exit(EXIT_FAILURE);
        }
    }
    printf("shootdown: %s: a fault at once\n", what);
}

int main(void)
{
    must("join", tay_proc_join(tay_startup_cap("proc"), &session));
    for (unsigned n = 0; n < 2; n++) {
        must("memory", tay_memory_create(TAY_OWN_ACCOUNT, PAGE_BYTES, &memory[n]));
        map(memory[n], OTHER_AT, TAY_MAP_SHARED);
        *word_at(OTHER_AT) = n + 1;
        unmap(OTHER_AT);
    }
    expect_fault("unmapped", take_away, false);
    expect_fault("protected", forbid_writing, true);
    start_second();
    expect_to_see("another object", map_other_object, TAY_MAP_SHARED, 2);
    expect_to_see("a page of its own", write_privately, 0, 3);
    printf("shootdown: no core kept what was changed\n");
    return EXIT_SUCCESS;
}

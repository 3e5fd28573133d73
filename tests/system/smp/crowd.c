/* SPDX-License-Identifier: MIT */
/*
 * The first thread: starts the crowd, troubles it until so many operations have been begun, ends
 * it, and looks whether everything is as it was before. Arguments: how many operations; the seed,
 * if it is not to be the machine's.
 */
#include "crowd.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tay/startup.h>
#include <tay/time.h>

#define STACK_BYTES 0x2000u
#define WARM_UP 1000u
#define ROUND_NS_MAX (200 * TAY_NS_PER_US)
#define SETTLE_ROUNDS 1000u

struct figures {
    size_t free_bytes;
    tay_word_t count[TAY_OBJECT_COUNT];
};

struct crowd crowd;
static struct place {
    tay_cap_t thread;
    unsigned lives;
} places[PLACES];
static char stacks[PLACES][STACK_BYTES] __attribute__((aligned(PAGE_BYTES)));
static struct tay_alarm alarm;
static unsigned kills, cancels, moves, children_killed, children_ended;

void dice_init(struct dice *dice, uint64_t seed)
{
    dice->state = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15) | 1;
}

unsigned dice_roll(struct dice *dice, unsigned sides)
{
    dice->state ^= dice->state >> 12;
    dice->state ^= dice->state << 25;
    dice->state ^= dice->state >> 27;
    return (unsigned)((dice->state * UINT64_C(0x2545f4914f6cdd1d) >> 33) % sides);
}

_Noreturn void crowd_fail(const char *file, unsigned line, enum tay_status status)
{
    struct shared *shared = crowd.shared;
    uint32_t none = 0;
    if (__atomic_compare_exchange_n(&shared->failed_status, &none, (uint32_t)status + 1, false,
                                    __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
        const char *name = strrchr(file, '/') == NULL ? file : strrchr(file, '/') + 1;
        strncpy(shared->failed_file, name, sizeof shared->failed_file - 1);
        __atomic_store_n(&shared->failed_line, line, __ATOMIC_RELEASE);
    }
    for (;;) {
        tay_trap_yield(); /* until the first thread has seen it */
    }
}

static _Noreturn void fail(const char *what, enum tay_status status)
{
    printf("crowd: FAILED: %s: %s (seed %lu)\n", what, tay_status_text(status),
           (unsigned long)crowd.seed);
    exit(EXIT_FAILURE);
}

static void must(const char *what, enum tay_status status)
{
    if (status != TAY_OK) {
        fail(what, status);
    }
}

static void look_for_failures(void)
{
    unsigned line = __atomic_load_n(&crowd.shared->failed_line, __ATOMIC_ACQUIRE);
    if (line != 0) {
        printf("crowd: %s:%u is not so, after %lu operations\n", crowd.shared->failed_file, line,
               (unsigned long)crowd.begun);
        fail("a check", (enum tay_status)(crowd.shared->failed_status - 1));
    }
}

bool crowd_begin(void)
{
    uint64_t begun = __atomic_load_n(&crowd.begun, __ATOMIC_RELAXED);
    while (begun < crowd.wanted) {
        if (__atomic_compare_exchange_n(&crowd.begun, &begun, begun + 1, false, __ATOMIC_RELAXED,
                                        __ATOMIC_RELAXED)) {
            return true;
        }
    }
    return false;
}

tay_cap_t crowd_thread(unsigned place)
{
    return places[place].thread;
}

tay_ua_t crowd_stack_top(unsigned place)
{
    return (tay_ua_t)stacks[place] + STACK_BYTES;
}

static void enter(tay_word_t place, tay_cap_t self)
{
    (void)self;
    struct dice dice;
    dice_init(&dice, crowd.seed << 32 ^ places[place].lives << 8 ^ place);
    if (place < WORKERS) {
        worker_run((unsigned)place, &dice);
    }
    server_run((unsigned)place - WORKERS);
}

static void fill_place(unsigned place)
{
    places[place].lives++;
    must("thread", tay_thread_create(TAY_CAP_SELF, (tay_ua_t)enter, crowd_stack_top(place), place,
                                     PRIORITY, &places[place].thread));
    must("start", tay_thread_start(places[place].thread));
}

static void empty_place(unsigned place)
{
    must("kill", tay_object_destroy(places[place].thread));
    if (place < WORKERS) {
        pages_let_go(place);
        room_let_go(place);
    }
}

/* Tells whether a child has ended; waits for one if it is to. */
static bool take_child(bool wait)
{
    tay_pid_t child;
    unsigned exit_status;
    enum tay_status status = wait ? tay_proc_wait(crowd.session, 0, &child, &exit_status)
                                  : tay_proc_poll(crowd.session, 0, &child, &exit_status);
    if (status == TAY_ENOENT || (!wait && status == TAY_EAGAIN)) {
        return false;
    }
    must("child", status);
    look_for_failures();
    if (exit_status != CHILD_GOOD && exit_status != TAY_PROC_EXIT_SIGNAL + SIGKILL) {
        printf("crowd: a child ended with status %u\n", exit_status);
        fail("child", TAY_ESTATE);
    }
    children_ended++;
    return true;
}

static void kill_child(struct dice *dice)
{
    tay_pid_t child = __atomic_load_n(&crowd.child[dice_roll(dice, WORKERS)], __ATOMIC_RELAXED);
    if (child == 0) {
        return; /* it would be for all of them */
    }
    enum tay_status status = tay_proc_kill(crowd.session, child, SIGKILL);
    if (status != TAY_ENOENT) {
        must("kill a child", status);
        children_killed++;
    }
}

/* Pins a thread to one core, or in half of the cases lets it run on any. */
static void move(struct dice *dice, unsigned place)
{
    tay_word_t core = dice_roll(dice, 2) == 0 ? TAY_CORE_ANY : dice_roll(dice, crowd.cores);
    must("move", tay_thread_set_affinity(places[place].thread, core));
    moves++;
}

static void trouble(struct dice *dice)
{
    unsigned place = dice_roll(dice, PLACES);
    switch (dice_roll(dice, 10)) {
    case 0:
    case 1:
        move(dice, place);
        break;
    case 2:
    case 7:
    case 8:
        empty_place(place);
        fill_place(place);
        kills++;
        break;
    case 3:
        must("cancel", tay_thread_cancel(places[place].thread));
        cancels++;
        break;
    case 4:
        must("priority",
             tay_thread_set_priority(places[place].thread, PRIORITY + dice_roll(dice, PRIORITIES)));
        break;
    case 5:
        must("revoke", tay_cap_revoke(crowd.door[dice_roll(dice, SERVERS)]));
        break;
    case 6:
        kill_child(dice);
        break;
    default:
        while (take_child(false)) {
        }
        break;
    }
}

static void open_crowd(uint64_t operations)
{
    crowd.begun = 0;
    crowd.wanted = operations;
    memset(crowd.shared, 0, sizeof *crowd.shared);
    must("count", tay_system_count(crowd.machine, TAY_OBJECT_process, &crowd.processes));
    for (unsigned place = 0; place < PLACES; place++) {
        must("bell", tay_notification_create(TAY_OWN_ACCOUNT, &crowd.bell[place]));
    }
    for (unsigned n = 0; n < SERVERS; n++) {
        must("door", tay_endpoint_create(TAY_OWN_ACCOUNT, &crowd.door[n]));
        must("bind", tay_endpoint_bind(crowd.door[n], crowd.bell[WORKERS + n]));
    }
    pages_map();
    for (unsigned place = 0; place < PLACES; place++) {
        fill_place(place);
    }
}

static void close_crowd(void)
{
    for (unsigned place = 0; place < WORKERS; place++) {
        empty_place(place);
    }
    while (take_child(true)) { /* they still call the servers */
    }
    for (unsigned place = WORKERS; place < PLACES; place++) {
        empty_place(place);
    }
    pages_unmap();
    for (unsigned n = 0; n < SERVERS; n++) {
        must("close a door", tay_object_destroy(crowd.door[n]));
    }
    for (unsigned place = 0; place < PLACES; place++) {
        must("close a bell", tay_object_destroy(crowd.bell[place]));
    }
    look_for_failures();
}

static void run_crowd(uint64_t operations)
{
    struct dice dice;
    dice_init(&dice, ~crowd.seed);
    open_crowd(operations);
    while (__atomic_load_n(&crowd.begun, __ATOMIC_RELAXED) < operations) {
        look_for_failures();
        must("sleep",
             tay_alarm_sleep_until(&alarm, tay_time_now() + dice_roll(&dice, ROUND_NS_MAX)));
        if (crowd_begin()) {
            trouble(&dice);
        }
    }
    close_crowd();
}

static struct figures take_figures(void)
{
    struct figures figures = {0};
    tay_word_t cores;
    size_t total, kernel;
    must("memory", tay_system_query(crowd.machine, &cores, &total, &figures.free_bytes, &kernel));
    for (unsigned type = 0; type < TAY_OBJECT_COUNT; type++) {
        must("count", tay_system_count(crowd.machine, type, &figures.count[type]));
    }
    return figures;
}

/* What ends may do so on another core, which takes a while. */
static void expect_figures(const struct figures *before)
{
    struct figures after = take_figures();
    for (unsigned n = 0; n < SETTLE_ROUNDS && memcmp(&after, before, sizeof after) != 0; n++) {
        must("sleep", tay_alarm_sleep_until(&alarm, tay_time_now() + TAY_NS_PER_MS));
        after = take_figures();
    }
    for (unsigned type = 0; type < TAY_OBJECT_COUNT; type++) {
        if (after.count[type] != before->count[type]) {
            printf("crowd: type %u: %lu, then %lu\n", type, (unsigned long)before->count[type],
                   (unsigned long)after.count[type]);
        }
    }
    if (memcmp(&after, before, sizeof after) != 0) {
        printf("crowd: %lu KiB free, then %lu\n", (unsigned long)(before->free_bytes / 1024),
               (unsigned long)(after.free_bytes / 1024));
        fail("not as before", TAY_ESTATE);
    }
}

static void prepare(void)
{
    tay_ua_t shared;
    tay_word_t cores;
    size_t total, unused, kernel;
    tay_cap_t memory;
    memset(stacks, 0, sizeof stacks);
    crowd.machine = tay_startup_cap("system");
    must("cores", tay_system_query(crowd.machine, &cores, &total, &unused, &kernel));
    must("alarm", tay_alarm_create(&alarm));
    must("proc", tay_proc_join(tay_startup_cap("proc"), &crowd.session));
    must("memory", tay_memory_create(TAY_OWN_ACCOUNT, PAGE_BYTES, &memory));
    must("map", tay_space_map(TAY_CAP_SELF, memory, 0, PAGE_BYTES, 0, READ_WRITE | TAY_MAP_SHARED,
                              &shared));
    crowd.shared = (struct shared *)shared;
    crowd.cores = (unsigned)cores;
    /* Above the crowd, so that it comes to trouble it on however few cores. */
    must("priority", tay_thread_set_priority(tay_startup_thread(), PRIORITY + PRIORITIES));
}

int main(int argument_count, char **arguments)
{
    uint64_t operations = argument_count > 1 ? strtoul(arguments[1], NULL, 10) : WARM_UP;
    crowd.seed = argument_count > 2 ? strtoul(arguments[2], NULL, 10) : tay_startup()->seed;
    crowd.seed &= UINT32_MAX;
    prepare();
    printf("crowd: begins, seed %lu\n", (unsigned long)crowd.seed);
    run_crowd(WARM_UP); /* what is made once is there from here on */
    struct figures before = take_figures();
    run_crowd(operations);
    expect_figures(&before);
    printf("crowd: %lu calls, %lu clones, %lu moves, %u threads killed, %u cancelled, %u children, "
           "%u of them killed\n",
           (unsigned long)crowd.shared->calls, (unsigned long)crowd.shared->clones,
           (unsigned long)(crowd.shared->moves + moves), kills, cancels, children_ended,
           children_killed);
    printf("crowd: %lu operations\n", (unsigned long)operations);
    return EXIT_SUCCESS;
}

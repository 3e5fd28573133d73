/* SPDX-License-Identifier: MIT */
/*
 * Threads, locks, mappings and timers by the SDK's own headers, without POSIX: what a wrong call is
 * answered, and that what fails or ends leaves nothing behind.
 */
#include "expect.h"

#include <string.h>
#include <tay/client.h>
#include <tay/lock.h>
#include <tay/mapping.h>
#include <tay/operations.h>
#include <tay/server.h>
#include <tay/thread.h>
#include <tay/time.h>
#include <tay/timer.h>

#define PAGE_BYTES 4096u
#define THREADS 3
#define ROUNDS 2000

static size_t used_bytes(void)
{
    size_t budget;
    size_t used;
    EXPECT(tay_account_query(TAY_OWN_ACCOUNT, &budget, &used) == TAY_OK);
    return used;
}

static unsigned used_slots(void)
{
    tay_word_t threads;
    tay_word_t slots;
    size_t mapped;
    EXPECT(tay_process_query(TAY_CAP_SELF, &threads, &slots, &mapped) == TAY_OK);
    return (unsigned)slots;
}

/* Threads -----------------------------------------------------------------------------------------
 */

static tay_lock_t lock;
static unsigned counted;

static void *count(void *argument)
{
    static _Thread_local unsigned own;
    for (unsigned i = 0; i < ROUNDS; i++) {
        tay_lock_acquire(&lock);
        unsigned was = counted;
        if (i % 100 == 0) {
            tay_trap_yield();
        }
        counted = was + 1;
        tay_lock_release(&lock);
        own++;
    }
    EXPECT(own == ROUNDS);
    return argument;
}

static void threads_exclude_each_other(void)
{
    struct tay_thread *thread[THREADS];
    for (intptr_t i = 0; i < THREADS; i++) {
        EXPECT(tay_thread_spawn(NULL, count, (void *)(i + 1), &thread[i]) == TAY_OK);
    }
    for (intptr_t i = 0; i < THREADS; i++) {
        void *result;
        EXPECT(tay_thread_join(thread[i], &result) == TAY_OK && result == (void *)(i + 1));
    }
    EXPECT(counted == THREADS * ROUNDS && lock == 0);
    printf("native: threads exclude each other\n");
}

static void *leave_by_exit(void *argument)
{
    tay_word_t core;
    tay_word_t last;
    struct tay_thread *self = tay_thread_self();
    EXPECT(tay_thread_set_affinity(tay_thread_handle(self), 0) == TAY_OK);
    EXPECT(tay_thread_get_affinity(tay_thread_handle(self), &core, &last) == TAY_OK && core == 0);
    EXPECT(tay_thread_change_priority(self, 1) == TAY_OK);
    EXPECT(tay_thread_change_priority(self, TAY_PRIORITY_MAX + 1) == TAY_EINVAL);
    tay_thread_exit(argument);
}

/* Sleeps until a flag that another thread changes has a value. */
static void await(const bool *flag, bool value)
{
    while (__atomic_load_n(flag, __ATOMIC_ACQUIRE) != value) {
        EXPECT(tay_thread_sleep_until(tay_time_after(TAY_NS_PER_MS)) == TAY_OK);
    }
}

static void *hold(void *argument)
{
    tay_lock_acquire(&lock);
    __atomic_store_n((bool *)argument, true, __ATOMIC_RELEASE);
    await(argument, false);
    tay_lock_release(&lock);
    return NULL;
}

static void a_lock_has_a_deadline(void)
{
    struct tay_thread *thread;
    void *result;
    bool holds = false;
    EXPECT(tay_thread_spawn(NULL, hold, &holds, &thread) == TAY_OK);
    await(&holds, true);
    tay_time_t deadline_ns = tay_time_after(2 * TAY_NS_PER_MS);
    EXPECT(!tay_lock_try(&lock) && !tay_lock_acquire_until(&lock, deadline_ns));
    EXPECT(tay_time_now() >= deadline_ns);
    __atomic_store_n(&holds, false, __ATOMIC_RELEASE);
    EXPECT(tay_lock_acquire_until(&lock, TAY_TIME_NEVER));
    EXPECT(tay_thread_join(thread, &result) == TAY_OK && !tay_lock_try(&lock));
    tay_lock_release(&lock);
    EXPECT(tay_lock_try(&lock) && tay_lock_acquire_until(&lock, 0) == false);
    tay_lock_release(&lock);
    printf("native: a lock has a deadline\n");
}

static void threads_leave_nothing(void)
{
    struct tay_thread_plan plan = TAY_THREAD_PLAN;
    struct tay_thread *thread = NULL;
    void *result;
    size_t bytes = used_bytes();
    unsigned slots = used_slots();
    plan.stack_bytes = TAY_THREAD_STACK_BYTES_MIN - 1;
    EXPECT(tay_thread_spawn(&plan, leave_by_exit, NULL, &thread) == TAY_EINVAL);
    plan.stack_bytes = SIZE_MAX;
    EXPECT(tay_thread_spawn(&plan, leave_by_exit, NULL, &thread) == TAY_EINVAL);
    plan.stack_bytes = TAY_THREAD_STACK_BYTES_MAX;
    EXPECT(tay_thread_spawn(&plan, leave_by_exit, NULL, &thread) == TAY_ENOMEM);
    plan = (struct tay_thread_plan)TAY_THREAD_PLAN;
    plan.guard_bytes = SIZE_MAX;
    EXPECT(tay_thread_spawn(&plan, leave_by_exit, NULL, &thread) == TAY_EINVAL);
    plan.guard_bytes = 0;
    plan.priority = TAY_PRIORITY_MAX + 1;
    EXPECT(tay_thread_spawn(&plan, leave_by_exit, NULL, &thread) == TAY_EINVAL);
    EXPECT(thread == NULL && used_bytes() == bytes && used_slots() == slots);

    plan.priority = 0;
    EXPECT(tay_thread_spawn(&plan, leave_by_exit, &plan, &thread) == TAY_OK);
    EXPECT(tay_thread_join(thread, &result) == TAY_OK && result == &plan);
    EXPECT(tay_thread_join(tay_thread_self(), &result) == TAY_EINVAL);
    EXPECT(tay_thread_spawn(NULL, leave_by_exit, NULL, &thread) == TAY_OK);
    EXPECT(tay_thread_detach(thread) == TAY_OK);
    do { /* one that was detached and has ended goes when the next one is made */
        EXPECT(tay_thread_sleep_until(tay_time_after(TAY_NS_PER_MS)) == TAY_OK);
        EXPECT(tay_thread_spawn(NULL, leave_by_exit, NULL, &thread) == TAY_OK);
        EXPECT(tay_thread_join(thread, &result) == TAY_OK);
    } while (used_slots() != slots);
    EXPECT(used_bytes() == bytes);
    printf("native: threads leave nothing\n");
}

/* Mappings ----------------------------------------------------------------------------------------
 */

static void wrong_mappings_are_refused(void)
{
    struct tay_mapping mapping = {NULL, 0, TAY_CAP_NULL};
    size_t bytes = used_bytes();
    unsigned slots = used_slots();
    EXPECT(tay_mapping_create(0, &mapping) == TAY_EINVAL);
    EXPECT(tay_mapping_create(SIZE_MAX, &mapping) == TAY_EINVAL);
    EXPECT(tay_mapping_create((size_t)1 << 30, &mapping) == TAY_ENOMEM);
    EXPECT(tay_mapping_create_shared(0, &mapping) == TAY_EINVAL);
    EXPECT(tay_mapping_create_shared((size_t)1 << 30, &mapping) == TAY_ENOMEM);
    EXPECT(tay_mapping_open(TAY_CAP_NULL, TAY_MAP_READ, &mapping) == TAY_EHANDLE);
    EXPECT(tay_mapping_open(TAY_CAP_SELF, TAY_MAP_READ, &mapping) == TAY_ETYPE);
    EXPECT(tay_mapping_close(&mapping) == TAY_OK); /* of nothing */
    EXPECT(mapping.address == NULL && used_bytes() == bytes && used_slots() == slots);
}

static void mappings_are_shared(void)
{
    struct tay_mapping board;
    struct tay_mapping view;
    tay_cap_t to_read;
    EXPECT(tay_mapping_create_shared(PAGE_BYTES + 1, &board) == TAY_OK);
    EXPECT(board.length_bytes == 2 * PAGE_BYTES && board.memory != TAY_CAP_NULL);
    EXPECT(tay_cap_copy(board.memory, TAY_RIGHT_READ, &to_read) == TAY_OK);
    EXPECT(tay_mapping_open(to_read, TAY_MAP_READ | TAY_MAP_WRITE, &view) == TAY_ERIGHT);
    EXPECT(tay_mapping_open(to_read, 0, &view) == TAY_EINVAL);
    EXPECT(tay_mapping_open(to_read, TAY_MAP_READ | TAY_MAP_FIXED, &view) == TAY_EINVAL);
    EXPECT(tay_mapping_open(board.memory, TAY_MAP_READ | TAY_MAP_EXECUTE, &view) == TAY_ESTATE);
    EXPECT(tay_mapping_open(to_read, TAY_MAP_READ, &view) == TAY_OK);
    EXPECT(view.length_bytes == board.length_bytes && view.address != board.address);
    strcpy((char *)board.address + PAGE_BYTES, "shared");
    EXPECT(strcmp((char *)view.address + PAGE_BYTES, "shared") == 0);
    EXPECT(tay_mapping_close(&board) == TAY_OK && board.address == NULL);
    EXPECT(strcmp((char *)view.address + PAGE_BYTES, "shared") == 0);
    EXPECT(tay_mapping_close(&view) == TAY_OK);
}

static void mappings_come_and_go(void)
{
    size_t bytes = used_bytes();
    unsigned slots = used_slots();
    struct tay_mapping mapping;
    EXPECT(tay_mapping_create(1, &mapping) == TAY_OK && mapping.length_bytes == PAGE_BYTES);
    EXPECT(mapping.memory == TAY_CAP_NULL && *(char *)mapping.address == 0);
    memset(mapping.address, 1, mapping.length_bytes);
    EXPECT(tay_mapping_close(&mapping) == TAY_OK);
    mappings_are_shared();
    EXPECT(used_bytes() == bytes && used_slots() == slots);
    printf("native: mappings come and go\n");
}

/* Timers ------------------------------------------------------------------------------------------
 */

#define ONCE 1u
#define TICK 2u
#define TICKS 5

static struct {
    unsigned ticks;
    bool once;
    tay_time_t once_ns;
    tay_cap_t timer;
} heard;

/* The endpoint ends with what the test is about, and the loop with the endpoint. */
static void on_event(struct tay_server *server, const struct tay_event *event)
{
    EXPECT(event->kind == TAY_KIND_NOTIFICATION);
    if ((event->word[0] & ONCE) != 0) {
        EXPECT(!heard.once && tay_time_now() >= heard.once_ns);
        heard.once = true;
    }
    heard.ticks += (event->word[0] & TICK) != 0;
    if (heard.ticks == TICKS && heard.once) {
        EXPECT(tay_cap_close(heard.timer) == TAY_OK);
        EXPECT(tay_object_destroy(server->endpoint) == TAY_OK);
    }
}

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    (void)server;
    (void)request;
    (void)answer;
    return TAY_ENOSYS;
}

static void wrong_timers_are_refused(tay_cap_t endpoint, tay_cap_t bell)
{
    tay_cap_t made = TAY_CAP_NULL;
    size_t bytes = used_bytes();
    unsigned slots = used_slots();
    EXPECT(tay_bell_create(endpoint, &made) == TAY_ESTATE);
    EXPECT(tay_bell_create(TAY_CAP_SELF, &made) == TAY_ETYPE);
    EXPECT(tay_timer_after(bell, 0, 0, &made) == TAY_EINVAL);
    EXPECT(tay_timer_after(endpoint, ONCE, 0, &made) == TAY_ETYPE);
    EXPECT(tay_timer_every(bell, TICK, 0, &made) == TAY_EINVAL);
    EXPECT(tay_timer_every(bell, TICK, 99999, &made) == TAY_EINVAL);
    EXPECT(made == TAY_CAP_NULL && used_bytes() == bytes && used_slots() == slots);
}

static void timers_reach_the_loop(void)
{
    struct tay_server server = {.on_call = on_call, .on_event = on_event};
    tay_cap_t bell;
    tay_cap_t once;
    EXPECT(tay_endpoint_create(TAY_OWN_ACCOUNT, &server.endpoint) == TAY_OK);
    EXPECT(tay_bell_create(server.endpoint, &bell) == TAY_OK);
    wrong_timers_are_refused(server.endpoint, bell);
    tay_time_t began_ns = tay_time_now();
    heard.once_ns = tay_time_after(3 * TAY_NS_PER_MS);
    EXPECT(tay_timer_after(bell, ONCE, 3 * TAY_NS_PER_MS, &once) == TAY_OK);
    EXPECT(tay_timer_every(bell, TICK, 2 * TAY_NS_PER_MS, &heard.timer) == TAY_OK);
    enum tay_status status = tay_server_run(&server);
    EXPECT(status == TAY_EPEER || status == TAY_EHANDLE);
    EXPECT(tay_time_now() >= began_ns + 2 * TICKS * TAY_NS_PER_MS);
    EXPECT(tay_cap_close(once) == TAY_OK && tay_cap_close(bell) == TAY_OK);
    EXPECT(tay_time_after(TAY_TIME_NEVER) == TAY_TIME_NEVER && tay_time_after(0) >= began_ns);
    printf("native: timers reach the loop\n");
}

int main(void)
{
    threads_exclude_each_other();
    a_lock_has_a_deadline();
    threads_leave_nothing();
    wrong_mappings_are_refused();
    mappings_come_and_go();
    timers_reach_the_loop();
    return 0;
}

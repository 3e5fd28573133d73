/* SPDX-License-Identifier: MIT */
/*
 * Threads of a program. Invariants: `end` goes from THREAD_RUNS to THREAD_DETACHED or to the thread
 * that joins, once, and to THREAD_ENDED, once; a thread that has ended holds no lock and does
 * nothing more than wait, so whoever gives its memory back may destroy it at any moment.
 */
#include "thread.h"

#include "lock.h"
#include "park.h"
#include "tls.h"
#include <stdlib.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/trap.h>

#define PAGE_BYTES 4096u
#define STACK_ALIGNMENT 16u
#define END_BIT 1u

_Thread_local struct tay_thread *thread_self;

static struct tay_thread first;

static struct {
    uint32_t lock;             /* of these: */
    struct tay_thread *newest; /* a list of all threads, but for the first one */
    tay_time_t ended_ns;       /* what those have run that are not in it any more */
    /* Atomic. */
    uint32_t running; /* threads that have not ended */
    void (*at_end[THREAD_STAGES])(void);
    void (*in_clone)(void);
    struct tay_thread *zombie; /* has ended, detached, and nobody has given its memory back yet */
} threads = {.running = 1};

void thread_begin_first(tay_cap_t handle)
{
    first.handle = handle;
    first.held = tay_startup() == NULL ? 0 : tay_startup()->held;
    thread_self = &first;
}

enum tay_status thread_can_wait(void)
{
    struct tay_thread *self = thread_self;
    if (self->notification != TAY_CAP_NULL) {
        return TAY_OK;
    }
    return tay_notification_create(TAY_OWN_ACCOUNT, &self->notification);
}

/* Memory -----------------------------------------------------------------------------------------
 */

static size_t round_up(size_t bytes, size_t unit)
{
    return (bytes + unit - 1) / unit * unit;
}

/* What lies in a thread's mapping, from its start: guard, stack, record, thread-local data. */
struct layout {
    size_t guard_bytes;
    size_t mapping_bytes;
    size_t record_offset;
    size_t
        block_offset; /* the thread-local data; in front of it two words of the thread pointer's */
};

static struct layout lay_out(const struct tay_thread_plan *plan)
{
    size_t alignment = tls_alignment() > STACK_ALIGNMENT ? tls_alignment() : STACK_ALIGNMENT;
    struct layout layout = {.guard_bytes = round_up(plan->guard_bytes, PAGE_BYTES)};
    layout.record_offset = layout.guard_bytes + round_up(plan->stack_bytes, STACK_ALIGNMENT);
    layout.block_offset =
        round_up(layout.record_offset + sizeof(struct tay_thread) + tls_front_bytes(), alignment);
    layout.mapping_bytes = round_up(layout.block_offset + tls_bytes(), PAGE_BYTES);
    return layout;
}

static void unmap(tay_ua_t address, size_t length_bytes)
{
    enum tay_status status = tay_space_unmap(TAY_CAP_SELF, address, length_bytes);
    (void)status; /* whole mappings, which are ours */
}

/* Turns the lowest pages of a mapping into a guard. TAY_ESTATE: another thread's mapping got in. */
static enum tay_status map_guard(tay_ua_t address, size_t guard_bytes)
{
    tay_ua_t mapped;
    enum tay_status status = tay_space_unmap(TAY_CAP_SELF, address, guard_bytes);
    if (status == TAY_OK) {
        status = tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, guard_bytes, address,
                               TAY_MAP_GUARD | TAY_MAP_FIXED, &mapped);
    }
    return status;
}

static enum tay_status map(const struct layout *layout, tay_ua_t *address_out)
{
    enum tay_status status;
    do {
        status = tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, layout->mapping_bytes, 0,
                               TAY_MAP_READ | TAY_MAP_WRITE, address_out);
        if (status != TAY_OK || layout->guard_bytes == 0) {
            return status;
        }
        status = map_guard(*address_out, layout->guard_bytes);
        if (status != TAY_OK) {
            unmap(*address_out + layout->guard_bytes, layout->mapping_bytes - layout->guard_bytes);
        }
    } while (status == TAY_ESTATE);
    return status;
}

static tay_time_t run_ns(const struct tay_thread *thread)
{
    tay_word_t state;
    tay_word_t priority;
    tay_time_t ns;
    return tay_thread_query(thread->handle, &state, &priority, &ns) == TAY_OK ? ns : 0;
}

static void list_add(struct tay_thread *thread)
{
    tay_lock_acquire(&threads.lock);
    thread->older = threads.newest;
    threads.newest = thread;
    tay_lock_release(&threads.lock);
}

static void list_remove(struct tay_thread *thread)
{
    tay_lock_acquire(&threads.lock);
    struct tay_thread **at = &threads.newest;
    while (*at != NULL && *at != thread) {
        at = &(*at)->older;
    }
    if (*at != NULL) {
        *at = thread->older;
    }
    threads.ended_ns += run_ns(thread);
    tay_lock_release(&threads.lock);
}

tay_time_t thread_run_ns(void)
{
    tay_lock_acquire(&threads.lock);
    tay_time_t sum_ns = threads.ended_ns + run_ns(&first);
    for (struct tay_thread *thread = threads.newest; thread != NULL; thread = thread->older) {
        sum_ns += run_ns(thread);
    }
    tay_lock_release(&threads.lock);
    return sum_ns;
}

/* Gives back all that a thread had that has ended, or never began. */
static void reap(struct tay_thread *thread)
{
    list_remove(thread);
    if (thread->handle != TAY_CAP_NULL) {
        enum tay_status destroyed = tay_object_destroy(thread->handle);
        (void)destroyed; /* ours */
        thread->handle = TAY_CAP_NULL;
    }
    if (thread->notification != TAY_CAP_NULL) {
        enum tay_status closed = tay_cap_close(thread->notification);
        (void)closed; /* ours */
    }
    if (thread->bell != TAY_CAP_NULL) {
        enum tay_status closed = tay_cap_close(thread->bell);
        (void)closed; /* ours */
    }
    free(thread->save_area);
    if (thread->mapping_ua != 0) {
        unmap(thread->mapping_ua, thread->mapping_bytes);
    }
}

static void reap_zombie(void)
{
    struct tay_thread *zombie = __atomic_exchange_n(&threads.zombie, NULL, __ATOMIC_ACQ_REL);
    if (zombie != NULL) {
        reap(zombie);
    }
}

/* Life -------------------------------------------------------------------------------------------
 */

/* The first function of every thread but the first one. */
__attribute__((noreturn)) static void enter(struct tay_thread *self)
{
    thread_self = self;
    tay_thread_exit(self->run(self->argument));
}

/* Makes the kernel's part of a thread, with its thread-local data. */
static enum tay_status equip(struct tay_thread *thread, const struct layout *layout)
{
    char *block = (char *)thread->mapping_ua + layout->block_offset;
    tls_fill(block);
    enum tay_status status = tay_notification_create(TAY_OWN_ACCOUNT, &thread->notification);
    if (status == TAY_OK) {
        status = tay_thread_create(TAY_CAP_SELF, (tay_ua_t)enter, (tay_ua_t)thread,
                                   (tay_word_t)thread, thread->priority, &thread->handle);
    }
    if (status == TAY_OK) {
        status = tay_thread_set_pointer(thread->handle, (tay_ua_t)block - tls_front_bytes());
    }
    return status;
}

static enum tay_status query_priority(const struct tay_thread *thread, unsigned *priority_out)
{
    tay_word_t state;
    tay_word_t priority = 0;
    tay_time_t run_ns;
    enum tay_status status = tay_thread_query(thread->handle, &state, &priority, &run_ns);
    *priority_out = (unsigned)priority;
    return status;
}

/* What a program with one thread does without. */
static enum tay_status begin_second(void)
{
    enum tay_status status = thread_can_wait();
    if (status == TAY_OK) {
        status = park_begin();
    }
    if (status == TAY_OK && thread_self == &first) {
        status = query_priority(&first, &first.priority);
    }
    return status;
}

/* TAY_EINVAL, or the priority that a plan names. */
static enum tay_status read_plan(const struct tay_thread_plan *plan, unsigned *priority_out)
{
    if (plan->stack_bytes < TAY_THREAD_STACK_BYTES_MIN ||
        plan->stack_bytes > TAY_THREAD_STACK_BYTES_MAX ||
        plan->guard_bytes > TAY_THREAD_STACK_BYTES_MAX) {
        return TAY_EINVAL;
    }
    *priority_out = plan->priority;
    return plan->priority != TAY_THREAD_PRIORITY_OWN ? TAY_OK
                                                     : query_priority(thread_self, priority_out);
}

enum tay_status thread_make(const struct tay_thread_plan *plan, void *(*run)(void *),
                            void *argument, struct tay_thread **thread_out)
{
    static const struct tay_thread_plan usual = TAY_THREAD_PLAN;
    plan = plan != NULL ? plan : &usual;
    unsigned priority;
    enum tay_status status = read_plan(plan, &priority);
    reap_zombie();
    if (status == TAY_OK) {
        status = begin_second();
    }
    if (status != TAY_OK) {
        return status;
    }
    struct layout layout = lay_out(plan);
    tay_ua_t mapping_ua;
    status = map(&layout, &mapping_ua);
    if (status != TAY_OK) {
        return status;
    }
    struct tay_thread *thread = (struct tay_thread *)(mapping_ua + layout.record_offset);
    *thread = (struct tay_thread){.mapping_ua = mapping_ua,
                                  .mapping_bytes = layout.mapping_bytes,
                                  .run = run,
                                  .argument = argument,
                                  .priority = priority,
                                  .held = thread_self->held,
                                  .end = plan->detached ? THREAD_DETACHED : THREAD_RUNS};
    status = equip(thread, &layout);
    if (status != TAY_OK) {
        reap(thread);
        return status;
    }
    *thread_out = thread;
    return TAY_OK;
}

enum tay_status thread_start(struct tay_thread *thread)
{
    list_add(thread);
    __atomic_add_fetch(&threads.running, 1, __ATOMIC_RELAXED);
    return tay_thread_start(thread->handle);
}

enum tay_status tay_thread_spawn(const struct tay_thread_plan *plan, void *(*run)(void *),
                                 void *argument, struct tay_thread **thread_out)
{
    enum tay_status status = thread_make(plan, run, argument, thread_out);
    return status == TAY_OK ? thread_start(*thread_out) : status;
}

struct tay_thread *tay_thread_self(void)
{
    return thread_self;
}

tay_cap_t tay_thread_handle(const struct tay_thread *thread)
{
    return thread->handle;
}

enum tay_status tay_thread_change_priority(struct tay_thread *thread, unsigned priority)
{
    enum tay_status status = tay_thread_set_priority(thread->handle, priority);
    if (status == TAY_OK) {
        __atomic_store_n(&thread->priority, priority, __ATOMIC_RELAXED);
    }
    return status;
}

/* Whoever gives the memory back destroys the thread while it waits here. */
__attribute__((noreturn)) static void wait_for_ever(const struct tay_thread *self)
{
    for (;;) {
        tay_word_t bits;
        enum tay_status status = tay_trap_wait(self->notification, 0, 0, &bits);
        (void)status; /* nobody signals it, and nothing else is left to do */
    }
}

/* One zombie at most is kept: the one before goes first. */
static void become_zombie(struct tay_thread *self)
{
    struct tay_thread *none;
    do {
        reap_zombie();
        none = NULL;
    } while (!__atomic_compare_exchange_n(&threads.zombie, &none, self, false, __ATOMIC_ACQ_REL,
                                          __ATOMIC_RELAXED));
}

static void exit_if_last(void)
{
    if (__atomic_sub_fetch(&threads.running, 1, __ATOMIC_ACQ_REL) == 0) {
        exit(EXIT_SUCCESS);
    }
}

void thread_at_end(enum thread_stage stage, void (*act)(void))
{
    __atomic_store_n(&threads.at_end[stage], act, __ATOMIC_RELEASE);
}

void tay_thread_exit(void *result)
{
    struct tay_thread *self = thread_self;
    self->held = ~(uint64_t)0; /* no handler runs on it any more */
    for (unsigned stage = 0; stage < THREAD_STAGES; stage++) {
        void (*act)(void) = __atomic_load_n(&threads.at_end[stage], __ATOMIC_ACQUIRE);
        if (act != NULL) {
            act();
        }
    }
    if (self == &first && thread_can_wait() != TAY_OK) {
        exit(EXIT_SUCCESS); /* it can have no others: they are made when it can wait */
    }
    exit_if_last();
    self->result = result;
    uintptr_t joiner = __atomic_exchange_n(&self->end, THREAD_ENDED, __ATOMIC_ACQ_REL);
    if (joiner == THREAD_DETACHED) {
        become_zombie(self);
    } else if (joiner != THREAD_RUNS) {
        tay_cap_t notification = ((struct tay_thread *)joiner)->notification;
        enum tay_status status = tay_trap_notify(notification, END_BIT);
        (void)status; /* the joiner waits on it */
    }
    wait_for_ever(self);
}

/* Waits for the signal that tay_thread_exit gives. */
static void await_end(const struct tay_thread *self)
{
    enum tay_status status;
    do {
        tay_word_t bits;
        status = tay_trap_wait(self->notification, 0, 0, &bits);
    } while (status == TAY_ECANCELED);
}

enum tay_status tay_thread_join(struct tay_thread *thread, void **result_out)
{
    struct tay_thread *self = thread_self;
    if (thread == self) {
        return TAY_EINVAL;
    }
    enum tay_status status = thread_can_wait();
    if (status != TAY_OK) {
        return status;
    }
    uintptr_t end = THREAD_RUNS;
    if (__atomic_compare_exchange_n(&thread->end, &end, (uintptr_t)self, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_ACQUIRE)) {
        await_end(self);
    } else if (end != THREAD_ENDED) {
        return TAY_ESTATE;
    }
    *result_out = thread->result;
    reap(thread);
    return TAY_OK;
}

enum tay_status tay_thread_detach(struct tay_thread *thread)
{
    uintptr_t end = THREAD_RUNS;
    if (__atomic_compare_exchange_n(&thread->end, &end, THREAD_DETACHED, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_ACQUIRE)) {
        return TAY_OK;
    }
    if (end != THREAD_ENDED) {
        return TAY_ESTATE;
    }
    reap(thread);
    return TAY_OK;
}

enum tay_status tay_thread_sleep_until(tay_time_t deadline_ns)
{
    tay_word_t bits;
    const struct tay_thread *self = thread_self;
    unsigned interruptions = self->interruptions;
    enum tay_status status = thread_can_wait();
    /* Nobody signals a thread that is not parked. */
    while (status == TAY_OK || (status == TAY_ECANCELED && self->interruptions == interruptions)) {
        status = tay_trap_wait(self->notification, TAY_INFO_DEADLINE, deadline_ns, &bits);
    }
    return status == TAY_ETIMEDOUT ? TAY_OK : status;
}

static void end_thread(const struct tay_thread *thread)
{
    if (thread != thread_self && thread->handle != TAY_CAP_NULL) {
        enum tay_status status = tay_object_destroy(thread->handle);
        (void)status; /* ours */
    }
}

void thread_end_others(void)
{
    tay_lock_acquire(&threads.lock);
    end_thread(&first);
    for (struct tay_thread *thread = threads.newest; thread != NULL; thread = thread->older) {
        end_thread(thread);
    }
    tay_lock_release(&threads.lock);
}

/* Clones -----------------------------------------------------------------------------------------
 */

/* Whether the calling thread has thread-local data, and so a record. One without holds no lock, and
 * must not wait for one either. */
static bool has_record(void)
{
    return tls_self() != 0;
}

void thread_before_clone(void)
{
    if (has_record()) {
        lock_libc();
        relock_acquire(&lock_stdio);
        park_hold();
    }
}

/* The child's thread has the handle that it had in the parent; its notification is the parent's. */
static void forget_others(struct tay_thread *self)
{
    park_forget();
    if (self->notification != TAY_CAP_NULL) {
        enum tay_status status = tay_cap_close(self->notification);
        (void)status; /* ours */
        self->notification = TAY_CAP_NULL;
    }
    threads.zombie = NULL;
    threads.newest = NULL;
    threads.lock = 0;
    if (self != &first) {
        list_add(self);
    }
    threads.running = 1;
}

void thread_in_clone(void (*act)(void))
{
    __atomic_store_n(&threads.in_clone, act, __ATOMIC_RELEASE);
}

void thread_after_clone(bool is_child)
{
    if (!has_record()) {
        return;
    }
    if (is_child) {
        forget_others(thread_self);
    } else {
        park_release();
    }
    relock_release(&lock_stdio);
    unlock_libc();
    void (*act)(void) = __atomic_load_n(&threads.in_clone, __ATOMIC_ACQUIRE);
    if (is_child && act != NULL) {
        act();
    }
}

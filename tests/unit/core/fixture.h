/* SPDX-License-Identifier: MIT */
/*
 * What most tests of core begin with: a booted machine, objects, threads of other processes, and
 * accounts and tables that are full. Every function acts in the name of the current thread and
 * fails the test if the kernel refuses.
 */
#ifndef FIXTURE_H
#define FIXTURE_H

#include "unit.h"

#include "sim.h"

#include <tay/abi/object.h>
#include <tay/operations.h>

#define PAGE HAL_PAGE_BYTES
#define NS_PER_MS UINT64_C(1000000)

#define assert_ok(call) assert_int_equal(call, TAY_OK)
#define assert_status(call, status) assert_int_equal(call, status)

/* Before and after each test: a machine, all invariants checked after each event. */
int fixture_boot(void **state);
int fixture_stop(void **state);
#define CORE_TEST(function) cmocka_unit_test_setup_teardown(function, fixture_boot, fixture_stop)

/* Objects, paid by the caller's account. */
tay_cap_t make_notification(void);
tay_cap_t make_endpoint(void);
tay_cap_t make_timer(tay_cap_t notification, tay_word_t bits);
tay_cap_t make_memory(size_t pages);
tay_cap_t make_account(tay_cap_t parent, size_t pages);
tay_cap_t make_copy(tay_cap_t handle, unsigned rights);

/* A process with TAY_SLOTS_MIN slots, every priority, and nobody who hears of its end. */
tay_cap_t make_process(tay_cap_t account);

/* A thread, by its registers and by its handle in the table of who made it and in its own. */
struct actor {
    struct hal_context *context;
    tay_cap_t handle;
    tay_cap_t own;
};

/* Makes a stopped thread of a process. */
struct actor make_thread(tay_cap_t process, unsigned priority);

/* Starts a thread of a process. It is current at once if its priority is higher. */
struct actor start_thread(tay_cap_t process, unsigned priority);

/* The current thread lets the actor go before it; the actor, being current, goes behind all. */
#define PRIORITY_AHEAD 40u
#define PRIORITY_BEHIND 10u
void let_act(const struct actor *actor);
void step_back(const struct actor *actor);

/* Starts a thread of a new process in a new account of so many pages, and lets it act. */
struct actor act_in_account(size_t pages);

/* The kernel's slot and object behind a handle of the current thread. */
struct slot *slot_behind(tay_cap_t handle);
struct object *object_behind(tay_cap_t handle);

size_t used_bytes(tay_cap_t account);
bool is_handle(tay_cap_t handle);

/* So many pages are left in the caller's account; closing the answer gives the rest back. */
tay_cap_t leave_pages(size_t pages);
/* Nothing is left in the caller's account, or no slot in its table. */
void exhaust_account(void);
void fill_table(void);

/* Maps fresh memory into the caller's own space, or all of a memory object. */
tay_ua_t map_fresh(size_t pages, unsigned flags);
tay_ua_t map_memory(tay_cap_t memory, unsigned flags);

/* Takes the trap recv, in which the caller may wait. */
enum tay_status receive(tay_cap_t endpoint, struct tay_message *message);

#endif

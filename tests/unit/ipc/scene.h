/* SPDX-License-Identifier: MIT */
/*
 * What most tests of IPC begin with: init, a server and two clients, each a process of its own with
 * one thread, all equally important, and an endpoint that the server receives from.
 *
 * Any thread that is not blocked can act; the others then wait for their turn with their registers
 * as they were, so that the result of a trap can be looked at whenever it has come.
 */
#ifndef SCENE_H
#define SCENE_H

#include "unit.h"

#include "kernel_state.h"
#include "sim.h"

#include <sched/thread.h>
#include <tay/abi/object.h>
#include <tay/message.h>
#include <tay/operations.h>

#define PAGE HAL_PAGE_BYTES
#define NS_PER_MS UINT64_C(1000000)
#define INIT_PRIORITY 32u

#define assert_ok(call) assert_int_equal(call, TAY_OK)
#define assert_status(call, status) assert_int_equal(call, status)

/* A thread, and its process and itself in init's table. */
struct actor {
    struct hal_context *context;
    tay_cap_t process;
    tay_cap_t thread;
};

extern struct scene {
    struct actor init;
    struct actor server;
    struct actor client;
    struct actor other;
    tay_cap_t endpoint; /* init's, with every right */
    tay_cap_t served;   /* the server's: RECEIVE, MANAGE, GRANT */
    tay_cap_t called;   /* the clients': SEND, GRANT; it has the same handle in both tables */
} scene;

/* What scene_boot boots with. */
extern struct sim_options scene_options;

/* Before and after each test: the scene on a fresh machine, invariants checked after each event. */
int scene_boot(void **state);
int scene_stop(void **state);
#define SCENE_TEST(function) cmocka_unit_test_setup_teardown(function, scene_boot, scene_stop)

/* The actor, who must not be blocked, becomes current. */
void act(const struct actor *actor);
bool is_blocked(const struct actor *actor);
bool is_gone(const struct actor *actor);
struct thread *thread_behind(const struct actor *actor);

/* init makes a process with one running thread and, at SIM_DATA_UA, SIM_DATA_BYTES of memory. */
struct actor make_actor(tay_cap_t account, tay_cap_t supervisor, uint64_t label);
/* init starts one more thread in the process of an actor. */
struct actor make_thread(const struct actor *actor, unsigned priority);
/* init gives a copy of one of its capabilities; the handle that it has there. */
tay_cap_t give(const struct actor *to, tay_cap_t handle, unsigned rights);
/* init closes one of its capabilities, ends a process. */
void init_close(tay_cap_t handle);
void kill_actor(const struct actor *actor);
/* Sets a base priority: the thread itself does so if it is current, else init. */
void set_priority(const struct actor *actor, unsigned priority);

/* The current thread takes a trap: its status, or SIM_BLOCKED. */
enum tay_status take(unsigned trap, tay_cap_t handle, struct tay_message *message);

/* An actor acts, and calls with a label, or sends; receives; answers the call in hand. */
enum tay_status call_as(const struct actor *actor, tay_cap_t handle, tay_word_t info);
enum tay_status send_as(const struct actor *actor, tay_cap_t handle, tay_word_t info);
enum tay_status receive_as(const struct actor *actor, tay_cap_t endpoint,
                           struct tay_message *message);
enum tay_status answer_as(const struct actor *actor, enum tay_status status);
/* The server receives what is there, which must be of this kind; what it was. */
struct tay_message expect(enum tay_kind kind);
/* The server finds nothing: it waits, until the test goes on. */
void expect_nothing(void);
/* The client calls with this info word and the server takes the call. */
void begin_call(tay_word_t info);
/* The server puts the call in hand aside. */
tay_cap_t put_aside(uint64_t label);
/* The server mints a session, whose client pays if asked, and gives it to the one it answers. */
tay_cap_t open_session(const struct actor *client, uint64_t badge);

/* The result of an actor's last trap, which has come back. */
struct tay_message result_of(const struct actor *actor);

/* A thread of init, more important than everybody, waits for an interrupt, which then comes as soon
 * as the kernel looks: so it acts, in front of all, in the middle of what `actor` does next. */
struct actor make_urgent(const struct actor *actor);
/* ... until it steps back behind everybody. */
void step_behind(const struct actor *urgent);

/* What the current thread can find out. */
size_t used_bytes(tay_cap_t account);
bool is_handle(tay_cap_t handle);
unsigned slots_used(void);
/* The current thread's table and account are filled up; the table but for some slots. */
void fill_table_but(unsigned slots);
void exhaust_account(void);

/* `call` fails with `status` and leaves no trace. */
#define assert_no_trace(call, status)                                                              \
    do {                                                                                           \
        uint64_t before_ = kernel_state_hash();                                                    \
        assert_int_equal(call, status);                                                            \
        assert_true(kernel_state_hash() == before_);                                               \
    } while (0)

#endif

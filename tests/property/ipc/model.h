/* SPDX-License-Identifier: MIT */
/*
 * A plain model of IPC: who waits for what, what each has received, in which order. It is made of
 * arrays that are searched from end to end, and knows nothing of how the kernel does it.
 *
 * Each function is one thing that happens; the thread that does it is named by its number, `n`.
 * What a trap must come back with stands in the thread's `result`.
 */
#ifndef IPC_MODEL_H
#define IPC_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <tay/abi/object.h>
#include <tay/abi/status.h>
#include <tay/abi/trap.h>
#include <tay/abi/types.h>

#define IPC_NONE (-1)
#define IPC_OBJECTS 4096
#define IPC_CAPS 2048
#define IPC_THREADS 256
#define IPC_LETTERS 1024
#define IPC_PROCESSES 128
#define IPC_MEMORY_PAGES 2 /* of a process: one to read and write, one to read */
#define IPC_PAGE 4096u
#define IPC_MEMORY_UA ((tay_ua_t)0x20000)
#define IPC_STACK_UA (IPC_MEMORY_UA + IPC_PAGE)

/* Any object. Which fields count depends on the type. */
struct ipc_object {
    unsigned type;
    bool ended;
    const void *kernel; /* the kernel's object; NULL: not known yet */
    /* endpoint */
    bool refusing;
    unsigned epoch; /* also of a session: when it was made; of a process: its supervisor's then */
    unsigned level; /* whoever answers a call from here calls only higher ones */
    /* notification and endpoint */
    int bound; /* to each other */
    tay_word_t bits;
    /* session, reply */
    int endpoint;
    uint64_t badge; /* of a process: the label that its supervisor hears */
    bool finished;  /* the server ended the session */
    int caller;     /* whose call was put aside; a thread */
    /* process */
    int supervisor;
    unsigned ceiling;
    unsigned slots;
    unsigned exit_status;
    int memory;
    /* thread */
    int thread;
};

struct ipc_cap {
    int process;      /* an object; IPC_NONE: not in use */
    tay_cap_t handle; /* 0: not known yet */
    int object;
    unsigned rights;
};

/* A message of the kernel. Those of one step may come in any order among themselves. */
struct ipc_letter {
    int endpoint;
    enum tay_kind kind;
    uint64_t badge;
    tay_word_t word[TAY_WORDS];
    int faulted; /* the thread that a fault stopped */
    unsigned step;
};

/* What a trap must have come back with. */
struct ipc_result {
    bool fresh; /* to be compared yet */
    enum tay_status status;
    enum tay_kind kind;
    tay_word_t info;
    unsigned words; /* that count */
    bool has_badge;
    uint64_t badge;
    tay_word_t word[TAY_WORDS];
    int cap[TAY_WORDS]; /* behind the word, under a handle that is to be learnt */
    bool is_letter;
    struct ipc_letter letter;
};

enum ipc_state { IPC_STOPPED, IPC_READY, IPC_BLOCKED };

/* What a blocked thread waits for. */
enum ipc_wait { IPC_QUEUED, IPC_TAKEN, IPC_ASIDE, IPC_RECEIVES, IPC_WAITS };

struct ipc_thread {
    int process;
    int object;
    tay_cap_t own_handle;
    enum ipc_state state;
    bool ended;
    bool cancel_next;
    unsigned base;
    unsigned priority; /* with what it inherits */
    /* while blocked */
    enum ipc_wait wait;
    int on;       /* endpoint or notification */
    uint64_t age; /* in a queue */
    tay_time_t deadline_ns;
    struct tay_message message; /* of a call or a send */
    bool wants_answer;
    int session;
    int server; /* who has the call in hand */
    int reply;  /* in which it was put aside */
    /* as a server */
    int hand; /* whose call it answers */
    int hand_endpoint;
    bool hand_ended;
    struct ipc_result result;
};

extern struct ipc_model {
    unsigned seed;
    bool plain; /* hardly anything peculiar is to happen */
    unsigned step;
    unsigned ended_processes; /* in this step */
    tay_time_t now_ns;
    uint64_t next_age;
    /* How many were made so far, by which the next is named. */
    uint64_t numbers;
    uint64_t labels;
    unsigned levels;
    struct ipc_object object[IPC_OBJECTS];
    int object_count;
    struct ipc_cap cap[IPC_CAPS];
    struct ipc_thread thread[IPC_THREADS];
    int thread_count;
    struct ipc_letter letter[IPC_LETTERS]; /* of all endpoints, oldest first */
    int letter_count;
    unsigned char memory[IPC_PROCESSES][IPC_MEMORY_PAGES * IPC_PAGE];
    int process_count;
} ipc;

/* Events, counted over all seeds ----------------------------------------------------------------*/

enum ipc_event {
#define IPC_EVENT(name, times, sentence) IPC_##name,
#include "event.def"
#undef IPC_EVENT
    IPC_EVENTS
};

extern unsigned long ipc_counted[IPC_EVENTS];
void ipc_count(enum ipc_event event);

/* What has been done, told if the model and the kernel differ: tell.c -----------------------*/

void ipc_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* They differ: tells how, what came before, and how all threads stand; aborts. */
_Noreturn void ipc_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Objects and capabilities: model.c ---------------------------------------------------------*/

void ipc_begin(unsigned seed);
int ipc_add_object(unsigned type, const void *kernel);
/* A process's table gets a capability; handle 0: not known yet. */
int ipc_add_cap(int process, tay_cap_t handle, int object, unsigned rights);
int ipc_add_thread(int process, int object, tay_cap_t own_handle, unsigned priority);
int ipc_find(int process, tay_word_t handle);
unsigned ipc_used(int process);
bool ipc_has_room(int process, unsigned count);
unsigned ipc_receivers(int endpoint);
/* Type (0: any), then right: what a handle fails with. */
enum tay_status ipc_check(int process, tay_word_t handle, unsigned type, unsigned right);

/* Priorities and queues: queue.c ------------------------------------------------------------*/

/* Recomputes all, from the rule. */
void ipc_inherit(void);
/* Who comes first of those who wait on an object in this way; IPC_NONE. */
int ipc_first(enum ipc_wait wait, int on);
bool ipc_is_blocked(const struct ipc_thread *thread, enum ipc_wait wait, int on);
/* The thread waits; false: it has its result, because it was to be cancelled or it is too late. */
bool ipc_block(int n, enum ipc_wait wait, int on, tay_time_t deadline_ns);
/* The thread's trap is over. */
void ipc_finish(int n, enum tay_status status, tay_word_t info);
/* Time goes on to the next deadline, at most to a time; false: there is none. */
bool ipc_advance(tay_time_t end_ns);
bool ipc_is_deadline(tay_time_t time_ns);

/* Letters and ends: end.c -------------------------------------------------------------------*/

/* A kernel's message for an endpoint. */
void ipc_post(struct ipc_letter letter);
/* Takes the first out for a receiver; false: there is none. */
bool ipc_take_letter(int endpoint, int receiver);
bool ipc_lets_in(int endpoint, int session);
/* Those who are not let in any more go. */
void ipc_turn_away(int endpoint);
/* A call ends without an answer. */
void ipc_end_call(int caller, enum tay_status status);
/* The caller goes out of its call, or a waiter out of its queue: it gives up, or is gone. */
void ipc_give_up(int n);
void ipc_close(int n);
void ipc_end(int n);
void ipc_end_process(int process, unsigned exit_status);
void ipc_bind(int endpoint, int notification);

/* Traps: call.c -----------------------------------------------------------------------------*/

void ipc_call(int n, tay_word_t handle, const struct tay_message *in, bool wants_answer);
void ipc_send(int n, tay_word_t handle, const struct tay_message *in);
/* Parts of these. The first caller that may pass goes to the server; false: there is none. */
bool ipc_take_next(int endpoint, int server);
/* False: there is none in hand, or it cannot; the server has its result. */
bool ipc_answer_in_hand(int n, const struct tay_message *in, tay_word_t flags);
tay_time_t ipc_deadline_of(const struct tay_message *in);

/* Receiving and notifications: receive.c ----------------------------------------------------*/

void ipc_recv(int n, tay_word_t handle, const struct tay_message *in);
void ipc_reply_recv(int n, tay_word_t handle, const struct tay_message *in);
void ipc_notify(int n, tay_word_t handle, const struct tay_message *in);
void ipc_wait(int n, tay_word_t handle, const struct tay_message *in);
/* Bits that are set go to who waits for them. */
void ipc_spread_bits(int notification);

/* Operations: operation.c -------------------------------------------------------------------*/

/* Each tells the status; one that makes a capability tells which, its handle to be learnt. */
enum tay_status ipc_put_aside(int n, tay_word_t handle, uint64_t label, int *cap);
enum tay_status ipc_mint(int n, tay_word_t handle, uint64_t badge, tay_word_t payer,
                         bool caller_pays, int *cap);
enum tay_status ipc_copy(int n, tay_word_t handle, unsigned rights, int *cap);
enum tay_status ipc_give(int n, int process, tay_word_t handle, unsigned rights, int *cap);
enum tay_status ipc_bind_by(int n, tay_word_t handle, tay_word_t other);
enum tay_status ipc_refuse(int n, tay_word_t handle, tay_word_t on);
enum tay_status ipc_renew(int n, tay_word_t handle);
enum tay_status ipc_close_by(int n, tay_word_t handle);
enum tay_status ipc_destroy(int n, tay_word_t handle);
enum tay_status ipc_cancel(int n, tay_word_t handle);
enum tay_status ipc_set_priority(int n, tay_word_t handle, tay_word_t priority);
enum tay_status ipc_start(int n, tay_word_t handle);

/* Whether somebody may still help threads of the process after a fault. */
bool ipc_is_supervised(int process);

/* A fault that the kernel cannot resolve. */
void ipc_fault(int n, tay_word_t kind, tay_ua_t address, tay_word_t pc);
/* The call that is meant, by a reply right or in hand; IPC_NONE, and a status: there is none. */
int ipc_client_of(int n, tay_word_t handle, enum tay_status *status);

/* Lending: lending.c ----------------------------------------------------------------------------*/

/* A copy between what a caller lends and what the server lends. */
struct ipc_copy {
    tay_word_t handle; /* of a reply, or TAY_CALL_IN_HAND */
    bool writes;       /* to the caller */
    size_t offset;
    tay_ua_t own_ua;
    size_t own_bytes;
    size_t done; /* out */
};
enum tay_status ipc_copy_lent(int n, struct ipc_copy *copy);
/* Whether a process may use its memory there. */
bool ipc_may(int process, tay_ua_t address, bool writes);

#endif

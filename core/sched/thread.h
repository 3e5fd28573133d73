/* SPDX-License-Identifier: MIT */
/*
 * Threads.
 *
 * A thread runs on a core, waits for one (ready), waits in a queue (blocked), or is stopped. Its
 * user registers stand first, where the board's entry code saves them.
 */
#ifndef SCHED_THREAD_H
#define SCHED_THREAD_H

#include <hal/context.h>
#include <object/object.h>
#include <sched/timeout.h>

struct core;
struct endpoint;
struct process;
struct reply;
struct session;

enum thread_state {
    THREAD_STOPPED,
    THREAD_READY, /* it runs, or is to */
    THREAD_BLOCKED,
    THREAD_RECEIVING, /* blocked, among the receivers of the endpoint that it serves */
    THREAD_WAITING,   /* blocked, the one waiter of a notification */
};

/* What a thread has to do in the kernel before it goes back to user mode, in this order: bits. */
#define DUTY_HELP 8u      /* one step for the reaper, because memory is short */
#define DUTY_OPERATION 1u /* take up the trap again that stopped at a preemption point */
#define DUTY_REAP 2u      /* end the objects that its operation ended */
#define DUTY_INTERRUPT 4u /* go to the process's upcall entry */
#define DUTIES 15u

/* Further flags of a thread. With any flag it is too peculiar for the short ways through the kernel
 * (ipc/fast.c). */
#define THREAD_CANCEL 0x10u   /* the next operation that would block is cancelled */
#define THREAD_LEAVE 0x20u    /* it ends, and its core is to let go of it */
#define THREAD_EVICTED 0x200u /* it runs where it must not, since it was pinned to another core */
#define THREAD_TIMED 0x40u    /* it is blocked with a deadline */
#define THREAD_CLONED 0x80u   /* its process is cloned from the call that it has made */
#define THREAD_SESSION 0x100u /* its call is by a session */

/* Of a thread that may run on any core. */
#define AFFINITY_NONE 0xff

struct wait_queue {
    struct tree tree;
};

/* Where a thread's call stands: see ipc/call.h. */
enum call_state {
    CALL_NONE,
    CALL_QUEUED,
    CALL_TAKEN,
    CALL_ASIDE,
};

/* The call that a thread has made; see also thread_phase. */
struct thread_call {
    struct endpoint *endpoint; /* that it was made to; unless it is taken: its server knows */
    struct session *session;   /* referenced; NULL: by the endpoint's own capability */
    struct thread *server;     /* valid while taken */
    struct reply *reply;       /* while put aside */
    size_t decided_bytes;      /* while decided: its answer */
};

/* What a thread serves: the endpoint from which it received last. */
struct thread_service {
    struct thread *caller;     /* whose call it is answering; NULL: none is in hand */
    struct endpoint *endpoint; /* referenced; NULL: none */
    bool ended;                /* the call in hand has ended; its answer will find nobody */
    struct list_node serving;  /* among those who serve it */
};

/* What a thread is at, set at once. */
struct thread_phase {
    uint8_t state;      /* enum thread_state */
    uint8_t call_state; /* enum call_state */
    bool wants_answer;  /* to its call, while that is queued */
    bool decided;       /* its call is, and has its answer should the server give none */
};

/* A message of the kernel to an endpoint. It stands in the object that it tells of. */
struct message_node {
    struct list_node queued;
    struct object *owner; /* referenced while the message is queued */
    enum tay_kind kind;
    uint64_t badge;
    tay_word_t word[TAY_WORDS];
};

struct thread {
    struct hal_context context; /* first: see hal/context.h */
    /* Immutable. */
    struct process *process;
    /* Under the kernel lock. */
    struct core *plain_on; /* its core while it has no flag, else NULL */
    struct core *core;     /* whose run queue it is in, or on which it runs, or did last: what a
                              CPU keeps of it, it keeps there */
    unsigned flags;        /* DUTY_, THREAD_ */
    union {
        struct thread_phase phase;
        struct {
            uint8_t state;
            uint8_t call_state;
            bool wants_answer;
            bool decided;
        };
    };
    uint8_t base_priority;
    uint8_t priority; /* with what it inherits */
    uint8_t affinity; /* the core that it is pinned to, or AFFINITY_NONE */
    struct thread_call call;
    struct thread_service service;
    struct object object;
    tay_cap_t own_handle; /* immutable: of itself, in its process's table, when it was made */
    struct list_node in_process;
    unsigned trap;          /* the trap that DUTY_OPERATION takes up again */
    size_t progress;        /* how far that has come */
    bool owes_reaping;      /* it has ended objects */
    bool queued;            /* it is in the run queue of its core */
    int64_t turn;           /* in the run queue: who of its priority comes first */
    struct list_node ready; /* in the run queue, among those held back, or among receivers */
    uint64_t slice;         /* what is left of its time slice, while nobody spends it; in ticks */
    uint64_t run;           /* for how long its slices were spent, in ticks */
    struct {                /* while blocked */
        struct wait_queue *queue; /* NULL: its call has been taken */
        uint64_t age;
        struct tree_node node;
        struct timeout timeout;
    } wait;
    struct {
        tay_ua_t area;    /* where registers are saved; 0: none */
        tay_word_t cause; /* bits of the interrupts that are due */
        bool active;      /* interrupted and not resumed */
    } upcall;
    struct process *cloning; /* whose clone its operation makes: process/clone.h */
    struct message_node fault;
    struct list_node faulted; /* in its supervisor's list, while it stands still after a fault */
};

_Static_assert(offsetof(struct thread, context) == 0, "entry code saves to the thread's address");

static inline struct thread *thread_of(struct object *object)
{
    return container_of(object, struct thread, object);
}

/* Its flags and its core; both tell how it can go on. */
static inline void thread_raise(struct thread *thread, unsigned flags)
{
    thread->flags |= flags;
    thread->plain_on = NULL;
}

static inline void thread_drop(struct thread *thread, unsigned flags)
{
    thread->flags &= ~flags;
    thread->plain_on = thread->flags == 0 ? thread->core : NULL;
}

static inline void thread_move(struct thread *thread, struct core *core)
{
    thread->core = core;
    thread->plain_on = thread->flags == 0 ? core : NULL;
}

static inline bool thread_is_blocked(const struct thread *thread)
{
    return thread->state >= THREAD_BLOCKED;
}

static inline struct thread *thread_of_context(struct hal_context *context)
{
    return (struct thread *)context;
}

/* Makes a stopped thread whose context the caller will initialise; NULL: the process's account
 * cannot pay. */
struct thread *thread_create(struct process *process, unsigned priority);

/* Gives or takes the duty to end objects. */
void thread_set_reaping(struct thread *thread, bool on);

/* Lets a stopped thread run. */
void thread_start(struct thread *thread);

/* Sets the base priority. */
void thread_set_priority(struct thread *thread, unsigned priority);

/* Ends what the thread is blocked in with TAY_ECANCELED, now or the next time. */
void thread_cancel(struct thread *thread);

/* Whether nobody else is concerned when it ends. */
bool thread_is_idle(const struct thread *thread);

bool thread_end_step(struct object *object);

#endif

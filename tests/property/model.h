/* SPDX-License-Identifier: MIT */
/*
 * A plain model of the kernel: which handles are good, with which type and rights, what each
 * process reads at each mapped byte, in which state each thread is, and which messages of the
 * kernel wait where. It learns from the traps that are taken and their answers, and knows nothing
 * of how the kernel does it; where it and the kernel differ, the program ends.
 *
 * It wants every trap to be whole: no preemption, and one priority for all threads. It knows no
 * calls on servers.
 */
#ifndef MODEL_H
#define MODEL_H

#include <operation_rows.h>
#include <process/process.h>
#include <tay/abi/trap.h>

#define MODEL_NONE (-1)
#define MODEL_DEVICE (-2) /* behind a page: the device range */

/* Objects ---------------------------------------------------------------------------------------*/

struct model_thread {
    struct thread *kernel; /* to see what time has done to it */
    tay_cap_t own_handle;
    enum thread_state state;
    unsigned trap;     /* while blocked: TAY_TRAP_RECV or TAY_TRAP_WAIT */
    int waits_on;      /* while blocked */
    bool has_deadline; /* while blocked */
    bool canceled;     /* while blocked: it must come back at once */
    bool cancel_next;
    tay_word_t affinity; /* plus 1: 0 is TAY_CORE_ANY */
    tay_ua_t area;
    tay_word_t cause; /* interrupts that are due */
    bool active;      /* in its upcall */
    bool faulted;     /* while stopped: by a fault */
    bool entered;     /* just now */
    bool ended_due;   /* it ended with interrupts due, just now */
};

struct model_object {
    unsigned type;
    bool permanent;
    bool ended;
    unsigned capability_count;
    int account;                /* of a process; of an account: its parent */
    int process;                /* of a thread */
    struct process *kernel;     /* of a process: to find its table */
    int behind;                 /* of memory: itself, or MODEL_DEVICE */
    size_t first_page;          /* of memory: in what is behind it */
    int supervisor;             /* of a process: an endpoint, or MODEL_NONE */
    uint64_t label;             /* of a process; of a session: its badge */
    unsigned exit_status;       /* of a process */
    tay_ua_t upcall_entry;      /* of a process */
    int endpoint;               /* of a session; of a notification: where it is bound */
    int bound;                  /* of an endpoint, or of the log: a notification */
    uint64_t epoch;             /* of an endpoint; of a session: when it was made; of a process: its
                                   supervisor's then */
    bool refusing;              /* of an endpoint */
    struct model_thread thread; /* of a thread */
};

struct model_capability {
    int object; /* MODEL_NONE: not in use */
    int process;
    tay_cap_t handle;
    unsigned rights;
    int parent; /* the capability it was copied from, or MODEL_NONE */
};

/* Forgets all, then knows init as it is just after boot. */
void model_begin(struct process *init, const struct tay_boot_info *info);
void model_end(void);

struct model_object *model_object(int n);
int model_object_count(void);
/* The process that the kernel means. */
int model_process(const struct process *process);
/* The capability under a handle; MODEL_NONE. */
int model_find(int process, tay_word_t handle);
const struct model_capability *model_capability(int n);

int model_add_object(unsigned type, int account);
void model_add_capability(int process, tay_cap_t handle, int object, unsigned rights, int parent);
/* Adds the one that the model does not know yet in a process's table; returns its handle. */
tay_cap_t model_add_unknown(int process, int object, unsigned rights);
void model_close(int capability);
/* It names from now on what `given` names, of which it is a copy. */
void model_replace(int capability, int given, unsigned rights);
void model_revoke(int capability);
void model_end_object(int object);
void model_end_process(int process, unsigned exit_status);

/* Compares every table; and what each capability is a copy of. */
void model_compare(void);
void model_compare_trees(void);

/* Messages of the kernel ------------------------------------------------------------------------*/

struct model_message {
    int endpoint;
    int owner; /* the thread, process or session that it tells of */
    enum tay_kind kind;
    uint64_t badge;
    tay_word_t word[3];
    bool late; /* sent while its sender was ending, or never */
};

/* Whether anybody could receive from an endpoint. */
bool model_hears(int endpoint);
/* Whether somebody may help a thread of the process after a fault. */
bool model_is_supervised(int process);
/* Ends whoever stands still after a fault and will not be helped any more. */
void model_end_faulted(int endpoint);
/* A message, unless nobody hears it; one that waits already is changed. */
void model_post(const struct model_message *message);
/* Whether one waits. */
bool model_has_message(int endpoint);
/* A thread has received this. */
void model_receive(int endpoint, const struct tay_message *message);
/* Capabilities to an endpoint have gone: if nobody hears any more, its messages are dropped. */
void model_lose_receiver(int endpoint);
void model_bind(int endpoint, int notification);
void model_forget_messages(void);

/* Threads ---------------------------------------------------------------------------------------*/

/* The thread that the kernel means. */
int model_thread(const struct thread *thread);
/* It faults, and nobody mends it. */
void model_fault(int thread, unsigned kind, tay_ua_t address);
void model_cancel(int thread);
void model_interrupt(int thread, tay_word_t cause);
/* What its last trap gave, if it has come back. */
void model_result(int thread, struct tay_message *out);
/* It has taken RECV or WAIT; `out` is NULL if it blocks. */
void model_wait(int thread, unsigned trap, tay_cap_t handle, const struct tay_message *in,
                const struct tay_message *out);
/* Follows who has entered an upcall. */
void model_follow_interrupts(void);
/* Follows what has happened to threads of itself, and compares them. */
void model_follow_threads(void);

/* Memory ----------------------------------------------------------------------------------------*/

struct model_range {
    int process;
    tay_ua_t start;
    size_t bytes;
};

/* Guards: ranges that are taken, and nothing else. */
void model_guard(struct model_range range);
void model_unguard(struct model_range range);
void model_take_over_guards(const struct space *space, struct model_range range);
bool model_is_guarded(int process, tay_ua_t address);
void model_forget_guards(void);

void model_map(struct model_range range, int memory, size_t first_page, unsigned flags);
void model_unmap(struct model_range range);
void model_protect(struct model_range range, unsigned protection);
/* An operation stopped half-way: takes over what the kernel says of the range. */
void model_take_over(struct model_range range);
void model_unmap_memory(int memory);
bool model_may(int process, tay_ua_t address, unsigned access);
/* Whether the kernel may, for the process, all over the range: it does not touch devices. */
bool model_may_lend(struct model_range range, unsigned access);
/* Whether all of one range can be copied over another one of the same length. */
bool model_may_copy(struct model_range to, struct model_range from);
/* The kernel has written into the range: what it wrote, only it knows. */
void model_learn(struct model_range range);
uint8_t model_read(int process, tay_ua_t address);
void model_write(int process, tay_ua_t address, uint8_t value);
/* Calls a function for the start of each readable page of a process. */
void model_each_page(int process, void (*function)(int process, tay_ua_t page));
void model_forget_memory(void);

/* Traps -----------------------------------------------------------------------------------------*/

/* The checks of a capability, in the order that operation.def fixes. */
enum tay_status model_check(int capability, unsigned object, unsigned right);

/* What the kernel must answer, so far as the model knows; TAY_OK: it knows no reason to refuse. */
enum tay_status model_expect(int process, tay_cap_t handle, const struct tay_message *in);

/* The same for what an operation itself asks for, once the checks of its row have passed. */
enum tay_status model_refusal(int process, int self, const struct tay_message *in);

/* A call has succeeded. */
void model_apply(int process, tay_cap_t handle, const struct tay_message *in,
                 const struct tay_message *out);

/* What an operation has changed that is neither a capability nor memory. */
void model_change(int process, int self, const struct tay_message *in);

/* The model and the kernel differ. */
_Noreturn void model_fail(const char *what, uint64_t number);

#endif

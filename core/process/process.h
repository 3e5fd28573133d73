/* SPDX-License-Identifier: MIT */
/*
 * Processes: an address space, a capability table, a priority ceiling, bound to an account.
 *
 * A process ends when it is destroyed, exits, faults without help, or its last capability (its own
 * TAY_CAP_SELF among them) is closed. Its supervisor hears of it when everything it had has been
 * given back.
 */
#ifndef PROCESS_PROCESS_H
#define PROCESS_PROCESS_H

#include <ipc/endpoint.h>
#include <mem/space.h>
#include <object/capability.h>
#include <object/object.h>

/* How far it has come that a process is cloned: see process/clone.h. */
struct process_clone {
    struct process *child; /* NULL: it is not being cloned */
    struct thread *by;     /* whose operation it is */
    struct thread *caller; /* the thread of the process that is cloned */
    tay_ua_t mapped;       /* mappings below are copied */
    tay_ua_t shared;       /* tables of pages below are shared */
    struct list held_back; /* threads of the process that may not run until it is done */
};

struct process {
    struct object object;
    /* Immutable. */
    struct account *account;     /* referenced */
    struct endpoint *supervisor; /* referenced; NULL: none */
    uint64_t supervisor_epoch;   /* of the endpoint, when the process was made */
    unsigned ceiling;
    bool is_init; /* without it the machine is of no use */
    /* Under the kernel lock. */
    bool uses_devices; /* it has mapped devices, or memory past the caches */
    struct space space;
    struct cap_table table;
    struct list threads;
    unsigned thread_count;
    struct list_node in_account;
    tay_ua_t upcall_entry; /* where interrupted threads go; 0: nowhere */
    unsigned exit_status;
    struct process_clone clone;
    struct process *cloned_from; /* while it is being made by cloning that process */
    uint32_t end_slot;           /* while ending: slots below are closed */
    tay_ua_t end_address;        /* while ending: the progress of space_end_step */
    struct message_node exited;
};

static inline struct process *process_of(struct object *object)
{
    return container_of(object, struct process, object);
}

/* What a process is made of. */
struct process_request {
    struct endpoint *supervisor; /* or NULL */
    uint64_t label;              /* badge of what the supervisor hears */
    size_t slots;
    unsigned ceiling;
};

/* While a process is being cloned none of its threads may run. */
static inline bool process_is_held(const struct process *process)
{
    return process->clone.child != NULL;
}

/* Whether somebody may hear of a fault, or still remember that he did. */
static inline bool process_is_supervised(const struct process *process)
{
    const struct endpoint *supervisor = process->supervisor;
    return supervisor != NULL && !supervisor->object.dying && supervisor->receiver_count > 0 &&
           supervisor->epoch == process->supervisor_epoch;
}

/* Sets who hears of its faults and its end, and as what; NULL: nobody. For a process that has none
 * yet. */
void process_set_supervisor(struct process *process, struct endpoint *supervisor, uint64_t label);

/* Makes a process without threads, mappings or capabilities; NULL: no memory for it. */
struct process *process_create(struct account *account, const struct process_request *request);

/* Ends a process with a status, unless it is ending already. */
void process_end(struct process *process, unsigned exit_status);

/*
 * Stops a thread that faulted and tells the supervisor, with the words of tay/abi/fault.h. False:
 * nobody would hear it.
 */
bool process_report_fault(struct thread *thread, const struct hal_fault *fault,
                          enum tay_fault_kind kind);

bool process_end_step(struct object *object);

#endif

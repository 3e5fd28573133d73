/* SPDX-License-Identifier: MIT */
/*
 * A program that init has started, or could not start.
 */
#ifndef INIT_SERVICE_H
#define INIT_SERVICE_H

#include "order.h"
#include "policy.h"
#include <tay/manifest.h>
#include <tay/protocol/supervisor.h>

#define SERVICES_MAX ORDER_SERVICES_MAX

/* Content that lies in init's memory for ever. */
struct content {
    const void *data; /* NULL: none */
    size_t length_bytes;
};

/* What is to be done when its process has ended. */
enum service_wish {
    WISH_NONE, /* what its manifest says */
    WISH_STOP,
    WISH_RESTART,
};

struct service {
    /* From the beginning. */
    char name[TAY_MANIFEST_NAME_BYTES]; /* of the manifest */
    unsigned number;                    /* from 1: the badge of what the kernel tells of it */
    struct content program;             /* of its own; without, it is one of the archive */

    /* Once the manifest has been read, and was right. */
    const struct tay_manifest *manifest; /* NULL: it was not */
    unsigned node;                       /* in the order of starts */
    struct policy_rule rule;
    bool is_work; /* the machine runs for it: it serves nobody, and is to end */

    /* Of this start. */
    unsigned starts; /* how often it was started: each start has another seed */
    tay_ua_t stack_ua;
    tay_cap_t account;
    tay_cap_t process;
    tay_cap_t thread; /* the first */
    tay_cap_t heartbeat;
    tay_cap_t own[TAY_MANIFEST_CAPS]; /* objects made for it, by their place in the manifest */
    struct policy_watch watch;
    tay_time_t started_ns;
    bool has_faulted;
    bool is_ending; /* init has destroyed its process */
    enum service_wish wish;

    /* Over all its starts. */
    enum tay_service_state state;
    tay_cap_t state_account;
    tay_cap_t kept[TAY_MANIFEST_CAPS]; /* memory that outlives it, by its place in the manifest */
    unsigned short_lives;              /* one after another */
    tay_time_t due_ns;                 /* DELAYED: when it is started again */
    unsigned crashes;
    tay_word_t exit_status;
    tay_time_t cost_ns;               /* of init's own time, since it ended */
    tay_time_t restart_ns;            /* the same of the last restart, from end to start */
    struct tay_service_report report; /* its `time_ns` is 0: there is none */
};

/* All services are started under the supervision of this endpoint. */
void service_open(tay_cap_t supervisor);

/* That endpoint. */
tay_cap_t service_supervisor(void);

/* The service of a manifest; NULL: there is none. */
struct service *service_find(const char *name);

/* Adds a service that is not started yet. NULL: there are too many. */
struct service *service_add(const char *name);

/* Takes back the service that was added last. */
void service_drop(struct service *service);

/* The service of a number; NULL: there is none. */
struct service *service_numbered(uint64_t number);

/* Whether there is a program of this name for it. */
bool service_has_program(const struct service *service, const char *program);

/* Whether it has a process. */
bool service_runs(const struct service *service);

/*
 * Starts a service: account, process, memory, capabilities, thread, in this order. False: it said
 * why, and everything is given back.
 */
bool service_start(struct service *service);

/* Gives back what a service that has ended still costs, but for its state. */
void service_bury(struct service *service);

/* Gives its state up: the next start has a new one. */
void service_clear_state(struct service *service);

/* Says something about a service on the log. */
__attribute__((format(printf, 2, 3))) void service_say(const struct service *service,
                                                       const char *format, ...);

#endif

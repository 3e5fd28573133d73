/* SPDX-License-Identifier: MIT */
/*
 * When a service is started again, and when it has shown no life for too long. Pure: it reckons,
 * and asks nobody.
 */
#ifndef INIT_POLICY_H
#define INIT_POLICY_H

#include <tay/manifest.h>
#include <tay/time.h>

/* After a life of this length what was before is forgotten. It is the longest delay, too. */
#define POLICY_LONG_LIFE_NS (10 * TAY_NS_PER_S)

/* Before a start is tried again that has failed, at least: or init would do nothing else. */
#define POLICY_FAILED_START_NS (100 * TAY_NS_PER_MS)

/* What a manifest says of it. */
struct policy_rule {
    bool restarts;
    tay_time_t delay_ns;
    unsigned limit; /* TAY_MANIFEST_NO_LIMIT: none */
};

enum policy_action {
    POLICY_END,     /* it has ended, as it was to */
    POLICY_START,   /* at once, or after delay_ns */
    POLICY_GIVE_UP, /* it has ended too often */
};

struct policy_verdict {
    enum policy_action action;
    tay_time_t delay_ns; /* 0: at once, and callers may wait in the queue */
    bool clears_state;   /* what it keeps may be what is wrong */
};

struct policy_rule policy_rule_of(const struct tay_manifest *manifest);

/*
 * Judges an end, after a life of so long; 0: the start has failed. `short_lives` counts the lives
 * one after another that were short.
 */
struct policy_verdict policy_judge(const struct policy_rule *rule, tay_time_t lived_ns,
                                   unsigned *short_lives);

/* What a service is watched for. */
struct policy_watch {
    tay_time_t heartbeat_ns; /* 0: no heartbeat */
    tay_time_t ready_ns;     /* 0: it is ready from the start */
    tay_time_t started_ns;
    tay_time_t beaten_ns; /* when a sign of life was last seen */
    bool ready;
};

/* When it is to be looked at next; TAY_TIME_NEVER: not at all. */
tay_time_t policy_watch_due(const struct policy_watch *watch);

/*
 * Looks at it: `has_beaten`, whether there was a sign of life since the last look. NULL, or why it
 * is to be destroyed.
 */
const char *policy_watch_look(struct policy_watch *watch, tay_time_t now_ns, bool has_beaten);

#endif

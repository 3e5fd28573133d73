/* SPDX-License-Identifier: MIT */
/*
 * Starting again, and signs of life: see policy.h.
 */
#include "policy.h"

/* A shift that no delay survives. */
#define DOUBLINGS_MAX 20

struct policy_rule policy_rule_of(const struct tay_manifest *manifest)
{
    return (struct policy_rule){.restarts = manifest->restart_always,
                                .delay_ns = manifest->delay_ms * TAY_NS_PER_MS,
                                .limit = manifest->limit};
}

/* None before the first, then the rule's, then each time twice as long. */
static tay_time_t delay_before(const struct policy_rule *rule, unsigned short_lives)
{
    if (short_lives <= 1) {
        return 0;
    }
    unsigned doublings = short_lives - 2 < DOUBLINGS_MAX ? short_lives - 2 : DOUBLINGS_MAX;
    tay_time_t delay_ns = rule->delay_ns << doublings;
    return delay_ns < POLICY_LONG_LIFE_NS ? delay_ns : POLICY_LONG_LIFE_NS;
}

struct policy_verdict policy_judge(const struct policy_rule *rule, tay_time_t lived_ns,
                                   unsigned *short_lives)
{
    struct policy_verdict verdict = {.action = POLICY_START};
    *short_lives = lived_ns < POLICY_LONG_LIFE_NS ? *short_lives + 1 : 0;
    if (!rule->restarts) {
        return (struct policy_verdict){.action = POLICY_END};
    }
    if (rule->limit != TAY_MANIFEST_NO_LIMIT) {
        if (*short_lives >= rule->limit) {
            return (struct policy_verdict){.action = POLICY_GIVE_UP};
        }
        verdict.clears_state = *short_lives > 0 && *short_lives == rule->limit / 2;
    }
    verdict.delay_ns = delay_before(rule, *short_lives);
    if (lived_ns == 0 && verdict.delay_ns < POLICY_FAILED_START_NS) {
        verdict.delay_ns = POLICY_FAILED_START_NS;
    }
    return verdict;
}

tay_time_t policy_watch_due(const struct policy_watch *watch)
{
    if (!watch->ready) {
        return watch->started_ns + watch->ready_ns;
    }
    return watch->heartbeat_ns == 0 ? TAY_TIME_NEVER : watch->beaten_ns + watch->heartbeat_ns;
}

const char *policy_watch_look(struct policy_watch *watch, tay_time_t now_ns, bool has_beaten)
{
    if (now_ns < policy_watch_due(watch)) {
        return NULL;
    }
    if (!watch->ready) {
        return "it was not ready in time";
    }
    if (!has_beaten) {
        return "it has shown no sign of life";
    }
    watch->beaten_ns = now_ns;
    return NULL;
}

/* SPDX-License-Identifier: MIT */
/*
 * The order of starts: see order.h.
 */
#include "order.h"

#include <string.h>

#define NOWHERE ORDER_NAMES_MAX

static bool has(const struct order_set *set, unsigned name)
{
    return (set->bits[name / 64] >> name % 64 & 1) != 0;
}

static void put(struct order_set *set, unsigned name)
{
    set->bits[name / 64] |= UINT64_C(1) << name % 64;
}

/* Its place; NOWHERE: it is not known. */
static unsigned find(const struct order *order, const char *name, bool is_process)
{
    for (unsigned i = 0; i < order->name_count; i++) {
        if (order->name[i].is_process == is_process && strcmp(order->name[i].name, name) == 0) {
            return i;
        }
    }
    return NOWHERE;
}

/* Its place, perhaps a new one; NOWHERE: there is no room. */
static unsigned take(struct order *order, const char *name, bool is_process)
{
    unsigned place = find(order, name, is_process);
    if (place == NOWHERE && order->name_count < ORDER_NAMES_MAX) {
        place = order->name_count++;
        order->name[place] = (struct order_name){.is_process = is_process};
        strncpy(order->name[place].name, name, TAY_MANIFEST_NAME_BYTES - 1);
    }
    return place;
}

static bool is_need(const struct tay_manifest_cap *cap)
{
    return cap->origin == TAY_MANIFEST_SERVICE || cap->origin == TAY_MANIFEST_PROCESS;
}

static unsigned find_need(const struct order *order, const struct tay_manifest_cap *cap)
{
    return find(order, cap->object, cap->origin == TAY_MANIFEST_PROCESS);
}

/* Puts what one capability provides or needs into the sets. */
static const char *note(struct order *order, const struct tay_manifest_cap *cap,
                        struct order_set *provides, struct order_set *needs)
{
    if (cap->origin != TAY_MANIFEST_SERVE && !is_need(cap)) {
        return NULL;
    }
    unsigned place = take(order, cap->object, cap->origin == TAY_MANIFEST_PROCESS);
    if (place == NOWHERE) {
        return "there are too many names";
    }
    if (cap->origin == TAY_MANIFEST_SERVE && order->name[place].has_provider) {
        return "this name is served elsewhere, too";
    }
    put(is_need(cap) ? needs : provides, place);
    return NULL;
}

static void mark_provided(struct order *order, const struct order_set *provides)
{
    for (unsigned i = 0; i < order->name_count; i++) {
        order->name[i].has_provider = order->name[i].has_provider || has(provides, i);
    }
}

const char *order_add(struct order *order, const char *service, const struct tay_manifest *manifest,
                      const struct tay_manifest_cap **culprit_out)
{
    struct order_set provides = {0};
    struct order_set needs = {0};
    *culprit_out = NULL;
    unsigned process = take(order, service, true);
    if (order->service_count == ORDER_SERVICES_MAX || process == NOWHERE) {
        return "there are too many programs";
    }
    put(&provides, process);
    for (unsigned i = 0; i < manifest->cap_count; i++) {
        const char *reason = note(order, &manifest->cap[i], &provides, &needs);
        if (reason != NULL) {
            *culprit_out = &manifest->cap[i];
            return reason;
        }
    }
    order->provides[order->service_count] = provides;
    order->needs[order->service_count] = needs;
    order->service_count++;
    mark_provided(order, &provides);
    return NULL;
}

void order_drop(struct order *order)
{
    const struct order_set *provides = &order->provides[--order->service_count];
    for (unsigned i = 0; i < order->name_count; i++) {
        order->name[i].has_provider = order->name[i].has_provider && !has(provides, i);
    }
}

const struct tay_manifest_cap *order_find_unserved(const struct order *order,
                                                   const struct tay_manifest *manifest)
{
    for (unsigned i = 0; i < manifest->cap_count; i++) {
        const struct tay_manifest_cap *cap = &manifest->cap[i];
        if (is_need(cap)) {
            unsigned place = find_need(order, cap);
            if (place == NOWHERE || !order->name[place].has_provider) {
                return cap;
            }
        }
    }
    return NULL;
}

static bool meet(const struct order_set *a, const struct order_set *b)
{
    bool met = false;
    for (unsigned i = 0; i < ORDER_NAMES_MAX / 64; i++) {
        met = met || (a->bits[i] & b->bits[i]) != 0;
    }
    return met;
}

/* Puts into `reached` what providers of it need, until there is nothing new. */
static void reach(const struct order *order, struct order_set *reached)
{
    uint64_t seen = 0; /* services */
    bool grows = true;
    while (grows) {
        grows = false;
        for (unsigned i = 0; i < order->service_count; i++) {
            if ((seen >> i & 1) == 0 && meet(&order->provides[i], reached)) {
                for (unsigned k = 0; k < ORDER_NAMES_MAX / 64; k++) {
                    reached->bits[k] |= order->needs[i].bits[k];
                }
                seen |= UINT64_C(1) << i;
                grows = true;
            }
        }
    }
}

const struct tay_manifest_cap *order_find_circle(const struct order *order, unsigned service,
                                                 const struct tay_manifest *manifest)
{
    for (unsigned i = 0; i < manifest->cap_count; i++) {
        const struct tay_manifest_cap *cap = &manifest->cap[i];
        unsigned place = is_need(cap) ? find_need(order, cap) : NOWHERE;
        if (place != NOWHERE) {
            struct order_set reached = {0};
            put(&reached, place);
            reach(order, &reached);
            if (meet(&order->provides[service], &reached)) {
                return cap;
            }
        }
    }
    return NULL;
}

void order_settle(struct order *order, unsigned service)
{
    for (unsigned i = 0; i < order->name_count; i++) {
        if (has(&order->provides[service], i)) {
            order->name[i].is_settled = true;
        }
    }
}

const char *order_waits_for(const struct order *order, unsigned service)
{
    for (unsigned i = 0; i < order->name_count; i++) {
        if (has(&order->needs[service], i) && !order->name[i].is_settled) {
            return order->name[i].name;
        }
    }
    return NULL;
}

/* SPDX-License-Identifier: MIT */
/*
 * Who needs whom: the order in which services start. Pure: it looks at manifests, and asks nobody.
 *
 * Invariant: a name has at most one provider. What a service provides and needs is kept as sets of
 * names, so that no manifest need be kept.
 */
#ifndef INIT_ORDER_H
#define INIT_ORDER_H

#include <tay/manifest.h>

#define ORDER_SERVICES_MAX 64
#define ORDER_NAMES_MAX 256 /* of what is served, and of programs whose process is named */

/* A set of names. */
struct order_set {
    uint64_t bits[ORDER_NAMES_MAX / 64];
};

/* A name that somebody provides or needs. */
struct order_name {
    char name[TAY_MANIFEST_NAME_BYTES];
    bool is_process; /* of a program, and not of what it serves */
    bool has_provider;
    bool is_settled; /* nobody waits for it: it is there, or will not be */
};

struct order {
    unsigned service_count;
    unsigned name_count;
    struct order_set provides[ORDER_SERVICES_MAX];
    struct order_set needs[ORDER_SERVICES_MAX];
    struct order_name name[ORDER_NAMES_MAX];
};

/*
 * Adds a service; its number is the count of those before. NULL, or why it cannot be, with nothing
 * changed but for names that nobody provides. `culprit_out`: what of the manifest is wrong; NULL:
 * nothing in particular.
 */
const char *order_add(struct order *order, const char *service, const struct tay_manifest *manifest,
                      const struct tay_manifest_cap **culprit_out);

/* Takes back the service that was added last. */
void order_drop(struct order *order);

/* What of a service's manifest nobody provides; NULL: all is provided. */
const struct tay_manifest_cap *order_find_unserved(const struct order *order,
                                                   const struct tay_manifest *manifest);

/* By what of its manifest a service needs itself; NULL: it does not. */
const struct tay_manifest_cap *order_find_circle(const struct order *order, unsigned service,
                                                 const struct tay_manifest *manifest);

/* What a service provides is there, or will not be: who waits for it need not. */
void order_settle(struct order *order, unsigned service);

/* The first name that a service waits for; NULL: it may start. */
const char *order_waits_for(const struct order *order, unsigned service);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A program that init has started, or could not start.
 */
#ifndef INIT_SERVICE_H
#define INIT_SERVICE_H

#include <tay/archive.h>
#include <tay/manifest.h>

#define SERVICES_MAX 64

struct service {
    char name[TAY_MANIFEST_NAME_BYTES]; /* of the manifest */
    struct tay_archive_entry manifest;  /* its text */
    tay_word_t label;                   /* the badge of what the kernel tells of it */
    unsigned starts;                    /* how often it was started: each start has another seed */
    tay_ua_t stack_ua;
    tay_cap_t account;
    tay_cap_t process;
    tay_cap_t
        own[TAY_MANIFEST_CAPS]; /* objects made for this start, by their place in the manifest */
    tay_time_t started_ns;
    unsigned short_lives; /* one after another, that ended soon after their start */
    bool is_work;         /* the machine runs for it: it serves nobody, and is to end */
    bool running;
    bool faulted;
};

/* The service of a manifest; NULL: there is none. */
struct service *service_find(const char *name);

/* Adds a service that is not started yet. NULL: there are too many. */
struct service *service_add(const struct tay_archive_entry *manifest, const char *name);

/* The service that the kernel tells of; NULL: none has this label. */
struct service *service_labelled(uint64_t label);

/*
 * Starts a service: account, process, memory, capabilities, thread, in this order. `supervisor` is
 * the endpoint that hears of it. False: it said why, and everything is given back.
 */
bool service_start(struct service *service, const struct tay_manifest *manifest,
                   tay_cap_t supervisor);

/* Gives back what a service that has ended still costs. */
void service_bury(struct service *service);

/* Says something about a service on the log. */
__attribute__((format(printf, 2, 3))) void service_say(const struct service *service,
                                                       const char *format, ...);

#endif

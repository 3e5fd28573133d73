/* SPDX-License-Identifier: MIT */
/*
 * A program that init has started, or could not start.
 */
#ifndef INIT_SERVICE_H
#define INIT_SERVICE_H

#include <tay/manifest.h>

struct service {
    char name[TAY_MANIFEST_NAME_BYTES]; /* of the manifest */
    tay_cap_t account;
    tay_cap_t process;
    bool running;
};

/* By whom and as whom a service is supervised. */
struct service_supervisor {
    tay_cap_t endpoint;
    tay_word_t label; /* the badge of what the kernel tells the endpoint */
};

/*
 * Starts a service: account, process, memory, capabilities, thread, in this order. False: it said
 * why, and everything is given back.
 */
bool service_start(struct service *service, const struct tay_manifest *manifest,
                   const struct service_supervisor *supervisor);

/* Gives back what a service that has ended still costs. */
void service_bury(struct service *service);

/* Says something about a service on the log. */
__attribute__((format(printf, 2, 3))) void service_say(const struct service *service,
                                                       const char *format, ...);

#endif

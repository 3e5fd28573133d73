/* SPDX-License-Identifier: MIT */
/*
 * What the parts of the harness share.
 */
#ifndef SIM_INTERNAL_H
#define SIM_INTERNAL_H

#include "sim.h"

/* The synthetic payload: a header page, text, data, archive. Static memory. */
const void *payload_make(size_t *bytes);

/* The acting core has left the kernel with this context: takes whatever waits for any core. */
void step_settle(struct hal_context *context);
/* Boots the cores. */
void step_boot(const struct hal_boot *boot, uint64_t seed);
/* The current thread; breaks the machine if there is none. */
struct hal_context *step_actor(void);

#endif

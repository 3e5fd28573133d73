/* SPDX-License-Identifier: MIT */
/*
 * What tests of several cores begin with: four of them, the first one running init.
 */
#ifndef CORES_H
#define CORES_H

#include "fixture.h"

#define CORES 4u

/* The first thread. */
extern struct hal_context *init;

/* Before each test; the second one lets cores come in between each other's pieces of work. */
int cores_boot(void **state);
int cores_boot_interleaved(void **state);

#define CORES_TEST(function) cmocka_unit_test_setup_teardown(function, cores_boot, fixture_stop)
#define INTERLEAVED_TEST(function)                                                                 \
    {                                                                                              \
#function " interleaved", function, cores_boot_interleaved, fixture_stop, NULL             \
    }

/* The core on which a thread runs; CORES: on none. It acts then. */
unsigned core_that_runs(const struct hal_context *context);

/* The same for a thread that runs. */
void act_as(const struct hal_context *context);

/* init starts a thread, which another core takes, and which acts then. */
struct actor start_elsewhere(tay_cap_t process);

#endif

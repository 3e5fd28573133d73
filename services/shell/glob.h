/* SPDX-License-Identifier: MIT */
/*
 * Pathname expansion (XCU 2.13.3).
 */
#ifndef SHELL_GLOB_H
#define SHELL_GLOB_H

#include "expand.h"
#include <stdbool.h>

/* Adds the paths that match a pattern, sorted; false: there is none. */
bool glob_add(const char *pattern, struct fields *fields);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * From a member to the structure that holds it.
 */
#ifndef LIB_CONTAINER_H
#define LIB_CONTAINER_H

#include <stddef.h>
#include <stdint.h>

#define container_of(member_pointer, type, member)                                                 \
    ((type *)((uintptr_t)(member_pointer)-offsetof(type, member)))

#endif

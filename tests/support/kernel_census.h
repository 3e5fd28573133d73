/* SPDX-License-Identifier: MIT */
/*
 * A census of the kernel's objects: each that can be reached, once.
 */
#ifndef KERNEL_CENSUS_H
#define KERNEL_CENSUS_H

#include <mem/mapping.h>
#include <object/object.h>
#include <stddef.h>

struct process;

struct census {
    struct object **object;
    size_t object_count;
    size_t object_room;
    struct process **process;
    size_t process_count;
    size_t process_room;
    struct mapping **mapping;
    size_t mapping_count;
    size_t mapping_room;
};

/* Takes the census; census_free gives its memory back. */
void census_take(struct census *census);
void census_free(struct census *census);

#endif

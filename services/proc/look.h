/* SPDX-License-Identifier: MIT */
/*
 * What can be seen of a process from outside: its startup block, its first thread, its mappings.
 *
 * Nothing of it is believed: a program may have changed its startup block, or removed it.
 */
#ifndef PROC_LOOK_H
#define PROC_LOOK_H

#include "table.h"
#include <tay/startup.h>

/* The program's name and its arguments, or a part of them: read on and on from a place. */
struct look_arguments {
    tay_cap_t process;
    tay_ua_t at;   /* the next byte */
    tay_ua_t end;  /* of the startup block */
    uint32_t left; /* arguments that are not read yet */
};

/* Reads a process's startup block, without its texts, and where it starts; false: it has none. */
bool look_startup(tay_cap_t process, struct tay_startup *startup_out, tay_ua_t *start_out);

/* Begins with the program's name; without a startup block there is nothing to read. */
struct look_arguments look_arguments(tay_cap_t process);

/* Reads the next bytes of the arguments, each with its NUL; 0: there are no more. */
size_t look_read_arguments(struct look_arguments *arguments, char *to, size_t room_bytes);

/* The last name of the program's path, NUL-terminated, what is not printed replaced; "?": it is not
 * known. */
#define LOOK_NAME_BYTES 32
void look_name(tay_cap_t process, char name[LOOK_NAME_BYTES]);

/* What is known of a process and of its first thread. */
struct look_state {
    const char *state; /* a word */
    tay_word_t threads;
    tay_word_t slots_used;
    size_t mapped_bytes;
    bool has_thread; /* proc has a capability to its first thread: what follows is known */
    tay_word_t priority;
    tay_time_t run_ns;
};

struct look_state look_state(const struct member *member);

/* The type and the rights of a capability, by its handle in a process's table; false: there is
 * none.
 */
bool look_capability(tay_cap_t process, tay_cap_t handle, tay_word_t *type_out,
                     tay_word_t *rights_out);

/* Part of an address space. */
struct look_mapping {
    tay_ua_t start, end;
    tay_word_t flags; /* TAY_MAP_ */
};

/* The first mapping that ends above an address; false: there is none. */
bool look_mapping(tay_cap_t process, tay_ua_t address, struct look_mapping *mapping_out);

/* The first thread, or the one that signals interrupt; null: it is not known. */
tay_cap_t look_thread(const struct member *member);

#endif

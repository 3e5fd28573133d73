/* SPDX-License-Identifier: MIT */
/*
 * The programs that were linked into the test.
 */
#ifndef NATIVE_PROGRAM_H
#define NATIVE_PROGRAM_H

#include <stdbool.h>
#include <tay/abi/types.h>
#include <tay/door.h>

/* The program of a name; NULL: none was linked. */
const struct tay_door_program *program_find(const char *name);

/* Whether an address is of some program's own text; of its variables. */
bool program_has_text(tay_ua_t pc);
bool program_has_data(tay_ua_t address);

/* Takes the variables of programs away, for their pages to be simulated ones. */
void program_hide(void);

/* The sanitizer looks at what it keeps beside the variables of all programs when it reports: an
 * address that its code, at pc, wants gets back what was there. False: it was not its code. */
bool program_show(tay_ua_t address, tay_ua_t pc);

/* Maps what variables of programs had before the first machine ran, where nothing is mapped now. */
void program_restore(void);

/* Keeps what the variables of all programs have, before any has run. */
void program_save(void);

/* What is to be loaded of a program, after program_save. */
struct program_segment {
    tay_ua_t address;
    const unsigned char *content;
    size_t content_bytes;
    size_t memory_bytes;
    unsigned protection;
};

#define PROGRAM_SEGMENTS 3 /* at the most */

/* How many there are. A client is a function of the test. */
size_t program_segments(const struct tay_door_program *program, struct program_segment *segment);
size_t program_client_segments(struct program_segment *segment);

/* Past the sanitizer: red zones between variables belong to them. */
void program_copy(volatile unsigned char *to, const volatile unsigned char *from, size_t bytes);

/* Ends the test: it describes a machine that cannot be. */
_Noreturn void program_refuse(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif

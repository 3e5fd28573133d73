/* SPDX-License-Identifier: MIT */
/*
 * The programs that were linked into the test, and the archive from which init loads them.
 */
#ifndef NATIVE_PROGRAM_H
#define NATIVE_PROGRAM_H

#include <stdbool.h>
#include <tay/abi/boot.h>
#include <tay/abi/types.h>
#include <tay/door.h>
#include <tay/host.h>

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

/* A payload that is init alone; the archive that it shall find. Static memory. */
const void *program_payload(size_t *bytes_out);
const void *program_archive(const struct tay_host_machine *machine, size_t *bytes_out);

/* Ends the test: it describes a machine that cannot be. */
_Noreturn void program_refuse(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif

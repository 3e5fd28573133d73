/* SPDX-License-Identifier: MIT */
/*
 * What is looked at: ranges of addresses, each of a class, and marks, single instructions. They are
 * looked up when code is translated, never when it runs.
 */
#ifndef WATCH_H
#define WATCH_H

#include <stdbool.h>
#include <stdint.h>

#define WATCH_CLASSES 4u /* 0 is what is in no range */

/* Marks below this are made by programs: the instruction `movz xzr, #mark`, which does nothing and
 * which no compiler makes. */
#define WATCH_MARKS 0x10000u

/* Reads lines: `class NUMBER BEGIN END`, addresses in hexadecimal, END not included; `mark NUMBER
 * ADDRESS`. False: it cannot, and says why. */
bool watch_read(const char *path);

/* What stands behind `name`, which ends in "=", among a plugin's arguments, or NULL. */
const char *watch_argument(int argc, char **argv, const char *name);

unsigned watch_class(uint64_t address);

/* The number of the mark that an instruction is; 0: none. */
uint32_t watch_mark(uint64_t address, uint32_t instruction);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A user address space with one program in it.
 */
#ifndef USER_H
#define USER_H

#include <hal/types.h>

/* Where a program lies, read-only, and a page of its data. Nothing else is mapped at first. */
#define USER_CODE 0x10000u
#define USER_DATA 0x20000u

/* The address, in the program that begins at `start`, of one of its labels. */
#define USER_AT(start, label) (USER_CODE + (tay_ua_t)((label) - (start)))

/* The only space, active on this core. */
extern struct hal_space user_space;

/* Makes the space, copies the program [start, end) of at most a page into it, and activates it. */
void user_make(const char *start, const char *end);

/* The data page. */
void *user_data(void);

/* Maps one more page. */
void user_map(tay_ua_t address, struct hal_pa pa, unsigned protection, enum hal_caching caching);

/* Changes what a page that is mapped is mapped to. */
void user_change(tay_ua_t address, struct hal_pa pa, unsigned protection);

#endif

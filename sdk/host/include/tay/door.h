/* SPDX-License-Identifier: MIT */
/*
 * Between a program that runs on the simulated machine and that machine: what the trapping
 * instruction, the clock and the addresses of memory are on a board. Only the SDK's library uses
 * it.
 */
#ifndef TAY_DOOR_H
#define TAY_DOOR_H

#include <tay/abi/trap.h>

/* The calling thread takes a trap (enum tay_trap); returns when that has come back. */
void tay_door_trap(unsigned trap, tay_cap_t handle, struct tay_message *message);

/* The calling thread's thread pointer (thread_set_pointer). */
uintptr_t tay_door_pointer(void);

/* Virtual time, which each question moves on a little. */
tay_time_t tay_door_time(void);

/* Runs the client of this name (struct tay_host_client); its exit status. */
int tay_door_client(const char *name);

/* One program as it was linked, for the machine to load: tayberry_add_host_test makes it. */
struct tay_door_program {
    const char *name;
    const char *manifest;
    const char *manifest_end;
    const unsigned char *text;
    const unsigned char *text_end;
    const unsigned char *rodata;
    const unsigned char *rodata_end;
    unsigned char *data;
    unsigned char *data_end;
    void (*entry)(uintptr_t argument, tay_cap_t thread);
};

#endif

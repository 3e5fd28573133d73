/* SPDX-License-Identifier: MIT */
/*
 * Work for the kernel: as much at once as a program can ask for.
 */
#ifndef LATENCY_STRESS_H
#define LATENCY_STRESS_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/time.h>
#include <tay/trap.h>

#define EXPECT(condition)                                                                          \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            printf("%s:%d: not so: %s\n", __FILE_NAME__, __LINE__, #condition);                    \
            exit(EXIT_FAILURE);                                                                    \
        }                                                                                          \
    } while (0)

#define PAGE ((size_t)4096)
#define MIB ((size_t)1 << 20)
#define GIB ((size_t)1 << 30)
#define READ_WRITE (TAY_MAP_READ | TAY_MAP_WRITE)

#define CROWD 600

/* Starts `count` threads, at most CROWD, that run a function, with their number as argument. They
 * run before this returns, if their priority is higher. */
void crowd_start(unsigned count, void (*function)(tay_word_t), tay_word_t priority);

/* Ends them, wherever they are. */
void crowd_end(void);

/* Touches a page. */
static inline void touch(tay_ua_t address)
{
    *(volatile char *)address = 1;
}

/* Maps private memory, at a place or (0) anywhere. */
static inline tay_ua_t map(tay_ua_t hint, size_t length_bytes)
{
    tay_ua_t address;
    EXPECT(tay_space_map(TAY_CAP_SELF, 0, 0, length_bytes, hint, READ_WRITE, &address) == TAY_OK);
    return address;
}

void stress_memory(void);
void stress_objects(void);
void stress_ipc(void);
void stress_log(void);

#endif

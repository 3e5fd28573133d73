/* SPDX-License-Identifier: MIT */
/*
 * The scalar types that both sides of a trap agree on.
 *
 * Everything under tay/abi/ compiles alone, as C11, C17 and C++17, with freestanding headers only.
 * Sizes are held by tests/abi/golden-*.txt; a change there is a change of the ABI.
 */
#ifndef TAY_ABI_TYPES_H
#define TAY_ABI_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A handle: the name of a capability in the caller's own table. See TAY_CAP_* below. */
typedef uint32_t tay_cap_t;

/* A message word, as wide as a general register. */
typedef uintptr_t tay_word_t;

/* An address in a user address space. The kernel never dereferences one. */
typedef uintptr_t tay_ua_t;

/* Nanoseconds since boot. */
typedef uint64_t tay_time_t;

/* A range of the caller's memory, lent for one call: see TAY_RANGE_* in tay/abi/trap.h. */
typedef uint64_t tay_range_t;

/* No deadline. */
#define TAY_TIME_NEVER UINT64_MAX

/*
 * Handles. The low 14 bits are a slot of the caller's table, the high 18 its generation, which
 * changes with each use of the slot, so that a stale handle is an error and not another object.
 * A generation is never 0, so no handle is 0.
 */
#define TAY_CAP_SLOT_BITS 14        /* bits 0-13 */
#define TAY_CAP_GENERATION_BITS 18  /* bits 14-31 */
#define TAY_CAP_NULL ((tay_cap_t)0) /* no capability */

/* Where a creating operation takes an account: the caller's own, which needs no handle. */
#define TAY_OWN_ACCOUNT TAY_CAP_NULL

/* Where an operation takes a call that the caller is answering: the one in hand. */
#define TAY_CALL_IN_HAND TAY_CAP_NULL

/* The caller's own process: in every table from the start, in slot 0, generation 1. */
#define TAY_CAP_SELF ((tay_cap_t)1 << TAY_CAP_SLOT_BITS)

/* Slots that one capability table may have: a power of two in this range. The bound keeps the time
 * to make a table short; handles leave room for more. */
#define TAY_SLOTS_MIN 64   /* the least table */
#define TAY_SLOTS_MAX 4096 /* the largest table */

/*
 * Rights. They mean the same on every type of object; tay/abi/object.def says which exist on which.
 */
#define TAY_RIGHT_READ 0x01u    /* look at it, map it for reading */
#define TAY_RIGHT_WRITE 0x02u   /* change its content, map it for writing */
#define TAY_RIGHT_EXECUTE 0x04u /* map it for execution */
#define TAY_RIGHT_SEND 0x08u    /* call, send, notify */
#define TAY_RIGHT_RECEIVE 0x10u /* receive, wait */
#define TAY_RIGHT_GRANT 0x20u   /* hand it on to another process */
#define TAY_RIGHT_MANAGE 0x40u  /* configure and destroy it */
#define TAY_RIGHTS_ALL 0x7fu    /* all of them */

/* Thread priorities: 0 (runs last) to TAY_PRIORITY_MAX (runs first). */
#define TAY_PRIORITY_COUNT 64                     /* how many there are */
#define TAY_PRIORITY_MAX (TAY_PRIORITY_COUNT - 1) /* the highest */

/* Protection of a mapping, in the flags of space_map and space_protect. */
#define TAY_MAP_READ 0x01u    /* may be read */
#define TAY_MAP_WRITE 0x02u   /* implies READ */
#define TAY_MAP_EXECUTE 0x04u /* implies READ; never together with WRITE */
/* How space_map maps. */
#define TAY_MAP_SHARED 0x08u /* writes reach the memory object; without it they stay private */
#define TAY_MAP_FIXED 0x10u  /* at the given address or not at all */
#define TAY_MAP_GUARD 0x20u  /* nothing, not to be touched: whoever does has left a stack */

/* How physical memory is accessed: the `caching` of memory_create_physical. */
#define TAY_MEMORY_DEVICE 0u       /* registers: no caching, no gathering, no reordering */
#define TAY_MEMORY_NONCACHEABLE 1u /* DMA buffers, frame buffers */

/* The actions of system_control. */
#define TAY_SYSTEM_REBOOT 0u    /* start again */
#define TAY_SYSTEM_POWER_OFF 1u /* stop for good */
#define TAY_SYSTEM_EXIT 2u /* end the emulator with a status where there is one, else power off */

/* How session_mint pays. */
#define TAY_MINT_CALLER_PAYS 0x01u /* the account of the client whose call is named */

/* What call_pass copies at most: its caller serves nobody else meanwhile. */
#define TAY_PASS_BYTES_MAX 0x10000u

/* No core in particular: see thread_set_affinity. */
#define TAY_CORE_ANY (~(tay_word_t)0)

/* Thread states, as thread_query tells them. */
#define TAY_THREAD_STOPPED 0u /* not started yet, or it has faulted */
#define TAY_THREAD_READY 1u   /* runs, or waits for a core */
#define TAY_THREAD_BLOCKED 2u /* waits for another one: in a call, for a message or a signal */

/* The exit status of a process that was destroyed or that faulted: outside what exit() can give. */
#define TAY_EXIT_DESTROYED 0x100u /* object_destroy */
#define TAY_EXIT_FAULT 0x101u     /* a fault that nobody mended */

#endif

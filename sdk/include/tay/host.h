/* SPDX-License-Identifier: MIT */
/** @file
 * Tests of programs on this computer: a machine with the real kernel, the real init, and programs
 * that tayberry_add_host_test compiled for it, all in the process of the test.
 *
 *     static const char *const servers[] = {"kv", "writer"};
 *     struct tay_host_machine machine = {.servers = servers, .server_count = 2};
 *     struct tay_host_run run = tay_host_run(&machine);
 *     assert_int_equal(run.end, TAY_HOST_ENDED);
 *     assert_int_equal(tay_host_status("writer"), 0);
 *
 * A run depends on what the machine is described by and on nothing else: the same description gives
 * the same steps and the same log. A step is an entry of a program into the kernel: a trap; those
 * of init are not counted. So a test runs once to learn how many steps there are, and then once for
 * each of them, with something that happens just before it (struct tay_host_fault):
 *
 *     for (unsigned long step = 1; step <= steps; step++) {
 *         machine.fault = (struct tay_host_fault){TAY_HOST_KILL, step, "kv", 0};
 *         ...
 *     }
 *
 * Threads take turns at traps and faults only: one that never enters the kernel keeps its core, and
 * the test, for ever. Time is virtual: it moves by a microsecond with each step and each look at
 * the clock, and to the next timer when every program waits. The kernel's invariants are checked
 * with each step from the fault on, and when a run ends.
 *
 * What is wrong with the description itself (a program that was not linked, a manifest that cannot
 * be read) ends the test with a message, as do a report of a sanitizer and a broken invariant.
 */
#ifndef TAY_HOST_H
#define TAY_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <tay/abi/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What can happen to a machine. */
enum tay_host_fault_kind {
    TAY_HOST_NOTHING, /**< nothing */
    TAY_HOST_KILL,    /**< the program is destroyed, as if somebody had done it who may */
    TAY_HOST_MEMORY,  /**< the program's account has nothing left, until the program ends */
    TAY_HOST_TIME,    /**< time jumps ahead, and deadlines on the way pass */
};

/** What happens, and just before which step. */
struct tay_host_fault {
    enum tay_host_fault_kind kind; /**< what */
    unsigned long step;            /**< before which step, from 1 */
    const char *program;           /**< KILL, MEMORY: to whom; see tay_host_run::struck */
    tay_time_t ns;                 /**< TIME: by how much */
};

/**
 * A client that is a function of the test. It runs as a program of the machine, with a startup
 * block, and may use tay/ but for what keeps state: of the C library malloc and printf are the
 * computer's. What it lends lies on its stack or is constant. It may write to variables of the
 * test.
 */
struct tay_host_client {
    const char *name;           /**< its `program` in the manifest */
    const char *manifest;       /**< the text: see tay/manifest.h */
    int (*run)(void *argument); /**< what it does; the answer is its exit status */
    void *argument;             /**< for `run` */
};

/** A machine. Zero means: the default. */
struct tay_host_machine {
    uint64_t seed;    /**< of all that is arbitrary: whose turn it is, where memory lies; 1 */
    unsigned cores;   /**< up to 4; 1 */
    size_t ram_bytes; /**< a multiple of 4096; 8 MiB */
    unsigned long steps_max;    /**< more are taken for a program that never ends; 100,000 */
    const char *const *servers; /**< of tayberry_add_host_test, in this order, services too */
    size_t server_count;        /**< of servers */
    const struct tay_host_client *clients; /**< started behind the servers */
    size_t client_count;                   /**< of clients */
    struct tay_host_fault fault;           /**< what happens; nothing */
};

/** How a run has ended. */
enum tay_host_end {
    TAY_HOST_ENDED, /**< init has ended the machine: all programs that are to end have */
    TAY_HOST_STUCK, /**< somebody waits, and nothing will ever come: tay_host_stuck says who */
    TAY_HOST_STEPS, /**< steps_max */
};

/** What has become of a run. */
struct tay_host_run {
    enum tay_host_end end; /**< how it ended */
    unsigned status;       /**< ENDED: what init gave; 0: every program ended with 0 */
    unsigned long steps;   /**< that were taken */
    bool struck;           /**< the fault happened: there was such a step, and the program ran */
    tay_time_t now_ns;     /**< the time at the end */
};

/**
 * Runs a machine to its end.
 *
 * @param machine the description; valid meanwhile
 * @return what has become of it
 * @note To be called by the test, not by a client. Takes milliseconds.
 */
struct tay_host_run tay_host_run(const struct tay_host_machine *machine);

/**
 * What the last run's kernel, init and programs wrote to the log.
 *
 * @return text with a NUL; valid until the next run
 */
const char *tay_host_log(void);

/**
 * Who waits, after TAY_HOST_STUCK.
 *
 * @return the names of the programs with a thread, with a NUL; valid until the next run
 */
const char *tay_host_stuck(void);

/**
 * How often a program was started in the last run.
 *
 * @param program of the machine's servers or clients
 * @return 0: never, or there is no such program
 */
unsigned tay_host_starts(const char *program);

#define TAY_HOST_RUNS (-1) /**< it has not ended */

/**
 * How a program ended the last time in the last run.
 *
 * @param program of the machine's servers or clients
 * @return its exit status, from 0 to 255; TAY_EXIT_DESTROYED: by TAY_HOST_KILL; TAY_EXIT_FAULT: by
 * a fault, or another program destroyed it, which init says on the log; TAY_HOST_RUNS, also if it
 * was never started
 */
int tay_host_status(const char *program);

#ifdef __cplusplus
}
#endif

#endif

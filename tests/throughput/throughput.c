/* SPDX-License-Identifier: MIT */
/*
 * How many calls pairs of a client and a server get done on one to four cores in a unit of time, by
 * the kernel itself on the simulated machine, where each core has a clock of its own that is fed
 * with what was counted on the emulated board.
 *
 * usage: throughput CALL_HELD CALL_FREE REPLY_HELD REPLY_FREE WORK
 *
 * Instructions of one trap `call` and one `reply_recv`, with the lock held and without, and of the
 * client's own work for each call. Prints, for k pairs on k cores, each pair pinned to a core:
 * calls in a million instructions of one core, and what part of the cores' time went into waiting
 * for the lock.
 */
#include <machine.h>
#include <sim.h>
#include <stdio.h>
#include <stdlib.h>
#include <tay/abi/object.h>
#include <tay/operations.h>

#define CORES_MAX 4u
#define CALLS 2000u /* of each pair */
#define PRIORITY 10u

struct trap_cost {
    uint64_t held;
    uint64_t free;
};

struct costs {
    struct trap_cost call, reply;
    uint64_t work;
};

static struct pair {
    tay_cap_t door;
    unsigned calls;
} pairs[CORES_MAX];

static void must(enum tay_status status, const char *what)
{
    if (status != TAY_OK) {
        fprintf(stderr, "throughput: %s: status %u\n", what, (unsigned)status);
        exit(EXIT_FAILURE);
    }
}

/* Starts a thread on a core. */
static void start(unsigned core, unsigned priority)
{
    tay_cap_t thread;
    must(tay_thread_create(TAY_CAP_SELF, SIM_TEXT_UA, SIM_DATA_UA + SIM_DATA_BYTES, 0, priority,
                           &thread),
         "thread");
    must(tay_thread_set_affinity(thread, core), "affinity");
    must(tay_thread_start(thread), "start");
}

/* Lets the running thread wait at a door. */
static void wait_at(tay_cap_t door)
{
    struct tay_message message = {0};
    (void)!sim_trap(TAY_TRAP_RECV, door, &message);
}

/* The servers, being more important, come to their doors first; init sleeps at one of its own. */
static void boot(unsigned cores)
{
    tay_cap_t nothing;
    sim_boot(&(struct sim_options){.cores = cores});
    must(tay_endpoint_create(TAY_OWN_ACCOUNT, &nothing), "endpoint");
    must(tay_thread_set_priority(sim_boot_info()->thread, TAY_PRIORITY_MAX), "priority");
    const struct hal_context *init = sim_current();
    for (unsigned core = 0; core < cores; core++) {
        pairs[core] = (struct pair){0};
        must(tay_endpoint_create(TAY_OWN_ACCOUNT, &pairs[core].door), "endpoint");
        start(core, PRIORITY + 1);
        start(core, PRIORITY);
    }
    wait_at(nothing);
    for (unsigned core = 0; core < cores; core++) {
        sim_select_core(core);
        if (sim_current() == NULL || sim_current() == init) {
            must(TAY_ESTATE, "a core has no server");
        }
        wait_at(pairs[core].door);
    }
}

static void take(unsigned trap, const struct trap_cost *cost, tay_cap_t door)
{
    struct tay_message message = {0};
    machine_spend(cost->free);
    machine_set_lock_cost(cost->held);
    (void)!sim_trap(trap, door, &message);
    machine_set_lock_cost(0);
}

/* A core's next trap: the client calls, or the server answers. */
static void act(unsigned core, const struct costs *costs, bool is_call)
{
    sim_select_core(core);
    if (sim_current() == NULL) {
        must(TAY_ESTATE, "a core is idle");
    }
    if (is_call) {
        machine_spend(costs->work);
        take(TAY_TRAP_CALL, &costs->call, pairs[core].door);
    } else {
        take(TAY_TRAP_REPLY_RECV, &costs->reply, pairs[core].door);
        pairs[core].calls++;
    }
}

/* Who is behind acts next, as time has it. */
static unsigned next_core(unsigned cores)
{
    unsigned next = 0;
    for (unsigned core = 1; core < cores; core++) {
        next = machine_clock(core) < machine_clock(next) ? core : next;
    }
    return next;
}

static void run(unsigned cores, const struct costs *costs, double *alone)
{
    uint64_t begun[CORES_MAX], waited[CORES_MAX], time = 0, waits = 0;
    bool calls[CORES_MAX];
    boot(cores);
    for (unsigned core = 0; core < cores; core++) {
        begun[core] = machine_clock(core);
        waited[core] = machine_waited(core);
        calls[core] = true;
    }
    for (unsigned n = 0; n < 2 * CALLS * cores; n++) {
        unsigned core = next_core(cores);
        act(core, costs, calls[core]);
        calls[core] = !calls[core];
    }
    unsigned done = 0;
    for (unsigned core = 0; core < cores; core++) {
        time += machine_clock(core) - begun[core];
        waits += machine_waited(core) - waited[core];
        done += pairs[core].calls;
    }
    uint64_t each =
        costs->work + costs->call.held + costs->call.free + costs->reply.held + costs->reply.free;
    if (cores == 1 && (waits != 0 || time != done * each)) {
        must(TAY_ESTATE, "one core waits for itself");
    }
    double rate = done * 1e6 * cores / (double)time;
    *alone = cores == 1 ? rate : *alone;
    printf("%u %.1f %.2f %.1f\n", cores, rate, rate / *alone, 100.0 * (double)waits / (double)time);
    sim_stop();
}

int main(int argument_count, char **arguments)
{
    uint64_t number[5];
    double alone = 0;
    if (argument_count != 6) {
        fprintf(stderr, "usage: throughput CALL_HELD CALL_FREE REPLY_HELD REPLY_FREE WORK\n");
        return EXIT_FAILURE;
    }
    for (unsigned i = 0; i < 5; i++) {
        char *end;
        number[i] = strtoull(arguments[i + 1], &end, 10);
        if (*end != '\0' || end == arguments[i + 1] || number[i] > 1000000000) {
            fprintf(stderr, "throughput: no number of instructions: %s\n", arguments[i + 1]);
            return EXIT_FAILURE;
        }
    }
    const struct costs costs = {{number[0], number[1]}, {number[2], number[3]}, number[4]};
    for (unsigned cores = 1; cores <= CORES_MAX; cores++) {
        run(cores, &costs, &alone);
    }
    return EXIT_SUCCESS;
}

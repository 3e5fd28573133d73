/* SPDX-License-Identifier: MIT */
/*
 * FP registers of a parent and its child: the child begins with the parent's, and from then on each
 * has its own, however often the core goes from one to the other.
 */
#include "expect.h"
#include "fp_registers.h"

#include <tay/protocol/proc.h>
#include <tay/startup.h>
#include <tay/trap.h>

#define ROUNDS 1000

static void fill(uint64_t *registers, uint64_t seed)
{
    for (unsigned n = 0; n < FP_REGISTERS; n++) {
        registers[n] = seed + n;
    }
}

static void expect_same(const uint64_t *found, uint64_t seed)
{
    for (unsigned n = 0; n < FP_REGISTERS; n++) {
        EXPECT(found[n] == seed + n);
    }
}

/* Many switches to the other one and back. */
static void keep(uint64_t seed)
{
    uint64_t mine[FP_REGISTERS], found[FP_REGISTERS];
    fill(mine, seed);
    FP_LOAD(mine);
    for (unsigned round = 0; round < ROUNDS; round++) {
        tay_trap_yield();
        FP_STORE(found);
        expect_same(found, seed);
    }
}

int main(void)
{
    tay_cap_t session;
    tay_pid_t child, ended;
    unsigned exit_status;
    uint64_t before[FP_REGISTERS], after[FP_REGISTERS];
    EXPECT(tay_proc_join(tay_startup_cap("proc"), &session) == TAY_OK);
    fill(before, 0x1111000000000000);
    FP_LOAD(before);
    EXPECT(tay_proc_fork(session, &child) == TAY_OK);
    FP_STORE(after);
    expect_same(after, 0x1111000000000000);
    keep(child == 0 ? 0x2222000000000000 : 0x3333000000000000);
    if (child == 0) {
        printf("fp: the child keeps its own\n");
        return EXIT_SUCCESS;
    }
    EXPECT(tay_proc_wait(session, child, &ended, &exit_status) == TAY_OK && exit_status == 0);
    printf("fp: the parent keeps its own\n");
    return EXIT_SUCCESS;
}

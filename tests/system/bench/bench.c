/* SPDX-License-Identifier: MIT */
/*
 * Everything but clones (parent.c). With several cores it is the rows of IPC that are of
 * interest: do the others disturb?
 */
#include "bench.h"

int main(void)
{
    EXPECT(tay_thread_set_priority(tay_startup_thread(), 10) == TAY_OK);
    bench_ipc();
    if (bench_is_alone()) {
        bench_objects();
        bench_memory();
        bench_processes();
    }
    EXPECT(tay_trap_notify(tay_startup_cap("end"), 1) == TAY_OK);
    return EXIT_SUCCESS;
}

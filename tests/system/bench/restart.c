/* SPDX-License-Identifier: MIT */
/*
 * What a restart costs: from the death of a small server to the first call that is answered.
 * Virtual time stands for instructions (measure.c).
 */
#include <expect.h>
#include <tay/client.h>
#include <tay/operations.h>
#include <tay/protocol/supervisor.h>
#include <tay/startup.h>
#include <tay/time.h>

#define ROUNDS 15
#define WARM_UP 3

static void call(void)
{
    struct tay_call empty = {.label = 1};
    EXPECT(tay_call(tay_startup_cap("mortal"), &empty) == TAY_OK);
}

/* The call waits in the queue until there is a server again. */
static uint64_t restart_ns(unsigned number)
{
    tay_cap_t process;
    EXPECT(tay_supervisor_process(tay_startup_cap("supervisor"), number, &process, NULL) == TAY_OK);
    call();
    tay_time_t begin_ns = tay_time_now();
    EXPECT(tay_object_destroy(process) == TAY_OK);
    call();
    return tay_time_now() - begin_ns;
}

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

int main(void)
{
    uint64_t sample[ROUNDS];
    unsigned number;
    EXPECT(tay_supervisor_find(tay_startup_cap("supervisor"), "mortal", &number) == TAY_OK);
    for (unsigned n = 0; n < WARM_UP; n++) {
        (void)restart_ns(number);
    }
    for (unsigned n = 0; n < ROUNDS; n++) {
        sample[n] = restart_ns(number);
    }
    qsort(sample, ROUNDS, sizeof sample[0], compare);
    printf("bench: drv.restart %lu.00 by %u\n", (unsigned long)sample[ROUNDS / 2], ROUNDS);
    return EXIT_SUCCESS;
}

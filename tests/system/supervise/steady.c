/* SPDX-License-Identifier: MIT */
/*
 * While another service crashes over and over, wakes up at set times and calls a server: how late
 * is the answer, at most? In instructions, of which each takes a virtual ns. Above the service that
 * crashes in priority, and below init.
 */
#include <expect.h>
#include <tay/client.h>
#include <tay/protocol/supervisor.h>
#include <tay/startup.h>
#include <tay/time.h>

#define ROUNDS 300
#define PERIOD_NS (150 * TAY_NS_PER_US)
#define LATE_MAX_NS 10000
#define CRASHES_MIN 100

int main(void)
{
    struct tay_alarm alarm;
    struct tay_service service;
    unsigned number;
    tay_time_t worst_ns = 0, sum_ns = 0;
    tay_cap_t supervisor = tay_startup_cap("supervisor");
    EXPECT(tay_alarm_create(&alarm) == TAY_OK);
    tay_time_t at_ns = tay_time_now();
    for (unsigned n = 0; n < ROUNDS; n++) {
        /* Not in step with what the other does. */
        at_ns += PERIOD_NS + n % 97 * 1000;
        EXPECT(tay_alarm_sleep_until(&alarm, at_ns) == TAY_OK);
        struct tay_call call = {.word = {n}};
        EXPECT(tay_call(tay_startup_cap("echo"), &call) == TAY_OK && call.word[0] == n + 1);
        tay_time_t late_ns = tay_time_now() - at_ns;
        worst_ns = late_ns > worst_ns ? late_ns : worst_ns;
        sum_ns += late_ns;
    }
    EXPECT(tay_supervisor_find(supervisor, "loop", &number) == TAY_OK);
    EXPECT(tay_supervisor_query(supervisor, number, &service) == TAY_OK);
    printf("steady: answered after %lu ns, at most %lu, while another crashed %lu times\n",
           (unsigned long)(sum_ns / ROUNDS), (unsigned long)worst_ns,
           (unsigned long)service.crashes);
    EXPECT(service.crashes >= CRASHES_MIN && worst_ns <= LATE_MAX_NS);
    return EXIT_SUCCESS;
}

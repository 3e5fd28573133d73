/* SPDX-License-Identifier: MIT */
/*
 * Counts primes, round by round, and sleeps until the next tenth of a second in between.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tay/status.h>
#include <tay/time.h>

#define NUMBERS_PER_ROUND 2000u
#define ROUNDS_MAX 16u
#define ROUND_NS (100 * TAY_NS_PER_MS)

static unsigned char composite[NUMBERS_PER_ROUND * ROUNDS_MAX];

/* The sieve of Eratosthenes. */
static unsigned count_primes(unsigned below)
{
    unsigned count = 0;
    memset(composite, 0, below);
    for (unsigned n = 2; n < below; n++) {
        if (composite[n] != 0) {
            continue;
        }
        count++;
        for (unsigned multiple = 2 * n; multiple < below; multiple += n) {
            composite[multiple] = 1;
        }
    }
    return count;
}

int main(int argument_count, char **arguments)
{
    unsigned long rounds = argument_count > 1 ? strtoul(arguments[1], NULL, 10) : 1;
    struct tay_alarm alarm;
    enum tay_status status = tay_alarm_create(&alarm);
    tay_time_t wake_ns = tay_time_now();
    if (rounds > ROUNDS_MAX) {
        rounds = ROUNDS_MAX;
    }
    for (unsigned long round = 1; round <= rounds && status == TAY_OK; round++) {
        unsigned below = (unsigned)round * NUMBERS_PER_ROUND;
        printf("counter: %u primes below %u\n", count_primes(below), below);
        wake_ns += ROUND_NS;
        status = tay_alarm_sleep_until(&alarm, wake_ns);
    }
    if (status != TAY_OK) {
        printf("counter: %s\n", tay_status_text(status));
        return EXIT_FAILURE;
    }
    printf("counter: slept %lu times\n", rounds);
    return EXIT_SUCCESS;
}

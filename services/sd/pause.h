/* SPDX-License-Identifier: MIT */
/*
 * Time, and waiting for the interrupts of the controller and of its DMA channel. The tests have a
 * clock of their own in its place.
 */
#ifndef SD_PAUSE_H
#define SD_PAUSE_H

#include <stdbool.h>
#include <stdint.h>

#define PAUSE_US UINT64_C(1000)
#define PAUSE_MS UINT64_C(1000000)

/* Which interrupts: bits. */
#define PAUSE_HOST 0x1u
#define PAUSE_DMA 0x2u

/* Nanoseconds since boot. */
uint64_t pause_now(void);

/* Sleeps until one of these interrupts has come, or this time; it may also wake without a reason.
 */
void pause_for(unsigned irqs, uint64_t until_ns);

/*
 * Looking at a register until it says what is hoped for: at first again and again, since most
 * things take a few microseconds, and then now and then, or each time that an interrupt comes.
 */
struct pause {
    uint64_t spin_until_ns;
    uint64_t deadline_ns;
};

static inline struct pause pause_begin(uint64_t spin_ns, uint64_t limit_ns)
{
    uint64_t now = pause_now();
    return (struct pause){now + spin_ns, now + limit_ns};
}

/* Lets time pass where no interrupt tells; false: there was none left. */
static inline bool pause_more(const struct pause *pause)
{
    uint64_t now = pause_now();
    if (now >= pause->spin_until_ns && now < pause->deadline_ns) {
        pause_for(0, now + PAUSE_MS);
    }
    return now < pause->deadline_ns;
}

/* Spends some microseconds at most, awake. */
static inline void pause_spin(uint64_t ns)
{
    uint64_t until = pause_now() + ns;
    while (pause_now() < until) {
    }
}

static inline void pause_sleep(uint64_t ns)
{
    uint64_t until = pause_now() + ns;
    while (pause_now() < until) {
        pause_for(0, until);
    }
}

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Waiting, by the notification that the interrupts signal. The lines stay masked but while somebody
 * waits for them, so what they tell is never out of date.
 */
#include "pause.h"

#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/time.h>
#include <tay/trap.h>

uint64_t pause_now(void)
{
    return tay_time_now();
}

static void unmask(const char *name)
{
    enum tay_status status = tay_irq_acknowledge(tay_startup_cap(name));
    (void)status; /* a manifest without it: then it is waited for in vain, but not for ever */
}

void pause_for(unsigned irqs, uint64_t until_ns)
{
    tay_word_t bits;
    if ((irqs & PAUSE_HOST) != 0) {
        unmask("irq");
    }
    if ((irqs & PAUSE_DMA) != 0) {
        unmask("channel-irq");
    }
    enum tay_status status =
        tay_trap_wait(tay_startup_cap("bell"), TAY_INFO_DEADLINE, until_ns, &bits);
    (void)status; /* whatever woke it: who waits looks anew */
}

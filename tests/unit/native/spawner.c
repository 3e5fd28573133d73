/* SPDX-License-Identifier: MIT */
/*
 * Two threads in one address space, which take turns by notifications.
 */
#include <stdio.h>
#include <tay/operations.h>
#include <tay/trap.h>

#define STACK_BYTES 32768u
#define TURNS 5u

static tay_cap_t there;
static tay_cap_t back;
static unsigned number;

static void run_second(tay_word_t argument)
{
    tay_word_t bits;
    number = (unsigned)argument;
    for (;;) {
        if (tay_trap_wait(there, 0, 0, &bits) == TAY_OK) {
            number++;
            enum tay_status status = tay_trap_notify(back, 1);
            (void)status; /* the other thread looks at the number */
        }
    }
}

static enum tay_status begin_second(void)
{
    tay_cap_t thread;
    tay_ua_t stack;
    enum tay_status status = tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, STACK_BYTES, 0,
                                           TAY_MAP_READ | TAY_MAP_WRITE, &stack);
    if (status == TAY_OK) {
        status = tay_thread_create(TAY_CAP_SELF, (tay_ua_t)run_second, stack + STACK_BYTES, 37, 10,
                                   &thread);
    }
    return status == TAY_OK ? tay_thread_start(thread) : status;
}

int main(void)
{
    enum tay_status status = tay_notification_create(TAY_OWN_ACCOUNT, &there);
    status = status == TAY_OK ? tay_notification_create(TAY_OWN_ACCOUNT, &back) : status;
    status = status == TAY_OK ? begin_second() : status;
    for (unsigned n = 0; n < TURNS && status == TAY_OK; n++) {
        tay_word_t bits;
        status = tay_trap_notify(there, 1);
        status = status == TAY_OK ? tay_trap_wait(back, 0, 0, &bits) : status;
    }
    printf("spawner: %u\n", number);
    return (int)status;
}

/* SPDX-License-Identifier: MIT */
/*
 * Many threads with one function.
 */
#include "stress.h"

#define STACK_BYTES 2048

static char stack[CROWD][STACK_BYTES] __attribute__((aligned(16)));
static tay_cap_t thread[CROWD];
static unsigned thread_count;
static void (*run)(tay_word_t);

static void enter(tay_word_t number, tay_cap_t self)
{
    run(number);
    enum tay_status status = tay_object_destroy(self);
    (void)status; /* not reached */
}

void crowd_start(unsigned count, void (*function)(tay_word_t), tay_word_t priority)
{
    run = function;
    thread_count = count;
    for (unsigned n = 0; n < count; n++) {
        tay_ua_t top = (tay_ua_t)stack[n] + STACK_BYTES;
        EXPECT(tay_thread_create(TAY_CAP_SELF, (tay_ua_t)enter, top, n, priority, &thread[n]) ==
               TAY_OK);
    }
    for (unsigned n = 0; n < count; n++) {
        EXPECT(tay_thread_start(thread[n]) == TAY_OK);
    }
}

void crowd_end(void)
{
    for (unsigned n = 0; n < thread_count; n++) {
        enum tay_status status = tay_object_destroy(thread[n]);
        EXPECT(status == TAY_OK || status == TAY_EHANDLE);
    }
}

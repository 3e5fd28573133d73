/* SPDX-License-Identifier: MIT */
/*
 * The children of the crowd: what a child sees of its parent's memory is as it was at the clone,
 * whatever the parent's threads write meanwhile. It has a second thread, which it leaves where it
 * is when it ends, and calls the parent's servers.
 */
#include "crowd.h"

#define STEPS 8u

static uint64_t was[WORKERS];
static unsigned child_place;
static struct dice second_dice;

static void check_own_pages(void)
{
    for (unsigned place = 0; place < WORKERS; place++) {
        EXPECT(own_page_value(place) == was[place]);
    }
}

static void second_run(tay_word_t argument, tay_cap_t self)
{
    (void)argument;
    (void)self;
    for (;;) {
        check_own_pages();
        call_server(crowd.door[dice_roll(&second_dice, SERVERS)], &second_dice, NULL);
        pages_use(child_place, &second_dice);
    }
}

/* While a process is being killed it has itself no more, and its threads go one by one. */
static void expect_unless_killed(enum tay_status status, unsigned line)
{
    while (status == TAY_EHANDLE) {
        tay_trap_yield();          /* until it is this thread's turn */
        __asm__ volatile("yield"); /* an emulator that counts goes on with another core */
    }
    if (status != TAY_OK) {
        crowd_fail(__FILE__, line, status);
    }
}

_Noreturn void child_run(unsigned place, struct dice *dice)
{
    tay_cap_t second;
    for (unsigned n = 0; n < WORKERS; n++) {
        was[n] = own_page_value(n);
    }
    second_dice = *dice;
    child_place = (place + 1) % WORKERS;
    expect_unless_killed(tay_thread_create(TAY_CAP_SELF, (tay_ua_t)second_run,
                                           crowd_stack_top(child_place), 0, PRIORITY, &second),
                         __LINE__);
    expect_unless_killed(tay_thread_start(second), __LINE__);
    for (unsigned step = dice_roll(dice, STEPS); step > 0; step--) {
        check_own_pages();
        fp_keep(dice, place);
        pages_use(place, dice);
        tay_trap_yield();
    }
    if (dice_roll(dice, 2) == 0) {
        expect_unless_killed(tay_object_destroy(second), __LINE__);
    }
    /* Without the library's way out, which would write out what the parent had buffered. */
    expect_unless_killed(tay_process_exit(TAY_CAP_SELF, CHILD_GOOD), __LINE__);
    crowd_fail(__FILE__, __LINE__, TAY_OK);
}

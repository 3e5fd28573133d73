/* SPDX-License-Identifier: MIT */
/*
 * What the workers do. Any call may find its server killed, its deadline passed, or itself
 * cancelled, but never a wrong answer.
 */
#include "crowd.h"
#include "fp_registers.h"

#include <tay/time.h>

#define NAP_NS (100 * TAY_NS_PER_US)
static struct own_page {
    uint64_t value;
    uint64_t rest[PAGE_WORDS - 1];
} own[WORKERS] __attribute__((aligned(PAGE_BYTES)));

void own_page_write(unsigned place)
{
    volatile uint64_t *value = &own[place].value;
    uint64_t next = *value + 1;
    *value = next;
    __atomic_store_n(&crowd.shared->written[place], next, __ATOMIC_RELEASE);
}

void own_page_check(unsigned place)
{
    uint64_t written = __atomic_load_n(&crowd.shared->written[place], __ATOMIC_ACQUIRE);
    EXPECT(*(volatile uint64_t *)&own[place].value >= written);
}

uint64_t own_page_value(unsigned place)
{
    return *(volatile uint64_t *)&own[place].value;
}

/* Wakes somebody, and sleeps for a little, or until somebody does the same. */
static void nap(unsigned place, struct dice *dice)
{
    tay_word_t bits;
    enum tay_status status = tay_trap_notify(crowd.bell[dice_roll(dice, PLACES)], 1);
    EXPECT_STATUS(status == TAY_OK, status);
    status = tay_trap_wait(crowd.bell[place], TAY_INFO_DEADLINE, tay_time_now() + NAP_NS, &bits);
    EXPECT_STATUS(status == TAY_OK || status == TAY_ETIMEDOUT || status == TAY_ECANCELED, status);
}

void call_server(tay_cap_t door, struct dice *dice, uint64_t *lent)
{
    uint64_t asked = dice->state;
    struct tay_message message = {.info = dice_roll(dice, 2), .word = {asked, 0, asked}};
    if (lent != NULL) {
        lent[0] = asked;
        message.info |= TAY_INFO_LEND_READ | TAY_INFO_LEND_WRITE;
        message.lend_read = TAY_RANGE(lent, sizeof *lent);
        message.lend_write = TAY_RANGE(lent + 1, sizeof *lent);
    }
    bool limited = dice_roll(dice, 4) == 0;
    if (limited) {
        message.info |= TAY_INFO_DEADLINE;
        message.badge = tay_time_now() + dice_roll(dice, NAP_NS);
    }
    tay_trap_call(door, &message);
    enum tay_status status = tay_message_status(&message);
    if (status != TAY_OK) {
        EXPECT_STATUS(status == TAY_EPEER || status == TAY_ECANCELED || status == TAY_EHANDLE ||
                          (limited && status == TAY_ETIMEDOUT),
                      status);
        return;
    }
    EXPECT(message.word[0] == ~asked && message.word[2] == asked);
    EXPECT(lent == NULL || lent[1] == ~asked);
    __atomic_add_fetch(&crowd.shared->calls, 1, __ATOMIC_RELAXED);
}

/* A copy of the door, which the first thread may revoke meanwhile, or find when this one is gone.
 */
static void call_by_a_copy(struct dice *dice)
{
    tay_cap_t copy;
    enum tay_status status =
        tay_cap_copy(crowd.door[dice_roll(dice, SERVERS)], TAY_RIGHT_SEND, &copy);
    EXPECT_STATUS(status == TAY_OK, status);
    call_server(copy, dice, NULL);
    status = tay_cap_close(copy);
    EXPECT_STATUS(status == TAY_OK || status == TAY_EHANDLE, status);
}

void fp_keep(struct dice *dice, unsigned place)
{
    uint64_t mine[FP_REGISTERS], found[FP_REGISTERS];
    for (unsigned n = 0; n < FP_REGISTERS; n++) {
        mine[n] = dice->state + n;
    }
    FP_LOAD(mine);
    if (dice_roll(dice, 2) == 0) {
        nap(place, dice);
    } else {
        call_server(crowd.door[dice_roll(dice, SERVERS)], dice, NULL);
    }
    FP_STORE(found);
    for (unsigned n = 0; n < FP_REGISTERS; n++) {
        EXPECT(found[n] == mine[n]);
    }
}

static void make_child(unsigned place, struct dice *dice)
{
    tay_word_t processes;
    tay_pid_t child;
    enum tay_status status = tay_system_count(crowd.machine, TAY_OBJECT_process, &processes);
    EXPECT_STATUS(status == TAY_OK, status);
    if (processes >= crowd.processes + CHILDREN) {
        return;
    }
    status = tay_proc_fork(crowd.session, &child);
    if (status == TAY_OK && child == 0) {
        child_run(place, dice);
    }
    EXPECT_STATUS(status == TAY_OK || status == TAY_EAGAIN || status == TAY_ECANCELED, status);
    if (status == TAY_OK) {
        __atomic_add_fetch(&crowd.shared->clones, 1, __ATOMIC_RELAXED);
        __atomic_store_n(&crowd.child[place], child, __ATOMIC_RELAXED);
    }
}

/* Another core, in a moment: the first thread may want it elsewhere still. One that is being killed
 * may run on for a while, without its handle. */
static void go_to(unsigned place, tay_word_t core)
{
    enum tay_status status = tay_thread_set_affinity(crowd_thread(place), core);
    EXPECT_STATUS(status == TAY_OK || status == TAY_EHANDLE, status);
}

static void go_elsewhere(unsigned place, struct dice *dice)
{
    go_to(place, dice_roll(dice, crowd.cores));
    fp_keep(dice, place);
    go_to(place, TAY_CORE_ANY);
    __atomic_add_fetch(&crowd.shared->moves, 1, __ATOMIC_RELAXED);
}

static void do_something(unsigned place, struct dice *dice)
{
    switch (dice_roll(dice, 16)) {
    case 0:
        tay_trap_yield();
        break;
    case 1:
        go_elsewhere(place, dice);
        break;
    case 2:
        nap(place, dice);
        break;
    case 3:
    case 4:
        fp_keep(dice, place);
        break;
    case 5:
        call_by_a_copy(dice);
        break;
    case 6:
    case 7:
        pages_change(place, dice);
        break;
    case 8:
        room_use(place, dice);
        break;
    case 9:
    case 10:
        pages_use(place, dice);
        break;
    case 11:
        own_page_write(place);
        break;
    case 12:
        own_page_check(dice_roll(dice, WORKERS));
        break;
    case 13:
        if (dice_roll(dice, 4) == 0) {
            make_child(place, dice);
            break;
        }
        /* fallthrough */
    default:
        call_server(crowd.door[dice_roll(dice, SERVERS)], dice, NULL);
        break;
    }
}

_Noreturn void worker_run(unsigned place, struct dice *dice)
{
    while (crowd_begin()) {
        do_something(place, dice);
    }
    for (;;) {
        tay_word_t bits;
        enum tay_status status = tay_trap_wait(crowd.bell[place], 0, 0, &bits);
        (void)status;
    }
}

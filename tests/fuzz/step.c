/* SPDX-License-Identifier: MIT */
/*
 * Steps: which kind it is, and those that are neither a call on a kernel object nor a message.
 */
#include "step.h"

#include "argument.h"
#include "attempt.h"
#include "operate.h"
#include "reached.h"
#include "talk.h"

/* Operations from the first on that are drawn where nobody talks: those before endpoint_bind. */
#define QUIET_OPERATIONS (TAY_OP_endpoint_bind - 1u)

static struct step_options step_options;

void step_set_up(const struct step_options *options)
{
    step_options = *options;
    attempt_set_up(options->strict);
}

static void wait_or_notify(struct choice *choice)
{
    static const unsigned traps[] = {TAY_TRAP_WAIT, TAY_TRAP_WAIT,   TAY_TRAP_RECV,
                                     TAY_TRAP_RECV, TAY_TRAP_NOTIFY, TAY_TRAP_NOTIFY};
    struct attempt attempt = {.trap = choose_from(choice, traps)};
    unsigned object = attempt.trap == TAY_TRAP_RECV ? TAY_OBJECT_endpoint : TAY_OBJECT_notification;

    attempt.handle = argument_handle(choice, attempt_process(), object);
    attempt.in.word[0] = choose(choice, 256);
    if (attempt.trap != TAY_TRAP_NOTIFY && choose(choice, 4) != 0) {
        attempt.in.info = TAY_INFO_DEADLINE;
        attempt.in.badge = argument_time(choice);
    }
    if (choose(choice, 16) == 15) {
        attempt.in.info ^= (tay_word_t)1 << choose(choice, 64);
    }
    attempt_take(&attempt);
}

/* Yield mostly; else a trap that does not exist. */
static void other_trap(struct choice *choice)
{
    static const unsigned traps[] = {
        TAY_TRAP_YIELD, TAY_TRAP_YIELD, TAY_TRAP_YIELD, TAY_TRAP_COUNT, 255, 65535};
    struct attempt attempt = {.trap = choose_from(choice, traps)};

    if (attempt.trap != TAY_TRAP_YIELD) {
        attempt.handle = argument_handle(choice, attempt_process(), TAY_OBJECT_NONE);
    }
    attempt_take(&attempt);
}

static void touch(struct choice *choice)
{
    tay_ua_t address = argument_address(choice, attempt_process());
    uint8_t value = (uint8_t)choose(choice, 256);
    unsigned way = choose(choice, 32);
    const struct thread *thread = thread_of_context(sim_current());

    if (way == 31) {
        sim_fault((enum hal_fault_kind)(HAL_FAULT_ALIGNMENT + value % 5), address);
    } else if (way == 30) {
        sim_execute(address);
    } else {
        bool write = way % 2 == 0;
        (void)(write ? sim_write(address, &value, 1) : sim_read(address, &value, 1));
    }
    if (sim_is_live(&thread->context) && thread->state == THREAD_STOPPED) {
        reached_event(REACHED_FAULT_STOPPED);
    }
}

static void disturb(struct choice *choice)
{
    static const tay_time_t times_ns[] = {1000, 100000, 1000000, 10000000};
    static const unsigned lines[] = {1, 2, 3, 63};
    static const unsigned chances[] = {0, 1, 2, 5};
    static const tay_time_t preemption_ns[] = {0, 20000, 200000, 5000000};

    switch (choose(choice, 8)) {
    case 0:
        sim_raise_line(choose_from(choice, lines));
        break;
    case 1:
        if (step_options.preempts) {
            sim_set_preemption(choose(choice, 256) + 1, choose_from(choice, chances));
            machine_set_preemption_time(choose_from(choice, preemption_ns));
        }
        break;
    default:
        sim_advance(choose_from(choice, times_ns));
        break;
    }
}

/* Calls on kernel objects are the most frequent, messages as frequent as those where threads talk.
 */
void step_take(struct choice *choice)
{
    unsigned kind = choose(choice, 32);

    attempt_settle();
    if (kind >= 29) {
        touch(choice);
    } else if (kind >= 27) {
        wait_or_notify(choice);
    } else if (kind >= 26) {
        other_trap(choice);
    } else if (kind >= 24) {
        disturb(choice);
    } else if (kind >= 10 && step_options.talks) {
        talk(choice);
    } else {
        operate_any(choice, step_options.talks ? OPERATION_ROW_COUNT : QUIET_OPERATIONS);
    }
}

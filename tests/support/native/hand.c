/* SPDX-License-Identifier: MIT */
/*
 * The hand. Its traps are the harness's, so it has no code.
 */
#include "hand.h"

#include <process/process.h>
#include <sim.h>
#include <tay/abi/operation.h>
#include <tay/message.h>

#define LINE (MACHINE_LINES - 1)
#define PRIORITY_MAX 63

static const struct hal_context *hand;
static struct process *init;
static tay_cap_t bell;
static tay_cap_t irq;

/* An operation in the name of the current thread, with up to three words. */
static tay_word_t operate(tay_cap_t handle, unsigned operation, tay_word_t a, tay_word_t b,
                          tay_word_t c)
{
    struct tay_message message = {.info = operation, .word = {a, b, c}};
    enum tay_status status = sim_call(handle, &message);

    if (status != TAY_OK) {
        machine_break("the hand cannot do operation %u: status %u", operation, (unsigned)status);
    }
    return message.word[0];
}

static void wait_for_bell(void)
{
    struct tay_message message = {0};

    operate(irq, TAY_OP_irq_acknowledge, 0, 0, 0);
    sim_trap(TAY_TRAP_WAIT, bell, &message);
}

void hand_create(const struct tay_boot_info *info, tay_ua_t stack)
{
    const struct hal_context *self = sim_current();
    struct tay_message message = {.info = TAY_OP_thread_create,
                                  .word = {info->archive_ua, stack, 0, PRIORITY_MAX}};

    init = thread_of_context(sim_current())->process;
    bell = (tay_cap_t)operate(info->account, TAY_OP_notification_create, 0, 0, 0);
    irq = (tay_cap_t)operate(info->irq_control, TAY_OP_irq_create, LINE, bell, 1);
    if (sim_call(TAY_CAP_SELF, &message) != TAY_OK) {
        machine_break("there is no room for the hand");
    }
    tay_cap_t thread = (tay_cap_t)message.word[0];
    hand = NULL;
    for (const struct list_node *node = list_first(&init->threads); node != NULL;
         node = list_next(&init->threads, node)) {
        const struct thread *other = container_of(node, struct thread, in_process);
        hand = &other->context != self ? &other->context : hand;
    }
    message = (struct tay_message){.info = TAY_OP_thread_start};
    sim_call(thread, &message); /* does not come back before the hand waits */
    if (!sim_run_until(hand)) {
        machine_break("the hand does not run");
    }
    wait_for_bell();
    if (!sim_run_until(self)) {
        machine_break("init does not run");
    }
}

/* init's capability to an object. */
static tay_cap_t find(const struct object *object)
{
    struct slot *slot = cap_table_from(&init->table, 0);

    while (slot != NULL && slot->object != object) {
        slot = cap_table_from(&init->table, (uint32_t)(slot - init->table.slots) + 1);
    }
    if (slot == NULL) {
        machine_break("init has no capability to what is to be struck");
    }
    return slot->handle;
}

void hand_strike(enum tay_host_fault_kind kind, struct process *process)
{
    sim_raise_line(LINE);
    if (!sim_run_until(hand)) {
        machine_break("the hand does not run");
    }
    if (kind == TAY_HOST_KILL) {
        operate(find(&process->object), TAY_OP_object_destroy | TAY_INFO_OBJECT, 0, 0, 0);
    } else {
        struct account *account = process->account;
        size_t rest_bytes = account->budget_bytes - account->used_bytes;
        /* Carving a child costs a page more, for the object, unless there is room on one. */
        for (; rest_bytes > 0; rest_bytes -= HAL_PAGE_BYTES) {
            struct tay_message message = {.info = TAY_OP_account_create, .word = {rest_bytes}};
            if (sim_call(find(&account->object), &message) == TAY_OK) {
                break;
            }
        }
    }
    wait_for_bell();
}

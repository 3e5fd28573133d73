/* SPDX-License-Identifier: MIT */
/*
 * Traps, by the short ways where the kernel takes them. What registers would carry from one thread
 * to the other is copied here.
 */
#include "state.h"

#include <a64_tlb.h>
#include <hal/fast.h>

#define WORD_FIRST 2
#define BADGE 8

static struct hal_context *trapped;
static bool operates;    /* the short way of the last call leads to an operation */
static void *capability; /* on this one */

struct hal_context *machine_fast_context(void)
{
    return trapped;
}

struct hal_context *machine_operate(void *target)
{
    operates = true;
    capability = target;
    return NULL;
}

/* Goes on with another thread, to which the words in the registers go. */
static struct hal_context *switch_to(const struct hal_context *from, struct hal_context *to,
                                     tay_word_t result, tay_word_t info)
{
    for (unsigned n = WORD_FIRST; n < WORD_FIRST + TAY_WORDS; n++) {
        to->reg[n] = from->reg[n];
    }
    to->reg[0] = result;
    to->reg[1] = info;
    hal_context_end_trap(to);
    a64_space_install(to->space);
    return to;
}

static struct hal_context *fast_call(const struct hal_context *from)
{
    struct hal_context *to = kernel_fast_call(from->reg[0]);
    tay_word_t result = TAY_OK | TAY_KIND_CALL << TAY_RESULT_KIND_SHIFT;

    return to == NULL ? NULL : switch_to(from, to, result, from->reg[1]);
}

static struct hal_context *fast_reply_recv(const struct hal_context *from)
{
    struct hal_context *to = kernel_fast_reply_recv(from->reg[0]);

    if (to == NULL) {
        return NULL;
    }
    to->reg[BADGE] = 0;
    return switch_to(from, to, from->reg[1], 0);
}

static struct hal_context *fast_notify(struct hal_context *from)
{
    tay_word_t bits = from->reg[WORD_FIRST];
    struct hal_context *to = kernel_fast_notify(from->reg[0]);

    if (to == NULL) {
        return NULL;
    }
    to->reg[0] = TAY_OK;
    to->reg[1] = 0;
    if (to != from) {
        to->reg[WORD_FIRST] = bits;
        for (unsigned n = WORD_FIRST + 1; n <= BADGE; n++) {
            to->reg[n] = 0;
        }
        a64_space_install(to->space);
    }
    hal_context_end_trap(to);
    return to;
}

/* Another thread goes on, as it is in its context. */
static struct hal_context *resumed(struct hal_context *to)
{
    if (to != NULL) {
        a64_space_install(to->space);
    }
    return to;
}

static struct hal_context *fast_way(struct hal_context *context, unsigned trap)
{
    switch (trap) {
    case TAY_TRAP_CALL:
        return fast_call(context);
    case TAY_TRAP_REPLY_RECV:
        return fast_reply_recv(context);
    case TAY_TRAP_NOTIFY:
        return fast_notify(context);
    case TAY_TRAP_WAIT:
        return resumed(kernel_fast_wait(context->reg[0]));
    case TAY_TRAP_RECV:
        return resumed(kernel_fast_recv(context->reg[0]));
    case TAY_TRAP_YIELD:
        return resumed(kernel_fast_yield());
    default:
        return NULL;
    }
}

struct hal_context *machine_trap(struct hal_context *context, unsigned trap)
{
    trapped = context;
    operates = false;
    struct hal_context *to = fast_way(context, trap);
    if (operates) {
        return kernel_on_operation(context, capability);
    }
    if (to == NULL) {
        return kernel_on_trap(context, trap);
    }
    hardware.fast_count[trap]++;
    return to;
}

unsigned machine_fast_count(unsigned trap)
{
    return hardware.fast_count[trap];
}

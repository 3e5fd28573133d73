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

struct hal_context *machine_fast_context(void)
{
    return trapped;
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

static struct hal_context *fast_notify(const struct hal_context *from)
{
    struct hal_context *to = kernel_fast_notify(from->reg[0]);

    if (to != NULL) {
        to->reg[0] = TAY_OK;
        to->reg[1] = 0;
        hal_context_end_trap(to);
    }
    return to;
}

struct hal_context *machine_trap(struct hal_context *context, unsigned trap)
{
    struct hal_context *to = NULL;

    trapped = context;
    if (trap == TAY_TRAP_CALL) {
        to = fast_call(context);
    } else if (trap == TAY_TRAP_REPLY_RECV) {
        to = fast_reply_recv(context);
    } else if (trap == TAY_TRAP_NOTIFY) {
        to = fast_notify(context);
    }
    hardware.fast_count += to != NULL;
    return to != NULL ? to : kernel_on_trap(context, trap);
}

uint64_t machine_fast_count(void)
{
    return hardware.fast_count;
}

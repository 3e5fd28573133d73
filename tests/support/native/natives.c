/* SPDX-License-Identifier: MIT */
/*
 * The list of native threads. Invariant: each has a fiber of its own, and no two stacks overlap.
 */
#include "natives.h"

#include "pages.h"
#include "program.h"

#include <kernel_state.h>
#include <process/process.h>
#include <sanitizer/asan_interface.h>
#include <sim.h>
#include <stdlib.h>
#include <tay/startup.h>

/* What programs map without saying where: a window for each start of a program. */
#define WINDOW_UA ((tay_ua_t)0x20000000)
#define WINDOW_BYTES ((tay_ua_t)0x800000)
#define WINDOWS 64

static struct native *natives;
static unsigned windows;

static struct process *process_of_native(const struct native *native)
{
    return ((const struct thread *)native->context)->process;
}

static bool is_live(const struct native *native)
{
    return sim_is_live(native->context) && native->context->serial == native->serial;
}

static void end_native(struct native *native)
{
    __asan_unpoison_memory_region((void *)native->bottom, native->top - native->bottom);
    fiber_destroy(native->fiber);
    free(native);
}

/* A program has ended when the last of its threads has. */
static void note_end(const struct native *ended)
{
    for (const struct native *other = natives; other != NULL; other = other->next) {
        if (other->told == ended->told) {
            return;
        }
    }
    if (ended->told != NULL && ended->told->status == TAY_HOST_RUNS) {
        ended->told->status = TAY_EXIT_FAULT;
    }
}

void native_drop_dead(void)
{
    struct native **at = &natives;
    while (*at != NULL) {
        struct native *native = *at;
        if (is_live(native)) {
            at = &native->next;
            continue;
        }
        *at = native->next;
        note_end(native);
        end_native(native);
    }
}

void native_drop_all(void)
{
    while (natives != NULL) {
        struct native *native = natives;
        natives = native->next;
        end_native(native);
    }
    windows = 0;
}

struct process *native_process(const struct told *told)
{
    for (const struct native *native = natives; native != NULL; native = native->next) {
        if (native->told == told && is_live(native)) {
            struct process *process = process_of_native(native);
            return process->object.dying ? NULL : process;
        }
    }
    return NULL;
}

/* Who has begun: by the argument in its startup block. */
static struct told *read_name(void)
{
    static struct tay_startup block;
    char name[TAY_STARTUP_NAME_BYTES] = "";

    if (!sim_read(TAY_PROGRAM_STARTUP_UA, &block, sizeof block) ||
        !sim_read(TAY_PROGRAM_STARTUP_UA + block.argument_offset_bytes, name, sizeof name - 1)) {
        machine_break("a program begins without a startup block");
    }
    struct told *one = told_find(name);
    if (one == NULL) {
        machine_break("a program begins that nobody has named: '%s'", name);
    }
    return one;
}

static const struct native *find_sibling(const struct process *process)
{
    for (const struct native *other = natives; other != NULL; other = other->next) {
        if (process_of_native(other) == process) {
            return other;
        }
    }
    return NULL;
}

/* The mapping that a stack lies in. */
static tay_ua_t stack_bottom(struct process *process, tay_ua_t top)
{
    const struct mapping *mapping = space_mapping_above(&process->space, top - 1);
    return mapping == NULL || mapping_start(mapping) >= top ? top - HAL_PAGE_BYTES
                                                            : mapping_start(mapping);
}

static void check_stack(const struct native *native)
{
    if (native->top > PAGES_LIMIT) {
        machine_break("a stack at 0x%lx, where the address sanitizer has its memory: take another "
                      "seed",
                      (unsigned long)native->bottom);
    }
    for (const struct native *other = natives; other != NULL; other = other->next) {
        if (other->bottom < native->top && native->bottom < other->top) {
            machine_break("two stacks at 0x%lx, which the address sanitizer would mix up: take "
                          "another seed",
                          (unsigned long)native->bottom);
        }
    }
}

static struct native *begin_native(struct hal_context *context)
{
    struct process *process = thread_of_context(context)->process;
    const struct native *sibling = find_sibling(process);
    struct native *native = calloc(1, sizeof *native);

    if (native == NULL) {
        machine_break("no memory for a thread");
    }
    native->context = context;
    native->serial = context->serial;
    native->top = context->sp;
    native->bottom = stack_bottom(process, native->top);
    if (sibling != NULL) {
        native->told = sibling->told;
        native->window = sibling->window;
    } else if (!process->is_init) {
        native->told = read_name();
        native->told->starts++;
        native->told->status = TAY_HOST_RUNS;
        native->window = WINDOW_UA + windows++ % WINDOWS * WINDOW_BYTES;
    } else {
        native->window = NATIVE_INIT_UA;
    }
    check_stack(native);
    __asan_unpoison_memory_region((void *)native->bottom, native->top - native->bottom);
    native->fiber =
        fiber_create(&(struct fiber_start){.entry = context->pc,
                                           .argument = {context->reg[0], context->reg[1]},
                                           .bottom = native->bottom,
                                           .top = native->top});
    native->next = natives;
    natives = native;
    return native;
}

struct native *native_of(struct hal_context *context)
{
    for (struct native *native = natives; native != NULL; native = native->next) {
        if (native->context == context && native->serial == context->serial) {
            return native;
        }
    }
    if (context->imported) {
        machine_break(
            "a program was cloned, or its registers set: on the simulated machine neither "
            "can be");
    }
    return begin_native(context);
}

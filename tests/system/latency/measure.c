/* SPDX-License-Identifier: MIT */
/*
 * The longest stretch of instructions that the kernel ran without being able to take an interrupt.
 *
 * Linked around the product's kernel, whose code is the same (GNU ld, --wrap). A stretch begins
 * where interrupts were last possible: in user mode, in WFI, or where the kernel has looked for
 * them and found none; it ends where that is so again. Of the entry and exit code, a stretch has
 * the exit that came before it. Boot and panic are no stretches. One core measures: the others
 * sleep.
 */
#include <a64_board.h>
#include <a64_core.h>
#include <hal/interrupt.h>
#include <hal/system.h>
#include <hal/upcall.h>
#include <object/object.h>
#include <process/process.h>
#include <sched/thread.h>
#include <tay/abi/operation.h>

/* PMCR_EL0: bit 0, counters are enabled (ARM DDI 0487, D13.4.7). */
#define PMCR_ENABLE UINT64_C(1)
/* PMEVTYPER0_EL0: event 8, INST_RETIRED (D6.10.6); bit 30, U: not at EL0 (D13.4.10). */
#define PMEVTYPER_KERNEL_INSTRUCTIONS (UINT64_C(1) << 30 | 8)
/* PMCNTENSET_EL0: bit n, counter n is enabled (D13.4.5). */
#define PMCNTENSET_FIRST UINT64_C(1)

#define KINDS_MAX 128

/* The longest stretch of a kind of work: of the first ones after the entry, and of later ones. */
struct kind {
    const char *name;
    uint32_t longest[2];
    const void *from[2]; /* where the code was at both ends */
    const void *to[2];
};

static struct {
    bool running; /* the first user instruction has been executed */
    bool later;   /* interrupts have been looked for since the entry */
    uint32_t start;
    const void *from; /* where the code was then */
    const char *what;
    struct kind kind[KINDS_MAX];
} measure;

static const char *const trap_names[TAY_TRAP_COUNT] = {
    [TAY_TRAP_CALL] = "call",   [TAY_TRAP_REPLY_RECV] = "reply_recv", [TAY_TRAP_SEND] = "send",
    [TAY_TRAP_RECV] = "recv",   [TAY_TRAP_NOTIFY] = "notify",         [TAY_TRAP_WAIT] = "wait",
    [TAY_TRAP_YIELD] = "yield",
};

static const char *const operation_names[TAY_OPERATION_COUNT] = {
#define TAY_OPERATION(number, name, ...) [number] = #name,
#include <tay/abi/operation.def>
#undef TAY_OPERATION
};

/* What the linker makes of a wrapped function (GNU ld, --wrap): callers come to __wrap_, and
 * __real_ is what they meant. */
#define WRAPPED(result, name, ...)                                                                 \
    result __real_##name(__VA_ARGS__);                                                             \
    result __wrap_##name(__VA_ARGS__);                                                             \
    result __wrap_##name(__VA_ARGS__)

static void begin_counting(void)
{
    /* isb: what follows is counted. */
    __asm__ volatile("msr pmevtyper0_el0, %0\n"
                     "msr pmcntenset_el0, %1\n"
                     "msr pmcr_el0, %2\n"
                     "isb" ::"r"(PMEVTYPER_KERNEL_INSTRUCTIONS),
                     "r"(PMCNTENSET_FIRST), "r"(PMCR_ENABLE));
}

static uint32_t count(void)
{
    uint64_t value;
    __asm__ volatile("isb\n\tmrs %0, pmevcntr0_el0" : "=r"(value)::"memory");
    return (uint32_t)value;
}

static struct kind *kind_of(const char *name)
{
    unsigned n = 0;
    while (measure.kind[n].name != name && measure.kind[n].name != NULL && n < KINDS_MAX - 1) {
        n++;
    }
    measure.kind[n].name = name;
    return &measure.kind[n];
}

/* Interrupts are possible now: a stretch ends, another begins. */
static void cut(const void *at)
{
    uint32_t length = count() - measure.start;
    if (measure.running) {
        struct kind *kind = kind_of(measure.what);
        if (kind->longest[measure.later] < length) {
            kind->longest[measure.later] = length;
            kind->from[measure.later] = measure.from;
            kind->to[measure.later] = at;
        }
    }
    measure.later = true;
    measure.from = at;
    measure.start = count();
}

static void enter(const struct hal_context *context, const char *what)
{
    measure.what = what;
    measure.later = false;
    if (!measure.running) {
        begin_counting();
    }
    if (context == NULL || !measure.running) {
        measure.start = count();
    }
    measure.running = true;
}

static struct hal_context *leave(struct hal_context *context)
{
    cut(__builtin_return_address(0));
    return context;
}

WRAPPED(struct hal_context *, kernel_on_trap, struct hal_context *context, unsigned trap)
{
    enter(context, "trap");
    return leave(__real_kernel_on_trap(context, trap));
}

WRAPPED(struct hal_context *, kernel_on_operation, struct hal_context *context, void *capability)
{
    enter(context, "operation");
    return leave(__real_kernel_on_operation(context, capability));
}

WRAPPED(struct hal_context *, kernel_on_interrupt, struct hal_context *context)
{
    enter(context, "interrupt");
    return leave(__real_kernel_on_interrupt(context));
}

WRAPPED(struct hal_context *, a64_on_user_fault, struct hal_context *context, uint64_t esr,
        uint64_t far)
{
    enter(context, "fault");
    return leave(__real_a64_on_user_fault(context, esr, far));
}

WRAPPED(bool, hal_interrupt_pending, void)
{
    bool pending = __real_hal_interrupt_pending();
    if (!pending) {
        cut(__builtin_return_address(0));
    }
    return pending;
}

WRAPPED(enum hal_event, hal_interrupt_take, unsigned *line)
{
    cut(__builtin_return_address(0));
    measure.what = "interrupt";
    return __real_hal_interrupt_take(line);
}

static const char *name_of(const struct thread *thread, unsigned trap)
{
    tay_word_t number = hal_context_word(&thread->context, 1) & TAY_INFO_OPERATION_MASK;
    bool means_object = (hal_context_word(&thread->context, 1) & TAY_INFO_OBJECT) != 0;
    const struct slot *slot =
        cap_table_find(&thread->process->table, hal_context_word(&thread->context, 0));
    bool is_message = slot != NULL && !means_object &&
                      (slot->type == TAY_OBJECT_endpoint || slot->type == TAY_OBJECT_session);
    if (trap == TAY_TRAP_CALL && !is_message && number > 0 && number < TAY_OPERATION_COUNT) {
        return operation_names[number];
    }
    return trap < TAY_TRAP_COUNT ? trap_names[trap] : "no trap";
}

WRAPPED(bool, trap_run, struct thread *thread, unsigned trap)
{
    measure.what = name_of(thread, trap);
    return __real_trap_run(thread, trap);
}

WRAPPED(void, reaper_step, void)
{
    measure.what = "end of others";
    __real_reaper_step();
}

#define END_STEP(type)                                                                             \
    WRAPPED(bool, type##_end_step, struct object *object)                                          \
    {                                                                                              \
        measure.what = "end of " #type;                                                            \
        return __real_##type##_end_step(object);                                                   \
    }
END_STEP(account)
END_STEP(process)
END_STEP(thread)
END_STEP(endpoint)
END_STEP(notification)
END_STEP(memory)

static void say_stretch(const char *label, const struct kind *kind, unsigned later)
{
    a64_say(label);
    a64_say_unsigned(kind->longest[later]);
    a64_say(" instructions, ");
    a64_say(kind->name);
    a64_say(later != 0 ? ", further on" : "");
    a64_say(", from ");
    a64_say_hex((uintptr_t)kind->from[later]);
    a64_say(" to ");
    a64_say_hex((uintptr_t)kind->to[later]);
    a64_say("\n");
}

/* Whatever was measured, then the longest. */
static void report(void)
{
    const struct kind *longest = NULL;
    unsigned at = 0;
    if (!measure.running) {
        return;
    }
    for (const struct kind *kind = measure.kind; kind->name != NULL; kind++) {
        for (unsigned later = 0; later < 2; later++) {
            if (kind->longest[later] > 0) {
                say_stretch("masked stretch: ", kind, later);
            }
            if (longest == NULL || kind->longest[later] > longest->longest[at]) {
                longest = kind;
                at = later;
            }
        }
    }
    if (longest != NULL) {
        say_stretch("longest masked stretch: ", longest, at);
    }
    measure.running = false;
}

WRAPPED(noreturn void, hal_system_exit, unsigned status)
{
    report();
    __real_hal_system_exit(status);
}

WRAPPED(noreturn void, hal_system_reboot, void)
{
    report();
    __real_hal_system_reboot();
}

WRAPPED(noreturn void, hal_system_off, void)
{
    report();
    __real_hal_system_off();
}

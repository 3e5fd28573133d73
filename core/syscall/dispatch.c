/* SPDX-License-Identifier: MIT */
/*
 * The dispatcher: the only place where a call on a kernel object is checked and unpacked, from the
 * table that tools/abi.py makes.
 */
#include <syscall/invocation.h>

#include <boot/machine.h>
#include <ipc/endpoint.h>
#include <ipc/notification.h>
#include <ipc/reply.h>
#include <irq/irq.h>
#include <lib/assert.h>
#include <lib/container.h>
#include <mem/memory.h>
#include <process/process.h>
#include <sched/timer.h>
#include <syscall/handlers.h>
#include <tay/abi/operation.h>

/* The words that 64 bits take. */
#define WORDS_64 (8 / (unsigned)sizeof(tay_word_t))

/* One operation: how its arguments are unpacked, and what its caller needs. */
struct operation {
    enum tay_status (*run)(struct thread *caller, struct slot *slot, struct object *object);
    uint32_t flags; /* the info word, but for the number */
    uint8_t object; /* 0: any */
    uint8_t right;
    uint8_t marks;
};

/* Marks of an operation. */
#define OPERATION_OWN 1u
#define OPERATION_IN_HAND 2u
#define OPERATION_STEPS 4u

/* Flags that no info word has, since none has a number's bits besides the number. */
#define OPERATION_NEVER TAY_INFO_OPERATION_MASK

static inline tay_word_t word_in(const struct thread *caller, unsigned n)
{
    return hal_context_word(&caller->context, 2 + n);
}

/* 64 bits: one word, or two where a word has 32, the low half first. */
static inline uint64_t wide_in(const struct thread *caller, unsigned n)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < WORDS_64; i++) {
        value |= (uint64_t)word_in(caller, n + i) << (8 * sizeof(tay_word_t) * i);
    }
    return value;
}

/* Where a result goes. */
static inline tay_word_t *word_out(struct thread *caller, unsigned n)
{
    return hal_context_place(&caller->context, 2 + n);
}

static inline void put_wide(struct thread *caller, unsigned n, uint64_t value)
{
    for (unsigned i = 0; i < WORDS_64; i++) {
        *word_out(caller, n + i) = (tay_word_t)(value >> (8 * sizeof(tay_word_t) * i));
    }
}

/* A capability that is an argument. */
struct taken {
    struct slot *slot;
    enum tay_status status;
};

static struct taken take_cap(const struct thread *caller, tay_word_t word, unsigned object,
                             unsigned right)
{
    struct slot *slot = cap_table_find(&caller->process->table, word);
    return (struct taken){slot, slot == NULL ? TAY_EHANDLE : slot_check(slot, object, right)};
}

static struct taken take_cap_or_null(const struct thread *caller, tay_word_t word, unsigned object,
                                     unsigned right)
{
    return word == TAY_CAP_NULL ? (struct taken){NULL, TAY_OK}
                                : take_cap(caller, word, object, right);
}

/* Stands for the numbers that no operation has. */
static enum tay_status run_nothing(struct thread *caller, struct slot *slot, struct object *object)
{
    (void)caller;
    (void)slot;
    (void)object;
    return TAY_ENOSYS;
}

#include <syscall/operation_table.inc>

static struct user_range range_of(tay_range_t range)
{
    struct user_range result = {(tay_ua_t)TAY_RANGE_ADDRESS(range),
                                (size_t)TAY_RANGE_LENGTH(range)};
    return result;
}

struct user_range invocation_lent_read(const struct thread *caller)
{
    return range_of(hal_context_lend_read(&caller->context));
}

struct user_range invocation_lent_write(const struct thread *caller)
{
    return range_of(hal_context_lend_write(&caller->context));
}

/* A call that is not simply right: why it is refused, or what the null handle stands for. */
static enum tay_status run_otherwise(struct thread *caller, struct slot *self,
                                     const struct operation *operation)
{
    struct object *object = NULL;
    if (self == NULL) {
        bool null = hal_context_word(&caller->context, 0) == TAY_CAP_NULL;
        if (!null || (operation->marks & (OPERATION_OWN | OPERATION_IN_HAND)) == 0) {
            return TAY_EHANDLE;
        }
        object = (operation->marks & OPERATION_OWN) != 0 ? &caller->process->account->object : NULL;
    }
    if (operation->run == run_nothing) {
        return TAY_ENOSYS;
    }
    if (self != NULL) {
        enum tay_status status = slot_check(self, operation->object, operation->right);
        return status != TAY_OK ? status : TAY_EINVAL;
    }
    tay_word_t info = hal_context_word(&caller->context, 1);
    return (info & ~(tay_word_t)TAY_INFO_OPERATION_MASK) != operation->flags
               ? TAY_EINVAL
               : operation->run(caller, NULL, object);
}

enum tay_status invocation_run(struct thread *caller, struct slot *self)
{
    tay_word_t info = hal_context_word(&caller->context, 1);
    tay_word_t number = info & TAY_INFO_OPERATION_MASK;
    const struct operation *operation = &operation_table[number < TAY_OPERATION_COUNT ? number : 0];
    if (self == NULL || slot_check(self, operation->object, operation->right) != TAY_OK ||
        info - number != operation->flags) {
        return run_otherwise(caller, self, operation);
    }
    return operation->run(caller, self, self->object);
}

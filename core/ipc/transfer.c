/* SPDX-License-Identifier: MIT */
/*
 * Transfer of messages. Nothing here can fail half-way: all checks come first.
 */
#include <ipc/transfer.h>

#include <lib/assert.h>
#include <process/process.h>

static tay_word_t info_of(const struct thread *thread)
{
    return hal_context_word(&thread->context, 1);
}

static bool is_cap(const struct thread *thread, unsigned n)
{
    return (info_of(thread) >> (TAY_INFO_CAPS_SHIFT + n) & 1) != 0;
}

static bool copies(const struct thread *thread)
{
    return (info_of(thread) & TAY_INFO_COPY) != 0;
}

static tay_word_t word_of(const struct thread *thread, unsigned n)
{
    return hal_context_word(&thread->context, 2 + n);
}

/* Whether word n names the same capability as an earlier one. */
static bool is_repeated(const struct thread *from, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        if (is_cap(from, i) && word_of(from, i) == word_of(from, n)) {
            return true;
        }
    }
    return false;
}

static enum tay_status check_cap(const struct thread *from, unsigned n)
{
    const struct slot *slot = cap_table_find(&from->process->table, word_of(from, n));
    if (slot == NULL || (!copies(from) && is_repeated(from, n))) {
        return TAY_EHANDLE;
    }
    if (copies(from) && !slot_may_be_copied(slot)) {
        return TAY_ETYPE;
    }
    return slot_check(slot, TAY_OBJECT_NONE, TAY_RIGHT_GRANT);
}

enum tay_status transfer_check(const struct thread *from, tay_word_t flags)
{
    flags |= TAY_INFO_OPERATION_MASK | TAY_INFO_CAPS_MASK | TAY_INFO_COPY;
    if ((info_of(from) & ~flags) != 0) {
        return TAY_EINVAL;
    }
    for (unsigned n = 0; n < TAY_WORDS; n++) {
        enum tay_status status = is_cap(from, n) ? check_cap(from, n) : TAY_OK;
        if (status != TAY_OK) {
            return status;
        }
    }
    return TAY_OK;
}

unsigned transfer_cap_count(const struct thread *from)
{
    tay_word_t caps = (info_of(from) & TAY_INFO_CAPS_MASK) >> TAY_INFO_CAPS_SHIFT;
    return (unsigned)__builtin_popcount((unsigned)caps);
}

bool transfer_fits(const struct thread *from, const struct thread *to)
{
    return cap_table_has_room(&to->process->table, transfer_cap_count(from));
}

static tay_cap_t transfer_cap(const struct thread *from, struct thread *to, unsigned n)
{
    struct slot *slot = cap_table_find(&from->process->table, word_of(from, n));
    kernel_assert(slot != NULL);
    struct cap_table *table = &to->process->table;
    bool copy = copies(from);
    return (copy ? capability_derive(table, slot, slot->rights) : capability_move(table, slot))
        ->handle;
}

tay_word_t transfer_message(const struct thread *from, struct thread *to)
{
    for (unsigned n = 0; n < TAY_WORDS; n++) {
        tay_word_t word = is_cap(from, n) ? transfer_cap(from, to, n) : word_of(from, n);
        hal_context_set_word(&to->context, 2 + n, word);
    }
    return info_of(from) & TAY_INFO_CAPS_MASK;
}

void transfer_words_only(const struct thread *from, struct thread *to)
{
    for (unsigned n = 0; n < TAY_WORDS; n++) {
        if (is_cap(from, n) && !copies(from)) {
            capability_close(cap_table_find(&from->process->table, word_of(from, n)));
        }
        hal_context_set_word(&to->context, 2 + n, is_cap(from, n) ? 0 : word_of(from, n));
    }
}

/* SPDX-License-Identifier: MIT */
/*
 * Arguments. What is plausible for a word stands in a table by the argument's name; a name without
 * an entry gets one of some numbers that are on some border somewhere.
 */
#include "argument.h"

#include <hal/time.h>
#include <sim.h>
#include <string.h>

#define PAGE HAL_PAGE_BYTES
#define VALUES 6
/* A handle that a program may have had since its beginning. */
#define HANDLE(slot) (TAY_CAP_SELF + (slot))

static const struct {
    const char *name;
    unsigned count;
    uint64_t value[VALUES];
} plausible[] = {
    {"slots", 3, {64, 64, 128}},
    {"ceiling", 3, {8, 20, 40}},
    {"priority", 6, {5, 19, 20, 21, 22, 39}},
    {"core", 6, {0, 1, 2, 3, TAY_CORE_ANY, TAY_CORE_ANY}},
    {"line", 4, {1, 2, 3, 63}},
    {"caching", 2, {TAY_MEMORY_DEVICE, TAY_MEMORY_NONCACHEABLE}},
    {"bits", 3, {1, 2, 0xff00}},
    {"exit_status", 3, {0, 3, 255}},
    {"action", 3, {TAY_SYSTEM_EXIT, TAY_SYSTEM_EXIT + 1, 1 << 16}},
    {"budget_bytes", 4, {PAGE, 4 * PAGE, 8 * PAGE, 16 * PAGE}},
    {"offset_bytes", 4, {0, 0, PAGE, 2 * PAGE}},
    {"length_bytes", 6, {PAGE, PAGE, 2 * PAGE, 3 * PAGE, 8 * PAGE, 40 * PAGE}},
    {"passed_bytes", 4, {1, 8, 20, 100}},
    {"period_ns", 4, {0, 100000, 1000000, 99999}},
    {"position", 3, {0, 10, 200}},
    {"on", 4, {0, 0, 1, 2}},
    {"badge", 3, {1, 7, UINT64_MAX}},
    {"label", 3, {0, 2, 1000}},
    {"cause", 3, {1, 2, 0x100}},
    {"taken", 6, {TAY_CAP_SELF, HANDLE(1), HANDLE(2), HANDLE(3), HANDLE(7), HANDLE(9)}},
    {"replaced", 6, {HANDLE(10), HANDLE(1), HANDLE(2), HANDLE(3), HANDLE(7), HANDLE(9)}},
    {"exited", 2, {0, 1000}},
    {"abandoned", 2, {2, 1000}},
};

static const uint64_t border[] = {
    0,
    1,
    7,
    16,
    63,
    64,
    65,
    255,
    256,
    PAGE - 1,
    PAGE,
    PAGE + 1,
    3 * PAGE,
    512 * PAGE,
    1u << 21,
    1u << 30,
    UINT32_MAX,
    UINT64_C(1) << 32,
    HAL_USER_LIMIT - PAGE,
    HAL_USER_LIMIT,
    UINT64_MAX - PAGE + 1,
    UINT64_MAX,
};

static unsigned fixed_priority = TAY_PRIORITY_COUNT;

void argument_fix_priority(unsigned priority)
{
    fixed_priority = priority;
}

static tay_cap_t find(const struct cap_table *table, unsigned object, unsigned from)
{
    for (uint32_t i = 0; i < table->fresh; i++) {
        const struct slot *slot = &table->slots[(from + i) % table->fresh];
        if (slot->handle != TAY_CAP_NULL && (object == TAY_OBJECT_NONE || slot->type == object)) {
            return slot->handle;
        }
    }
    return TAY_CAP_NULL;
}

tay_cap_t argument_handle(struct choice *choice, const struct process *process, unsigned object)
{
    const struct cap_table *table = &process->table;
    unsigned from = choose(choice, 256);
    switch (choose(choice, 32)) {
    case 31:
        return TAY_CAP_NULL;
    case 30:
        return (tay_cap_t)choose_word(choice);
    case 29:
        return find(table, object, from) - TAY_CAP_SELF; /* one generation back */
    case 28:
        return find(table, TAY_OBJECT_NONE, from);
    default:
        return find(table, object, from);
    }
}

/* A mapping, by chance; NULL: there is none. */
static const struct mapping *some_mapping(struct choice *choice, const struct process *process)
{
    const struct mapping *mapping = space_mapping_above(&process->space, 0);
    for (unsigned i = choose(choice, 16); i > 0 && mapping != NULL; i--) {
        const struct mapping *next = space_mapping_above(&process->space, mapping_end(mapping));
        mapping = next == NULL ? mapping : next;
    }
    return mapping;
}

tay_ua_t argument_address(struct choice *choice, const struct process *process)
{
    const struct mapping *mapping = some_mapping(choice, process);
    unsigned way = choose(choice, 16);
    if (way == 15 || mapping == NULL) {
        return (tay_ua_t)choose_from(choice, border);
    }
    if (way == 14) {
        /* Where a table begins: a GiB or 2 MiB border. */
        return (tay_ua_t)(choose(choice, 4) + 1) << (choose(choice, 2) == 0 ? 30 : 21);
    }
    tay_ua_t address = mapping_start(mapping);
    size_t pages = mapping->length_bytes / PAGE;
    address += choose(choice, (unsigned)(pages < 64 ? pages : 64)) * PAGE;
    if (way == 13) {
        address = mapping_end(mapping) + choose(choice, 3) * PAGE;
    } else if (way == 12) {
        address -= PAGE;
    } else if (way >= 10) {
        address += choose(choice, 8) * 8;
    }
    return address;
}

tay_range_t argument_range(struct choice *choice, const struct process *process)
{
    static const unsigned lengths[] = {1, 8, 20, 100, 256, 0, 257, 272, 5000};
    if (choose(choice, 16) == 15) {
        return choose_word(choice);
    }
    tay_ua_t address = argument_address(choice, process) & (HAL_USER_LIMIT - 1);
    return TAY_RANGE(address + choose(choice, 2) * (PAGE - 4), choose_from(choice, lengths));
}

tay_time_t argument_time(struct choice *choice)
{
    switch (choose(choice, 8)) {
    case 0:
        return choose_from(choice, border);
    case 1:
        return TAY_TIME_NEVER;
    default:
        return hal_time_now() + choose(choice, 256) * UINT64_C(10000);
    }
}

/* What the name of an argument suggests. */
static uint64_t number(struct choice *choice, const char *name)
{
    if (fixed_priority < TAY_PRIORITY_COUNT && strcmp(name, "priority") == 0) {
        return fixed_priority;
    }
    if (fixed_priority < TAY_PRIORITY_COUNT && machine_core_count() > 1 &&
        strcmp(name, "core") == 0) {
        return TAY_CORE_ANY;
    }
    if (choose(choice, 16) == 15) {
        return choose_from(choice, border);
    }
    for (unsigned i = 0; i < sizeof plausible / sizeof *plausible; i++) {
        if (strcmp(plausible[i].name, name) == 0) {
            return plausible[i].value[choose(choice, plausible[i].count)];
        }
    }
    return choose_from(choice, border);
}

/* Flags of mappings are seldom valid by chance. */
static uint64_t flags(struct choice *choice, const struct row_argument *argument)
{
    static const uint8_t mapping[] = {
        TAY_MAP_READ,
        TAY_MAP_READ | TAY_MAP_WRITE,
        TAY_MAP_WRITE | TAY_MAP_FIXED,
        TAY_MAP_READ | TAY_MAP_EXECUTE,
        TAY_MAP_READ | TAY_MAP_SHARED,
        TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED,
        TAY_MAP_EXECUTE | TAY_MAP_SHARED,
        TAY_MAP_READ | TAY_MAP_FIXED,
        TAY_MAP_GUARD,
    };
    unsigned way = choose(choice, 16);

    if (way == 15) {
        return choose_word(choice);
    }
    if (way >= 12) {
        return choose(choice, 256) & argument->mask;
    }
    return argument->mask == TAY_RIGHTS_ALL ? argument->mask
                                            : choose_from(choice, mapping) & argument->mask;
}

/* The process of whose call the current thread has in hand is the only one that it can clone. */
static tay_cap_t client(struct choice *choice, const struct process *process, unsigned object)
{
    const struct thread *caller = thread_of_context(sim_current())->service.caller;
    struct slot *slot = cap_table_from(&process->table, 0);
    if (caller == NULL || choose(choice, 4) == 0) {
        return argument_handle(choice, process, object);
    }
    while (slot != NULL && slot->object != &caller->process->object) {
        slot = cap_table_from(&process->table, (uint32_t)(slot - process->table.slots) + 1);
    }
    return slot == NULL ? TAY_CAP_NULL : slot->handle;
}

static uint64_t argument_value(struct choice *choice, const struct process *process,
                               const struct row_argument *argument)
{
    switch (argument->kind) {
    case ROW_WORD:
    case ROW_BYTES:
        return number(choice, argument->name);
    case ROW_ADDRESS:
        return argument_address(choice, process);
    case ROW_TIME:
        return strcmp(argument->name, "deadline_ns") == 0 ? argument_time(choice)
                                                          : number(choice, argument->name);
    case ROW_FLAGS:
        return flags(choice, argument);
    case ROW_CAP_OR_NULL:
        if (choose(choice, 2) == 0) {
            return TAY_CAP_NULL;
        }
        return argument_handle(choice, process, argument->object);
    case ROW_CAP:
        return strcmp(argument->name, "process") == 0
                   ? client(choice, process, argument->object)
                   : argument_handle(choice, process, argument->object);
    }
    return 0;
}

void argument_fill(struct choice *choice, const struct process *process,
                   const struct operation_row *row, struct tay_message *message)
{
    for (unsigned i = 0; i < row->in_count; i++) {
        message->word[i] = argument_value(choice, process, &row->in[i]);
    }
}

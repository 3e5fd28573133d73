/* SPDX-License-Identifier: MIT */
/*
 * The startup block of a program that is started from a file. Invariant: there is room for every
 * descriptor and every text before the first is put in.
 */
#include "launch_block.h"

#include "error.h"
#include "place.h"
#include <string.h>
#include <tay/load.h>
#include <tay/operations.h>

#define PAGE_BYTES 4096u

/* Names of what is of one process alone, or is handed on as something else. */
static const char *const own_names[] = {"account", "heartbeat", "ready", "cwd"};

static size_t round_up(size_t bytes, size_t unit)
{
    return (bytes + unit - 1) / unit * unit;
}

/* Texts
 * ---------------------------------------------------------------------------------------------
 */

/* How many there are, and bytes with their NULs. */
struct measure {
    size_t count;
    size_t bytes;
};

static struct measure measure(const struct launch_texts *texts)
{
    struct measure sum = {0};
    for (unsigned i = 0; i < texts->first_count; i++) {
        sum.bytes += strlen(texts->first[i]) + 1;
        sum.count++;
    }
    for (char *const *text = texts->rest; *text != NULL && sum.bytes <= LAUNCH_ARGUMENT_BYTES;
         text++) {
        sum.bytes += strlen(*text) + 1;
        sum.count++;
    }
    return sum;
}

/* Adds a text to a block that is as long as total_bytes says. */
static void put_text(struct tay_startup *block, const char *text)
{
    size_t bytes = strlen(text) + 1;
    memcpy((char *)block + block->total_bytes, text, bytes);
    block->total_bytes += (uint32_t)bytes;
}

static uint32_t put_texts(struct tay_startup *block, const struct launch_texts *texts,
                          uint32_t count)
{
    uint32_t at = block->total_bytes;
    for (unsigned i = 0; i < texts->first_count; i++) {
        put_text(block, texts->first[i]);
    }
    for (uint32_t i = texts->first_count; i < count; i++) {
        put_text(block, texts->rest[i - texts->first_count]);
    }
    return at;
}

static void put_directory(struct tay_startup *block)
{
    place_lock();
    block->directory_offset_bytes = block->total_bytes;
    put_text(block, place_working_directory());
    place_unlock();
}

/* Room
 * ----------------------------------------------------------------------------------------------
 */

/* For one block at a time that is not large; others get pages of their own. No lock: who is started
 * by a signal's handler must not wait for whom that has interrupted. */
static char small[PAGE_BYTES] __attribute__((aligned(16)));
static bool small_is_taken; /* atomic */

static int take_room(size_t bytes, tay_ua_t *address_out)
{
    if (bytes <= sizeof small && !__atomic_exchange_n(&small_is_taken, true, __ATOMIC_ACQUIRE)) {
        *address_out = (tay_ua_t)small;
        return 0;
    }
    return error_number(tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, round_up(bytes, PAGE_BYTES), 0,
                                      TAY_MAP_READ | TAY_MAP_WRITE, address_out));
}

static void give_room_back(void *room, size_t bytes)
{
    if (room == small) {
        __atomic_store_n(&small_is_taken, false, __ATOMIC_RELEASE);
        return;
    }
    enum tay_status status =
        tay_space_unmap(TAY_CAP_SELF, (tay_ua_t)room, round_up(bytes, PAGE_BYTES));
    (void)status; /* ours */
}

static size_t count_open(const struct launch_plan *plan)
{
    size_t count = 0;
    for (unsigned i = 0; i < plan->descriptor_count; i++) {
        count += plan->descriptors[i].place != NULL;
    }
    return count;
}

_Static_assert(sizeof(struct tay_startup) +
                       DESCRIPTORS_MAX * sizeof(struct tay_startup_descriptor) +
                       LAUNCH_ARGUMENT_BYTES + TAY_FILE_PATH_BYTES + 1 <=
                   TAY_STARTUP_BYTES_MAX,
               "the largest block has room");

int launch_block_begin(const struct launch_plan *plan, const struct launch_texts *arguments,
                       struct launch_block *block_out)
{
    const struct launch_texts variables = {.rest = plan->environment};
    struct measure argument_measure = measure(arguments);
    struct measure variable_measure = measure(&variables);
    size_t texts = argument_measure.count + variable_measure.count;
    size_t text_bytes = argument_measure.bytes + variable_measure.bytes;
    if (text_bytes + texts * sizeof(char *) > LAUNCH_ARGUMENT_BYTES) {
        return E2BIG;
    }
    size_t tables_bytes =
        sizeof(struct tay_startup) + count_open(plan) * sizeof(struct tay_startup_descriptor);
    size_t room_bytes = tables_bytes + text_bytes + TAY_FILE_PATH_BYTES + 1;
    tay_ua_t address;
    int error = take_room(room_bytes, &address);
    if (error != 0) {
        return error;
    }
    struct tay_startup *block = (struct tay_startup *)address;
    memset(block, 0, offsetof(struct tay_startup, cap));
    block->magic = TAY_STARTUP_MAGIC;
    block->version = TAY_STARTUP_VERSION;
    block->total_bytes = (uint32_t)tables_bytes;
    block->descriptor_offset_bytes = sizeof(struct tay_startup);
    block->argument_count = (uint32_t)argument_measure.count;
    block->argument_offset_bytes = put_texts(block, arguments, block->argument_count);
    block->variable_count = (uint32_t)variable_measure.count;
    block->variable_offset_bytes = put_texts(block, &variables, block->variable_count);
    put_directory(block);
    block->held = plan->signals.held;
    block->ignored = plan->signals.ignored;
    *block_out = (struct launch_block){block, room_bytes, (uint32_t)texts};
    return 0;
}

/* Capabilities
 * --------------------------------------------------------------------------------------
 */

/* Gives a copy; null in *given_out: it may not be handed on, or is gone. */
static int give(tay_cap_t process, tay_cap_t handle, tay_cap_t *given_out)
{
    tay_word_t given;
    enum tay_status status = tay_process_give(process, handle, TAY_RIGHTS_ALL, &given);
    *given_out = status == TAY_OK ? (tay_cap_t)given : TAY_CAP_NULL;
    return status == TAY_EFULL ? ENOMEM : 0;
}

static bool is_own(const char *name)
{
    for (unsigned i = 0; i < sizeof own_names / sizeof *own_names; i++) {
        if (name[0] == own_names[i][0] && strcmp(name, own_names[i]) == 0) {
            return true;
        }
    }
    return name[0] == 'f' && name[1] == 'd' && name[2] >= '0' && name[2] <= '9';
}

static int give_named(struct tay_startup *block, tay_cap_t process)
{
    const struct tay_startup *own = tay_startup();
    for (uint32_t i = 0; i < own->cap_count; i++) {
        struct tay_startup_cap *cap = &block->cap[block->cap_count];
        *cap = own->cap[i];
        if (is_own(cap->name)) {
            continue;
        }
        int error = give(process, own->cap[i].handle, &cap->handle);
        if (error != 0) {
            return error;
        }
        block->cap_count += cap->handle != TAY_CAP_NULL;
    }
    return 0;
}

/* Two descriptors of one open file are given one capability. */
static tay_cap_t find_given(const struct launch_plan *plan, unsigned number,
                            const struct tay_startup_descriptor *given, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (plan->descriptors[given[i].number].place == plan->descriptors[number].place) {
            return given[i].handle;
        }
    }
    return TAY_CAP_NULL;
}

static int give_descriptors(struct tay_startup *block, const struct launch_plan *plan,
                            tay_cap_t process)
{
    struct tay_startup_descriptor *table = (struct tay_startup_descriptor *)(block + 1);
    for (unsigned i = 0; i < plan->descriptor_count; i++) {
        const struct descriptor_copy *copy = &plan->descriptors[i];
        if (copy->place == NULL || copy->closes) {
            continue;
        }
        tay_cap_t session = copy->file.session;
        tay_cap_t given = find_given(plan, i, table, block->descriptor_count);
        int error = 0;
        if (given == TAY_CAP_NULL && session != TAY_CAP_NULL) {
            error = give(process, session, &given);
        }
        if (error != 0) {
            return error;
        }
        if (given != TAY_CAP_NULL || session == TAY_CAP_NULL) {
            table[block->descriptor_count++] = (struct tay_startup_descriptor){
                i, given, (uint16_t)copy->file.kind, is_terminal(&copy->file),
                (uint32_t)(copy->file.flags & ~FILE_IS_TERMINAL)};
        }
    }
    return 0;
}

int launch_block_give(struct launch_block *block, const struct launch_plan *plan, tay_cap_t process)
{
    tay_cap_t directory = place_working_session();
    int error = give_named(block->block, process);
    if (error == 0 && directory != TAY_CAP_NULL) {
        error = give(process, directory, &block->block->directory_cap);
    }
    return error != 0 ? error : give_descriptors(block->block, plan, process);
}

int launch_block_load(const struct launch_block *block, tay_cap_t process, tay_ua_t *address_out)
{
    const struct tay_load_piece piece = {
        .content = block->block,
        .content_bytes = block->block->total_bytes,
        .memory_bytes = block->block->total_bytes,
        .address_ua =
            TAY_PROGRAM_ADDRESS_MIN - (tay_ua_t)round_up(block->block->total_bytes, PAGE_BYTES),
        .protection = TAY_MAP_READ | TAY_MAP_WRITE,
    };
    *address_out = piece.address_ua;
    return error_number(tay_load_piece(TAY_OWN_ACCOUNT, process, &piece));
}

void launch_block_end(struct launch_block *block)
{
    give_room_back(block->block, block->room_bytes);
}

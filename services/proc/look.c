/* SPDX-License-Identifier: MIT */
/*
 * Looking at processes. The startup block is the mapping that ends where a program's addresses
 * begin (tay/startup.h).
 */
#include "look.h"

#include "text.h"
#include <string.h>
#include <tay/operations.h>

static bool read_memory(tay_cap_t process, tay_ua_t address, void *to, size_t bytes)
{
    size_t done_bytes = 0;
    return tay_space_read(process, address, to, bytes, &done_bytes) == TAY_OK &&
           done_bytes == bytes;
}

bool look_mapping(tay_cap_t process, tay_ua_t address, struct look_mapping *mapping_out)
{
    size_t length_bytes, offset_bytes;
    enum tay_status status = tay_space_query(process, address, &mapping_out->start, &length_bytes,
                                             &mapping_out->flags, &offset_bytes);
    mapping_out->end = mapping_out->start + length_bytes;
    return status == TAY_OK;
}

bool look_startup(tay_cap_t process, struct tay_startup *startup_out, tay_ua_t *start_out)
{
    struct look_mapping mapping;
    if (!look_mapping(process, TAY_PROGRAM_ADDRESS_MIN - 1, &mapping) ||
        mapping.start >= TAY_PROGRAM_ADDRESS_MIN) {
        return false;
    }
    size_t length_bytes = mapping.end - mapping.start;
    *start_out = mapping.start;
    return length_bytes >= sizeof *startup_out &&
           read_memory(process, mapping.start, startup_out, sizeof *startup_out) &&
           startup_out->magic == TAY_STARTUP_MAGIC && startup_out->version == TAY_STARTUP_VERSION &&
           startup_out->total_bytes <= length_bytes &&
           startup_out->argument_offset_bytes < startup_out->total_bytes &&
           startup_out->cap_count <= TAY_STARTUP_CAPS;
}

/* A copy is looked at, since a handle means something in its own table only. */
bool look_capability(tay_cap_t process, tay_cap_t handle, tay_word_t *type_out,
                     tay_word_t *rights_out)
{
    tay_word_t badge;
    tay_cap_t copy;
    if (tay_process_take(process, handle, &copy) != TAY_OK) {
        return false;
    }
    enum tay_status queried = tay_cap_query(copy, type_out, rights_out, &badge);
    enum tay_status closed = tay_cap_close(copy);
    (void)closed; /* it may have ended */
    return queried == TAY_OK;
}

struct look_arguments look_arguments(tay_cap_t process)
{
    static struct tay_startup startup;
    struct look_arguments arguments = {.process = process};
    tay_ua_t start;
    if (look_startup(process, &startup, &start)) {
        arguments.at = start + startup.argument_offset_bytes;
        arguments.end = start + startup.total_bytes;
        arguments.left = startup.argument_count;
    }
    return arguments;
}

size_t look_read_arguments(struct look_arguments *arguments, char *to, size_t room_bytes)
{
    size_t bytes = arguments->end - arguments->at;
    bytes = bytes < room_bytes ? bytes : room_bytes;
    if (arguments->left == 0 || bytes == 0 ||
        !read_memory(arguments->process, arguments->at, to, bytes)) {
        return 0;
    }
    size_t used_bytes = 0;
    while (used_bytes < bytes && arguments->left > 0) {
        arguments->left -= to[used_bytes] == '\0';
        used_bytes++;
    }
    arguments->at += used_bytes;
    return used_bytes;
}

void look_name(tay_cap_t process, char name[LOOK_NAME_BYTES])
{
    char path[256];
    struct look_arguments arguments = look_arguments(process);
    arguments.left = arguments.left > 0 ? 1 : 0;
    size_t bytes = look_read_arguments(&arguments, path, sizeof path - 1);
    path[bytes] = '\0';
    const char *slash = strrchr(path, '/');
    text_clean(slash == NULL ? path : slash + 1, name, LOOK_NAME_BYTES);
}

tay_cap_t look_thread(const struct member *member)
{
    return member->thread != TAY_CAP_NULL ? member->thread : member->first;
}

struct look_state look_state(const struct member *member)
{
    static const char *const words[] = {[TAY_THREAD_STOPPED] = "stopped",
                                        [TAY_THREAD_READY] = "running",
                                        [TAY_THREAD_BLOCKED] = "waiting"};
    struct look_state state = {.state = "ended"};
    tay_word_t thread_state;
    if (member->has_ended || tay_process_query(member->process, &state.threads, &state.slots_used,
                                               &state.mapped_bytes) != TAY_OK) {
        return state;
    }
    tay_cap_t thread = look_thread(member);
    state.state = "?";
    state.has_thread =
        thread != TAY_CAP_NULL &&
        tay_thread_query(thread, &thread_state, &state.priority, &state.run_ns) == TAY_OK;
    if (state.has_thread && thread_state < sizeof words / sizeof words[0]) {
        state.state = words[thread_state];
    }
    return state;
}

/* SPDX-License-Identifier: MIT */
/*
 * The entry of a program: its startup block becomes main's arguments and named capabilities.
 *
 * The block is checked before it is believed: a program with a wrong one exits with status 255 and
 * has done nothing.
 */
#include <tay/runtime.h>

#include "startup.h"
#include <string.h>
#include <tay/operations.h>

#define EXIT_BAD_STARTUP 255

static bool block_is_valid(const struct tay_startup *block)
{
    return block->magic == TAY_STARTUP_MAGIC && block->version == TAY_STARTUP_VERSION &&
           block->total_bytes <= TAY_STARTUP_BYTES_MAX && block->cap_count <= TAY_STARTUP_CAPS &&
           block->argument_count <= block->total_bytes &&
           block->argument_offset_bytes <= block->total_bytes &&
           block->variable_count <= block->total_bytes &&
           block->variable_offset_bytes <= block->total_bytes;
}

/* Points at each text of those at an offset, and ends with NULL; false: they do not lie in the
 * block. */
static bool find_texts(const struct tay_startup *block, uint32_t offset_bytes, uint32_t count,
                       char **texts)
{
    const char *at = (const char *)block + offset_bytes;
    const char *end = (const char *)block + block->total_bytes;
    for (uint32_t i = 0; i < count; i++) {
        size_t length_bytes = strnlen(at, (size_t)(end - at));
        if (length_bytes == (size_t)(end - at)) {
            return false;
        }
        texts[i] = (char *)(uintptr_t)at;
        at += length_bytes + 1;
    }
    texts[count] = NULL;
    return true;
}

__attribute__((noreturn)) static void give_up(void)
{
    for (;;) {
        enum tay_status status = tay_process_exit(TAY_CAP_SELF, EXIT_BAD_STARTUP);
        (void)status; /* does not return */
    }
}

void tay_enter(uintptr_t argument, tay_cap_t thread)
{
    const struct tay_startup *block = (const struct tay_startup *)argument;
    if (!block_is_valid(block)) {
        give_up();
    }
    /* On the stack, which has room for them: this function never returns. */
    char *arguments[block->argument_count + 1];
    char *variables[block->variable_count + 1];
    if (!find_texts(block, block->argument_offset_bytes, block->argument_count, arguments) ||
        !find_texts(block, block->variable_offset_bytes, block->variable_count, variables)) {
        give_up();
    }
    startup_set(block, thread);
    struct tay_runtime runtime = {
        .thread = thread,
        .log = tay_startup_cap("log"),
        .seed = block->seed,
        .argument_count = (int)block->argument_count,
        .arguments = arguments,
        .environment = variables,
    };
    tay_runtime_run(&runtime);
}

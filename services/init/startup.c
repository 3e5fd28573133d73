/* SPDX-License-Identifier: MIT */
/*
 * The startup block: header and capabilities, then the arguments, then the environment.
 */
#include "startup.h"

#include <string.h>

_Static_assert(sizeof(struct tay_startup) + 2 * TAY_STARTUP_ARGUMENT_BYTES <= TAY_STARTUP_BYTES,
               "arguments and environment fit behind the largest block");
_Static_assert(TAY_MANIFEST_CAPS <= TAY_STARTUP_CAPS, "every capability of a manifest fits");

/* Adds bytes to a block that is as long as `at` says. */
static size_t append(union startup_page *page, size_t at, const char *bytes, size_t length_bytes)
{
    memcpy(page->bytes + at, bytes, length_bytes);
    return at + length_bytes;
}

void startup_begin(union startup_page *page, const struct tay_manifest *manifest, tay_ua_t stack_ua,
                   uint64_t seed)
{
    const struct tay_manifest_texts *arguments = &manifest->arguments;
    const struct tay_manifest_texts *environment = &manifest->environment;
    size_t at = sizeof page->block;
    size_t end = append(page, at, manifest->program, strlen(manifest->program) + 1);
    size_t variables_at = append(page, end, arguments->text, arguments->bytes);
    end = append(page, variables_at, environment->text, environment->bytes);
    page->block = (struct tay_startup){
        .magic = TAY_STARTUP_MAGIC,
        .version = TAY_STARTUP_VERSION,
        .total_bytes = (uint32_t)end,
        .argument_count = arguments->count + 1,
        .argument_offset_bytes = (uint32_t)at,
        .variable_count = environment->count,
        .variable_offset_bytes = (uint32_t)variables_at,
        .seed = seed,
        .stack_ua = stack_ua,
        .stack_bytes = manifest->stack_bytes,
    };
}

void startup_add_cap(union startup_page *page, const char *name, tay_cap_t handle, uint32_t detail)
{
    struct tay_startup_cap *cap = &page->block.cap[page->block.cap_count++];
    strncpy(cap->name, name, sizeof cap->name - 1);
    cap->handle = handle;
    cap->detail = detail;
}

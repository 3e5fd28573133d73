/* SPDX-License-Identifier: MIT */
/*
 * The startup block: header and capabilities, then the arguments.
 */
#include "startup.h"

#include <string.h>

_Static_assert(sizeof(struct tay_startup) + TAY_STARTUP_ARGUMENT_BYTES <= TAY_STARTUP_BYTES,
               "the arguments fit behind the largest block");
_Static_assert(TAY_MANIFEST_CAPS <= TAY_STARTUP_CAPS, "every capability of a manifest fits");

void startup_begin(union startup_page *page, const struct tay_manifest *manifest, uint64_t seed)
{
    size_t at = sizeof page->block;
    size_t name_bytes = strlen(manifest->program) + 1;
    memset(page, 0, sizeof *page);
    memcpy(page->bytes + at, manifest->program, name_bytes);
    memcpy(page->bytes + at + name_bytes, manifest->argument, manifest->argument_bytes);
    page->block = (struct tay_startup){
        .magic = TAY_STARTUP_MAGIC,
        .version = TAY_STARTUP_VERSION,
        .total_bytes = (uint32_t)(at + name_bytes + manifest->argument_bytes),
        .argument_count = manifest->argument_count + 1,
        .argument_offset_bytes = (uint32_t)at,
        .seed = seed,
        .stack_ua = TAY_PROGRAM_STACK_END_UA - manifest->stack_bytes,
        .stack_bytes = manifest->stack_bytes,
    };
}

void startup_add_cap(union startup_page *page, const char *name, tay_cap_t handle)
{
    struct tay_startup_cap *cap = &page->block.cap[page->block.cap_count++];
    strncpy(cap->name, name, sizeof cap->name - 1);
    cap->handle = handle;
}

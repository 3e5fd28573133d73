/* SPDX-License-Identifier: MIT */
/*
 * What the startup block names. A program without one, which is init, finds nothing.
 */
#include "startup.h"

#include <string.h>

static const struct tay_startup *startup_block;
static tay_cap_t startup_thread;

void startup_set(const struct tay_startup *block, tay_cap_t thread)
{
    startup_block = block;
    startup_thread = thread;
}

const struct tay_startup *tay_startup(void)
{
    return startup_block;
}

tay_cap_t tay_startup_thread(void)
{
    return startup_thread;
}

static const struct tay_startup_cap *find(const char *name)
{
    for (uint32_t i = 0; startup_block != NULL && i < startup_block->cap_count; i++) {
        if (strncmp(startup_block->cap[i].name, name, TAY_STARTUP_NAME_BYTES) == 0) {
            return &startup_block->cap[i];
        }
    }
    return NULL;
}

tay_cap_t tay_startup_cap(const char *name)
{
    const struct tay_startup_cap *cap = find(name);
    return cap == NULL ? TAY_CAP_NULL : cap->handle;
}

uint32_t tay_startup_time_ms(const char *name)
{
    const struct tay_startup_cap *cap = find(name);
    return cap == NULL ? 0 : cap->time_ms;
}

/* SPDX-License-Identifier: MIT */
/*
 * Building the startup block of a program.
 */
#ifndef INIT_STARTUP_H
#define INIT_STARTUP_H

#include <tay/manifest.h>
#include <tay/startup.h>

/* A block under construction: as it will lie in the program's page. */
union startup_page {
    struct tay_startup block;
    char bytes[TAY_STARTUP_BYTES];
};

/* Begins a block: stack, arguments and seed of a program; no capabilities yet. */
void startup_begin(union startup_page *page, const struct tay_manifest *manifest, tay_ua_t stack_ua,
                   uint64_t seed);

/* Names a capability in it, with what tay/startup.h says besides, or 0. The manifest's parser has
 * seen to it that there is room. */
void startup_add_cap(union startup_page *page, const char *name, tay_cap_t handle, uint32_t detail);

#endif

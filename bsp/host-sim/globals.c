/* SPDX-License-Identifier: MIT */
/*
 * The kernel's variables. A real board loads them with each boot; here they are saved before main
 * and put back when a machine starts. They lie in two sections (kernel_sections.h), whose bounds
 * the linker names.
 */
#include "state.h"

#include <stdlib.h>

extern unsigned char __start_kernel_bss[], __stop_kernel_bss[];
extern unsigned char __start_kernel_data[], __stop_kernel_data[];

/* So that both sections exist whatever the kernel has. */
__attribute__((section("kernel_bss"), used)) static unsigned char some_bss[1];
__attribute__((section("kernel_data"), used)) static unsigned char some_data[1] = {1};

static unsigned char *saved;

/* Byte by byte, past the sanitizer: its red zones lie between the variables and belong to them. */
__attribute__((no_sanitize("address"))) static void
copy(volatile unsigned char *to, const volatile unsigned char *from, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        to[i] = from[i];
    }
}

__attribute__((constructor)) static void globals_save(void)
{
    size_t bss_bytes = (size_t)(__stop_kernel_bss - __start_kernel_bss);
    size_t data_bytes = (size_t)(__stop_kernel_data - __start_kernel_data);

    saved = malloc(bss_bytes + data_bytes);
    if (saved == NULL) {
        abort();
    }
    copy(saved, __start_kernel_bss, bss_bytes);
    copy(saved + bss_bytes, __start_kernel_data, data_bytes);
}

void globals_restore(void)
{
    size_t bss_bytes = (size_t)(__stop_kernel_bss - __start_kernel_bss);
    size_t data_bytes = (size_t)(__stop_kernel_data - __start_kernel_data);

    copy(__start_kernel_bss, saved, bss_bytes);
    copy(__start_kernel_data, saved + bss_bytes, data_bytes);
}

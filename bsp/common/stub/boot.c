/* SPDX-License-Identifier: MIT */
/*
 * What the kernel of a board does that is not supported yet: it says so, and ends.
 *
 * It never calls core. The table of upcalls makes the linker find each of them, and the compiler
 * check its type, as a real board's entry code would.
 */
#include "stub.h"

#include <hal/console.h>
#include <hal/upcall.h>

struct upcalls {
    struct hal_context *(*on_boot)(const struct hal_boot *boot);
    struct hal_context *(*on_core)(void);
    struct hal_context *(*on_trap)(struct hal_context *context, unsigned trap);
    struct hal_context *(*on_fault)(struct hal_context *context, const struct hal_fault *fault);
    struct hal_context *(*on_interrupt)(struct hal_context *context);
    void *(*table_take)(struct hal_space *space);
    void (*table_give)(struct hal_space *space, void *table);
    void (*table_hold)(void *table);
    bool (*table_is_shared)(const void *table);
    void (*page_drop)(struct hal_pa page);
};

__attribute__((used)) static const struct upcalls upcalls = {
    .on_boot = kernel_on_boot,
    .on_core = kernel_on_core,
    .on_trap = kernel_on_trap,
    .on_fault = kernel_on_fault,
    .on_interrupt = kernel_on_interrupt,
    .table_take = kernel_table_take,
    .table_give = kernel_table_give,
    .table_hold = kernel_table_hold,
    .table_is_shared = kernel_table_is_shared,
    .page_drop = kernel_page_drop,
};

noreturn void stub_main(void)
{
    static const char line[] = "Tayberry: " STUB_BOARD ": this board is not supported yet\n";
    hal_console_write(line, sizeof(line) - 1);
    stub_end(STUB_STATUS_UNSUPPORTED);
}

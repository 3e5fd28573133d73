/* SPDX-License-Identifier: MIT */
/*
 * What core offers to a board, for tests: finds the case, hands the upcalls on, and has memory.
 */
#include "board_test.h"

#include <a64_map.h>
#include <command_line.h>
#include <hal/console.h>
#include <hal/memory.h>
#include <hal/system.h>

static const struct board_case *const core_cases[] = {
    boot_cases,  end_cases,       registers_cases, fp_cases,
    fault_cases, interrupt_cases, panic_cases,     map_cases,
};

static const struct board_case *core_case;
static struct hal_memory_range core_memory; /* not given out yet */
static struct hal_memory_range core_busy;   /* until the boot is over */

void test_check(bool good, const char *why)
{
    if (!good) {
        say("FAILED: %s\n", why);
        hal_system_exit(1);
    }
}

noreturn void test_pass(void)
{
    say("passed\n");
    hal_system_exit(0);
}

struct hal_pa frame_take(void)
{
    struct hal_pa frame = core_memory.start;

    test_check(core_memory.bytes >= HAL_PAGE_BYTES, "there is memory");
    core_memory.start.value += HAL_PAGE_BYTES;
    core_memory.bytes -= HAL_PAGE_BYTES;
    hal_page_clear(hal_linear_va(frame));
    return frame;
}

static const struct board_case *core_find(const char *line)
{
    for (size_t n = 0; n < sizeof core_cases / sizeof *core_cases; n++) {
        for (const struct board_case *one = core_cases[n]; one->word != NULL; one++) {
            if (command_line_has(line, one->word)) {
                return one;
            }
        }
    }
    test_check(false, "the command line has a case that exists");
    return NULL;
}

struct hal_context *kernel_on_boot(const struct hal_boot *boot)
{
    test_check(boot->range_count > 0, "the board has memory");
    core_memory = boot->range[boot->range_count - 1];
    core_busy = boot->range[0];
    core_busy.start.value += core_busy.bytes - boot->busy_bytes;
    core_busy.bytes = boot->busy_bytes;
    core_case = core_find(boot->command_line);
    return core_case->on_boot(boot);
}

/* Whether the kernel can read there. PAR_EL1.F: the translation faulted (ARM DDI 0487, D13.2.99).
 */
static bool core_can_read(uintptr_t va)
{
    uint64_t result;

    __asm__ volatile("at s1e1r, %1\n\tisb\n\tmrs %0, par_el1" : "=r"(result) : "r"(va));
    return (result & 1) == 0;
}

/* The boot code has become memory, and is no code any more. */
void kernel_on_boot_over(void)
{
    test_check(core_busy.bytes > 0, "there was boot code");
    for (size_t offset = 0; offset < core_busy.bytes; offset += HAL_PAGE_BYTES) {
        struct hal_pa page = {core_busy.start.value + offset};

        test_check(!core_can_read((uintptr_t)a64_image_start + offset), "its window is closed");
        test_check(core_can_read((uintptr_t)hal_linear_va(page)), "it is in the linear map");
        hal_page_clear(hal_linear_va(page));
    }
}

/* The other cores sleep, unless a case wants something of them. */
struct hal_context *kernel_on_core(void)
{
    return NULL;
}

/* No trap goes a short way here. */
struct hal_context *kernel_fast_call(tay_word_t handle)
{
    (void)handle;
    return NULL;
}

struct hal_context *kernel_fast_reply_recv(tay_word_t handle)
{
    (void)handle;
    return NULL;
}

struct hal_context *kernel_fast_notify(tay_word_t handle)
{
    (void)handle;
    return NULL;
}

struct hal_context *kernel_fast_wait(tay_word_t handle)
{
    (void)handle;
    return NULL;
}

struct hal_context *kernel_fast_recv(tay_word_t handle)
{
    (void)handle;
    return NULL;
}

struct hal_context *kernel_fast_yield(void)
{
    return NULL;
}

struct hal_context *kernel_on_trap(struct hal_context *context, unsigned trap)
{
    test_check(core_case->on_trap != NULL, "nothing traps");
    return core_case->on_trap(context, trap);
}

struct hal_context *kernel_on_operation(struct hal_context *context, void *capability)
{
    (void)capability;
    return context;
}

struct hal_context *kernel_on_fault(struct hal_context *context, const struct hal_fault *fault)
{
    if (core_case->on_fault == NULL) {
        say("fault %lu at %#lx, pc %#lx\n", (unsigned long)fault->kind, fault->address, fault->pc);
        test_check(false, "nothing faults");
    }
    return core_case->on_fault(context, fault);
}

struct hal_context *kernel_on_interrupt(struct hal_context *context)
{
    test_check(core_case->on_interrupt != NULL, "nothing interrupts");
    return core_case->on_interrupt(context);
}

void *kernel_table_take(struct hal_space *space)
{
    (void)space;
    return hal_linear_va(frame_take());
}

void kernel_table_hold(void *table)
{
    (void)table;
}

bool kernel_table_is_shared(const void *table)
{
    (void)table;
    return false;
}

uint32_t *kernel_frame_entry;

void kernel_page_drop(struct hal_pa page)
{
    (void)page;
}

void kernel_table_give(struct hal_space *space, void *table)
{
    (void)space;
    (void)table; /* a run is short */
}

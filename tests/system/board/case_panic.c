/* SPDX-License-Identifier: MIT */
/*
 * What the kernel says of its own faults, and that each of these is one. Functions here call one
 * another so that the backtrace has something to tell.
 */
#include "board_test.h"

#include <a64_core.h>
#include <a64_map.h>
#include <command_line.h>
#include <hal/system.h>

void panic_undefined(void);
void panic_float(void);
void panic_entry(void);

extern uintptr_t __stack_chk_guard;

static volatile uint64_t
    panic_sink; /* keeps calls from being the last thing that a function does */

__attribute__((noinline)) static uint64_t panic_recursion(uint64_t depth)
{
    volatile char room[512];

    room[0] = (char)depth;
    room[sizeof room - 1] = room[0];
    if (depth == 0) {
        return 0;
    }
    return panic_recursion(depth + 1) + (uint64_t)room[sizeof room - 1];
}

__attribute__((noinline)) static void panic_overflow(void)
{
    panic_sink = panic_recursion(1);
}

__attribute__((noinline)) static void panic_call(void)
{
    hal_panic("as the test wants it");
}

__attribute__((noinline)) static void panic_write(void *address)
{
    *(volatile uint32_t *)address = 1;
}

static void panic_write_text(void)
{
    panic_write(a64_image_start);
    panic_sink = 1;
}

static void panic_write_rodata(void)
{
    panic_write(a64_text_end);
    panic_sink = 1;
}

static void panic_read(const volatile uint64_t *address)
{
    panic_sink = *address;
}

static void panic_null(void)
{
    panic_read((const uint64_t *)16);
    panic_sink = 1;
}

/* The kernel's text through the linear map. */
static void panic_linear(void)
{
    panic_read(hal_linear_va((struct hal_pa){a64_image_pa(a64_image_start)}));
    panic_sink = 1;
}

static void panic_jump(void *address)
{
    ((void (*)(void))(uintptr_t)address)();
    panic_sink = 1;
}

static void panic_execute_data(void)
{
    static uint32_t code[4] = {0xd65f03c0}; /* ret */

    panic_jump(code);
}

static void panic_execute_memory(void)
{
    uint32_t *code = hal_linear_va(frame_take());

    code[0] = 0xd65f03c0; /* ret */
    panic_jump(code);
}

/* The backtrace meets what is no stack. */
static void panic_bad_frame(void)
{
    __asm__ volatile("mov x29, #0x30\n\tudf #0" ::: "memory");
}

/* Writes 8 words into a buffer of 4, as a wrong loop would: over the guard, not over it alone. */
__attribute__((noinline)) static void panic_smash(void)
{
    volatile uint64_t buffer[4];
    volatile uint64_t *volatile word = buffer;

    for (unsigned n = 0; n < 8; n++) {
        word[n] = 0;
    }
    panic_sink = buffer[0];
}

/* The guard's value does not show in it: two boots compare it by the seed. */
static void panic_guard(void)
{
    const unsigned char *first = (const unsigned char *)&__stack_chk_guard;

    test_check(__stack_chk_guard != 0, "there is a guard");
    test_check(*first == 0, "it begins with a zero");
    say("guard %#lx\n", __stack_chk_guard);
    test_pass();
}

static const struct {
    const char *word;
    void (*act)(void);
} panic_acts[] = {
    {"act=overflow", panic_overflow},
    {"act=call", panic_call},
    {"act=write-text", panic_write_text},
    {"act=write-rodata", panic_write_rodata},
    {"act=null", panic_null},
    {"act=linear", panic_linear},
    {"act=execute-data", panic_execute_data},
    {"act=execute-memory", panic_execute_memory},
    {"act=undefined", panic_undefined},
    {"act=float", panic_float},
    {"act=entry", panic_entry},
    {"act=bad-frame", panic_bad_frame},
    {"act=smash", panic_smash},
    {"act=guard", panic_guard},
};

__attribute__((noinline)) static void panic_act(const char *line)
{
    for (size_t n = 0; n < sizeof panic_acts / sizeof *panic_acts; n++) {
        if (command_line_has(line, panic_acts[n].word)) {
            say("stack ends at %#lx\n", a64_core_self()->stack_top - A64_STACK_BYTES);
            panic_acts[n].act();
            panic_sink = 1;
        }
    }
}

static struct hal_context *panic_on_boot(const struct hal_boot *boot)
{
    panic_act(boot->command_line);
    test_check(false, "the kernel faults");
    return NULL;
}

const struct board_case panic_cases[] = {
    {.word = "case=panic", .on_boot = panic_on_boot},
    {.word = NULL},
};

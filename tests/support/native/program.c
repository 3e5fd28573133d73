/* SPDX-License-Identifier: MIT */
/*
 * Programs as they lie in the test: text, constants and variables, each in whole pages at the
 * addresses that they have as programs of the machine, too. What runs is the text of the test; the
 * machine's processes have a page of it, for the entry to lie in.
 */
#define _GNU_SOURCE /* syscall */
#include "program.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <tay/runtime.h>
#include <unistd.h>

#include <machine.h>

/* What the linker names: pointers to all programs; the constants of the test's own sources. */
extern const struct tay_door_program *const __start_tay_programs[];
extern const struct tay_door_program *const __stop_tay_programs[];
extern const unsigned char __start_tay_rodata_test[], __stop_tay_rodata_test[];

extern char __executable_start[], etext[];

#define PAGE_MASK (HAL_PAGE_BYTES - 1)

/* What variables of programs begin with: before any has run. */
static unsigned char **initial;

void program_refuse(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fputs("tay_host_run: ", stderr);
    vfprintf(stderr, format, arguments);
    fputs("\n", stderr);
    va_end(arguments);
    abort();
}

static size_t program_count(void)
{
    return (size_t)(__stop_tay_programs - __start_tay_programs);
}

static size_t data_bytes(size_t n)
{
    return (size_t)(__start_tay_programs[n]->data_end - __start_tay_programs[n]->data);
}

/* Past the sanitizer: red zones between variables belong to them. */
__attribute__((no_sanitize("address"))) void
program_copy(volatile unsigned char *to, const volatile unsigned char *from, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        to[i] = from[i];
    }
}

void program_save(void)
{
    if (initial != NULL) {
        return;
    }
    initial = calloc(program_count(), sizeof *initial);
    for (size_t n = 0; initial != NULL && n < program_count(); n++) {
        initial[n] = malloc(data_bytes(n) + 1);
        if (initial[n] == NULL) {
            program_refuse("no memory");
        }
        program_copy(initial[n], __start_tay_programs[n]->data, data_bytes(n));
    }
}

void program_restore(void)
{
    for (size_t n = 0; initial != NULL && n < program_count(); n++) {
        unsigned char *data = __start_tay_programs[n]->data;
        if (data_bytes(n) == 0) {
            continue;
        }
        syscall(SYS_mmap, data, data_bytes(n), PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        program_copy(data, initial[n], data_bytes(n));
    }
}

void program_hide(void)
{
    program_save();
    for (size_t n = 0; n < program_count(); n++) {
        syscall(SYS_munmap, __start_tay_programs[n]->data, data_bytes(n));
    }
}

bool program_has_text(tay_ua_t pc)
{
    for (size_t n = 0; n < program_count(); n++) {
        const struct tay_door_program *program = __start_tay_programs[n];
        if (pc >= (tay_ua_t)program->text && pc < (tay_ua_t)program->text_end) {
            return true;
        }
    }
    return false;
}

bool program_show(tay_ua_t address, tay_ua_t pc)
{
    bool is_ours =
        pc >= (uintptr_t)__executable_start && pc < (uintptr_t)etext && !program_has_text(pc);
    for (size_t n = 0; is_ours && n < program_count(); n++) {
        size_t offset = address - (tay_ua_t)__start_tay_programs[n]->data;
        if (offset < data_bytes(n)) {
            size_t start = offset & ~(size_t)PAGE_MASK;
            unsigned char *page = __start_tay_programs[n]->data + start;
            syscall(SYS_mmap, page, HAL_PAGE_BYTES, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
            program_copy(page, initial[n] + start, HAL_PAGE_BYTES);
            return true;
        }
    }
    return false;
}

const struct tay_door_program *program_find(const char *name)
{
    for (size_t n = 0; n < program_count(); n++) {
        if (strcmp(__start_tay_programs[n]->name, name) == 0) {
            return __start_tay_programs[n];
        }
    }
    return NULL;
}

bool program_has_data(tay_ua_t address)
{
    for (size_t n = 0; n < program_count(); n++) {
        tay_ua_t data = (tay_ua_t)__start_tay_programs[n]->data;
        if (address >= data && address - data < data_bytes(n)) {
            return true;
        }
    }
    return false;
}

static struct program_segment entry_page(uintptr_t entry)
{
    uintptr_t start = entry & ~(uintptr_t)PAGE_MASK;
    return (struct program_segment){start, (const unsigned char *)start, HAL_PAGE_BYTES,
                                    HAL_PAGE_BYTES, TAY_MAP_READ | TAY_MAP_EXECUTE};
}

static struct program_segment constants(const unsigned char *start, const unsigned char *stop)
{
    size_t bytes = (size_t)(stop - start);
    return (struct program_segment){(tay_ua_t)start, start, bytes, bytes, TAY_MAP_READ};
}

/* Zeros at the end of variables need no content. */
static struct program_segment variables(const struct tay_door_program *program)
{
    size_t n = 0;
    while (__start_tay_programs[n] != program) {
        n++;
    }
    size_t content_bytes = data_bytes(n);
    while (content_bytes > 0 && initial[n][content_bytes - 1] == 0) {
        content_bytes--;
    }
    return (struct program_segment){(tay_ua_t)program->data, initial[n], content_bytes,
                                    data_bytes(n), TAY_MAP_READ | TAY_MAP_WRITE};
}

size_t program_segments(const struct tay_door_program *program, struct program_segment *segment)
{
    segment[0] = entry_page((uintptr_t)program->entry);
    segment[1] = constants(program->rodata, program->rodata_end);
    segment[2] = variables(program);
    return PROGRAM_SEGMENTS;
}

size_t program_client_segments(struct program_segment *segment)
{
    segment[0] = entry_page((uintptr_t)tay_enter);
    segment[1] = constants(__start_tay_rodata_test, __stop_tay_rodata_test);
    return PROGRAM_SEGMENTS - 1;
}

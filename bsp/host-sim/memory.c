/* SPDX-License-Identifier: MIT */
/*
 * Simulated RAM, and the instruction cache's view of it: a frame may be executed only as it was
 * when it was last made executable.
 */
#define _GNU_SOURCE /* memfd_create */
#include "state.h"

#include <hal/memory.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Where RAM shall lie if nothing else does: at the same address in every run. */
#define RAM_HINT ((void *)0x200000000000)

/* Pages of a machine that is off are kept for the next one of the same size. They are those of a
 * file without a name, so that a harness can map single pages at their user addresses, too. */
static void *kept;
static size_t kept_bytes;
static int kept_file = -1;

static void *map_ram(size_t bytes)
{
    if (kept != NULL && kept_bytes != bytes) {
        munmap(kept, kept_bytes);
        close(kept_file);
        kept = NULL;
    }
    if (kept == NULL) {
        kept_file = memfd_create("host-sim", MFD_CLOEXEC);
        if (kept_file < 0 || ftruncate(kept_file, (off_t)bytes) != 0) {
            return MAP_FAILED;
        }
        kept = mmap(RAM_HINT, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, kept_file, 0);
        kept_bytes = bytes;
    }
    return kept;
}

int machine_memory_file(const void *memory, size_t *offset_bytes_out)
{
    size_t offset_bytes = (size_t)((uintptr_t)memory - (uintptr_t)hardware.ram);

    if (offset_bytes >= hardware.ram_bytes) {
        return -1;
    }
    *offset_bytes_out = offset_bytes;
    return kept_file;
}

static void fill_with_junk(void *ram, size_t bytes, uint64_t seed)
{
    enum { PIECE_BYTES = 8 << HAL_PAGE_SHIFT };
    uint64_t *word = ram;

    for (size_t i = 0; i < PIECE_BYTES / sizeof *word && i < bytes / sizeof *word; i++) {
        word[i] = machine_random(&seed);
    }
    for (size_t at = PIECE_BYTES; at < bytes; at += PIECE_BYTES) {
        size_t rest = bytes - at;
        memcpy((char *)ram + at, ram, rest < PIECE_BYTES ? rest : PIECE_BYTES);
    }
}

void memory_start(size_t bytes, uint64_t seed)
{
    void *ram = map_ram(bytes);

    hardware.code_digest = calloc(bytes >> HAL_PAGE_SHIFT, sizeof *hardware.code_digest);
    if (ram == MAP_FAILED || hardware.code_digest == NULL) {
        machine_break("no %zu bytes for the simulated RAM", bytes);
    }
    hardware.ram = ram;
    hardware.ram_bytes = bytes;
    fill_with_junk(ram, bytes, seed);
}

void memory_stop(void)
{
    free(hardware.code_digest);
    hardware.ram = NULL;
    hardware.code_digest = NULL;
}

bool memory_holds(uint64_t pa, size_t bytes)
{
    return pa >= MACHINE_RAM_PA && pa - MACHINE_RAM_PA <= hardware.ram_bytes &&
           bytes <= hardware.ram_bytes - (pa - MACHINE_RAM_PA);
}

void *memory_at(uint64_t pa)
{
    if (memory_holds(pa, 1)) {
        return hardware.ram + (pa - MACHINE_RAM_PA);
    }
    if (pa >= MACHINE_DEVICE_PA && pa - MACHINE_DEVICE_PA < MACHINE_DEVICE_BYTES) {
        return hardware.device + (pa - MACHINE_DEVICE_PA);
    }
    return NULL;
}

void *machine_linear_va(uintptr_t pa)
{
    if (!memory_holds(pa, 1)) {
        machine_break("physical address 0x%" PRIxPTR " is not in the linear map", pa);
    }
    return hardware.ram + (pa - MACHINE_RAM_PA);
}

uintptr_t machine_linear_pa(const void *va)
{
    uintptr_t offset = (uintptr_t)va - (uintptr_t)hardware.ram;

    if (offset >= hardware.ram_bytes) {
        machine_break("address %p is not in the linear map", va);
    }
    return MACHINE_RAM_PA + offset;
}

static void check_page(const void *page)
{
    if (machine_linear_pa(page) % HAL_PAGE_BYTES != 0) {
        machine_break("%p is not the start of a page", page);
    }
}

void hal_page_clear(void *page)
{
    check_page(page);
    memset(page, 0, HAL_PAGE_BYTES);
}

void hal_page_copy(void *destination, const void *source)
{
    check_page(destination);
    check_page(source);
    if (destination == source) {
        machine_break("a page copied to itself");
    }
    memcpy(destination, source, HAL_PAGE_BYTES);
}

/* FNV-1a over words (Fowler, Noll, Vo; 64-bit parameters); never 0. */
static uint64_t digest(const void *page)
{
    const uint64_t *word = page;
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < HAL_PAGE_BYTES / sizeof *word; i++) {
        hash = (hash ^ word[i]) * UINT64_C(0x100000001b3);
    }
    return hash == 0 ? 1 : hash;
}

static uint64_t *digest_of(uint64_t pa)
{
    return &hardware.code_digest[(pa - MACHINE_RAM_PA) >> HAL_PAGE_SHIFT];
}

void hal_page_make_executable(const void *page)
{
    check_page(page);
    *digest_of(machine_linear_pa(page)) = digest(page);
}

void memory_check_code(uint64_t pa)
{
    uint64_t start = pa & ~(uint64_t)(HAL_PAGE_BYTES - 1);

    if (!memory_holds(start, HAL_PAGE_BYTES) || *digest_of(start) != digest(memory_at(start))) {
        machine_break("page 0x%" PRIx64 " is executed and was not made executable since it was "
                      "written",
                      start);
    }
}

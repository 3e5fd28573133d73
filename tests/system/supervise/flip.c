/* SPDX-License-Identifier: MIT */
/*
 * Flips. Memory is read and written by the kernel, as far as the process itself may. Registers are
 * reached by an interrupt of the thread (thread_interrupt), as POSIX signals are: what it was
 * waiting in ends with TAY_ECANCELED.
 */
#include "flip.h"

#include "flip_page.h"
#include "random.h"
#include <expect.h>
#include <string.h>
#include <tay/operations.h>
#include <tay/registers.h>
#include <tay/time.h>

_Static_assert(FLIP_OP_RESUME == TAY_OP_thread_resume && FLIP_TRAP_CALL == TAY_TRAP_CALL,
               "as in the ABI");
_Static_assert(sizeof(struct tay_registers) <= FLIP_GO, "the registers lie in front");

#define PAGE 4096
#define GENERAL_REGISTERS 31
#define WAIT_NS (50 * TAY_NS_PER_US)
#define RANGES_MAX 64

extern const char flip_code[], flip_code_end[];

static tay_cap_t code;
static struct tay_alarm alarm;

static void sleep_ns(uint64_t time_ns)
{
    EXPECT(tay_alarm_sleep_until(&alarm, tay_time_now() + time_ns) == TAY_OK);
}

void flip_begin(void)
{
    tay_ua_t address;
    EXPECT(tay_alarm_create(&alarm) == TAY_OK);
    EXPECT(tay_memory_create(TAY_OWN_ACCOUNT, PAGE, &code) == TAY_OK);
    EXPECT(tay_space_map(TAY_CAP_SELF, code, 0, PAGE, 0,
                         TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &address) == TAY_OK);
    memcpy((void *)address, flip_code, (size_t)(flip_code_end - flip_code));
    EXPECT(tay_space_unmap(TAY_CAP_SELF, address, PAGE) == TAY_OK);
}

static enum tay_status open_page(struct flip_target *target)
{
    tay_cap_t memory;
    tay_ua_t address;
    enum tay_status status = tay_memory_create(TAY_OWN_ACCOUNT, PAGE, &memory);
    if (status != TAY_OK) {
        return status;
    }
    if (target->page != NULL) {
        EXPECT(tay_space_unmap(TAY_CAP_SELF, (tay_ua_t)target->page, PAGE) == TAY_OK);
    }
    EXPECT(tay_space_map(TAY_CAP_SELF, memory, 0, PAGE, 0,
                         TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &address) == TAY_OK);
    target->page = (char *)address;
    status = tay_space_map(target->process, memory, 0, PAGE, 0,
                           TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &target->page_ua);
    EXPECT(tay_cap_close(memory) == TAY_OK); /* the mappings keep it */
    return status;
}

void flip_open(struct flip_target *target)
{
    tay_ua_t entry;
    tay_word_t itself;
    enum tay_status status = open_page(target);
    if (status == TAY_OK) {
        status = tay_space_map(target->process, code, 0, PAGE, 0,
                               TAY_MAP_READ | TAY_MAP_EXECUTE | TAY_MAP_SHARED, &entry);
    }
    if (status == TAY_OK) {
        status = tay_process_set_upcall(target->process, entry);
    }
    if (status == TAY_OK) {
        status = tay_thread_set_save_area(target->thread, target->page_ua);
    }
    if (status == TAY_OK) {
        status = tay_process_give(target->process, target->thread, TAY_RIGHT_MANAGE, &itself);
    }
    target->is_open = status == TAY_OK; /* it may have died meanwhile */
    if (target->is_open) {
        memset(target->page, 0, PAGE);
        *(volatile uint32_t *)(target->page + FLIP_THREAD) = (uint32_t)itself;
    }
}

void flip_close(struct flip_target *target)
{
    enum tay_status status = tay_cap_close(target->process);
    status = tay_cap_close(target->thread);
    (void)status; /* they may have gone with the process */
    target->is_open = false;
}

bool flip_register(struct flip_target *target)
{
    struct tay_registers *registers = (struct tay_registers *)target->page;
    if (!target->is_open) {
        return false;
    }
    volatile uint32_t *go = (volatile uint32_t *)(target->page + FLIP_GO);
    volatile uint64_t *pc = &registers->pc;
    *go = 0;
    *pc = 0;
    if (tay_thread_interrupt(target->thread, 1) != TAY_OK) {
        return false;
    }
    sleep_ns(WAIT_NS);
    bool was_saved = *pc != 0;
    uint64_t bit = UINT64_C(1) << random_below(64);
    uint64_t which = random_below(GENERAL_REGISTERS + 2);
    if (was_saved && which < GENERAL_REGISTERS) {
        registers->x[which] ^= bit;
    } else if (was_saved && which == GENERAL_REGISTERS) {
        registers->sp ^= bit;
    } else if (was_saved) {
        registers->pc ^= bit;
    }
    *go = 1;
    return was_saved;
}

struct ranges {
    unsigned count;
    struct {
        tay_ua_t start;
        size_t length_bytes;
    } range[RANGES_MAX];
};

static void find_writable(const struct flip_target *target, struct ranges *ranges)
{
    tay_ua_t at = 0, start;
    size_t length_bytes, offset_bytes;
    tay_word_t flags;
    ranges->count = 0;
    while (ranges->count < RANGES_MAX && tay_space_query(target->process, at, &start, &length_bytes,
                                                         &flags, &offset_bytes) == TAY_OK) {
        if ((flags & TAY_MAP_WRITE) != 0 && start != target->page_ua) {
            ranges->range[ranges->count].start = start;
            ranges->range[ranges->count].length_bytes = length_bytes;
            ranges->count++;
        }
        at = start + length_bytes;
    }
}

bool flip_memory(const struct flip_target *target)
{
    struct ranges ranges;
    uint8_t byte;
    size_t done_bytes;
    find_writable(target, &ranges);
    if (ranges.count == 0) {
        return false;
    }
    uint64_t which = random_below(ranges.count);
    tay_ua_t address = ranges.range[which].start + random_below(ranges.range[which].length_bytes);
    if (tay_space_read(target->process, address, &byte, sizeof byte, &done_bytes) != TAY_OK) {
        return false;
    }
    byte ^= (uint8_t)(1u << random_below(8));
    return tay_space_write(target->process, address, &byte, sizeof byte, &done_bytes) == TAY_OK;
}

/* SPDX-License-Identifier: MIT */
/*
 * A program has exactly the capabilities that its manifest names, with exactly those rights, in an
 * address space that holds what it should and no page both writable and executable.
 */
#include "expect.h"

#include <tay/abi/object.h>
#include <tay/operations.h>
#include <tay/startup.h>

#define SELF_AND_THREAD 2

static void expect_cap(const char *name, tay_word_t type, tay_word_t rights)
{
    tay_word_t found_type;
    tay_word_t found_rights;
    tay_word_t badge;
    EXPECT(tay_cap_query(tay_startup_cap(name), &found_type, &found_rights, &badge) == TAY_OK);
    EXPECT(found_type == type && found_rights == rights);
}

static unsigned expect_mappings(void)
{
    unsigned count = 0;
    tay_ua_t start;
    size_t length_bytes;
    tay_word_t flags;
    size_t offset_bytes;
    for (tay_ua_t at = 0;
         tay_space_query(TAY_CAP_SELF, at, &start, &length_bytes, &flags, &offset_bytes) == TAY_OK;
         at = start + length_bytes) {
        EXPECT((flags & TAY_MAP_WRITE) == 0 || (flags & TAY_MAP_EXECUTE) == 0);
        EXPECT(start >= 4096);
        count++;
    }
    return count;
}

int main(void)
{
    tay_word_t threads;
    tay_word_t slots;
    size_t mapped_bytes;
    EXPECT(tay_startup()->cap_count == 6);
    EXPECT(tay_process_query(TAY_CAP_SELF, &threads, &slots, &mapped_bytes) == TAY_OK);
    EXPECT(threads == 1 && slots == SELF_AND_THREAD + 6);
    expect_cap("log", TAY_OBJECT_log, TAY_RIGHT_WRITE);
    expect_cap("machine", TAY_OBJECT_system, TAY_RIGHT_READ);
    expect_cap("irqs", TAY_OBJECT_irq_control, TAY_RIGHT_MANAGE);
    expect_cap("devices", TAY_OBJECT_device_range, TAY_RIGHT_GRANT);
    expect_cap("door", TAY_OBJECT_endpoint, TAY_RIGHT_SEND | TAY_RIGHT_RECEIVE);
    expect_cap("page", TAY_OBJECT_memory, TAY_RIGHT_READ);
    /* Text, constants, data; stack and its guard; startup block. */
    EXPECT(expect_mappings() == 6);
    EXPECT(tay_system_control(tay_startup_cap("machine"), TAY_SYSTEM_EXIT, 0) == TAY_ERIGHT);

    size_t budget_bytes;
    size_t used_bytes;
    EXPECT(tay_account_query(TAY_OWN_ACCOUNT, &budget_bytes, &used_bytes) == TAY_OK);
    EXPECT(budget_bytes == 200 * 1024 && used_bytes <= budget_bytes);
    tay_cap_t memory;
    EXPECT(tay_memory_create(TAY_OWN_ACCOUNT, budget_bytes, &memory) == TAY_ENOMEM);
    printf("exact: as it should be\n");
    return 0;
}

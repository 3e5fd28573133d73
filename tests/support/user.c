/* SPDX-License-Identifier: MIT */
/*
 * The current thread's memory, page by page through the simulated MMU; faults go to the kernel.
 */
#include "sim_internal.h"

#include <string.h>

/* An access that faults as often as this, while its thread goes on, never succeeds. */
#define TRIES 64

bool sim_fault(enum hal_fault_kind kind, tay_ua_t address)
{
    struct hal_context *thread = step_actor();
    struct hal_fault fault = {.kind = kind, .address = address, .pc = thread->pc};

    step_settle(kernel_on_fault(thread, &fault));
    return sim_current() == thread;
}

/* Host memory behind an address, valid to the end of its page; NULL: the thread is not current any
 * more. */
static void *reach(tay_ua_t address, enum hal_fault_kind access)
{
    for (unsigned i = 0; i < TRIES; i++) {
        void *bytes = machine_translate(address, access);
        if (bytes != NULL) {
            return bytes;
        }
        if (!sim_fault(access, address)) {
            return NULL;
        }
    }
    machine_break("the fault at 0x%lx comes again and again", (unsigned long)address);
}

static size_t piece_of(tay_ua_t address, size_t count)
{
    size_t rest = HAL_PAGE_BYTES - address % HAL_PAGE_BYTES;
    return count < rest ? count : rest;
}

bool sim_read(tay_ua_t address, void *bytes, size_t count)
{
    step_actor();
    for (size_t done = 0; done < count;) {
        size_t piece = piece_of(address + done, count - done);
        const void *source = reach(address + done, HAL_FAULT_READ);
        if (source == NULL) {
            return false;
        }
        memcpy((char *)bytes + done, source, piece);
        done += piece;
    }
    return true;
}

bool sim_write(tay_ua_t address, const void *bytes, size_t count)
{
    step_actor();
    for (size_t done = 0; done < count;) {
        size_t piece = piece_of(address + done, count - done);
        void *destination = reach(address + done, HAL_FAULT_WRITE);
        if (destination == NULL) {
            return false;
        }
        memcpy(destination, (const char *)bytes + done, piece);
        done += piece;
    }
    return true;
}

bool sim_execute(tay_ua_t address)
{
    step_actor();
    return reach(address, HAL_FAULT_EXECUTE) != NULL;
}

void *sim_pointer(tay_ua_t address)
{
    return (void *)address;
}

void *sim_lend(const void *bytes, size_t count)
{
    if (!sim_write(SIM_DATA_UA, bytes, count)) {
        machine_break("the current thread cannot write the start of init's data");
    }
    return sim_pointer(SIM_DATA_UA);
}

/* SPDX-License-Identifier: MIT */
/*
 * Children of a few instructions, each of which does one thing that hardware refuses and then stops
 * at a breakpoint: which of the two this program, their supervisor, hears of tells what hardware
 * did.
 */
#include "report.h"
#include "steps.h"

#include <string.h>
#include <tay/abi/fault.h>
#include <tay/fault.h>
#include <tay/operations.h>
#include <tay/trap.h>

#define PAGE_BYTES 4096u
#define CODE_UA 0x200000u
#define STACK_UA 0x300000u
#define DEVICE_UA 0x400000u
#define SLOTS 64
#define PRIORITY 10u
#define LABEL 1u
#define NOTHING_HEARD TAY_FAULT_COUNT
#define CODE_WORDS 4

/* Data, not assembly: no program of a tree that is checked for them may have such instructions. The
   first argument is the address of registers. */
struct probe {
    enum report_step step;
    enum tay_fault_kind wanted;
    bool may_go_through; /* it is left to the memory system (ARM DDI 0487, B2.9) */
    const char *text;
    uint32_t code[CODE_WORDS];
};

static const struct probe probes[] = {
    {STEP_FAULT_STACK,
     TAY_FAULT_ALIGNMENT,
     false,
     "a stack pointer that is no multiple of 16",
     {0x910023e9 /* add x9, sp, #8 */, 0x9100013f /* mov sp, x9 */, 0xf94003ea /* ldr x10, [sp] */,
      0xd4200000 /* brk #0 */}},
    {STEP_FAULT_UNALIGNED,
     TAY_FAULT_ALIGNMENT,
     false,
     "an unaligned access to a device",
     {0xb8401009 /* ldur w9, [x0, #1] */, 0xd4200000}},
    {STEP_FAULT_EXCLUSIVE,
     TAY_FAULT_BUS,
     true,
     "an exclusive access to a device",
     {0x885f7c09 /* ldxr w9, [x0] */, 0xd4200000}},
};

/* A page of memory with the code in it. */
static bool make_code(const uint32_t *code, tay_cap_t *memory_out)
{
    tay_ua_t window;
    if (tay_memory_create(TAY_OWN_ACCOUNT, PAGE_BYTES, memory_out) != TAY_OK ||
        tay_space_map(TAY_CAP_SELF, *memory_out, 0, PAGE_BYTES, 0,
                      TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &window) != TAY_OK) {
        return false;
    }
    memcpy((void *)window, code, CODE_WORDS * sizeof *code);
    return tay_space_unmap(TAY_CAP_SELF, window, PAGE_BYTES) == TAY_OK;
}

static bool map_at(tay_cap_t process, tay_cap_t memory, tay_ua_t address, unsigned flags)
{
    return tay_space_map(process, memory, 0, PAGE_BYTES, address, flags | TAY_MAP_FIXED,
                         &address) == TAY_OK;
}

static bool start(tay_cap_t process, tay_cap_t code, tay_cap_t device)
{
    tay_cap_t thread;
    return map_at(process, code, CODE_UA, TAY_MAP_READ | TAY_MAP_EXECUTE) &&
           map_at(process, TAY_CAP_NULL, STACK_UA, TAY_MAP_READ | TAY_MAP_WRITE) &&
           map_at(process, device, DEVICE_UA, TAY_MAP_READ | TAY_MAP_SHARED) &&
           tay_thread_create(process, CODE_UA, STACK_UA + PAGE_BYTES / 2, DEVICE_UA, PRIORITY,
                             &thread) == TAY_OK &&
           tay_thread_start(thread) == TAY_OK;
}

/* The fault that the code ends in; NOTHING_HEARD if it could not be tried. */
static tay_word_t fault_of(const struct probe *probe, tay_cap_t device)
{
    tay_cap_t endpoint, process, code;
    tay_word_t kind = NOTHING_HEARD;
    if (tay_endpoint_create(TAY_OWN_ACCOUNT, &endpoint) != TAY_OK ||
        tay_process_create(TAY_OWN_ACCOUNT, endpoint, LABEL, SLOTS, PRIORITY, &process) != TAY_OK) {
        return kind;
    }
    if (make_code(probe->code, &code) && start(process, code, device)) {
        struct tay_message message = {0};
        tay_trap_recv(endpoint, &message);
        if (tay_message_status(&message) == TAY_OK &&
            tay_message_kind(&message) == TAY_KIND_FAULT) {
            kind = message.word[TAY_FAULT_WORD_KIND];
        }
    }
    enum tay_status status = tay_object_destroy(process);
    status = tay_object_destroy(endpoint);
    (void)status; /* both are ours */
    return kind;
}

void fault_steps(tay_cap_t device)
{
    for (unsigned n = 0; n < sizeof probes / sizeof probes[0]; n++) {
        const struct probe *probe = &probes[n];
        tay_word_t kind = fault_of(probe, device);
        const char *what = kind == NOTHING_HEARD          ? "nothing that was heard of"
                           : kind == TAY_FAULT_BREAKPOINT ? "no fault"
                                                          : tay_fault_text(kind);
        if (kind == NOTHING_HEARD) {
            report(probe->step, false, "%s: %s", probe->text, what);
        } else if (kind == TAY_FAULT_BREAKPOINT && probe->may_go_through) {
            report_unseen(probe->step, "an exclusive access to a device goes through");
        } else {
            report_hardware(probe->step, kind == probe->wanted, "%s: %s", probe->text, what);
        }
    }
}

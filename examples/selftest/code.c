/* SPDX-License-Identifier: MIT */
/*
 * Code that is written, made executable, run, and rewritten: without the kernel's cache maintenance
 * a processor with separate caches runs what was there before. QEMU does without.
 */
#include "report.h"
#include "steps.h"

#include <tay/operations.h>

#define PAGE_BYTES 4096u
#define ROUNDS 64u
/* mov w0, #n; ret (ARM DDI 0487, C6.2: MOVZ, RET) */
#define MOV_W0(n) (0x52800000u | (uint32_t)(n) << 5)
#define RET 0xd65f03c0u

static bool protect(tay_ua_t page, unsigned protection)
{
    return tay_space_protect(TAY_CAP_SELF, page, PAGE_BYTES, protection) == TAY_OK;
}

/* Whether the code that is written there now is the one that runs. */
static bool runs_anew(tay_ua_t page, unsigned value)
{
    uint32_t *code = (uint32_t *)page;
    code[0] = MOV_W0(value);
    code[1] = RET;
    if (!protect(page, TAY_MAP_READ | TAY_MAP_EXECUTE)) {
        return false;
    }
    unsigned returned = ((unsigned (*)(void))page)();
    return protect(page, TAY_MAP_READ | TAY_MAP_WRITE) && returned == value;
}

void code_steps(void)
{
    tay_ua_t page;
    unsigned right = 0;
    if (tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, PAGE_BYTES, 0, TAY_MAP_READ | TAY_MAP_WRITE,
                      &page) != TAY_OK) {
        return; /* the step is missing in the last line */
    }
    while (right < ROUNDS && runs_anew(page, right + 1)) {
        right++;
    }
    report_hardware(STEP_CODE_REWRITTEN, right == ROUNDS, "rewritten %u times, %u times it runs",
                    ROUNDS, right);
}

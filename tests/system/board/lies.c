/* SPDX-License-Identifier: MIT */
/*
 * A machine that is not what it is: stands between the board's code and the firmware, and between
 * the entry code and C (linked with --wrap), and gives one false answer, which the test has written
 * into the image. The emulator can be ended before the command line has been read.
 */
#include <a64_board.h>
#include <a64_boot.h>
#include <a64_secondary.h>
#include <a64_semihosting.h>
#include <bcm283x.h>

void __wrap_a64_boot_early(unsigned level, uint64_t image_pa);
void __real_a64_boot_early(unsigned level, uint64_t image_pa);
bool __wrap_bcm283x_property_call(struct bcm283x_property *property);
bool __real_bcm283x_property_call(struct bcm283x_property *property);
bool __wrap_a64_board_release(unsigned core, uint64_t entry_pa);
bool __real_a64_board_release(unsigned core, uint64_t entry_pa);

/* Enough for the cores that do come up, and soon over. */
#define LOOKS 20000u

/* Little-endian words, in the image's data. */
volatile struct {
    uint32_t exits;  /* not 0: stopping ends the emulator */
    uint32_t level;  /* added to the exception level at entry */
    uint32_t tag;    /* of the question that is answered falsely */
    uint32_t silent; /* not 0: it is not answered at all */
    uint32_t values[2];
    uint32_t missing; /* a core that is never released, though that seems to be done; 0: none */
} lies __attribute__((section(".data"))) = {.exits = 1};

void __wrap_a64_boot_early(unsigned level, uint64_t image_pa)
{
    if (lies.exits != 0) {
        a64_semihosting_enable();
    }
    __real_a64_boot_early(level + lies.level, image_pa);
}

bool __wrap_bcm283x_property_call(struct bcm283x_property *property)
{
    if (property->tag != lies.tag) {
        return __real_bcm283x_property_call(property);
    }
    for (uint32_t n = 0; n < property->answer_count && n < 2; n++) {
        property->values[n] = lies.values[n];
    }
    return lies.silent == 0;
}

bool __wrap_a64_board_release(unsigned core, uint64_t entry_pa)
{
    if (lies.missing == 0) {
        return __real_a64_board_release(core, entry_pa);
    }
    a64_secondary_looks = LOOKS;
    return core == lies.missing || __real_a64_board_release(core, entry_pa);
}

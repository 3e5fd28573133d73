/* SPDX-License-Identifier: MIT */
/*
 * The texts of tay/abi/fault.def.
 */
#include <tay/fault.h>

static const char *const texts[TAY_FAULT_COUNT] = {
#define TAY_FAULT(name, value, text) [value] = (text),
#include <tay/abi/fault.def>
#undef TAY_FAULT
};

const char *tay_fault_text(tay_word_t kind)
{
    return kind < TAY_FAULT_COUNT ? texts[kind] : "unknown fault";
}

/* SPDX-License-Identifier: MIT */
/** @file
 * The names of faults, for messages.
 */
#ifndef TAY_FAULT_TEXT_H
#define TAY_FAULT_TEXT_H

#include <tay/abi/fault.h>
#include <tay/abi/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * What a fault was, as part of a sentence.
 *
 * @param kind any value: the word TAY_FAULT_WORD_KIND of the message
 * @return NUL-terminated, valid for ever; "unknown fault" for what tay/abi/fault.def has not
 */
const char *tay_fault_text(tay_word_t kind);

#ifdef __cplusplus
}
#endif

#endif

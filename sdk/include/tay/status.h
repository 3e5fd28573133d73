/* SPDX-License-Identifier: MIT */
/** @file
 * The names of statuses, for messages.
 */
#ifndef TAY_STATUS_TEXT_H
#define TAY_STATUS_TEXT_H

#include <tay/abi/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * What a status means, as part of a sentence.
 *
 * @param status any value
 * @return NUL-terminated, valid for ever; "unknown status" for what tay/abi/status.def has not
 */
const char *tay_status_text(enum tay_status status);

#ifdef __cplusplus
}
#endif

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The sentences of tay/abi/status.def.
 */
#include <tay/status.h>

#include <stddef.h>

static const char *const sentences[TAY_STATUS_COUNT] = {
    "success",
#define TAY_STATUS(name, value, blame, sentence) [value] = (sentence),
#include <tay/abi/status.def>
#undef TAY_STATUS
};

const char *tay_status_text(enum tay_status status)
{
    size_t index = (size_t)status;
    return index < TAY_STATUS_COUNT ? sentences[index] : "unknown status";
}

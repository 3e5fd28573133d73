/* SPDX-License-Identifier: MIT */
/*
 * In place of the kernel's operations: those that /proc uses, played by the test.
 */
#ifndef TAY_OPERATIONS_H
#define TAY_OPERATIONS_H

#include <tay/abi/status.h>
#include <tay/abi/types.h>

enum tay_status tay_system_query(tay_cap_t handle, tay_word_t *core_count_out,
                                 size_t *total_bytes_out, size_t *free_bytes_out,
                                 size_t *kernel_bytes_out);
enum tay_status tay_system_count(tay_cap_t handle, tay_word_t type, tay_word_t *count_out);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * In place of the kernel's operations: those that servers of streams use, played by fake.c.
 */
#ifndef TAY_OPERATIONS_H
#define TAY_OPERATIONS_H

#include <tay/abi/status.h>
#include <tay/abi/types.h>

enum tay_status tay_caller_read(tay_cap_t handle, size_t offset_bytes, void *lent,
                                size_t lent_bytes, size_t *done_bytes_out);
enum tay_status tay_caller_write(tay_cap_t handle, size_t offset_bytes, const void *lent,
                                 size_t lent_bytes, size_t *done_bytes_out);
enum tay_status tay_cap_close(tay_cap_t handle);
enum tay_status tay_cap_query(tay_cap_t handle, tay_word_t *type_out, tay_word_t *rights_out,
                              tay_word_t *badge_out);

#endif

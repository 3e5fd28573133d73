/* SPDX-License-Identifier: MIT */
/*
 * In place of the kernel's operations: those that a file system's server uses, played by the test
 * (fake.c).
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

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The console as the kernel uses it: output only, by polling.
 */
#ifndef HAL_CONSOLE_H
#define HAL_CONSOLE_H

#include <stddef.h>

/*
 * Writes bytes to the board's console; "\n" goes out as "\r\n". Returns when the last byte has been
 * handed to the device. Bounded: a device that never gets ready loses the text.
 * Context: any, the lock held or not; never from two cores at once.
 */
void hal_console_write(const char *text, size_t length_bytes);

#endif

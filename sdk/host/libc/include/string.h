/* SPDX-License-Identifier: MIT */
/*
 * The computer's <string.h>, and what picolibc's has besides.
 */
#ifndef TAY_HOST_STRING_H
#define TAY_HOST_STRING_H

#pragma GCC system_header /* for include_next, which is not of the language */
#include_next <string.h>

#ifdef __cplusplus
extern "C" {
#endif

size_t strlcpy(char *to, const char *from, size_t room_bytes);
size_t strlcat(char *to, const char *from, size_t room_bytes);

#ifdef __cplusplus
}
#endif

#endif

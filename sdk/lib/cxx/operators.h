/* SPDX-License-Identifier: MIT */
/*
 * operator new and delete, by the names that the compiler gives them (Itanium C++ ABI, 5.1.5). An
 * alignment is passed as the size that it is.
 */
#ifndef LIB_CXX_OPERATORS_H
#define LIB_CXX_OPERATORS_H

#include <stddef.h>

void *cxx_new(size_t bytes) __asm__("_Znwm");
void *cxx_new_array(size_t bytes) __asm__("_Znam");
void *cxx_new_nothrow(size_t bytes, const void *tag) __asm__("_ZnwmRKSt9nothrow_t");
void *cxx_new_array_nothrow(size_t bytes, const void *tag) __asm__("_ZnamRKSt9nothrow_t");
void *cxx_new_aligned(size_t bytes, size_t alignment) __asm__("_ZnwmSt11align_val_t");
void *cxx_new_array_aligned(size_t bytes, size_t alignment) __asm__("_ZnamSt11align_val_t");

void cxx_delete(void *memory) __asm__("_ZdlPv");
void cxx_delete_array(void *memory) __asm__("_ZdaPv");
void cxx_delete_sized(void *memory, size_t bytes) __asm__("_ZdlPvm");
void cxx_delete_array_sized(void *memory, size_t bytes) __asm__("_ZdaPvm");
void cxx_delete_nothrow(void *memory, const void *tag) __asm__("_ZdlPvRKSt9nothrow_t");
void cxx_delete_array_nothrow(void *memory, const void *tag) __asm__("_ZdaPvRKSt9nothrow_t");
void cxx_delete_aligned(void *memory, size_t alignment) __asm__("_ZdlPvSt11align_val_t");
void cxx_delete_array_aligned(void *memory, size_t alignment) __asm__("_ZdaPvSt11align_val_t");
void cxx_delete_sized_aligned(void *memory, size_t bytes,
                              size_t alignment) __asm__("_ZdlPvmSt11align_val_t");
void cxx_delete_array_sized_aligned(void *memory, size_t bytes,
                                    size_t alignment) __asm__("_ZdaPvmSt11align_val_t");

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The other forms of operator new and delete. Aligned ones do not come down to the usual operator
 * new, which cannot align, but to malloc; everything is freed alike.
 */
#include "operators.h"

#include "log.h"
#include <malloc.h>
#include <stdlib.h>

void *cxx_new_array(size_t bytes)
{
    return cxx_new(bytes);
}

void *cxx_new_array_nothrow(size_t bytes, const void *tag)
{
    return cxx_new_nothrow(bytes, tag);
}

void *cxx_new_aligned(size_t bytes, size_t alignment)
{
    void *memory = memalign(alignment, bytes > 0 ? bytes : 1);
    if (memory == NULL) {
        log_complain("operator new: out of memory");
        abort();
    }
    return memory;
}

void *cxx_new_array_aligned(size_t bytes, size_t alignment)
{
    return cxx_new_aligned(bytes, alignment);
}

void cxx_delete_array(void *memory)
{
    cxx_delete(memory);
}

void cxx_delete_sized(void *memory, size_t bytes)
{
    (void)bytes;
    cxx_delete(memory);
}

void cxx_delete_array_sized(void *memory, size_t bytes)
{
    (void)bytes;
    cxx_delete(memory);
}

void cxx_delete_nothrow(void *memory, const void *tag)
{
    (void)tag;
    cxx_delete(memory);
}

void cxx_delete_array_nothrow(void *memory, const void *tag)
{
    (void)tag;
    cxx_delete(memory);
}

void cxx_delete_aligned(void *memory, size_t alignment)
{
    (void)alignment;
    free(memory);
}

void cxx_delete_array_aligned(void *memory, size_t alignment)
{
    (void)alignment;
    free(memory);
}

void cxx_delete_sized_aligned(void *memory, size_t bytes, size_t alignment)
{
    (void)bytes;
    cxx_delete_aligned(memory, alignment);
}

void cxx_delete_array_sized_aligned(void *memory, size_t bytes, size_t alignment)
{
    (void)bytes;
    cxx_delete_aligned(memory, alignment);
}

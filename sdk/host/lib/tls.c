/* SPDX-License-Identifier: MIT */
/*
 * The block of thread-local data. For each variable the compiler makes a record, which the linker
 * script of programs puts in a row.
 */
#include "tls.h"

#include <string.h>
#include <tay/operations.h>

#define ALIGNMENT_MIN 16u
#define PAGE_BYTES ((size_t)4096)

/* LLVM, lib/CodeGen/LowerEmuTLS.cpp: __emutls_v.<name>. */
struct variable {
    size_t length_bytes;
    size_t alignment;
    size_t offset;       /* in the block; the compiler leaves this word to us */
    const void *content; /* what it begins with; NULL: zeros */
};

extern struct variable __start_tay_tls[], __stop_tay_tls[];

void *__emutls_get_address(const struct variable *variable);

static size_t block_bytes;
static size_t block_alignment = ALIGNMENT_MIN;

size_t tls_bytes(void)
{
    return block_bytes;
}

size_t tls_alignment(void)
{
    return block_alignment;
}

static void lay_out(void)
{
    for (struct variable *each = __start_tay_tls; each != __stop_tay_tls; each++) {
        each->offset = (block_bytes + each->alignment - 1) & ~(each->alignment - 1);
        block_bytes = each->offset + each->length_bytes;
        block_alignment = each->alignment > block_alignment ? each->alignment : block_alignment;
    }
}

void tls_fill(void *block)
{
    memset(block, 0, block_bytes);
    for (const struct variable *each = __start_tay_tls; each != __stop_tay_tls; each++) {
        if (each->content != NULL) {
            memcpy((char *)block + each->offset, each->content, each->length_bytes);
        }
    }
}

enum tay_status tls_begin(tay_cap_t thread)
{
    tay_ua_t block;

    lay_out();
    size_t length_bytes = (block_bytes + PAGE_BYTES - 1) & ~(PAGE_BYTES - 1);
    enum tay_status status = tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, length_bytes, 0,
                                           TAY_MAP_READ | TAY_MAP_WRITE, &block);
    if (status == TAY_OK) {
        tls_fill((void *)block);
        status = tay_thread_set_pointer(thread, block);
    }
    return status;
}

void *__emutls_get_address(const struct variable *variable)
{
    return (void *)(tls_self() + variable->offset);
}

/* SPDX-License-Identifier: MIT */
/*
 * The block protocol, the client's side.
 */
#include <tay/protocol/block.h>

#include <tay/client.h>

static enum tay_status call_driver(tay_cap_t handle, struct tay_call *call,
                                   struct tay_block_error *error_out)
{
    enum tay_status status = tay_call(handle, call);
    if (status == TAY_EIO && error_out != NULL) {
        error_out->fault = (enum tay_block_fault)call->word[0];
        error_out->detail = (uint32_t)call->word[1];
    }
    bool is_from_a_driver = status != TAY_EIO || call->word[0] != TAY_BLOCK_GOOD;
    return is_from_a_driver ? status : TAY_EPEER;
}

enum tay_status tay_block_open(tay_cap_t endpoint, uint64_t first, uint64_t count,
                               tay_cap_t *session_out, struct tay_block_error *error_out)
{
    struct tay_call call = {
        .label = TAY_BLOCK_OPEN, .wants = 1, .word = {(tay_word_t)first, (tay_word_t)count}};
    if (call.word[0] != first || call.word[1] != count) {
        return TAY_EINVAL;
    }
    enum tay_status status = call_driver(endpoint, &call, error_out);
    if (status == TAY_OK) {
        *session_out = (tay_cap_t)call.word[0];
    }
    return status;
}

enum tay_status tay_block_geometry(tay_cap_t session, struct tay_block_geometry *geometry_out)
{
    struct tay_call call = {.label = TAY_BLOCK_GEOMETRY};
    enum tay_status status = tay_call(session, &call);
    if (status == TAY_OK) {
        *geometry_out = (struct tay_block_geometry){.blocks = call.word[0],
                                                    .block_bytes = (uint32_t)call.word[1],
                                                    .flags = (uint32_t)call.word[2],
                                                    .serial = (uint32_t)call.word[3]};
    }
    return status;
}

/* One READ or WRITE: `call` lends what it is about. */
static enum tay_status transfer(tay_cap_t session, uint64_t block, size_t count,
                                struct tay_call *call, struct tay_block_error *error_out)
{
    call->word[0] = (tay_word_t)block;
    call->word[1] = count;
    if (call->word[0] != block) {
        return TAY_EINVAL;
    }
    return call_driver(session, call, error_out);
}

static size_t piece_of(size_t count)
{
    return count < TAY_BLOCK_COUNT_MAX ? count : TAY_BLOCK_COUNT_MAX;
}

enum tay_status tay_block_read(tay_cap_t session, uint64_t block, size_t count, void *data,
                               struct tay_block_error *error_out)
{
    char *to = data;
    enum tay_status status = TAY_OK;
    while (count > 0 && status == TAY_OK) {
        size_t piece = piece_of(count);
        struct tay_call call = {
            .label = TAY_BLOCK_READ, .lend_write = to, .lend_write_bytes = piece * TAY_BLOCK_BYTES};
        status = transfer(session, block, piece, &call, error_out);
        block += piece;
        count -= piece;
        to += piece * TAY_BLOCK_BYTES;
    }
    return status;
}

enum tay_status tay_block_write(tay_cap_t session, uint64_t block, size_t count, const void *data,
                                struct tay_block_error *error_out)
{
    const char *from = data;
    enum tay_status status = TAY_OK;
    while (count > 0 && status == TAY_OK) {
        size_t piece = piece_of(count);
        struct tay_call call = {.label = TAY_BLOCK_WRITE,
                                .lend_read = from,
                                .lend_read_bytes = piece * TAY_BLOCK_BYTES};
        status = transfer(session, block, piece, &call, error_out);
        block += piece;
        count -= piece;
        from += piece * TAY_BLOCK_BYTES;
    }
    return status;
}

enum tay_status tay_block_flush(tay_cap_t session)
{
    struct tay_call call = {.label = TAY_BLOCK_FLUSH};
    return tay_call(session, &call);
}

enum tay_status tay_block_watch(tay_cap_t session, tay_cap_t notification, tay_word_t bits)
{
    struct tay_call call = {
        .label = TAY_BLOCK_WATCH, .caps = 2, .copy = true, .word = {bits, notification}};
    return tay_call(session, &call);
}

/* SPDX-License-Identifier: MIT */
/*
 * The fake kernel. Invariant: a handle is a badge's low half, so that what is closed is known.
 */
#include "fake.h"

#include "unit.h"
#include <string.h>
#include <tay/operations.h>

struct fake_faults fake_faults;
unsigned fake_open_sessions;

static struct fake_call *in_hand;
static uint64_t closed; /* by the server itself; it is told when it next receives */

static size_t copy_bytes(size_t offset_bytes, size_t lent_bytes, size_t there_bytes)
{
    size_t left = offset_bytes < there_bytes ? there_bytes - offset_bytes : 0;
    return lent_bytes < left ? lent_bytes : left;
}

static bool is_fault(size_t end_bytes)
{
    return fake_faults.lent_bytes_max != 0 && end_bytes > fake_faults.lent_bytes_max;
}

enum tay_status tay_caller_read(tay_cap_t handle, size_t offset_bytes, void *lent,
                                size_t lent_bytes, size_t *done_bytes_out)
{
    assert_int_equal(handle, TAY_CALL_IN_HAND);
    if (in_hand->read == NULL || lent_bytes == 0 || is_fault(offset_bytes + lent_bytes)) {
        return in_hand->read == NULL ? TAY_ESTATE : TAY_EFAULT;
    }
    *done_bytes_out = copy_bytes(offset_bytes, lent_bytes, in_hand->read_bytes);
    memcpy(lent, (const char *)in_hand->read + offset_bytes, *done_bytes_out);
    return TAY_OK;
}

enum tay_status tay_caller_write(tay_cap_t handle, size_t offset_bytes, const void *lent,
                                 size_t lent_bytes, size_t *done_bytes_out)
{
    assert_int_equal(handle, TAY_CALL_IN_HAND);
    if (in_hand->write == NULL || lent_bytes == 0 || is_fault(offset_bytes + lent_bytes)) {
        return in_hand->write == NULL ? TAY_ESTATE : TAY_EFAULT;
    }
    *done_bytes_out = copy_bytes(offset_bytes, lent_bytes, in_hand->write_bytes);
    memcpy((char *)in_hand->write + offset_bytes, lent, *done_bytes_out);
    return TAY_OK;
}

/* The server gives a session up that it minted: nobody else has it. */
enum tay_status tay_cap_close(tay_cap_t handle)
{
    assert_int_equal(handle, (tay_cap_t)in_hand->opened);
    closed = in_hand->opened;
    in_hand->opened = 0;
    fake_open_sessions--;
    return TAY_OK;
}

enum tay_status tay_server_mint(const struct tay_server *server, uint64_t badge,
                                struct tay_answer *answer, unsigned index)
{
    (void)server;
    assert_int_not_equal(badge, 0);
    if (fake_faults.mint != TAY_OK) {
        return fake_faults.mint;
    }
    in_hand->opened = badge;
    answer->word[index] = (tay_cap_t)badge;
    answer->caps |= 1u << index;
    fake_open_sessions++;
    return TAY_OK;
}

enum tay_file_error fake_ask(struct tay_file_system *system, struct fake_call *call)
{
    struct tay_server server = {.endpoint = 1, .in_hand = true};
    struct tay_answer answer = {0};
    struct tay_request request = {
        .session = call->session,
        .label = call->label,
        .lends_read = call->read != NULL,
        .lends_write = call->write != NULL,
        .wants_answer = true,
    };
    memcpy(request.word, call->word, sizeof request.word);
    call->opened = 0;
    in_hand = call;
    call->status = tay_file_serve(system, &server, &request, &answer);
    call->error = call->status == TAY_OK ? TAY_FILE_OK
                                         : (enum tay_file_error)answer.word[TAY_FILE_ERROR_WORD];
    if (call->error != TAY_FILE_OK) {
        assert_int_equal(call->status, tay_file_error_status(call->error));
        assert_int_equal(answer.caps, 0);
        assert_int_equal(call->opened, 0);
    }
    memcpy(call->word, answer.word, sizeof call->word);
    if (closed != 0) {
        struct tay_event event = {.kind = TAY_KIND_CLOSED, .badge = closed};
        closed = 0;
        tay_file_system_event(system, &event);
    }
    return call->error;
}

enum tay_file_error fake_ask_path(struct tay_file_system *system, uint64_t session, unsigned label,
                                  const char *path, tay_word_t word)
{
    struct fake_call call = {.session = session,
                             .label = label,
                             .word = {strlen(path), word},
                             .read = path,
                             .read_bytes = strlen(path)};
    return fake_ask(system, &call);
}

uint64_t fake_open(struct tay_file_system *system, uint64_t session, const char *path,
                   unsigned flags, enum tay_file_error *error_out)
{
    struct fake_call call = {.session = session,
                             .label = TAY_FILE_OPEN,
                             .word = {strlen(path), flags},
                             .read = path,
                             .read_bytes = strlen(path)};
    *error_out = fake_ask(system, &call);
    return call.opened;
}

uint64_t fake_root(struct tay_file_system *system, unsigned flags)
{
    struct fake_call call = {.label = TAY_FILE_ROOT, .word = {flags}};
    assert_int_equal(fake_ask(system, &call), TAY_FILE_OK);
    assert_int_equal(call.status, TAY_OK);
    return call.opened;
}

void fake_close(struct tay_file_system *system, uint64_t session)
{
    struct tay_event event = {.kind = TAY_KIND_CLOSED, .badge = session};
    tay_file_system_event(system, &event);
    fake_open_sessions--;
}

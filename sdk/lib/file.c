/* SPDX-License-Identifier: MIT */
/*
 * The file protocol, the client's side. The word of the error is 0 in each call, so that an answer
 * in which it is not comes from the server.
 */
#include <tay/protocol/file.h>

#include "file.h"
#include "file_stat.h"
#include <stdbool.h>
#include <string.h>

#define PIECE_BYTES_MAX 0x1000000u /* a call lends less than 32 MiB */

/* Errors of the call itself: the server did not say what is wrong. */
static enum tay_file_error error_of(enum tay_status status)
{
    switch (status) {
    case TAY_OK:
        return TAY_FILE_OK;
    case TAY_EPEER:
        return TAY_FILE_ENODEV;
    case TAY_EFULL:
        return TAY_FILE_EMFILE;
    case TAY_ENOMEM:
        return TAY_FILE_ENOMEM;
    case TAY_EHANDLE:
    case TAY_ETYPE:
    case TAY_ERIGHT:
        return TAY_FILE_EBADF;
    case TAY_ENOSYS:
    case TAY_ESTATE:
        return TAY_FILE_ENOTSUP; /* another protocol's server */
    case TAY_EINVAL:
        return TAY_FILE_EINVAL;
    case TAY_ECANCELED:
        return TAY_FILE_EINTR;
    default:
        return TAY_FILE_EIO;
    }
}

uint64_t file_last_tag;

void file_keep_on(uint64_t base)
{
    __atomic_store_n(&file_last_tag, base, __ATOMIC_RELAXED);
}

enum tay_file_error file_error_in(enum tay_status status, const struct tay_call *call)
{
    tay_word_t said = call->word[TAY_FILE_ERROR_WORD];
    if (status != TAY_OK && said != 0) {
        return (enum tay_file_error)said;
    }
    if (status == TAY_EPEER && call->seen) {
        return TAY_FILE_EIO; /* it may have been done or not: not to be asked once more */
    }
    return call->caps_lost ? TAY_FILE_EMFILE : error_of(status);
}

/* Whether a call that was done may not simply be done once more. */
static bool is_final(const struct tay_call *call)
{
    switch (call->label) {
    case TAY_FILE_OPEN:
        return (call->word[1] & TAY_FILE_EXCLUSIVE) != 0;
    case TAY_FILE_READ:
    case TAY_FILE_WRITE:
        return call->word[1] == TAY_FILE_OWN_OFFSET;
    case TAY_FILE_SEEK:
        return call->word[1] == TAY_FILE_FROM_HERE;
    case TAY_FILE_MAKE:
    case TAY_FILE_REMOVE:
    case TAY_FILE_RENAME:
        return true;
    default:
        return false;
    }
}

/* Asks what was answered, and fills it in. False: the server had not got that far, since the caller
 * was gone when it fetched a path or content, or made a session for it. */
static bool recall(tay_cap_t session, tay_word_t tag, struct tay_call *call,
                   enum tay_file_error *error_out)
{
    struct tay_call asked;
    enum tay_status status;
    do {
        asked = (struct tay_call){.label = TAY_FILE_RECALL, .word = {[TAY_FILE_TAG_WORD] = tag}};
        status = tay_call(session, &asked);
    } while (status == TAY_ECANCELED);
    *error_out = file_error_in(status, &asked);
    if (*error_out == TAY_FILE_ENOENT) {
        *error_out = TAY_FILE_EINTR; /* what has become of it nobody knows */
    } else if (*error_out == TAY_FILE_OK) {
        *error_out = (enum tay_file_error)asked.word[1];
        call->word[0] = asked.word[0];
    }
    return *error_out != TAY_FILE_EFAULT && *error_out != TAY_FILE_ENFILE;
}

/* As far as `call` says then. */
enum tay_file_error file_ask_on(tay_cap_t session, struct tay_call *call)
{
    struct tay_call wanted = *call;
    for (;;) {
        bool has_tag = is_final(&wanted);
        wanted.word[TAY_FILE_TAG_WORD] =
            has_tag ? (tay_word_t)__atomic_add_fetch(&file_last_tag, 1, __ATOMIC_RELAXED) : 0;
        *call = wanted;
        enum tay_status status = tay_call(session, call);
        if (status != TAY_ECANCELED) {
            return file_error_in(status, call);
        }
        enum tay_file_error error;
        if (!call->seen || !has_tag ||
            !recall(session, wanted.word[TAY_FILE_TAG_WORD], call, &error)) {
            continue;
        }
        if (wanted.label != TAY_FILE_OPEN || error != TAY_FILE_OK) {
            return error;
        }
        wanted.word[1] &= ~(tay_word_t)(TAY_FILE_CREATE | TAY_FILE_EXCLUSIVE); /* it is there */
    }
}

static enum tay_file_error open_by(tay_cap_t session, struct tay_call *call,
                                   struct tay_file_opened *opened_out)
{
    enum tay_file_error error = file_ask(session, call);
    if (error != TAY_FILE_OK) {
        return error;
    }
    *opened_out = (struct tay_file_opened){
        .session = (tay_cap_t)call->word[0],
        .kind = (enum tay_file_kind)call->word[1],
        .size_bytes = call->word[2],
    };
    return TAY_FILE_OK;
}

enum tay_file_error tay_file_root(tay_cap_t endpoint, unsigned flags,
                                  struct tay_file_opened *opened_out)
{
    struct tay_call call = {.label = TAY_FILE_ROOT, .wants = 1, .word = {flags}};
    return open_by(endpoint, &call, opened_out);
}

/* Lends a path, if it is not too long. */
static enum tay_file_error lend(struct tay_call *call, const char *path, size_t path_bytes)
{
    if (path_bytes > TAY_FILE_PATH_BYTES) {
        return TAY_FILE_ENAMETOOLONG;
    }
    call->word[0] = path_bytes;
    call->lend_read = path;
    call->lend_read_bytes = path_bytes;
    return TAY_FILE_OK;
}

enum tay_file_error tay_file_open(tay_cap_t directory, const char *path, size_t path_bytes,
                                  unsigned flags, struct tay_file_opened *opened_out)
{
    struct tay_call call = {.label = TAY_FILE_OPEN, .wants = 1, .word = {0, flags}};
    enum tay_file_error error = lend(&call, path, path_bytes);
    return error != TAY_FILE_OK ? error : open_by(directory, &call, opened_out);
}

/* Lends what is behind the first bytes, and forgets what was answered. */
static void skip(struct tay_call *call, size_t bytes)
{
    memset(call->word, 0, sizeof call->word);
    if (call->lend_read_bytes != 0) {
        call->lend_read = (const char *)call->lend_read + bytes;
        call->lend_read_bytes -= bytes;
    } else {
        call->lend_write = (char *)call->lend_write + bytes;
        call->lend_write_bytes -= bytes;
    }
}

/* READ and WRITE. What was interrupted in the middle goes on there: only then `seen` is set. */
static inline __attribute__((always_inline)) enum tay_file_error
move(tay_cap_t file, struct tay_call *call, tay_word_t offset, size_t *done_out)
{
    size_t all_bytes = call->lend_read_bytes + call->lend_write_bytes;
    size_t left_bytes = all_bytes;
    for (;;) {
        call->word[0] = left_bytes;
        call->word[1] = offset;
        enum tay_file_error error = file_ask(file, call);
        size_t done_bytes = call->word[0];
        if (error != TAY_FILE_OK || done_bytes > left_bytes) {
            if (left_bytes != all_bytes) {
                break; /* what was done counts more */
            }
            return error != TAY_FILE_OK ? error : TAY_FILE_EIO;
        }
        left_bytes -= done_bytes;
        if (!call->seen || done_bytes == 0 || left_bytes == 0) {
            break;
        }
        skip(call, done_bytes);
    }
    *done_out = all_bytes - left_bytes;
    return TAY_FILE_OK;
}

enum tay_file_error tay_file_read(tay_cap_t file, tay_word_t offset, void *to, size_t length_bytes,
                                  size_t *done_out)
{
    size_t piece_bytes = length_bytes < PIECE_BYTES_MAX ? length_bytes : PIECE_BYTES_MAX;
    struct tay_call call = {
        .label = TAY_FILE_READ, .lend_write = to, .lend_write_bytes = piece_bytes};
    return move(file, &call, offset, done_out);
}

enum tay_file_error tay_file_write(tay_cap_t file, tay_word_t offset, const void *from,
                                   size_t length_bytes, size_t *done_out)
{
    size_t piece_bytes = length_bytes < PIECE_BYTES_MAX ? length_bytes : PIECE_BYTES_MAX;
    struct tay_call call = {
        .label = TAY_FILE_WRITE, .lend_read = from, .lend_read_bytes = piece_bytes};
    return move(file, &call, offset, done_out);
}

enum tay_file_error tay_file_seek(tay_cap_t file, int64_t distance, enum tay_file_whence whence,
                                  uint64_t *offset_out)
{
    struct tay_call call = {.label = TAY_FILE_SEEK, .word = {(tay_word_t)distance, whence}};
    enum tay_file_error error = file_ask(file, &call);
    if (error == TAY_FILE_OK) {
        *offset_out = call.word[0];
    }
    return error;
}

enum tay_file_error tay_file_stat(tay_cap_t session, const char *path, size_t path_bytes,
                                  struct tay_file_stat *stat_out)
{
    struct tay_call call = {.label = TAY_FILE_STAT};
    if (!FILE_STAT_FITS) {
        call.lend_write = stat_out;
        call.lend_write_bytes = sizeof *stat_out;
    }
    enum tay_file_error error = lend(&call, path, path_bytes);
    error = error != TAY_FILE_OK ? error : file_ask(session, &call);
    if (error == TAY_FILE_OK && FILE_STAT_FITS) {
        file_stat_get(call.word, stat_out);
    }
    return error;
}

enum tay_file_error tay_file_read_entries(tay_cap_t directory, uint64_t *cookie, void *entries,
                                          size_t room_bytes, size_t *done_out)
{
    struct tay_call call = {.label = TAY_FILE_READ_ENTRIES,
                            .word = {room_bytes, (tay_word_t)*cookie},
                            .lend_write = entries,
                            .lend_write_bytes = room_bytes};
    enum tay_file_error error = file_ask(directory, &call);
    if (error == TAY_FILE_OK && call.word[0] > room_bytes) {
        return TAY_FILE_EIO;
    }
    if (error == TAY_FILE_OK) {
        *done_out = call.word[0];
        *cookie = call.word[1];
    }
    return error;
}

enum tay_file_error tay_file_make(tay_cap_t directory, const char *path, size_t path_bytes)
{
    struct tay_call call = {.label = TAY_FILE_MAKE};
    enum tay_file_error error = lend(&call, path, path_bytes);
    return error != TAY_FILE_OK ? error : file_ask(directory, &call);
}

enum tay_file_error tay_file_remove(tay_cap_t directory, const char *path, size_t path_bytes,
                                    enum tay_file_kind kind)
{
    struct tay_call call = {.label = TAY_FILE_REMOVE, .word = {0, kind}};
    enum tay_file_error error = lend(&call, path, path_bytes);
    return error != TAY_FILE_OK ? error : file_ask(directory, &call);
}

enum tay_file_error tay_file_rename(tay_cap_t directory, const char *old_path, size_t old_bytes,
                                    const char *new_path, size_t new_bytes)
{
    char both[2 * TAY_FILE_PATH_BYTES];
    if (old_bytes > TAY_FILE_PATH_BYTES || new_bytes > TAY_FILE_PATH_BYTES) {
        return TAY_FILE_ENAMETOOLONG;
    }
    memcpy(both, old_path, old_bytes);
    memcpy(both + old_bytes, new_path, new_bytes);
    struct tay_call call = {.label = TAY_FILE_RENAME,
                            .word = {old_bytes, new_bytes},
                            .lend_read = both,
                            .lend_read_bytes = old_bytes + new_bytes};
    return file_ask(directory, &call);
}

enum tay_file_error tay_file_truncate(tay_cap_t file, uint64_t size_bytes)
{
    struct tay_call call = {.label = TAY_FILE_TRUNCATE, .word = {(tay_word_t)size_bytes}};
    return call.word[0] != size_bytes ? TAY_FILE_EFBIG : file_ask(file, &call);
}

enum tay_file_error tay_file_sync(tay_cap_t session)
{
    struct tay_call call = {.label = TAY_FILE_SYNC};
    return file_ask(session, &call);
}

enum tay_file_error tay_file_statistics(tay_cap_t session,
                                        struct tay_file_statistics *statistics_out)
{
    struct tay_call call = {.label = TAY_FILE_STATISTICS,
                            .lend_write = statistics_out,
                            .lend_write_bytes = sizeof *statistics_out};
    return file_ask(session, &call);
}

enum tay_file_error tay_file_set_flags(tay_cap_t file, unsigned flags)
{
    struct tay_call call = {.label = TAY_FILE_SET_FLAGS, .word = {flags}};
    return file_ask(file, &call);
}

enum tay_file_error tay_file_set_time(tay_cap_t file, int64_t modified_s)
{
    struct tay_call call = {.label = TAY_FILE_SET_TIME, .word = {(tay_word_t)modified_s}};
    return file_ask(file, &call);
}

enum tay_file_error tay_file_mount(tay_cap_t endpoint)
{
    struct tay_call call = {.label = TAY_FILE_MOUNT};
    return file_ask(endpoint, &call);
}

enum tay_file_error tay_file_unmount(tay_cap_t endpoint, bool is_forced)
{
    struct tay_call call = {.label = TAY_FILE_UNMOUNT, .word = {is_forced}};
    return file_ask(endpoint, &call);
}

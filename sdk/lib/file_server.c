/* SPDX-License-Identifier: MIT */
/*
 * Serving files. Invariant: what is checked here need not be checked by a file system: that a
 * session may do what it asks for, that names are names, and what kind each node is.
 */
#include <tay/file_server.h>

#include "file_session.h"
#include "file_stat.h"
#include "file_walk.h"
#include <string.h>
#include <tay/operations.h>

#define ACCESS_MASK (TAY_FILE_READABLE | TAY_FILE_WRITABLE)
#define OFFSET_MAX ((uint64_t)INT64_MAX)

/* A call that is being answered. */
struct work {
    struct tay_file_system *system;
    struct tay_server *server;
    struct tay_request *request;
    struct tay_answer *answer;
    struct tay_file_session *session; /* that it came by */
    struct tay_file_session *opened;  /* that it is answered with */
};

/* Content to or from the caller in hand. */
struct caller_transfer {
    struct tay_file_transfer transfer; /* first */
    bool to_caller;
    bool failed;
};

static bool move(struct tay_file_transfer *transfer, void *memory, size_t bytes)
{
    struct caller_transfer *caller = (struct caller_transfer *)transfer;
    size_t done_bytes = 0;
    enum tay_status status =
        caller->to_caller
            ? tay_caller_write(TAY_CALL_IN_HAND, transfer->done_bytes, memory, bytes, &done_bytes)
            : tay_caller_read(TAY_CALL_IN_HAND, transfer->done_bytes, memory, bytes, &done_bytes);
    bool all = status == TAY_OK && done_bytes == bytes;
    transfer->done_bytes += all ? bytes : 0;
    caller->failed = !all;
    return all;
}

static enum tay_file_error transfer_all(void *memory, size_t bytes, bool to_caller)
{
    struct caller_transfer caller = {.transfer.move = move, .to_caller = to_caller};
    return bytes == 0 || move(&caller.transfer, memory, bytes) ? TAY_FILE_OK : TAY_FILE_EFAULT;
}

enum tay_file_error tay_file_fetch(void *to, size_t bytes)
{
    return transfer_all(to, bytes, false);
}

enum tay_file_error tay_file_deliver(const void *from, size_t bytes)
{
    return transfer_all((void *)(uintptr_t)from, bytes, true);
}

enum tay_status tay_file_answer(struct tay_answer *answer, enum tay_file_error error)
{
    if (error == TAY_FILE_OK) {
        return TAY_OK;
    }
    answer->word[TAY_FILE_ERROR_WORD] = error;
    return tay_file_error_status(error);
}

static bool is_directory(const struct tay_file_session *session)
{
    return session->kind == TAY_FILE_DIRECTORY;
}

static bool may(const struct tay_file_session *session, unsigned flag)
{
    return (session->flags & flag) != 0;
}

static bool can_change(const struct work *work)
{
    return may(work->session, TAY_FILE_WRITABLE) && !work->system->is_read_only;
}

/* Fetches the path that a word gives the length of, and walks it. The buffer is of
 * TAY_FILE_PATH_BYTES, and the walk points into it. */
static enum tay_file_error walk(const struct work *work, char *path, struct file_walk *walk_out)
{
    size_t path_bytes = work->request->word[0];
    struct tay_file_found from = {work->session->node, (enum tay_file_kind)work->session->kind};
    if (path_bytes > TAY_FILE_PATH_BYTES) {
        return TAY_FILE_ENAMETOOLONG;
    }
    enum tay_file_error error = tay_file_fetch(path, path_bytes);
    if (error == TAY_FILE_OK && path_bytes > 0 && !may(work->session, TAY_FILE_READABLE)) {
        error = TAY_FILE_EBADF;
    }
    return error != TAY_FILE_OK ? error
                                : file_walk(work->system, &from, path, path_bytes, walk_out);
}

/* Makes a session, which has nothing open yet, and puts it into the answer. */
static enum tay_file_error begin_session(struct work *work)
{
    struct tay_file_session *session = file_session_add(work->system);
    if (session == NULL) {
        return TAY_FILE_ENFILE;
    }
    enum tay_status status = tay_server_mint(work->server, session->badge, work->answer, 0);
    if (status != TAY_OK) {
        file_session_remove(work->system, session);
        return status == TAY_ENOMEM ? TAY_FILE_ENOMEM : TAY_FILE_ENFILE;
    }
    work->opened = session;
    return TAY_FILE_OK;
}

/* Opens a node by the session that was begun. */
static enum tay_file_error open_node(struct work *work, const struct tay_file_found *found,
                                     unsigned flags)
{
    enum tay_file_error error = work->system->functions->open(work->system, found->node);
    if (error == TAY_FILE_OK) {
        work->opened->node = found->node;
        work->opened->kind = (uint16_t)found->kind;
        work->opened->flags = flags & (ACCESS_MASK | TAY_FILE_APPEND);
        work->answer->word[1] = found->kind;
    }
    return error;
}

/* The session that was begun is not wanted after all. That it was closed is told like any other
 * closing, and there is no session of that badge any more then. */
static void undo_session(struct work *work)
{
    enum tay_status status = tay_cap_close((tay_cap_t)work->answer->word[0]);
    (void)status; /* ours */
    work->answer->caps = 0;
    if (work->opened->kind != 0) {
        work->system->functions->close(work->system, work->opened->node);
    }
    file_session_remove(work->system, work->opened);
}

/* Another server's session. */
static enum tay_file_error open_stream(const struct work *work, const struct tay_file_found *found)
{
    tay_cap_t session;
    enum tay_file_error error =
        work->system->functions->stream(work->system, found->node, &session);
    if (error == TAY_FILE_OK) {
        work->answer->word[0] = session;
        work->answer->word[1] = TAY_FILE_STREAM;
        work->answer->caps = 1;
        work->answer->copy = true;
    }
    return error;
}

/* Whether flags make sense, and what is left of them. */
static enum tay_file_error check_flags(const struct work *work, tay_word_t *flags)
{
    bool writable = can_change(work);
    if ((*flags & ~(tay_word_t)TAY_FILE_FLAGS_ALL) != 0) {
        return TAY_FILE_EINVAL;
    }
    if ((*flags & TAY_FILE_INHERIT) != 0) {
        *flags |= TAY_FILE_READABLE | TAY_FILE_AS_DIRECTORY | (writable ? TAY_FILE_WRITABLE : 0);
    }
    bool truncates = (*flags & TAY_FILE_TRUNCATED) != 0;
    if ((*flags & ACCESS_MASK) == 0 || (truncates && (*flags & TAY_FILE_WRITABLE) == 0) ||
        ((*flags & TAY_FILE_CREATE) != 0 && (*flags & TAY_FILE_AS_DIRECTORY) != 0)) {
        return TAY_FILE_EINVAL;
    }
    return TAY_FILE_OK;
}

/* Makes the file that is not there. */
static enum tay_file_error create(const struct work *work, struct file_walk *way,
                                  enum tay_file_kind kind)
{
    const struct tay_file_functions *functions = work->system->functions;
    if (!can_change(work) || functions->create == NULL) {
        return TAY_FILE_EROFS;
    }
    return functions->create(work->system, way->directory, &way->name, kind, &way->found);
}

static bool is_device(enum tay_file_kind kind)
{
    return kind == TAY_FILE_DEVICE || kind == TAY_FILE_STREAM;
}

/* Whether what is there may be opened so. */
static enum tay_file_error check_there(const struct work *work, const struct file_walk *way,
                                       tay_word_t flags)
{
    bool is_file = way->found.kind != TAY_FILE_DIRECTORY;
    bool writes = (flags & TAY_FILE_WRITABLE) != 0;
    if ((flags & TAY_FILE_CREATE) != 0 && (flags & TAY_FILE_EXCLUSIVE) != 0) {
        return TAY_FILE_EEXIST;
    }
    if (is_file && (flags & TAY_FILE_AS_DIRECTORY) != 0) {
        return TAY_FILE_ENOTDIR;
    }
    if (!is_file && ((flags & (TAY_FILE_TRUNCATED | TAY_FILE_APPEND | TAY_FILE_CREATE)) != 0 ||
                     (writes && (flags & TAY_FILE_AS_DIRECTORY) == 0))) {
        return TAY_FILE_EISDIR;
    }
    if (writes && !can_change(work) && !is_device(way->found.kind)) {
        return TAY_FILE_EROFS;
    }
    return !may(work->session, TAY_FILE_READABLE) && (flags & TAY_FILE_READABLE) != 0
               ? TAY_FILE_EACCES
               : TAY_FILE_OK;
}

/* Whether what a path leads to may be opened so, or made. */
static enum tay_file_error check_open(const struct work *work, const struct file_walk *way,
                                      tay_word_t flags)
{
    if (way->is_there) {
        return check_there(work, way, flags);
    }
    if ((flags & TAY_FILE_CREATE) == 0) {
        return TAY_FILE_ENOENT;
    }
    return way->wants_directory ? TAY_FILE_EISDIR : TAY_FILE_OK;
}

static uint64_t size_of(const struct work *work, tay_file_node_t node)
{
    const struct tay_file_functions *functions = work->system->functions;
    struct tay_file_stat stat;
    if (functions->size != NULL) {
        return functions->size(work->system, node, &stat.size_bytes) == TAY_FILE_OK
                   ? stat.size_bytes
                   : 0;
    }
    return functions->stat(work->system, node, &stat) == TAY_FILE_OK ? stat.size_bytes : 0;
}

/* Empties a file that is being opened. */
static enum tay_file_error empty(const struct work *work, const struct tay_file_found *found)
{
    const struct tay_file_functions *functions = work->system->functions;
    if (found->kind != TAY_FILE_REGULAR || size_of(work, found->node) == 0) {
        return TAY_FILE_OK;
    }
    return functions->truncate == NULL ? TAY_FILE_EROFS
                                       : functions->truncate(work->system, found->node, 0);
}

/* What is left of OPEN once there is a session: nothing else is left behind if it fails. */
static enum tay_file_error open_file(struct work *work, struct file_walk *way, tay_word_t flags)
{
    enum tay_file_error error = TAY_FILE_OK;
    if (!way->is_there) {
        error = create(work, way, TAY_FILE_REGULAR);
    }
    if (error == TAY_FILE_OK) {
        error = open_node(work, &way->found, (unsigned)flags);
    }
    if (error == TAY_FILE_OK && (flags & TAY_FILE_TRUNCATED) != 0) {
        error = empty(work, &way->found);
    }
    return error;
}

static enum tay_file_error answer_open(struct work *work)
{
    char path[TAY_FILE_PATH_BYTES];
    struct file_walk way;
    tay_word_t flags = work->request->word[1];
    enum tay_file_error error = walk(work, path, &way);
    if (error == TAY_FILE_OK) {
        error = check_flags(work, &flags);
    }
    if (error == TAY_FILE_OK) {
        error = check_open(work, &way, flags);
    }
    if (error == TAY_FILE_OK && way.is_there && way.found.kind == TAY_FILE_STREAM) {
        return open_stream(work, &way.found);
    }
    if (error == TAY_FILE_OK) {
        error = begin_session(work);
    }
    if (error != TAY_FILE_OK) {
        return error;
    }
    error = open_file(work, &way, flags);
    if (error != TAY_FILE_OK) {
        undo_session(work);
        return error;
    }
    work->answer->word[2] = (tay_word_t)size_of(work, way.found.node);
    return TAY_FILE_OK;
}

/* How long a transfer may be, and whether it makes sense at all. */
static enum tay_file_error check_range(const struct work *work, unsigned flag, bool lends)
{
    if (!may(work->session, flag)) {
        return TAY_FILE_EBADF;
    }
    if (is_directory(work->session)) {
        return TAY_FILE_EISDIR;
    }
    return lends || work->request->word[0] == 0 ? TAY_FILE_OK : TAY_FILE_EFAULT;
}

static uint64_t offset_of(const struct work *work)
{
    bool own = work->request->word[1] == TAY_FILE_OWN_OFFSET;
    return own ? work->session->offset : work->request->word[1];
}

/* Ends READ or WRITE: what was done counts more than why no more was. */
static enum tay_file_error answer_done(struct work *work, const struct caller_transfer *caller,
                                       uint64_t offset, enum tay_file_error error)
{
    size_t done_bytes = caller->transfer.done_bytes;
    if (work->request->word[1] == TAY_FILE_OWN_OFFSET && done_bytes > 0) {
        work->session->offset = offset + done_bytes;
    }
    work->answer->word[0] = done_bytes;
    if (done_bytes > 0) {
        return TAY_FILE_OK;
    }
    return caller->failed ? TAY_FILE_EFAULT : error;
}

static enum tay_file_error answer_read(struct work *work)
{
    struct caller_transfer caller = {.transfer.move = move, .to_caller = true};
    uint64_t offset = offset_of(work);
    enum tay_file_error error = check_range(work, TAY_FILE_READABLE, work->request->lends_write);
    if (error != TAY_FILE_OK || offset > OFFSET_MAX) {
        return error != TAY_FILE_OK ? error : TAY_FILE_EINVAL;
    }
    error = work->system->functions->read(work->system, work->session->node, offset,
                                          work->request->word[0], &caller.transfer);
    return answer_done(work, &caller, offset, error);
}

static enum tay_file_error answer_write(struct work *work)
{
    struct caller_transfer caller = {.transfer.move = move};
    const struct tay_file_functions *functions = work->system->functions;
    size_t length_bytes = work->request->word[0];
    enum tay_file_error error = check_range(work, TAY_FILE_WRITABLE, work->request->lends_read);
    if (error != TAY_FILE_OK || functions->write == NULL) {
        return error != TAY_FILE_OK ? error : TAY_FILE_EROFS;
    }
    uint64_t offset = offset_of(work);
    if (work->request->word[1] == TAY_FILE_OWN_OFFSET && may(work->session, TAY_FILE_APPEND)) {
        offset = size_of(work, work->session->node);
    }
    if (offset > OFFSET_MAX || length_bytes > OFFSET_MAX - offset) {
        return TAY_FILE_EFBIG;
    }
    error =
        functions->write(work->system, work->session->node, offset, length_bytes, &caller.transfer);
    return answer_done(work, &caller, offset, error);
}

static enum tay_file_error answer_seek(struct work *work)
{
    int64_t distance = (intptr_t)work->request->word[0];
    uint64_t base = 0;
    if (is_device((enum tay_file_kind)work->session->kind)) {
        return TAY_FILE_ESPIPE;
    }
    switch (work->request->word[1]) {
    case TAY_FILE_FROM_START:
        break;
    case TAY_FILE_FROM_HERE:
        base = work->session->offset;
        break;
    case TAY_FILE_FROM_END:
        base = size_of(work, work->session->node);
        break;
    default:
        return TAY_FILE_EINVAL;
    }
    uint64_t offset = base + (uint64_t)distance;
    if (offset > OFFSET_MAX) {
        return TAY_FILE_EINVAL; /* before the start, or too far */
    }
    work->session->offset = offset;
    work->answer->word[0] = (tay_word_t)offset;
    return TAY_FILE_OK;
}

enum tay_file_error tay_file_answer_stat(const struct tay_request *request,
                                         struct tay_answer *answer,
                                         const struct tay_file_stat *stat)
{
    if (request->lends_write || !FILE_STAT_FITS) {
        return tay_file_deliver(stat, sizeof *stat);
    }
    file_stat_put(stat, answer->word);
    return TAY_FILE_OK;
}

/* The node that STAT asks for: the session's own, or what a path leads to. */
static enum tay_file_error find_node(const struct work *work, tay_file_node_t *node_out)
{
    char path[TAY_FILE_PATH_BYTES];
    struct file_walk way;
    enum tay_file_error error = walk(work, path, &way);
    if (error == TAY_FILE_OK && !way.is_there) {
        error = TAY_FILE_ENOENT;
    }
    if (error == TAY_FILE_OK) {
        *node_out = way.found.node;
    }
    return error;
}

static enum tay_file_error answer_stat(struct work *work)
{
    struct tay_file_stat stat = {0};
    tay_file_node_t node = work->session->node;
    enum tay_file_error error = TAY_FILE_OK;
    if (work->request->word[0] != 0) {
        error = find_node(work, &node);
    }
    if (error == TAY_FILE_OK) {
        error = work->system->functions->stat(work->system, node, &stat);
    }
    if (error != TAY_FILE_OK) {
        return error;
    }
    stat.system = work->system->number;
    stat.flags = work->session->flags;
    if (work->system->is_read_only && !is_device((enum tay_file_kind)stat.kind)) {
        stat.flags &= ~TAY_FILE_WRITABLE;
    }
    return tay_file_answer_stat(work->request, work->answer, &stat);
}

/* Delivers one entry; false: there is no more room, or memory. */
static bool put_entry(struct caller_transfer *caller, const struct tay_file_listed *listed,
                      size_t left_bytes)
{
    union {
        struct tay_file_entry entry;
        char bytes[TAY_FILE_ENTRY_BYTES_MAX];
    } packed;
    size_t entry_bytes = TAY_FILE_ENTRY_BYTES(listed->name_bytes);
    if (entry_bytes > left_bytes) {
        return false;
    }
    memset(packed.bytes, 0, entry_bytes);
    packed.entry.node = listed->node;
    packed.entry.cookie = listed->next;
    packed.entry.kind = (uint16_t)listed->kind;
    packed.entry.name_bytes = (uint16_t)listed->name_bytes;
    memcpy(packed.bytes + TAY_FILE_ENTRY_NAME_AT, listed->name, listed->name_bytes);
    return move(&caller->transfer, packed.bytes, entry_bytes);
}

static enum tay_file_error check_listing(const struct work *work)
{
    if (!is_directory(work->session)) {
        return TAY_FILE_ENOTDIR;
    }
    if (!may(work->session, TAY_FILE_READABLE)) {
        return TAY_FILE_EBADF;
    }
    return work->request->word[0] < TAY_FILE_ENTRY_BYTES_MAX ? TAY_FILE_EINVAL : TAY_FILE_OK;
}

static enum tay_file_error answer_read_entries(struct work *work)
{
    struct caller_transfer caller = {.transfer.move = move, .to_caller = true};
    struct tay_file_listed listed;
    uint64_t cookie = work->request->word[1];
    size_t room_bytes = work->request->word[0];
    enum tay_file_error error = check_listing(work);
    while (error == TAY_FILE_OK) {
        error =
            work->system->functions->read_entry(work->system, work->session->node, cookie, &listed);
        if (error == TAY_FILE_OK) {
            if (!put_entry(&caller, &listed, room_bytes - caller.transfer.done_bytes)) {
                break;
            }
            cookie = listed.next;
        }
    }
    work->answer->word[0] = caller.transfer.done_bytes;
    work->answer->word[1] = (tay_word_t)cookie;
    if (caller.failed) {
        return TAY_FILE_EFAULT;
    }
    return error == TAY_FILE_ENOENT || caller.transfer.done_bytes > 0 ? TAY_FILE_OK : error;
}

static enum tay_file_error answer_make(struct work *work)
{
    char path[TAY_FILE_PATH_BYTES];
    struct file_walk way;
    enum tay_file_error error = walk(work, path, &way);
    if (error == TAY_FILE_OK && way.is_there) {
        error = TAY_FILE_EEXIST;
    }
    return error != TAY_FILE_OK ? error : create(work, &way, TAY_FILE_DIRECTORY);
}

/* Whether what was found may be removed as what the caller takes it for. */
static enum tay_file_error check_removal(const struct work *work, const struct file_walk *way)
{
    tay_word_t kind = work->request->word[1];
    if (kind != TAY_FILE_REGULAR && kind != TAY_FILE_DIRECTORY) {
        return TAY_FILE_EINVAL;
    }
    if (!way->is_there) {
        return TAY_FILE_ENOENT;
    }
    if (way->name.bytes == 0) {
        return TAY_FILE_EBUSY; /* the session's own directory */
    }
    bool is_directory = way->found.kind == TAY_FILE_DIRECTORY;
    if (is_directory != (kind == TAY_FILE_DIRECTORY)) {
        return is_directory ? TAY_FILE_EISDIR : TAY_FILE_ENOTDIR;
    }
    return can_change(work) && work->system->functions->remove != NULL ? TAY_FILE_OK
                                                                       : TAY_FILE_EROFS;
}

static enum tay_file_error answer_remove(struct work *work)
{
    char path[TAY_FILE_PATH_BYTES];
    struct file_walk way;
    enum tay_file_error error = walk(work, path, &way);
    if (error == TAY_FILE_OK) {
        error = check_removal(work, &way);
    }
    return error != TAY_FILE_OK ? error
                                : work->system->functions->remove(work->system, way.directory,
                                                                  &way.name, &way.found);
}

/* Whether one thing may take another one's place. */
static enum tay_file_error check_rename(const struct work *work, const struct file_walk *from,
                                        const struct file_walk *to)
{
    if (!from->is_there) {
        return TAY_FILE_ENOENT;
    }
    if (from->name.bytes == 0 || to->name.bytes == 0) {
        return TAY_FILE_EBUSY;
    }
    bool is_directory = from->found.kind == TAY_FILE_DIRECTORY;
    if (to->is_there && is_directory != (to->found.kind == TAY_FILE_DIRECTORY)) {
        return is_directory ? TAY_FILE_ENOTDIR : TAY_FILE_EISDIR;
    }
    if (!is_directory && to->wants_directory) {
        return TAY_FILE_ENOTDIR;
    }
    return can_change(work) && work->system->functions->rename != NULL ? TAY_FILE_OK
                                                                       : TAY_FILE_EROFS;
}

static enum tay_file_error answer_rename(struct work *work)
{
    char both[2 * TAY_FILE_PATH_BYTES];
    struct file_walk from, to;
    struct tay_file_found base = {work->session->node, (enum tay_file_kind)work->session->kind};
    size_t old_bytes = work->request->word[0];
    size_t new_bytes = work->request->word[1];
    if (old_bytes > TAY_FILE_PATH_BYTES || new_bytes > TAY_FILE_PATH_BYTES) {
        return TAY_FILE_ENAMETOOLONG;
    }
    enum tay_file_error error = tay_file_fetch(both, old_bytes + new_bytes);
    if (error == TAY_FILE_OK && !may(work->session, TAY_FILE_READABLE)) {
        error = TAY_FILE_EBADF;
    }
    if (error == TAY_FILE_OK) {
        error = file_walk(work->system, &base, both, old_bytes, &from);
    }
    if (error == TAY_FILE_OK) {
        error = file_walk(work->system, &base, both + old_bytes, new_bytes, &to);
    }
    if (error == TAY_FILE_OK) {
        error = check_rename(work, &from, &to);
    }
    return error != TAY_FILE_OK
               ? error
               : work->system->functions->rename(work->system, from.directory, &from.name,
                                                 to.directory, &to.name);
}

/* Whether the session's file may be changed as a whole. */
static enum tay_file_error check_change(const struct work *work, bool is_possible)
{
    if (!may(work->session, TAY_FILE_WRITABLE)) {
        return TAY_FILE_EBADF;
    }
    return is_possible ? TAY_FILE_OK : TAY_FILE_EROFS;
}

static enum tay_file_error answer_truncate(struct work *work)
{
    const struct tay_file_functions *functions = work->system->functions;
    if (work->session->kind != TAY_FILE_REGULAR) {
        return is_directory(work->session) ? TAY_FILE_EISDIR : TAY_FILE_EINVAL;
    }
    enum tay_file_error error = check_change(work, functions->truncate != NULL);
    if (error == TAY_FILE_OK && work->request->word[0] > OFFSET_MAX) {
        error = TAY_FILE_EFBIG;
    }
    return error != TAY_FILE_OK
               ? error
               : functions->truncate(work->system, work->session->node, work->request->word[0]);
}

static enum tay_file_error answer_sync(struct work *work)
{
    const struct tay_file_functions *functions = work->system->functions;
    return functions->sync == NULL ? TAY_FILE_OK : functions->sync(work->system);
}

static enum tay_file_error answer_statistics(struct work *work)
{
    struct tay_file_statistics statistics = {0};
    enum tay_file_error error = work->system->functions->statistics(work->system, &statistics);
    if (error != TAY_FILE_OK) {
        return error;
    }
    statistics.open_files = work->system->open_count;
    statistics.read_only = work->system->is_read_only;
    return tay_file_deliver(&statistics, sizeof statistics);
}

static enum tay_file_error answer_set_flags(struct work *work)
{
    tay_word_t flags = work->request->word[0];
    work->answer->word[0] = work->session->flags;
    if ((flags & ~(tay_word_t)TAY_FILE_APPEND) != 0 || is_directory(work->session)) {
        return TAY_FILE_EINVAL;
    }
    work->session->flags &= ~TAY_FILE_APPEND;
    work->session->flags |= (uint16_t)flags;
    return TAY_FILE_OK;
}

static enum tay_file_error answer_set_time(struct work *work)
{
    const struct tay_file_functions *functions = work->system->functions;
    enum tay_file_error error = check_change(work, functions->set_time != NULL);
    return error != TAY_FILE_OK ? error
                                : functions->set_time(work->system, work->session->node,
                                                      (intptr_t)work->request->word[0]);
}

/* Of a call by a session: so that its caller, if it does not get the answer, can ask once more. */
static void remember(struct tay_file_system *system, const struct tay_request *request,
                     const struct tay_answer *answer, enum tay_file_error error)
{
    uint64_t tag = request->word[TAY_FILE_TAG_WORD];
    if (tag != 0 && request->label != TAY_FILE_RECALL) {
        system->recalled[system->next_recalled++ % TAY_FILE_RECALLED] =
            (struct tay_file_recalled){tag, answer->word[0], error};
    }
}

static enum tay_file_error answer_recall(struct work *work)
{
    uint64_t tag = work->request->word[TAY_FILE_TAG_WORD];
    for (unsigned i = 0; tag != 0 && i < TAY_FILE_RECALLED; i++) {
        const struct tay_file_recalled *recalled = &work->system->recalled[i];
        if (recalled->tag == tag) {
            work->answer->word[0] = (tay_word_t)recalled->word;
            work->answer->word[1] = recalled->error;
            return TAY_FILE_OK;
        }
    }
    return TAY_FILE_ENOENT;
}

static enum tay_file_error (*const answers[])(struct work *) = {
    [TAY_FILE_OPEN - TAY_FILE_ROOT] = answer_open,
    [TAY_FILE_READ - TAY_FILE_ROOT] = answer_read,
    [TAY_FILE_WRITE - TAY_FILE_ROOT] = answer_write,
    [TAY_FILE_SEEK - TAY_FILE_ROOT] = answer_seek,
    [TAY_FILE_STAT - TAY_FILE_ROOT] = answer_stat,
    [TAY_FILE_READ_ENTRIES - TAY_FILE_ROOT] = answer_read_entries,
    [TAY_FILE_MAKE - TAY_FILE_ROOT] = answer_make,
    [TAY_FILE_REMOVE - TAY_FILE_ROOT] = answer_remove,
    [TAY_FILE_RENAME - TAY_FILE_ROOT] = answer_rename,
    [TAY_FILE_TRUNCATE - TAY_FILE_ROOT] = answer_truncate,
    [TAY_FILE_SYNC - TAY_FILE_ROOT] = answer_sync,
    [TAY_FILE_STATISTICS - TAY_FILE_ROOT] = answer_statistics,
    [TAY_FILE_SET_FLAGS - TAY_FILE_ROOT] = answer_set_flags,
    [TAY_FILE_SET_TIME - TAY_FILE_ROOT] = answer_set_time,
    [TAY_FILE_RECALL - TAY_FILE_ROOT] = answer_recall,
};

enum tay_file_error tay_file_open_root(struct tay_file_system *system, struct tay_server *server,
                                       unsigned flags, struct tay_answer *answer)
{
    struct work work = {.system = system, .server = server, .answer = answer};
    struct tay_file_found root = {system->root, TAY_FILE_DIRECTORY};
    if ((flags & TAY_FILE_READABLE) == 0 || (flags & ~ACCESS_MASK) != 0) {
        return TAY_FILE_EINVAL;
    }
    enum tay_file_error error = begin_session(&work);
    if (error == TAY_FILE_OK) {
        error = open_node(&work, &root, flags);
        if (error != TAY_FILE_OK) {
            undo_session(&work);
        }
    }
    return error;
}

/* Whether anything but the root directory is open. */
static bool is_in_use(const struct tay_file_system *system)
{
    for (uint32_t i = 0; i < system->used_places; i++) {
        const struct tay_file_session *session = &system->session[i];
        if (session->badge != 0 && session->node != system->root) {
            return true;
        }
    }
    return false;
}

/* MOUNT and UNMOUNT. */
static enum tay_file_error answer_medium(struct tay_file_system *system,
                                         const struct tay_request *request)
{
    const struct tay_file_functions *functions = system->functions;
    if (functions->mount == NULL || functions->unmount == NULL) {
        return TAY_FILE_ENOTSUP;
    }
    if (request->label == TAY_FILE_MOUNT) {
        return functions->mount(system);
    }
    if (request->word[0] > 1) {
        return TAY_FILE_EINVAL;
    }
    return request->word[0] == 0 && is_in_use(system) ? TAY_FILE_EBUSY : functions->unmount(system);
}

/* What is asked by the endpoint's own capability. */
static enum tay_status serve_endpoint(struct tay_file_system *system, struct tay_server *server,
                                      const struct tay_request *request, struct tay_answer *answer)
{
    if (request->label == TAY_FILE_MOUNT || request->label == TAY_FILE_UNMOUNT) {
        return tay_file_answer(answer, answer_medium(system, request));
    }
    if (request->label != TAY_FILE_ROOT || request->word[0] > UINT16_MAX) {
        return TAY_ESTATE;
    }
    unsigned flags = (unsigned)request->word[0];
    return tay_file_answer(answer, tay_file_open_root(system, server, flags, answer));
}

enum tay_status tay_file_serve(struct tay_file_system *system, struct tay_server *server,
                               struct tay_request *request, struct tay_answer *answer)
{
    struct work work = {system, server, request, answer, NULL, NULL};
    if (request->session == 0) {
        return serve_endpoint(system, server, request, answer);
    }
    work.session = file_session_find(system, request->session);
    if (work.session == NULL) {
        return TAY_EPEER;
    }
    unsigned index = request->label - TAY_FILE_ROOT; /* wraps for labels below */
    if (index > TAY_FILE_RECALL - TAY_FILE_ROOT) {
        return TAY_ENOSYS;
    }
    if (index >= sizeof answers / sizeof answers[0] || answers[index] == NULL) {
        return TAY_ESTATE; /* by the endpoint only */
    }
    enum tay_file_error error = answers[index](&work);
    remember(system, request, answer, error);
    return tay_file_answer(answer, error);
}

void tay_file_system_event(struct tay_file_system *system, const struct tay_event *event)
{
    struct tay_file_session *session =
        event->kind == TAY_KIND_CLOSED ? file_session_find(system, event->badge) : NULL;
    if (session != NULL) {
        system->functions->close(system, session->node);
        file_session_remove(system, session);
    }
}

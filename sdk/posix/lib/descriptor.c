/* SPDX-License-Identifier: MIT */
/*
 * The table of descriptors. Invariant: an open file is there while a descriptor names it, and its
 * session is closed with the last one. The table is under the lock of the C library, which a clone
 * finds free, and which is never held while a server is called. Who only looks reads it without,
 * and looks whether it has changed meanwhile.
 */
#include "descriptor.h"

#include "error.h"
#include "file_error.h"
#include "lock.h"
#include "log.h"
#include "stream_call.h"
#include "terminal.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <tay/log.h>
#include <tay/operations.h>
#include <tay/protocol/stream.h>
#include <tay/protocol/vfs.h>
#include <tay/startup.h>
#include <unistd.h>

#define PIECE_BYTES_MAX 0x1000000u /* a call lends less than 32 MiB */

struct shared_file {
    struct open_file file;
    unsigned names; /* descriptors that name it; 0: this place is free */
};

struct name {
    struct shared_file *file; /* NULL: it is not open */
    int flags;                /* FD_CLOEXEC */
};

static struct name names[DESCRIPTORS_MAX];
static struct shared_file files[DESCRIPTORS_MAX];

static uint32_t changes; /* of the table, atomic; odd: it is being changed */
static unsigned depth;   /* of changes: a handler may come into the middle of one */

/* Around each change, so that what only looks needs no lock. The count is odd before the first
 * store of whoever changes the table, also if a handler comes in here. One that comes between the
 * two lines at the end leaves it odd until the next change, which only makes others take the lock.
 */
static void begin_change(void)
{
    lock_libc();
    __atomic_fetch_or(&changes, 1, __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_RELEASE);
    depth++;
}

static void end_change(void)
{
    if (depth == 1) {
        __atomic_fetch_add(&changes, 1, __ATOMIC_RELEASE);
    }
    depth--;
    unlock_libc();
}

static void close_session(tay_cap_t session)
{
    enum tay_status status = tay_cap_close(session);
    (void)status; /* a stale one is as good as closed */
}

static void close_file(const struct open_file *file)
{
    if (file->session != TAY_CAP_NULL) {
        close_session(file->session);
    }
    free(file->path);
}

/* Whether a stream is a pipe, which tells what it is; a terminal knows nothing of files. */
static bool is_pipe(tay_cap_t session, struct tay_file_stat *stat_out)
{
    enum tay_file_error error;
    do {
        error = tay_file_stat(session, "", 0, stat_out);
    } while (error == TAY_FILE_EINTR);
    return error == TAY_FILE_OK;
}

static bool is_endpoint(tay_cap_t stream, tay_cap_t *session_out)
{
    enum tay_status status;
    do {
        status = tay_stream_open(stream, session_out);
    } while (status == TAY_ECANCELED);
    return status == TAY_OK;
}

void descriptor_fill_stream(struct open_file *file, tay_cap_t stream)
{
    struct tay_file_stat stat;
    tay_cap_t session;
    file->kind = TAY_FILE_STREAM;
    file->session = stream;
    if (is_endpoint(stream, &session)) {
        file->session = session;
    }
    if (is_pipe(file->session, &stat)) {
        bool reads = (stat.flags & TAY_FILE_READABLE) != 0;
        file->flags = (file->flags & ~O_ACCMODE) | (reads ? O_RDONLY : O_WRONLY);
    } else {
        file->flags |= FILE_IS_TERMINAL;
    }
}

/* An open file for what a capability is: a file, a stream, or a stream's endpoint. */
static struct open_file open_given(tay_cap_t given)
{
    struct open_file file = {.session = given, .kind = TAY_FILE_STREAM, .flags = O_RDWR};
    struct tay_file_stat stat;
    if (given == TAY_CAP_NULL) {
        return file; /* the log */
    }
    if (tay_file_stat(given, "", 0, &stat) == TAY_FILE_OK && stat.kind != TAY_FILE_STREAM) {
        file.kind = (enum tay_file_kind)stat.kind;
    } else {
        descriptor_fill_stream(&file, given);
    }
    return file;
}

/* Opens the descriptors that a manifest names, and the log for the standard ones. */
static void take_named(void)
{
    for (int i = 0; i < DESCRIPTORS_MAX; i++) {
        char name[] = {'f', 'd', (char)('0' + (i < 10 ? i : i / 10)),
                       (char)(i < 10 ? '\0' : '0' + i % 10), '\0'};
        tay_cap_t given = tay_startup_cap(name);
        if (given != TAY_CAP_NULL || i <= STDERR_FILENO) {
            files[i] = (struct shared_file){open_given(given), 1};
            names[i].file = &files[i];
        }
    }
}

/* The open file that a session belongs to already, or a place for it: of a number that is not open,
 * which nobody else has taken. */
static struct shared_file *find_session(tay_cap_t session, uint32_t number)
{
    for (unsigned i = 0; i < DESCRIPTORS_MAX; i++) {
        if (files[i].names != 0 && files[i].file.session == session) {
            return &files[i];
        }
    }
    return &files[number];
}

/* Opens those that a table names. */
static void take_table(const struct tay_startup_descriptor *table, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (table[i].number >= DESCRIPTORS_MAX || names[table[i].number].file != NULL) {
            continue;
        }
        struct shared_file *file = find_session(table[i].handle, table[i].number);
        int terminal = table[i].is_terminal == 1 ? FILE_IS_TERMINAL : 0;
        file->file =
            (struct open_file){.session = table[i].handle,
                               .kind = (enum tay_file_kind)table[i].kind,
                               .flags = ((int)table[i].flags & ~FILE_IS_TERMINAL) | terminal};
        file->names++;
        names[table[i].number].file = file;
    }
}

/* Opens the descriptors that the program was started with. */
static void begin(void)
{
    const struct tay_startup *block = tay_startup();
    size_t table_at = block == NULL ? 0 : block->descriptor_offset_bytes;
    bool has_table = table_at != 0 && table_at % sizeof(uint32_t) == 0 &&
                     table_at <= block->total_bytes &&
                     block->descriptor_count <=
                         (block->total_bytes - table_at) / sizeof(struct tay_startup_descriptor);
    if (has_table) {
        take_table((const void *)((const char *)block + table_at), block->descriptor_count);
    } else {
        take_named();
    }
    static const struct log_descriptors functions = {descriptor_read, descriptor_write,
                                                     descriptor_is_log};
    log_set_descriptors(&functions);
}

/* Before all constructors, of each program that this file is linked into. */
__attribute__((section(".preinit_array"), used)) static void (*const begin_first)(void) = begin;

/* With the lock held: the name of a descriptor; NULL: it is not open. */
static struct name *find(int descriptor)
{
    bool is_open =
        descriptor >= 0 && descriptor < DESCRIPTORS_MAX && names[descriptor].file != NULL;
    return is_open ? &names[descriptor] : NULL;
}

/* With the lock held: the lowest free descriptor from one on; below 0: there is none. */
static int find_free(int first)
{
    if (first < 0 || first >= DESCRIPTORS_MAX) {
        return -EINVAL;
    }
    while (first < DESCRIPTORS_MAX && names[first].file != NULL) {
        first++;
    }
    return first < DESCRIPTORS_MAX ? first : -EMFILE;
}

/* With the lock held: there are as many places as descriptors, so one is free. */
static struct shared_file *find_place(void)
{
    struct shared_file *place = files;
    while (place->names != 0) {
        place++;
    }
    return place;
}

unsigned descriptor_list(struct descriptor_copy list[DESCRIPTORS_MAX])
{
    unsigned count = DESCRIPTORS_MAX;
    lock_libc();
    while (count > 0 && names[count - 1].file == NULL) {
        count--;
    }
    for (unsigned i = 0; i < count; i++) {
        list[i] = (struct descriptor_copy){.place = names[i].file};
        if (names[i].file != NULL) {
            list[i].file = names[i].file->file;
            list[i].closes = (names[i].flags & FD_CLOEXEC) != 0;
        }
    }
    unlock_libc();
    return count;
}

int descriptor_add(const struct open_file *file, int first, int descriptor_flags)
{
    begin_change();
    int descriptor = find_free(first);
    if (descriptor >= 0) {
        struct shared_file *place = find_place();
        *place = (struct shared_file){*file, 1};
        names[descriptor] = (struct name){place, descriptor_flags};
    }
    end_change();
    if (descriptor < 0) {
        close_file(file);
    }
    return descriptor;
}

/* Without the lock: false, if somebody changes the table meanwhile. */
static bool get_at_once(int descriptor, struct open_file *file_out, int *error_out)
{
    uint32_t before = __atomic_load_n(&changes, __ATOMIC_ACQUIRE);
    const struct name *name = find(descriptor);
    const struct shared_file *file =
        name == NULL ? NULL : __atomic_load_n(&name->file, __ATOMIC_RELAXED);
    if (file != NULL) {
        *file_out = file->file;
    }
    *error_out = file != NULL ? 0 : EBADF;
    /* What was read was so if nobody has begun to change it since. */
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    return before % 2 == 0 && __atomic_load_n(&changes, __ATOMIC_RELAXED) == before;
}

int descriptor_get(int descriptor, struct open_file *file_out)
{
    int error;
    if (get_at_once(descriptor, file_out, &error)) {
        return error;
    }
    lock_libc();
    const struct name *name = find(descriptor);
    if (name != NULL) {
        *file_out = name->file->file;
    }
    unlock_libc();
    return name != NULL ? 0 : EBADF;
}

int descriptor_path(int descriptor, char path[TAY_FILE_PATH_BYTES + 1])
{
    int error = EBADF;
    lock_libc();
    const struct name *name = find(descriptor);
    if (name != NULL) {
        const struct open_file *file = &name->file->file;
        error = file->kind != TAY_FILE_DIRECTORY ? ENOTDIR : file->path == NULL ? ENOTSUP : 0;
        if (error == 0) {
            strcpy(path, file->path);
        }
    }
    unlock_libc();
    return error;
}

int descriptor_copy(int descriptor, int first, int descriptor_flags)
{
    begin_change();
    const struct name *name = find(descriptor);
    int copy = name == NULL ? -EBADF : find_free(first);
    if (copy >= 0) {
        names[copy] = (struct name){name->file, descriptor_flags};
        name->file->names++;
    }
    end_change();
    return copy;
}

/* With the lock held: takes a name away. What is to be closed. */
static struct open_file take(struct name *name)
{
    struct shared_file *file = name->file;
    name->file = NULL;
    return --file->names == 0 ? file->file : (struct open_file){0};
}

int descriptor_copy_to(int descriptor, int to, int descriptor_flags)
{
    struct open_file unused = {0};
    begin_change();
    const struct name *name = find(descriptor);
    bool is_possible = name != NULL && to >= 0 && to < DESCRIPTORS_MAX;
    if (is_possible && to != descriptor) {
        struct shared_file *file = name->file;
        file->names++;
        if (names[to].file != NULL) {
            unused = take(&names[to]);
        }
        names[to] = (struct name){file, descriptor_flags};
    }
    end_change();
    close_file(&unused);
    return is_possible ? 0 : EBADF;
}

int descriptor_close(int descriptor)
{
    struct open_file unused = {0};
    begin_change();
    struct name *name = find(descriptor);
    if (name != NULL) {
        unused = take(name);
    }
    end_change();
    close_file(&unused);
    return name != NULL ? 0 : EBADF;
}

int descriptor_flags(int descriptor, int set)
{
    begin_change();
    struct name *name = find(descriptor);
    int flags = name == NULL ? -EBADF : name->flags;
    if (name != NULL && set >= 0) {
        name->flags = set;
    }
    end_change();
    return flags;
}

int descriptor_set_file_flags(int descriptor, int flags)
{
    begin_change();
    const struct name *name = find(descriptor);
    if (name != NULL) {
        int *kept = &name->file->file.flags;
        int lasting = O_ACCMODE | FILE_IS_TERMINAL;
        *kept = (*kept & lasting) | (flags & ~lasting);
    }
    end_change();
    return name != NULL ? 0 : EBADF;
}

/* What must be so before anything is read or written; 0, or an error. */
static int check(int descriptor, tay_word_t offset, int forbidden, struct open_file *file_out)
{
    int error = descriptor_get(descriptor, file_out);
    if (error != 0) {
        return error;
    }
    if ((file_out->flags & O_ACCMODE) == forbidden) {
        return EBADF;
    }
    if (file_out->kind == TAY_FILE_DIRECTORY) {
        return EISDIR;
    }
    return file_out->kind == TAY_FILE_STREAM && offset != TAY_FILE_OWN_OFFSET ? ESPIPE : 0;
}

static size_t limit(size_t length_bytes)
{
    return length_bytes < PIECE_BYTES_MAX ? length_bytes : PIECE_BYTES_MAX;
}

bool descriptor_is_log(int descriptor)
{
    struct open_file file;
    return descriptor_get(descriptor, &file) != 0 || file.session == TAY_CAP_NULL;
}

ssize_t descriptor_read(int descriptor, tay_word_t offset, void *to, size_t length_bytes)
{
    struct open_file file;
    size_t done_bytes = 0;
    int error = check(descriptor, offset, O_WRONLY, &file);
    if (error != 0 || length_bytes == 0) {
        return -error;
    }
    if (file.session == TAY_CAP_NULL) {
        return 0; /* a log has no input */
    }
    if (file.kind == TAY_FILE_STREAM) {
        length_bytes = limit(length_bytes);
        return is_terminal(&file) ? terminal_read(&file, to, length_bytes)
                                  : stream_read(&file, TAY_STREAM_READ, to, length_bytes);
    }
    error = file_errno(tay_file_read(file.session, offset, to, length_bytes, &done_bytes));
    return error != 0 ? -error : (ssize_t)done_bytes;
}

/* In pieces of which each is written or not. What was done counts more than why no more was. */
static ssize_t write_stream(const struct open_file *file, const char *from, size_t length_bytes)
{
    size_t done_bytes = 0;
    while (done_bytes < length_bytes) {
        size_t left = length_bytes - done_bytes;
        size_t piece_bytes = left < TAY_VFS_PIPE_BYTES ? left : TAY_VFS_PIPE_BYTES;
        ssize_t done = stream_write(file, from + done_bytes, piece_bytes);
        if (done <= 0) {
            return done_bytes > 0 ? (ssize_t)done_bytes : done;
        }
        done_bytes += (size_t)done;
    }
    return (ssize_t)done_bytes;
}

ssize_t descriptor_write(int descriptor, tay_word_t offset, const void *from, size_t length_bytes)
{
    struct open_file file;
    size_t done_bytes = 0;
    int error = check(descriptor, offset, O_RDONLY, &file);
    if (error != 0 || length_bytes == 0) {
        return -error;
    }
    if (file.session == TAY_CAP_NULL) {
        tay_log_put(from, length_bytes);
        return (ssize_t)length_bytes;
    }
    if (file.kind == TAY_FILE_STREAM) {
        return write_stream(&file, from, length_bytes);
    }
    error = file_errno(tay_file_write(file.session, offset, from, length_bytes, &done_bytes));
    if (error == 0 && (file.flags & O_SYNC) != 0) {
        error = file_errno(tay_file_sync(file.session));
    }
    return error != 0 ? -error : (ssize_t)done_bytes;
}

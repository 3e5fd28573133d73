/* SPDX-License-Identifier: MIT */
/*
 * vfs: the name space (tay/protocol/vfs.h). Its arguments say what is mounted where at first:
 * `/path=name`, where `name` is the capability to a file system's endpoint. An instance that serves
 * `vfs-read-only` and not `vfs` is a name space for programs that may only look: nothing can be
 * changed by what it hands out.
 *
 * A session of the protocol needs no table: its badge says what it may do.
 */
#include "mounts.h"
#include "own.h"
#include "pipe.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tay/file_server.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/status.h>
#include <tay/time.h>

#define SESSIONS_MAX 2048

/* Of memory for the record of mounts: what the manifests say. */
#define RECORD_BYTES 4096
_Static_assert(sizeof(struct mount_record) <= RECORD_BYTES, "it fits");

/* The badge of a session of this protocol: what it may do, a number, and bit 62. */
#define BADGE_KIND ((uint64_t)1 << 62)
#define BADGE_FLAGS (TAY_FILE_READABLE | TAY_FILE_WRITABLE)
#define BADGE_SHIFT 2

static struct tay_file_session sessions[SESSIONS_MAX];
static struct tay_file_system files = {.session = sessions, .session_count = SESSIONS_MAX};
static unsigned endpoint_flags = TAY_FILE_READABLE | TAY_FILE_WRITABLE;
static uint64_t last_serial;
static tay_cap_t shown; /* the record of mounts, to be read; null: it is not shown */

static unsigned flags_of(uint64_t badge)
{
    return badge == 0 ? endpoint_flags : (unsigned)badge & BADGE_FLAGS;
}

static enum tay_file_error answer_open(struct tay_server *server, const struct tay_request *request,
                                       struct tay_answer *answer)
{
    tay_word_t flags = request->word[0];
    if ((flags & TAY_FILE_READABLE) == 0 || (flags & ~(tay_word_t)BADGE_FLAGS) != 0) {
        return TAY_FILE_EINVAL;
    }
    if ((flags & ~(tay_word_t)flags_of(request->session)) != 0) {
        return TAY_FILE_EROFS;
    }
    uint64_t badge = BADGE_KIND | ++last_serial << BADGE_SHIFT | flags;
    enum tay_status status = tay_server_mint(server, badge, answer, 0);
    if (status != TAY_OK) {
        return status == TAY_ENOMEM ? TAY_FILE_ENOMEM : TAY_FILE_ENFILE;
    }
    return TAY_FILE_OK;
}

static enum tay_file_error answer_resolve(const struct tay_request *request,
                                          struct tay_answer *answer)
{
    char path[TAY_FILE_PATH_BYTES];
    size_t path_bytes = request->word[0];
    if (path_bytes > sizeof path) {
        return TAY_FILE_ENAMETOOLONG;
    }
    enum tay_file_error error = tay_file_fetch(path, path_bytes);
    if (error != TAY_FILE_OK || !tay_path_is_normal(path, path_bytes)) {
        return error != TAY_FILE_OK ? error : TAY_FILE_EINVAL;
    }
    const struct tay_vfs_mount *told = mount_find(path, path_bytes)->told;
    answer->word[0] = (tay_word_t)told->number;
    answer->word[1] = told->path_bytes;
    return TAY_FILE_OK;
}

/* Forgets the roots of a file system that does not know them any more. */
static void check_roots(struct mount *mount)
{
    for (unsigned i = 0; i < 2; i++) {
        struct tay_file_stat stat;
        if (mount->root[i] != TAY_CAP_NULL &&
            tay_file_stat(mount->root[i], "", 0, &stat) == TAY_FILE_ENODEV) {
            mounts_drop_roots(mount);
        }
    }
}

/* The root session of a file system, which this server keeps, and all get copies of. */
static enum tay_file_error find_root(struct mount *mount, unsigned flags, tay_cap_t *root_out)
{
    struct tay_file_opened opened;
    tay_cap_t *root = &mount->root[(flags & TAY_FILE_WRITABLE) != 0];
    if (*root == TAY_CAP_NULL) {
        enum tay_file_error error = tay_file_root(mount->endpoint, flags, &opened);
        if (error != TAY_FILE_OK) {
            return error;
        }
        *root = opened.session;
    }
    *root_out = *root;
    return TAY_FILE_OK;
}

static enum tay_file_error answer_root(struct tay_server *server, const struct tay_request *request,
                                       struct tay_answer *answer)
{
    struct mount *mount = mount_get(request->word[0]);
    unsigned flags = flags_of(request->session);
    if (mount == NULL || request->word[1] > 1) {
        return mount == NULL ? TAY_FILE_ENOENT : TAY_FILE_EINVAL;
    }
    if ((mount->told->flags & TAY_VFS_READ_ONLY) != 0) {
        flags &= ~TAY_FILE_WRITABLE;
    }
    if (request->word[0] == MOUNT_OWN) {
        return tay_file_open_root(&files, server, TAY_FILE_READABLE, answer);
    }
    if (request->word[1] == 1) {
        check_roots(mount);
    }
    tay_cap_t root;
    enum tay_file_error error = find_root(mount, flags, &root);
    if (error == TAY_FILE_OK) {
        answer->word[0] = root;
        answer->caps = 1;
        answer->copy = true;
    }
    return error;
}

static enum tay_file_error answer_mount_at(const struct tay_request *request)
{
    const struct mount *mount = mount_at(request->word[0]);
    return mount == NULL ? TAY_FILE_ENOENT : tay_file_deliver(mount->told, sizeof *mount->told);
}

static enum tay_file_error answer_table(struct tay_answer *answer)
{
    if (shown == TAY_CAP_NULL) {
        return TAY_FILE_ENOTSUP;
    }
    answer->word[0] = shown;
    answer->caps = 1;
    answer->copy = true;
    return TAY_FILE_OK;
}

/* By the endpoint, or by a session of this protocol. */
static enum tay_status serve(struct tay_server *server, struct tay_request *request,
                             struct tay_answer *answer)
{
    switch (request->label) {
    case TAY_VFS_OPEN:
        return tay_file_answer(answer, answer_open(server, request, answer));
    case TAY_VFS_RESOLVE:
        return tay_file_answer(answer, answer_resolve(request, answer));
    case TAY_VFS_ROOT:
        return tay_file_answer(answer, answer_root(server, request, answer));
    case TAY_VFS_MOUNT_AT:
        return tay_file_answer(answer, answer_mount_at(request));
    case TAY_VFS_PIPE:
        return pipe_make(server, answer);
    case TAY_VFS_TABLE:
        return tay_file_answer(answer, answer_table(answer));
    default:
        return TAY_ENOSYS;
    }
}

static enum tay_status dispatch(struct tay_server *server, struct tay_request *request,
                                struct tay_answer *answer)
{
    if (request->session == 0 || (request->session & BADGE_KIND) != 0) {
        return serve(server, request, answer);
    }
    return tay_file_serve(&files, server, request, answer);
}

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    pipe_settle();
    if (pipe_is_badge(request->session)) {
        return pipe_serve(server, request, answer);
    }
    mounts_lock();
    enum tay_status status = dispatch(server, request, answer);
    mounts_unlock();
    return status;
}

static void on_unheard(struct tay_server *server)
{
    (void)server;
    pipe_take_back();
}

static void on_event(struct tay_server *server, const struct tay_event *event)
{
    (void)server;
    pipe_event(event);
    tay_file_system_event(&files, event);
}

/* Mounts what an argument says; what is wrong with it, or NULL. */
static const char *mount_argument(const char *argument)
{
    const char *equals = strchr(argument, '=');
    if (equals == NULL) {
        return "it is not a path, '=' and a name";
    }
    size_t path_bytes = (size_t)(equals - argument);
    const char *name = equals + 1;
    enum tay_file_error error = mount_check(argument, path_bytes, name);
    if (error != TAY_FILE_OK) {
        return tay_file_error_text(error);
    }
    if (mounts_find_server(name) == TAY_CAP_NULL) {
        return "there is no capability of that name to a server";
    }
    mount_add(argument, path_bytes, name, 0);
    return NULL;
}

static bool mount_arguments(int argument_count, char **arguments)
{
    for (int i = 1; i < argument_count; i++) {
        const char *wrong = mount_argument(arguments[i]);
        if (wrong != NULL) {
            printf("vfs: '%s': %s\n", arguments[i], wrong);
            return false;
        }
    }
    return true;
}

/* Finds the file systems of all mounts; one that was handed over before a restart is gone. */
static bool find_servers(void)
{
    struct mount *mount;
    for (unsigned i = 1; (mount = mount_at(i)) != NULL; i++) {
        mount->endpoint = mounts_find_server(mount->told->name);
        if (!own_make(mount->told->path, mount->told->path_bytes)) {
            printf("vfs: '%s': there are too many directories to mount at\n", mount->told->path);
            return false;
        }
        if (mount->endpoint == TAY_CAP_NULL) {
            printf("vfs: %s: '%s' was handed over, and is gone\n", mount->told->path,
                   mount->told->name);
            mount_remove(mount);
            i--;
        }
    }
    return true;
}

/* The record of the mounts: kept, if the manifest says so, and then shown, if it says that, too.
 * One that does not outlive this program would be of another one's past. */
static struct mount_record *find_record(void)
{
    static struct mount_record own;
    tay_cap_t kept = tay_startup_cap("kept");
    tay_ua_t address;
    if (kept == TAY_CAP_NULL) {
        return &own;
    }
    enum tay_status status = tay_space_map(TAY_CAP_SELF, kept, 0, RECORD_BYTES, 0,
                                           TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &address);
    if (status != TAY_OK) {
        printf("vfs: what is mounted is not kept: %s\n", tay_status_text(status));
        return &own;
    }
    if (tay_cap_copy(kept, TAY_RIGHT_READ | TAY_RIGHT_GRANT, &shown) != TAY_OK) {
        shown = TAY_CAP_NULL;
    }
    return (struct mount_record *)address;
}

/* What was mounted before a restart, or else what the arguments say. */
static bool open_mounts(int argument_count, char **arguments)
{
    bool was_kept = mount_open(find_record());
    if ((!was_kept && !mount_arguments(argument_count, arguments)) || !find_servers()) {
        return false;
    }
    enum tay_status status = mounts_open(tay_startup_cap("mounts"));
    if (status != TAY_OK) {
        printf("vfs: the thread that mounts: %s\n", tay_status_text(status));
    }
    return status == TAY_OK;
}

/* Where it serves: by the name of that, what it hands out may change things or not. */
static tay_cap_t find_endpoint(void)
{
    tay_cap_t endpoint = tay_startup_cap("vfs");
    if (endpoint == TAY_CAP_NULL) {
        endpoint = tay_startup_cap("vfs-read-only");
        endpoint_flags = TAY_FILE_READABLE;
    }
    return endpoint;
}

int main(int argument_count, char **arguments)
{
    struct tay_server server = {.endpoint = find_endpoint(),
                                .on_call = on_call,
                                .on_event = on_event,
                                .on_unheard = on_unheard};
    last_serial = tay_time_now() / TAY_NS_PER_MS; /* not one of before a restart */
    files.last_serial = last_serial;
    files.number = tay_time_now();
    pipe_open(last_serial);
    own_open(&files, tay_startup_cap("console"));
    if (!open_mounts(argument_count, arguments)) {
        return EXIT_FAILURE;
    }
    enum tay_status status = tay_server_run(&server);
    printf("vfs: %s\n", tay_status_text(status));
    return EXIT_FAILURE;
}

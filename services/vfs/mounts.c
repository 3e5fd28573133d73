/* SPDX-License-Identifier: MIT */
/*
 * Mounting and unmounting. Invariant: file systems are called without the lock, and only this
 * thread changes the table, so what it has looked at there is so until it changes it itself.
 */
#include "mounts.h"

#include "own.h"
#include <stdio.h>
#include <string.h>
#include <tay/abi/object.h>
#include <tay/file_server.h>
#include <tay/lock.h>
#include <tay/operations.h>
#include <tay/status.h>
#include <tay/thread.h>

#define GIVEN_MAX 8

/* Endpoints that were handed over. */
static struct {
    char name[TAY_STARTUP_NAME_BYTES]; /* "": this place is free */
    tay_cap_t endpoint;
} given[GIVEN_MAX];

static tay_lock_t lock;

void mounts_lock(void)
{
    tay_lock_acquire(&lock);
}

void mounts_unlock(void)
{
    tay_lock_release(&lock);
}

static void close_cap(tay_cap_t *handle)
{
    if (*handle != TAY_CAP_NULL) {
        enum tay_status status = tay_cap_close(*handle);
        (void)status; /* ours */
        *handle = TAY_CAP_NULL;
    }
}

static bool can_be_called(tay_cap_t handle)
{
    tay_word_t type, rights, badge;
    return tay_cap_query(handle, &type, &rights, &badge) == TAY_OK && type == TAY_OBJECT_endpoint &&
           (rights & TAY_RIGHT_SEND) != 0;
}

/* Where an endpoint of this name lies; where nothing lies if there is none; GIVEN_MAX: nowhere. */
static unsigned find_given(const char *name)
{
    unsigned place = GIVEN_MAX;
    for (unsigned i = 0; i < GIVEN_MAX; i++) {
        if (strcmp(given[i].name, name) == 0) {
            return i;
        }
        if (given[i].name[0] == '\0') {
            place = i;
        }
    }
    return place;
}

tay_cap_t mounts_find_server(const char *name)
{
    unsigned place = find_given(name);
    if (place < GIVEN_MAX && given[place].name[0] != '\0') {
        return given[place].endpoint;
    }
    tay_cap_t named = tay_startup_cap(name);
    return named != TAY_CAP_NULL && can_be_called(named) ? named : TAY_CAP_NULL;
}

/* Keeps an endpoint that was handed over, if there is one. */
static enum tay_file_error take_server(struct tay_request *request, const char *name)
{
    tay_cap_t endpoint = tay_request_take(request, 1);
    unsigned place = find_given(name);
    if (endpoint == TAY_CAP_NULL) {
        return TAY_FILE_OK;
    }
    if (!can_be_called(endpoint) || place == GIVEN_MAX) {
        close_cap(&endpoint);
        return place == GIVEN_MAX ? TAY_FILE_ENFILE : TAY_FILE_EINVAL;
    }
    close_cap(&given[place].endpoint);
    given[place].endpoint = endpoint;
    strcpy(given[place].name, name);
    return TAY_FILE_OK;
}

void mounts_drop_roots(struct mount *mount)
{
    close_cap(&mount->root[0]);
    close_cap(&mount->root[1]);
}

/* A path and a name, as they are lent. */
struct wording {
    char path[TAY_VFS_MOUNT_PATH_BYTES];
    size_t path_bytes;
    char name[TAY_STARTUP_NAME_BYTES];
};

static enum tay_file_error fetch(const struct tay_request *request, struct wording *wording)
{
    char both[sizeof wording->path + sizeof wording->name];
    size_t path_bytes = request->word[2];
    size_t name_bytes = request->word[3];
    if (path_bytes > sizeof wording->path || name_bytes >= sizeof wording->name) {
        return TAY_FILE_ENAMETOOLONG;
    }
    memset(wording, 0, sizeof *wording);
    enum tay_file_error error = tay_file_fetch(both, path_bytes + name_bytes);
    if (error == TAY_FILE_OK) {
        wording->path_bytes = path_bytes;
        memcpy(wording->path, both, path_bytes);
        memcpy(wording->name, both + path_bytes, name_bytes);
    }
    return error;
}

/* Whether a file system can be used: its root, to read. */
static enum tay_file_error open_server(const char *name, tay_cap_t *endpoint_out,
                                       tay_cap_t *root_out)
{
    struct tay_file_opened opened;
    *endpoint_out = mounts_find_server(name);
    if (*endpoint_out == TAY_CAP_NULL) {
        return TAY_FILE_ENODEV;
    }
    enum tay_file_error error = tay_file_mount(*endpoint_out);
    if (error != TAY_FILE_OK && error != TAY_FILE_ENOTSUP) {
        return error;
    }
    error = tay_file_root(*endpoint_out, TAY_FILE_READABLE, &opened);
    if (error == TAY_FILE_OK) {
        *root_out = opened.session;
    }
    return error;
}

static enum tay_file_error enter(const struct wording *wording, unsigned flags, tay_cap_t endpoint,
                                 tay_cap_t root)
{
    mounts_lock();
    bool made = own_make(wording->path, wording->path_bytes);
    if (made) {
        struct mount *mount = mount_add(wording->path, wording->path_bytes, wording->name, flags);
        mount->endpoint = endpoint;
        mount->root[0] = root;
    }
    mounts_unlock();
    return made ? TAY_FILE_OK : TAY_FILE_ENFILE;
}

static enum tay_file_error answer_mount(struct tay_request *request)
{
    struct wording wording;
    tay_cap_t endpoint, root;
    tay_word_t flags = request->word[0];
    if ((flags & ~(tay_word_t)TAY_VFS_READ_ONLY) != 0) {
        return TAY_FILE_EINVAL;
    }
    enum tay_file_error error = fetch(request, &wording);
    if (error == TAY_FILE_OK) {
        error = mount_check(wording.path, wording.path_bytes, wording.name);
    }
    if (error == TAY_FILE_OK) {
        error = take_server(request, wording.name);
    }
    if (error == TAY_FILE_OK) {
        error = open_server(wording.name, &endpoint, &root);
    }
    if (error != TAY_FILE_OK) {
        return error;
    }
    error = enter(&wording, (unsigned)flags, endpoint, root);
    if (error != TAY_FILE_OK) {
        close_cap(&root);
    }
    return error;
}

static enum tay_file_error answer_unmount(const struct tay_request *request)
{
    struct wording wording;
    bool is_forced = request->word[0] == TAY_VFS_FORCE;
    if (request->word[0] != 0 && !is_forced) {
        return TAY_FILE_EINVAL;
    }
    enum tay_file_error error = fetch(request, &wording);
    if (error != TAY_FILE_OK || !tay_path_is_normal(wording.path, wording.path_bytes)) {
        return error != TAY_FILE_OK ? error : TAY_FILE_EINVAL;
    }
    struct mount *mount = mount_at_path(wording.path, wording.path_bytes);
    if (mount == NULL) {
        return wording.path_bytes == 1 ? TAY_FILE_EBUSY : TAY_FILE_EINVAL;
    }
    error = tay_file_unmount(mount->endpoint, is_forced);
    if (error == TAY_FILE_EBUSY) {
        return error;
    }
    mounts_lock();
    mounts_drop_roots(mount);
    mount_remove(mount);
    mounts_unlock();
    /* A file system without a medium has none to let go of; nor has one that does not run. */
    return error == TAY_FILE_ENOTSUP || error == TAY_FILE_ENODEV ? TAY_FILE_OK : error;
}

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    (void)server;
    switch (request->label) {
    case TAY_VFS_MOUNT:
        return tay_file_answer(answer, answer_mount(request));
    case TAY_VFS_UNMOUNT:
        return tay_file_answer(answer, answer_unmount(request));
    default:
        return TAY_ENOSYS;
    }
}

static void *serve(void *argument)
{
    struct tay_server *server = argument;
    enum tay_status status = tay_server_run(server);
    printf("vfs: mounts: %s\n", tay_status_text(status));
    return NULL;
}

enum tay_status mounts_open(tay_cap_t endpoint)
{
    static struct tay_server server = {.on_call = on_call, .is_second = true};
    struct tay_thread *thread;
    server.endpoint = endpoint;
    return endpoint == TAY_CAP_NULL ? TAY_OK : tay_thread_spawn(NULL, serve, &server, &thread);
}

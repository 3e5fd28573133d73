/* SPDX-License-Identifier: MIT */
/*
 * The vfs protocol, the client's side.
 */
#include <tay/protocol/vfs.h>

#include "file.h"
#include <string.h>
#include <tay/client.h>

enum tay_file_error tay_vfs_open(tay_cap_t vfs, unsigned flags, tay_cap_t *session_out)
{
    struct tay_call call = {.label = TAY_VFS_OPEN, .wants = 1, .word = {flags}};
    enum tay_file_error error = file_ask(vfs, &call);
    if (error == TAY_FILE_OK) {
        *session_out = (tay_cap_t)call.word[0];
    }
    return error;
}

enum tay_file_error tay_vfs_resolve(tay_cap_t vfs, const char *path, size_t path_bytes,
                                    struct tay_vfs_place *place_out)
{
    struct tay_call call = {.label = TAY_VFS_RESOLVE,
                            .word = {path_bytes},
                            .lend_read = path,
                            .lend_read_bytes = path_bytes};
    enum tay_file_error error = file_ask(vfs, &call);
    if (error == TAY_FILE_OK && call.word[1] > path_bytes) {
        return TAY_FILE_EIO;
    }
    if (error == TAY_FILE_OK) {
        *place_out = (struct tay_vfs_place){call.word[0], call.word[1]};
    }
    return error;
}

enum tay_file_error tay_vfs_root(tay_cap_t vfs, uint64_t mount, bool is_dead, tay_cap_t *root_out)
{
    struct tay_call call = {
        .label = TAY_VFS_ROOT, .wants = 1, .word = {(tay_word_t)mount, is_dead}};
    enum tay_file_error error = file_ask(vfs, &call);
    if (error == TAY_FILE_OK) {
        *root_out = (tay_cap_t)call.word[0];
    }
    return error;
}

enum tay_file_error tay_vfs_mount_at(tay_cap_t vfs, unsigned index, struct tay_vfs_mount *mount_out)
{
    struct tay_call call = {.label = TAY_VFS_MOUNT_AT,
                            .word = {index},
                            .lend_write = mount_out,
                            .lend_write_bytes = sizeof *mount_out};
    enum tay_file_error error = file_ask(vfs, &call);
    if (error == TAY_FILE_OK) {
        mount_out->name[sizeof mount_out->name - 1] = '\0';
        mount_out->path[sizeof mount_out->path - 1] = '\0';
    }
    return error;
}

enum tay_file_error tay_vfs_mount(tay_cap_t mounts, const char *path, const char *name,
                                  tay_cap_t endpoint, unsigned flags)
{
    char both[TAY_VFS_MOUNT_PATH_BYTES + TAY_STARTUP_NAME_BYTES];
    size_t path_bytes = strlen(path);
    size_t name_bytes = strlen(name);
    if (path_bytes > TAY_VFS_MOUNT_PATH_BYTES || name_bytes >= TAY_STARTUP_NAME_BYTES) {
        return TAY_FILE_ENAMETOOLONG;
    }
    memcpy(both, path, path_bytes + 1);
    memcpy(both + path_bytes, name, name_bytes + 1);
    bool hands_over = endpoint != TAY_CAP_NULL;
    struct tay_call call = {.label = TAY_VFS_MOUNT,
                            .caps = hands_over ? 1u << 1 : 0,
                            .copy = hands_over,
                            .word = {flags, endpoint, path_bytes, name_bytes},
                            .lend_read = both,
                            .lend_read_bytes = path_bytes + name_bytes};
    return file_ask(mounts, &call);
}

enum tay_file_error tay_vfs_unmount(tay_cap_t mounts, const char *path, unsigned flags)
{
    size_t path_bytes = strlen(path);
    struct tay_call call = {.label = TAY_VFS_UNMOUNT,
                            .word = {flags, 0, path_bytes},
                            .lend_read = path,
                            .lend_read_bytes = path_bytes};
    return file_ask(mounts, &call);
}

enum tay_file_error tay_vfs_table(tay_cap_t vfs, tay_cap_t *memory_out)
{
    struct tay_call call = {.label = TAY_VFS_TABLE, .wants = 1};
    enum tay_file_error error = file_ask(vfs, &call);
    if (error == TAY_FILE_OK) {
        *memory_out = (tay_cap_t)call.word[0];
    }
    return error;
}

enum tay_file_error tay_vfs_pipe(tay_cap_t vfs, tay_cap_t *reader_out, tay_cap_t *writer_out)
{
    struct tay_call call = {.label = TAY_VFS_PIPE, .wants = 1u << 0 | 1u << 1};
    enum tay_file_error error = file_ask(vfs, &call);
    if (error == TAY_FILE_OK) {
        *reader_out = (tay_cap_t)call.word[0];
        *writer_out = (tay_cap_t)call.word[1];
    }
    return error;
}

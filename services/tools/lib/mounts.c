/* SPDX-License-Identifier: MIT */
/*
 * Mounts. The file system itself is asked, by its root.
 */
#include "mounts.h"

#include <string.h>
#include <tay/operations.h>
#include <tay/startup.h>

bool mounts_at(unsigned index, struct tay_vfs_mount *mount_out, enum tay_file_error *error_out)
{
    enum tay_file_error error = tay_vfs_mount_at(tay_startup_cap("root"), index, mount_out);
    *error_out = error == TAY_FILE_ENOENT ? TAY_FILE_OK : error;
    if (error == TAY_FILE_OK && mount_out->path[0] == '\0') {
        strcpy(mount_out->path, "/");
    }
    return error == TAY_FILE_OK;
}

enum tay_file_error mounts_ask(const struct tay_vfs_mount *at, struct mount *mount_out)
{
    tay_cap_t root;
    struct tay_file_stat stat;
    mount_out->at = *at;
    enum tay_file_error error = tay_vfs_root(tay_startup_cap("root"), at->number, false, &root);
    if (error != TAY_FILE_OK) {
        return error;
    }
    error = tay_file_stat(root, "", 0, &stat);
    error = error == TAY_FILE_OK ? tay_file_statistics(root, &mount_out->statistics) : error;
    mount_out->system = stat.system;
    enum tay_status closed = tay_cap_close(root);
    (void)closed; /* the server may have ended it */
    return error;
}

/* SPDX-License-Identifier: MIT */
/*
 * What there is of file systems; and all of them together.
 */
#include <sys/statvfs.h>

#include "descriptor.h"
#include "error.h"
#include "file_error.h"
#include "place.h"
#include <tay/operations.h>
#include <unistd.h>

/* What a file system tells of itself, by any of its sessions. */
static enum tay_file_error ask(tay_cap_t session, struct statvfs *statvfs_out)
{
    struct tay_file_statistics told;
    struct tay_file_stat stat;
    enum tay_file_error error = tay_file_statistics(session, &told);
    if (error == TAY_FILE_OK) {
        error = tay_file_stat(session, "", 0, &stat);
    }
    if (error != TAY_FILE_OK) {
        return error;
    }
    uint32_t block_bytes = told.block_bytes != 0 ? told.block_bytes : 1;
    *statvfs_out = (struct statvfs){.f_bsize = block_bytes,
                                    .f_frsize = block_bytes,
                                    .f_blocks = told.total_bytes / block_bytes,
                                    .f_bfree = told.free_bytes / block_bytes,
                                    .f_bavail = told.free_bytes / block_bytes,
                                    .f_files = (fsfilcnt_t)told.files,
                                    .f_fsid = stat.system,
                                    .f_flag = ST_NOSUID | (told.read_only != 0 ? ST_RDONLY : 0),
                                    .f_namemax = told.name_bytes};
    return TAY_FILE_OK;
}

static enum tay_file_error ask_at(const struct place *place, void *context)
{
    struct tay_file_stat stat;
    enum tay_file_error error =
        tay_file_stat(place->directory, place->rest, place->rest_bytes, &stat);
    return error != TAY_FILE_OK ? error : ask(place->directory, context);
}

int statvfs(const char *path, struct statvfs *statvfs_out)
{
    return error_return(place_act(path, ask_at, statvfs_out));
}

int fstatvfs(int descriptor, struct statvfs *statvfs_out)
{
    struct open_file file;
    int error = descriptor_get(descriptor, &file);
    if (error == 0 && file.kind == TAY_FILE_STREAM) {
        error = EINVAL;
    }
    return error_return(error != 0 ? error : file_errno(ask(file.session, statvfs_out)));
}

static enum tay_file_error sync_at(const struct place *place, void *context)
{
    (void)context;
    return tay_file_sync(place->directory);
}

/* Of each file system that is mounted; one that cannot does not keep others from it. */
void sync(void)
{
    struct tay_vfs_mount mount;
    tay_cap_t name_space = place_name_space();
    if (name_space == TAY_CAP_NULL) {
        return;
    }
    for (unsigned i = 0; tay_vfs_mount_at(name_space, i, &mount) == TAY_FILE_OK; i++) {
        place_act(mount.path[0] == '\0' ? "/" : mount.path, sync_at, NULL);
    }
}

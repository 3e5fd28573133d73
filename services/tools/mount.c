/* SPDX-License-Identifier: MIT */
/*
 * mount: tells what is mounted where, or mounts a file system by the name that vfs knows it by.
 */
#include "options.h"
#include "output.h"
#include "report.h"
#include <stdbool.h>
#include <tay/operations.h>
#include <tay/protocol/vfs.h>
#include <tay/startup.h>

/* `name on path type type (ro)`; the type and whether it can be written the file system says. */
static void print(const struct tay_vfs_mount *mount)
{
    struct tay_file_statistics statistics = {.type = "unknown"};
    tay_cap_t root;
    enum tay_file_error error = tay_vfs_root(tay_startup_cap("root"), mount->number, false, &root);
    if (error == TAY_FILE_OK) {
        error = tay_file_statistics(root, &statistics);
        enum tay_status closed = tay_cap_close(root);
        (void)closed; /* ours */
    }
    bool read_only = (mount->flags & TAY_VFS_READ_ONLY) != 0 || statistics.read_only != 0;
    output("%s on %s type %.*s (%s)\n", mount->name, mount->path_bytes == 0 ? "/" : mount->path,
           (int)sizeof statistics.type, statistics.type, read_only ? "ro" : "rw");
    if (error != TAY_FILE_OK) {
        report("%s: %s", mount->path, tay_file_error_text(error));
    }
}

static void print_all(void)
{
    struct tay_vfs_mount mount;
    enum tay_file_error error;
    unsigned index = 0;
    while ((error = tay_vfs_mount_at(tay_startup_cap("root"), index, &mount)) == TAY_FILE_OK) {
        print(&mount);
        index++;
    }
    if (error != TAY_FILE_ENOENT) {
        report("%s", tay_file_error_text(error));
    }
}

int main(int count, char **word)
{
    struct options options = {.count = count, .word = word, .next = 1};
    unsigned flags = 0;
    report_begin("mount", "[-r] [NAME DIRECTORY]");
    while (options_next(&options, "r") != 0) {
        flags = TAY_VFS_READ_ONLY;
    }
    if (options.next == count && flags == 0) {
        print_all();
        return report_end();
    }
    if (options.next + 2 != count) {
        report_usage("a name and a directory are wanted");
    }
    const char *name = word[options.next];
    const char *path = word[options.next + 1];
    tay_cap_t mounts = tay_startup_cap("mounts");
    if (mounts == TAY_CAP_NULL) {
        report("%s: this program may not mount", path);
        return report_end();
    }
    enum tay_file_error error = tay_vfs_mount(mounts, path, name, TAY_CAP_NULL, flags);
    if (error != TAY_FILE_OK) {
        report("%s on %s: %s", name, path, tay_file_error_text(error));
    }
    return report_end();
}

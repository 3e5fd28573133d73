/* SPDX-License-Identifier: MIT */
/*
 * umount: unmounts file systems, with -f also those in which files are open.
 */
#include "options.h"
#include "report.h"
#include <tay/protocol/vfs.h>
#include <tay/startup.h>

static void unmount(const char *path, unsigned flags)
{
    tay_cap_t mounts = tay_startup_cap("mounts");
    if (mounts == TAY_CAP_NULL) {
        report("%s: this program may not unmount", path);
        return;
    }
    enum tay_file_error error = tay_vfs_unmount(mounts, path, flags);
    if (error == TAY_FILE_EINVAL) {
        report("%s: nothing is mounted there", path);
    } else if (error != TAY_FILE_OK) {
        report("%s: %s", path, tay_file_error_text(error));
    }
}

int main(int count, char **word)
{
    struct options options = {.count = count, .word = word, .next = 1};
    unsigned flags = 0;
    report_begin("umount", "[-f] DIRECTORY...");
    while (options_next(&options, "f") != 0) {
        flags = TAY_VFS_FORCE;
    }
    if (options.next == count) {
        report_usage("operands are missing");
    }
    for (int i = options.next; i < count; i++) {
        unmount(word[i], flags);
    }
    return report_end();
}

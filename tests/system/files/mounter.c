/* SPDX-License-Identifier: MIT */
/*
 * Mounts and unmounts file systems while the name space is used, and ends the name space: what was
 * mounted is again, but for what was handed over.
 */
#include "expect.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <tay/operations.h>
#include <tay/protocol/vfs.h>
#include <tay/startup.h>
#include <unistd.h>

#define ROM "/boot/rom"
#define TMP "/tmp"
#define FAILS(call, number) EXPECT((errno = 0, (call) == -1) && errno == (number))

static tay_cap_t mounts, romfs;

/* The name of what is mounted at a path, and its flags; NULL: nothing is. */
static const char *mounted(const char *path, unsigned *flags_out)
{
    static struct tay_vfs_mount mount;
    for (unsigned i = 0; tay_vfs_mount_at(tay_startup_cap("root"), i, &mount) == TAY_FILE_OK; i++) {
        if (strcmp(mount.path, path) == 0) {
            *flags_out = mount.flags;
            return mount.name;
        }
    }
    return NULL;
}

static bool is_mounted(const char *path, const char *name)
{
    unsigned flags;
    const char *found = mounted(path, &flags);
    return found == NULL ? name == NULL : name != NULL && strcmp(found, name) == 0;
}

static bool lists(const char *path, const char *name)
{
    bool found = false;
    DIR *directory = opendir(path);
    const struct dirent *entry;
    while (directory != NULL && (entry = readdir(directory)) != NULL) {
        found = found || strcmp(entry->d_name, name) == 0;
    }
    return directory != NULL && closedir(directory) == 0 && found;
}

static void use_archive(void)
{
    char bytes[64];
    struct stat stat_of;
    EXPECT(is_mounted("", "vfs") && is_mounted(TMP, "memfs") && is_mounted(ROM, NULL));
    FAILS(open(ROM "/init.d/vfs", O_RDONLY), ENOENT);
    EXPECT(tay_vfs_mount(mounts, ROM, "romfs", TAY_CAP_NULL, 0) == TAY_FILE_ENODEV);
    EXPECT(tay_vfs_mount(mounts, ROM, "romfs", romfs, 0) == TAY_FILE_OK &&
           is_mounted(ROM, "romfs"));
    EXPECT(lists("/boot", "rom") && lists(ROM, "bin") && lists(ROM "/init.d", "mounter"));
    int file = open(ROM "/init.d/mounter", O_RDONLY);
    EXPECT(read(file, bytes, 10) == 10 && memcmp(bytes, "# SPDX-Lic", 10) == 0);
    EXPECT(fstat(file, &stat_of) == 0 && S_ISREG(stat_of.st_mode));
    EXPECT(lseek(file, -5, SEEK_END) == stat_of.st_size - 5 && read(file, bytes, 64) == 5);
    EXPECT(memcmp(bytes, "nage\n", 5) == 0 && read(file, bytes, 64) == 0 && close(file) == 0);
    file = open(ROM "/bin/files-mounter", O_RDONLY);
    EXPECT(read(file, bytes, 4) == 4 && memcmp(bytes, "\177ELF", 4) == 0 && close(file) == 0);
    FAILS(open(ROM "/init.d/vfs", O_RDWR), EROFS);
    FAILS(unlink(ROM "/init.d/vfs"), EROFS);
    FAILS(mkdir(ROM "/new", 0777), EROFS);
    FAILS(open(ROM "/init.d/none", O_RDONLY), ENOENT);
    printf("mounter: the archive can be read\n");
}

static void be_refused(void)
{
    char path[TAY_VFS_MOUNT_PATH_BYTES + 2];
    static const char *const wrong[] = {"", "/", "boot", "/a/", "/a//b", "/a/../b"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        EXPECT(tay_vfs_mount(mounts, wrong[i], "romfs", romfs, 0) == TAY_FILE_EINVAL);
    }
    memset(path, 'x', sizeof path);
    path[0] = '/';
    path[sizeof path - 1] = '\0';
    EXPECT(tay_vfs_mount(mounts, path, "other", romfs, 0) == TAY_FILE_ENAMETOOLONG);
    path[TAY_VFS_MOUNT_NAME_BYTES + 2] = '\0';
    EXPECT(tay_vfs_mount(mounts, path, "other", romfs, 0) == TAY_FILE_ENFILE);
    EXPECT(tay_vfs_mount(mounts, "/b", "romfs", romfs, 0) == TAY_FILE_EBUSY);
    EXPECT(tay_vfs_mount(mounts, ROM, "other", romfs, 0) == TAY_FILE_EBUSY);
    EXPECT(tay_vfs_mount(mounts, "/b", "", romfs, 0) == TAY_FILE_EINVAL);
    EXPECT(tay_vfs_mount(mounts, "/b", "none", TAY_CAP_NULL, 0) == TAY_FILE_ENODEV);
    EXPECT(tay_vfs_mount(mounts, "/b", "log", TAY_CAP_NULL, 0) == TAY_FILE_ENODEV);
    EXPECT(tay_vfs_mount(mounts, "/b", "vfs", TAY_CAP_NULL, 0) == TAY_FILE_EBUSY);
    EXPECT(tay_vfs_mount(mounts, "/b", "other", romfs, 2) == TAY_FILE_EINVAL);
    EXPECT(tay_vfs_mount(mounts, "/b", "c", tay_startup_cap("console"), 0) == TAY_FILE_ENOTSUP);
    EXPECT(tay_vfs_unmount(mounts, "/", 0) == TAY_FILE_EBUSY);
    EXPECT(tay_vfs_unmount(mounts, "/boot", 0) == TAY_FILE_EINVAL);
    EXPECT(tay_vfs_unmount(mounts, "boot", 0) == TAY_FILE_EINVAL);
    EXPECT(tay_vfs_unmount(mounts, ROM, 2) == TAY_FILE_EINVAL && is_mounted(ROM, "romfs"));
    EXPECT(tay_vfs_mount(tay_startup_cap("root"), "/b", "other", romfs, 0) == TAY_FILE_ENOTSUP);
    printf("mounter: what cannot be is refused\n");
}

static void move_memory(void)
{
    unsigned flags;
    int file = open(TMP "/kept", O_RDWR | O_CREAT, 0666);
    EXPECT(write(file, "kept", 4) == 4);
    EXPECT(tay_vfs_unmount(mounts, TMP, 0) == TAY_FILE_OK && is_mounted(TMP, NULL));
    FAILS(open(TMP "/kept", O_RDONLY), ENOENT);
    EXPECT(tay_vfs_mount(mounts, "/mnt/ram", "memfs", TAY_CAP_NULL, TAY_VFS_READ_ONLY) ==
           TAY_FILE_OK);
    EXPECT(mounted("/mnt/ram", &flags) != NULL && flags == TAY_VFS_READ_ONLY);
    EXPECT(lists("/mnt", "ram") && lists("/mnt/ram", "kept"));
    FAILS(open("/mnt/ram/kept", O_RDWR), EROFS);
    FAILS(open("/mnt/ram/new", O_WRONLY | O_CREAT, 0666), EROFS);
    EXPECT(write(file, "!", 1) == 1 && close(file) == 0); /* it was open before */
    EXPECT(tay_vfs_unmount(mounts, "/mnt/ram", 0) == TAY_FILE_OK);
    EXPECT(tay_vfs_mount(mounts, "/ram", "memfs", TAY_CAP_NULL, 0) == TAY_FILE_OK);
    file = open("/ram/kept", O_RDWR);
    EXPECT(file >= 0 && lseek(file, 0, SEEK_END) == 5 && close(file) == 0);
    for (unsigned i = 0; i < 100; i++) {
        EXPECT(tay_vfs_unmount(mounts, ROM, TAY_VFS_FORCE) == TAY_FILE_OK && is_mounted(ROM, NULL));
        EXPECT(tay_vfs_mount(mounts, ROM, "romfs", i % 2 == 0 ? romfs : TAY_CAP_NULL, 0) ==
               TAY_FILE_OK);
    }
    printf("mounter: what is unmounted can be mounted elsewhere\n");
}

static void end_name_space(void)
{
    struct stat stat_of;
    EXPECT(tay_object_destroy(tay_startup_cap("process")) == TAY_OK);
    EXPECT(stat("/ram/kept", &stat_of) == 0 && stat_of.st_size == 5);
    EXPECT(is_mounted("/ram", "memfs") && is_mounted(TMP, NULL) && is_mounted(ROM, NULL));
    FAILS(stat(ROM "/bin", &stat_of), ENOENT);
    EXPECT(tay_vfs_mount(mounts, ROM, "romfs", romfs, 0) == TAY_FILE_OK && lists(ROM, "bin"));
    printf("mounter: the next name space has what this one had\n");
}

int main(void)
{
    mounts = tay_startup_cap("mounts");
    romfs = tay_startup_cap("romfs");
    use_archive();
    be_refused();
    move_memory();
    end_name_space();
    return 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * Writes manifests and programs, right ones and wrong ones, for initd to find.
 */
#include "expect.h"
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <tay/protocol/vfs.h>
#include <tay/startup.h>
#include <tay/supervised.h>
#include <unistd.h>

#define FOLDER "/card"
#define ARCHIVE "/boot/rom"
#define GUEST "program = initd-guest\n"
#define LOG "cap log = log : write\n"

static const struct {
    const char *name;
    const char *text;
} manifests[] = {
    {"a-line", GUEST "nonsense\n"},
    {"b-binary", "\177ELF"},
    {"c-circle-1", GUEST "cap c = service c-two : send\nserve = c-one\n"},
    {"c-circle-2", GUEST "cap c = service c-one : send\nserve = c-two\n"},
    {"d-device", GUEST "bind = a,device-of-nobody\n"},
    {"e-program", "program = nowhere\n"},
    {"f-folder", "program = folder\n"},
    {"g-empty", "program = empty\n"},
    {"h-served", GUEST "serve = memfs\n"},
    {"j name", GUEST},
    {"l-text", "program = text\n"},
    {"m-unserved", GUEST "cap c = service nobody : send\n"},
    {"n-archive", GUEST LOG "argument = n-archive\n"},
    {"o-card", "program = visitor\n" LOG "argument = o-card\n"},
    {"p-needs", GUEST LOG "argument = p-needs\ncap c = service q-served : send\n"},
    {"q-needed", GUEST "serve = q-served\n"},
    {"r-fault",
     GUEST LOG "argument = r-fault\nrestart = fault\ncap kept = state 4K : read write\n"},
    {"vfs", GUEST},
    {".hidden", "not looked at"},
};

static void write_file(const char *folder, const char *name, const void *content, size_t bytes)
{
    char path[128];
    snprintf(path, sizeof path, FOLDER "/%s/%s", folder, name);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0666);
    EXPECT(file >= 0 && write(file, content, bytes) == (ssize_t)bytes && close(file) == 0);
}

static void copy_guest(void)
{
    static char content[131072];
    int file = open(ARCHIVE "/bin/initd-guest", O_RDONLY);
    ssize_t bytes = read(file, content, sizeof content);
    EXPECT(bytes > 0 && bytes < (ssize_t)sizeof content && close(file) == 0);
    write_file("bin", "visitor", content, (size_t)bytes);
}

/* The memory file system in place of a card. */
static void mount_all(void)
{
    tay_cap_t mounts = tay_startup_cap("mounts");
    EXPECT(tay_vfs_unmount(mounts, "/tmp", 0) == TAY_FILE_OK);
    EXPECT(tay_vfs_mount(mounts, FOLDER, "memfs", TAY_CAP_NULL, 0) == TAY_FILE_OK);
    EXPECT(tay_vfs_mount(mounts, ARCHIVE, "romfs", tay_startup_cap("romfs"), 0) == TAY_FILE_OK);
}

int main(void)
{
    static char large[8192];
    memset(large, '#', sizeof large);
    mount_all();
    EXPECT(mkdir(FOLDER "/init.d", 0777) == 0 && mkdir(FOLDER "/bin", 0777) == 0);
    EXPECT(mkdir(FOLDER "/init.d/i-folder", 0777) == 0 && mkdir(FOLDER "/bin/folder", 0777) == 0);
    for (size_t i = 0; i < sizeof manifests / sizeof manifests[0]; i++) {
        write_file("init.d", manifests[i].name, manifests[i].text, strlen(manifests[i].text));
    }
    write_file("init.d", "k-large", large, sizeof large);
    write_file("bin", "empty", "", 0);
    write_file("bin", "text", "some text", 9);
    copy_guest();
    tay_supervised_ready();
    return 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * A program that may only look: its name space hands out nothing by which anything can be changed.
 */
#include "expect.h"
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <tay/operations.h>
#include <tay/protocol/vfs.h>
#include <tay/startup.h>
#include <unistd.h>

#define TMP "/tmp"
#define FAILS(call, number) EXPECT((errno = 0, (call) == -1) && errno == (number))

int main(void)
{
    char text[4];
    tay_cap_t session;
    struct stat stat_of;
    while (stat(TMP "/ready", &stat_of) != 0) {
        usleep(1000); /* the other one makes it */
    }
    int file = open(TMP "/kept", O_RDONLY);
    EXPECT(read(file, text, 4) == 4 && memcmp(text, "kept", 4) == 0);
    FAILS(write(file, "x", 1), EBADF);
    FAILS(open(TMP "/kept", O_RDWR), EROFS);
    FAILS(open(TMP "/new", O_WRONLY | O_CREAT, 0666), EROFS);
    FAILS(mkdir(TMP "/new", 0777), EROFS);
    FAILS(unlink(TMP "/kept"), EROFS);
    FAILS(rename(TMP "/kept", TMP "/new"), EROFS);
    FAILS(truncate(TMP "/kept", 0), EROFS);
    FAILS(access(TMP "/kept", W_OK), EROFS);
    EXPECT(access(TMP "/kept", R_OK) == 0);
    EXPECT(chdir(TMP) == 0);
    FAILS(mkdir("new", 0777), EROFS);
    EXPECT(tay_vfs_open(tay_startup_cap("root"), TAY_FILE_READABLE | TAY_FILE_WRITABLE, &session) ==
           TAY_FILE_EROFS);
    int null = open("/dev/null", O_WRONLY);
    EXPECT(null >= 0 && write(null, "x", 1) == 1);
    printf("looker: nothing can be changed\n");
    return 0;
}

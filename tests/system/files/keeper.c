/* SPDX-License-Identifier: MIT */
/*
 * Makes files for one that may only look, and ends the memory file system under its own feet: what
 * was open is gone, and paths lead to the next instance.
 */
#include "expect.h"
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <unistd.h>

#define TMP "/tmp"

int main(void)
{
    struct stat stat_of;
    char byte;
    int file = open(TMP "/kept", O_RDWR | O_CREAT, 0666);
    EXPECT(write(file, "kept", 4) == 4);
    EXPECT(close(open(TMP "/ready", O_WRONLY | O_CREAT, 0666)) == 0);
    tay_cap_t looker = tay_startup_cap("looker");
    tay_word_t threads, slots;
    size_t bytes;
    while (tay_process_query(looker, &threads, &slots, &bytes) == TAY_OK) {
        usleep(1000); /* it still looks */
    }
    EXPECT(tay_object_destroy(tay_startup_cap("process")) == TAY_OK);
    EXPECT(read(file, &byte, 1) == -1 && errno == ENODEV);
    EXPECT(stat(TMP "/kept", &stat_of) == -1 && errno == ENOENT);
    int next = open(TMP "/kept", O_RDWR | O_CREAT | O_EXCL, 0666);
    EXPECT(next >= 0 && write(next, "again", 5) == 5 && fstat(next, &stat_of) == 0);
    EXPECT(stat_of.st_size == 5 && close(file) == 0 && close(next) == 0);
    printf("keeper: the next instance serves\n");
    return 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * Asks for files of a card that has none, or whose volume is damaged, and tells what it gets.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tay/protocol/file.h>
#include <tay/startup.h>
#include <unistd.h>

static void try_open(const char *path, int flags)
{
    char byte;
    int file = open(path, flags, 0666);
    bool is_read = file >= 0 && read(file, &byte, 1) == 1;
    printf("refused: %s: %s\n", flags == O_RDONLY ? "open" : "create",
           is_read     ? "read"
           : file >= 0 ? "done"
                       : strerror(errno));
    if (file >= 0) {
        close(file);
    }
}

int main(void)
{
    try_open("/card/hello.txt", O_RDONLY);
    try_open("/card/new", O_WRONLY | O_CREAT);
    for (int n = 0; n < 2; n++) {
        printf("refused: mount: %s\n", tay_file_error_text(tay_file_mount(tay_startup_cap("fat"))));
    }
    try_open("/card/hello.txt", O_RDONLY);
    printf("refused: unmount: %s\n",
           tay_file_error_text(tay_file_unmount(tay_startup_cap("fat"), false)));
    return EXIT_SUCCESS;
}

/* SPDX-License-Identifier: MIT */
/*
 * Has proc beside it, and a number from there, but no children; an alarm ends it as if there were
 * no handler, since nothing interrupts a thread here.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <tay/protocol/vfs.h>
#include <tay/startup.h>
#include <unistd.h>

#define CHECK(condition)                                                                           \
    if (!(condition)) {                                                                            \
        printf("member: not so: %s, errno %d\n", #condition, errno);                               \
        return EXIT_FAILURE;                                                                       \
    }

static void handle(int signal)
{
    printf("member: signal %d came\n", signal);
}

/* What the file system of proc tells of itself begins so. */
static int read_processes(void)
{
    char text[64] = "";
    char path[32];
    CHECK(tay_vfs_mount(tay_startup_cap("mounts"), "/proc", "proc", tay_startup_cap("proc"), 0) ==
          TAY_FILE_OK);
    CHECK(snprintf(path, sizeof path, "/proc/%d/status", (int)getpid()) > 0);
    int file = open(path, O_RDONLY);
    CHECK(file >= 0 && read(file, text, sizeof text - 1) > 0 && close(file) == 0);
    CHECK(strstr(text, "member") != NULL);
    return EXIT_SUCCESS;
}

int main(void)
{
    CHECK(getpid() > 1 && fork() == -1 && errno == ENOSYS);
    CHECK(kill(getpid(), 0) == 0 && kill(getpid() + 1, 0) == -1 && errno == ESRCH);
    CHECK(waitpid(-1, NULL, 0) == -1 && errno == ECHILD);
    if (read_processes() != EXIT_SUCCESS) {
        return EXIT_FAILURE;
    }
    CHECK(signal(SIGALRM, handle) != SIG_ERR && raise(SIGALRM) == 0);
    alarm(1);
    sleep(2);
    printf("member: goes on\n");
    return EXIT_SUCCESS;
}

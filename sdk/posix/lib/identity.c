/* SPDX-License-Identifier: MIT */
/*
 * Who runs the program, and where: there are no users, and the only one is 0.
 */
#include "error.h"
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#define HOST_NAME "tayberry"

uid_t getuid(void)
{
    return 0;
}

uid_t geteuid(void)
{
    return 0;
}

gid_t getgid(void)
{
    return 0;
}

gid_t getegid(void)
{
    return 0;
}

int setuid(uid_t user)
{
    return error_return(user == 0 ? 0 : EPERM);
}

int setgid(gid_t group)
{
    return error_return(group == 0 ? 0 : EPERM);
}

int getgroups(int room, gid_t *groups)
{
    (void)groups;
    return room < 0 ? error_return(EINVAL) : 0;
}

int gethostname(char *name, size_t room_bytes)
{
    if (room_bytes < sizeof HOST_NAME) {
        return error_return(ENAMETOOLONG);
    }
    memcpy(name, HOST_NAME, sizeof HOST_NAME);
    return 0;
}

int uname(struct utsname *name_out)
{
    *name_out = (struct utsname){.sysname = "Tayberry",
                                 .nodename = HOST_NAME,
                                 .release = TAY_VERSION,
                                 .version = "SDK " TAY_VERSION,
                                 .machine = TAY_PROCESSOR};
    return 0;
}

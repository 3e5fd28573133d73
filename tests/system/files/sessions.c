/* SPDX-License-Identifier: MIT */
/*
 * Opens a file of the memory file system many times, and one of the name space's own, and closes
 * all: then the servers, and the account that paid for it, are as before.
 */
#include <expect.h>
#include <string.h>
#include <tay/operations.h>
#include <tay/protocol/vfs.h>
#include <tay/startup.h>
#include <unistd.h>

#define SESSIONS 1500u

static tay_cap_t session[SESSIONS];

static size_t used_bytes(void)
{
    size_t budget_bytes, used;
    EXPECT(tay_account_query(TAY_OWN_ACCOUNT, &budget_bytes, &used) == TAY_OK);
    return used;
}

static unsigned count_open(tay_cap_t root)
{
    struct tay_file_statistics statistics;
    EXPECT(tay_file_statistics(root, &statistics) == TAY_FILE_OK);
    return statistics.open_files;
}

static tay_cap_t root_of(const char *path)
{
    struct tay_vfs_place place;
    tay_cap_t root, vfs = tay_startup_cap("root");
    EXPECT(tay_vfs_resolve(vfs, path, strlen(path), &place) == TAY_FILE_OK);
    EXPECT(tay_vfs_root(vfs, place.mount, false, &root) == TAY_FILE_OK);
    return root;
}

static void open_and_close(const char *path, const char *name, unsigned flags)
{
    tay_cap_t root = root_of(path);
    unsigned open_before = count_open(root);
    size_t used_before = used_bytes();
    for (unsigned n = 0; n < SESSIONS; n++) {
        struct tay_file_opened opened;
        EXPECT(tay_file_open(root, name, strlen(name), flags, &opened) == TAY_FILE_OK);
        session[n] = opened.session;
    }
    EXPECT(count_open(root) == open_before + SESSIONS);
    for (unsigned n = 0; n < SESSIONS; n++) {
        EXPECT(tay_cap_close(session[n]) == TAY_OK);
    }
    for (unsigned tries = 0; count_open(root) != open_before && tries < 1000; tries++) {
        usleep(1000); /* servers hear of each end a little later */
    }
    EXPECT(count_open(root) == open_before && used_bytes() == used_before);
    EXPECT(tay_cap_close(root) == TAY_OK);
    printf("sessions: %u of %s, and closed\n", SESSIONS, path);
}

int main(void)
{
    unsigned flags = TAY_FILE_READABLE | TAY_FILE_WRITABLE;
    open_and_close("/tmp", "file", flags | TAY_FILE_CREATE);
    open_and_close("/dev", "dev/zero", flags);
    return EXIT_SUCCESS;
}

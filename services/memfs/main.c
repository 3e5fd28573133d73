/* SPDX-License-Identifier: MIT */
/*
 * memfs: a file system in memory (tay/protocol/file.h), for what need not outlive a restart. Its
 * size is the program's argument; it takes all of it from its account when it starts, so that what
 * is free in it can be used.
 */
#include "tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/status.h>
#include <tay/time.h>
#include <time.h>

#define SESSIONS_MAX 1024
#define BYTES_MAX 0x40000000ul

static struct tay_file_session sessions[SESSIONS_MAX];
static struct tay_file_system files = {.session = sessions, .session_count = SESSIONS_MAX};
static struct tree tree;

static int64_t now(void)
{
    return time(NULL);
}

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    return tay_file_serve(&files, server, request, answer);
}

static void on_event(struct tay_server *server, const struct tay_event *event)
{
    (void)server;
    tay_file_system_event(&files, event);
}

/* A size in KiB, from 16 up; 0: it is none. */
static size_t read_size(int argument_count, char **arguments)
{
    char *end = NULL;
    unsigned long kib = argument_count > 1 ? strtoul(arguments[1], &end, 10) : 0;
    return end != NULL && *end == '\0' && kib >= 16 && kib <= BYTES_MAX / 1024 ? kib * 1024 : 0;
}

static bool begin(size_t bytes)
{
    tay_ua_t memory;
    bytes &= ~(size_t)(STORE_BLOCK_BYTES - 1);
    enum tay_status status = tay_space_map(TAY_CAP_SELF, TAY_CAP_NULL, 0, bytes, 0,
                                           TAY_MAP_READ | TAY_MAP_WRITE, &memory);
    if (status != TAY_OK) {
        printf("memfs: %zu KiB: %s\n", bytes / 1024, tay_status_text(status));
        return false;
    }
    tree.now = now;
    files.number = tay_time_now(); /* and a badge of before a restart is none of now */
    files.last_serial = files.number / TAY_NS_PER_MS;
    return tree_open(&tree, &files, (void *)memory, bytes);
}

int main(int argument_count, char **arguments)
{
    size_t bytes = read_size(argument_count, arguments);
    if (bytes == 0) {
        printf("memfs: its argument is its size in KiB, from 16 up\n");
        return EXIT_FAILURE;
    }
    struct tay_server server = {
        .endpoint = tay_startup_cap("memfs"), .on_call = on_call, .on_event = on_event};
    if (!begin(bytes)) {
        return EXIT_FAILURE;
    }
    enum tay_status status = tay_server_run(&server);
    printf("memfs: %s\n", tay_status_text(status));
    return EXIT_FAILURE;
}

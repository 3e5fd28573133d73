/* SPDX-License-Identifier: MIT */
/*
 * memfs: a file system in memory (tay/protocol/file.h), for what need not outlive a restart. Its
 * size is the program's argument; it takes all of it from its account when it starts, so that what
 * is free in it can be used, and a sixteenth more for sessions.
 */
#include "tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <tay/mapping.h>
#include <tay/startup.h>
#include <tay/status.h>
#include <tay/time.h>
#include <time.h>

#define BYTES_MAX 0x40000000ul

/* There is a session for so much of its size, and some in any case. */
#define SESSION_BYTES 512
#define SESSIONS_MIN 64

static struct tay_file_system files;
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
    struct tay_mapping store, sessions;
    bytes &= ~(size_t)(STORE_BLOCK_BYTES - 1);
    size_t count = bytes / SESSION_BYTES < SESSIONS_MIN ? SESSIONS_MIN : bytes / SESSION_BYTES;
    enum tay_status status = tay_mapping_create(bytes, &store);
    if (status == TAY_OK) {
        status = tay_mapping_create(count * sizeof(struct tay_file_session), &sessions);
    }
    if (status != TAY_OK) {
        printf("memfs: %zu KiB: %s\n", bytes / 1024, tay_status_text(status));
        return false;
    }
    files.session = sessions.address;
    files.session_count = (uint32_t)count;
    tree.now = now;
    files.number = tay_time_now(); /* and a badge of before a restart is none of now */
    files.last_serial = files.number / TAY_NS_PER_MS;
    return tree_open(&tree, &files, store.address, bytes);
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

/* SPDX-License-Identifier: MIT */
/*
 * romfs: the boot archive as a file system (tay/protocol/file.h), to be read. Content goes from the
 * archive to the caller's memory, without a copy here.
 */
#include "tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/status.h>
#include <tay/time.h>

#define SESSIONS_MAX 2048

static struct tay_file_session sessions[SESSIONS_MAX];
static struct tay_file_system files = {.session = sessions, .session_count = SESSIONS_MAX};

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

static bool begin(void)
{
    tay_ua_t address;
    size_t bytes, resident_bytes;
    unsigned left_out;
    tay_cap_t archive = tay_startup_cap("archive");
    enum tay_status status = tay_memory_query(archive, &bytes, &resident_bytes);
    if (status == TAY_OK) {
        status = tay_space_map(TAY_CAP_SELF, archive, 0, bytes, 0, TAY_MAP_READ | TAY_MAP_SHARED,
                               &address);
    }
    if (status != TAY_OK) {
        printf("romfs: the archive: %s\n", tay_status_text(status));
        return false;
    }
    files.number = tay_time_now(); /* and a badge of before a restart is none of now */
    files.last_serial = files.number / TAY_NS_PER_MS;
    bool opened = tree_open(&files, (const void *)address, bytes, &left_out);
    if (!opened || left_out > 0) {
        printf("romfs: %u files %s\n", left_out,
               opened ? "have names that cannot be" : "left out, and no memory for more");
    }
    return opened;
}

int main(void)
{
    struct tay_server server = {
        .endpoint = tay_startup_cap("romfs"), .on_call = on_call, .on_event = on_event};
    if (!begin()) {
        return EXIT_FAILURE;
    }
    enum tay_status status = tay_server_run(&server);
    printf("romfs: %s\n", tay_status_text(status));
    return EXIT_FAILURE;
}

/* SPDX-License-Identifier: MIT */
/*
 * fat: the files of a card (tay/protocol/file.h). Arguments, in any order: `partition=` and a
 * number from 1 to 4, else the first with FAT on it; `cache=` and KiB of memory for content, from
 * 64 up.
 *
 * Whole sectors are written at once; what else is changed is written some time later, at
 * TAY_FILE_SYNC, or when something needs it. When nothing has changed for a while the volume says
 * that it is whole, until the next change. Until then it lies in the capability `kept`, with the
 * sessions: it outlives this program.
 */
#include "disk.h"
#include "files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tay/mapping.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/status.h>
#include <tay/time.h>
#include <tay/timer.h>
#include <time.h>

#define WRITE_BIT 1u
#define WRITE_NS (2 * (tay_time_t)TAY_NS_PER_S)
#define KEPT_BYTES (512u << 10) /* if the manifest gives none */
#define CACHE_KIB 4096u
#define CACHE_KIB_MAX (CHUNKS_MAX * (CHUNK_BYTES / 1024))

static struct disk disk;
static struct tay_file_system files = {.functions = &files_functions};
static struct medium medium = {.system = &files};
static struct tay_mapping scratch;
static tay_cap_t timer;
static bool is_timer_set;

static const char *open_source(void *context, struct fat_device *device, uint64_t *identity,
                               bool *is_read_only)
{
    const char *reason = disk_open(context);
    *device = disk_device(context);
    *identity = (uint64_t)disk.serial << 32 | disk.place.first;
    *is_read_only = disk.is_read_only;
    return reason;
}

static bool is_gone(void *context)
{
    return ((const struct disk *)context)->is_gone;
}

static void close_source(void *context)
{
    disk_close(context);
}

static int64_t clock_s(void *context)
{
    (void)context;
    return (int64_t)time(NULL);
}

static uint64_t now_ns(void *context)
{
    (void)context;
    return tay_time_now();
}

static void *take_memory(void *context, size_t bytes)
{
    (void)context;
    return tay_mapping_create(bytes, &scratch) == TAY_OK ? scratch.address : NULL;
}

static void give_memory(void *context, void *memory, size_t bytes)
{
    (void)context;
    (void)memory;
    (void)bytes;
    enum tay_status status = tay_mapping_close(&scratch);
    (void)status; /* ours */
}

static void tell(void *context, const char *text, const char *more)
{
    (void)context;
    printf("fat: %s%s%s\n", text, more == NULL ? "" : ": ", more == NULL ? "" : more);
}

static const struct medium_source source = {
    .context = &disk,
    .open = open_source,
    .is_gone = is_gone,
    .close = close_source,
    .clock = clock_s,
    .now_ns = now_ns,
    .take_memory = take_memory,
    .give_memory = give_memory,
    .tell = tell,
};

static void set_timer(void)
{
    enum tay_status status = tay_timer_set(timer, tay_time_after(WRITE_NS), 0);
    is_timer_set = status == TAY_OK;
}

/* If something waits to be written, it will not wait for long. */
static void look_for_changes(void)
{
    if (!is_timer_set && medium_waits(&medium)) {
        set_timer();
    }
}

/* Writes what waits; if nothing has since the last time, the volume is put in order. */
static void on_timer(void)
{
    enum tay_file_error error = TAY_FILE_OK;
    is_timer_set = false;
    if (medium_waits(&medium)) {
        error = medium_sync(&medium);
        set_timer();
    } else if (medium.is_mounted) {
        error = medium_settle(&medium);
    }
    (void)error; /* told */
}

static enum tay_status on_call(struct tay_server *server, struct tay_request *request,
                               struct tay_answer *answer)
{
    enum tay_status status = tay_file_serve(&files, server, request, answer);
    look_for_changes();
    return status;
}

static void on_event(struct tay_server *server, const struct tay_event *event)
{
    (void)server;
    if (event->kind == TAY_KIND_NOTIFICATION) {
        on_timer();
    }
    tay_file_system_event(&files, event);
    look_for_changes();
}

/* A number behind `key`, in a range. */
static bool take_number(const char *word, const char *key, unsigned long least, unsigned long most,
                        unsigned long *number)
{
    char *end = NULL;
    if (strncmp(word, key, strlen(key)) != 0) {
        return false;
    }
    unsigned long found = strtoul(word + strlen(key), &end, 10);
    if (end == word + strlen(key) || *end != '\0' || found < least || found > most) {
        return false;
    }
    *number = found;
    return true;
}

static bool take_arguments(int count, char **arguments)
{
    unsigned long partition = PARTITION_ANY, kib = CACHE_KIB;
    for (int n = 1; n < count; n++) {
        if (!take_number(arguments[n], "partition=", 1, PARTITIONS, &partition) &&
            !take_number(arguments[n], "cache=", CHUNK_BYTES / 1024, CACHE_KIB_MAX, &kib)) {
            printf("fat: what is '%s'? partition=1 to 4, cache=64 to %u\n", arguments[n],
                   CACHE_KIB_MAX);
            return false;
        }
    }
    disk.partition = (unsigned)partition;
    medium.cache_bytes = kib * 1024;
    return true;
}

/* Memory that outlives this program; without any it is only as good as this program. How many files
 * may be open follows from its length, and how much is needed beside it from that. */
static enum tay_status take_kept(void)
{
    struct tay_mapping kept, table;
    tay_cap_t memory = tay_startup_cap("kept");
    enum tay_status status = memory == TAY_CAP_NULL
                                 ? tay_mapping_create(KEPT_BYTES, &kept)
                                 : tay_mapping_open(memory, TAY_MAP_READ | TAY_MAP_WRITE, &kept);
    if (status == TAY_OK) {
        medium.kept_memory = kept.address;
        medium.kept_bytes = kept.length_bytes;
        status = tay_mapping_create(medium_table_bytes(kept.length_bytes), &table);
    }
    if (status == TAY_OK) {
        medium.table = table.address;
    }
    return status;
}

static enum tay_status begin(tay_cap_t endpoint)
{
    struct tay_mapping cache;
    tay_cap_t bell;
    enum tay_status status = take_kept();
    if (status == TAY_OK) {
        status = tay_mapping_create(medium.cache_bytes, &cache);
    }
    if (status == TAY_OK) {
        status = tay_bell_create(endpoint, &bell);
    }
    if (status == TAY_OK) {
        status = tay_timer_create(TAY_OWN_ACCOUNT, bell, WRITE_BIT, &timer);
    }
    if (status != TAY_OK) {
        return status;
    }
    medium.cache = cache.address;
    medium.source = &source;
    disk.driver = tay_startup_cap("disk");
    medium_begin(&medium);
    look_for_changes();
    return TAY_OK;
}

int main(int argument_count, char **arguments)
{
    struct tay_server server = {
        .endpoint = tay_startup_cap("fat"), .on_call = on_call, .on_event = on_event};
    if (!take_arguments(argument_count, arguments)) {
        return EXIT_FAILURE;
    }
    enum tay_status status = begin(server.endpoint);
    if (status == TAY_OK) {
        status = tay_server_run(&server);
    }
    printf("fat: %s\n", tay_status_text(status));
    return EXIT_FAILURE;
}

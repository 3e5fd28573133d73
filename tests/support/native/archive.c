/* SPDX-License-Identifier: MIT */
/*
 * An archive as the image builder makes it: programs as ELF files, and their manifests.
 */
#include "archive.h"

#include "program.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tay/archive.h>
#include <tay/manifest.h>
#include <tay/runtime.h>

#include <machine.h>

extern const struct tay_door_program tay_program_init;

#define INIT_STACK_BYTES 0x10000u

/* What is built: archive or payload. */
struct blob {
    unsigned char *bytes;
    size_t length_bytes;
    size_t room_bytes;
};

static struct blob archive;
static struct blob payload;

static void append(struct blob *blob, const void *bytes, size_t count)
{
    if (blob->length_bytes + count > blob->room_bytes) {
        blob->room_bytes = (blob->length_bytes + count) * 2;
        blob->bytes = realloc(blob->bytes, blob->room_bytes);
        if (blob->bytes == NULL) {
            program_refuse("no memory");
        }
    }
    if (bytes == NULL) {
        memset(blob->bytes + blob->length_bytes, 0, count);
    } else {
        memcpy(blob->bytes + blob->length_bytes, bytes, count);
    }
    blob->length_bytes += count;
}

static void pad(struct blob *blob, size_t unit)
{
    append(blob, NULL, (unit - blob->length_bytes % unit) % unit);
}

/* System V ABI, "ELF Header" and "Program Header". The processor is the board's: init looks. */
static void append_elf(struct blob *blob, uint64_t entry, const struct program_segment *segment,
                       size_t count)
{
    enum { HEADER_BYTES = 64, PROGRAM_HEADER_BYTES = 56, AARCH64 = 183, STATIC = 2, LOAD = 1 };
    const uint8_t ident[16] = {0x7f, 'E', 'L', 'F', 2, 1, 1};
    const uint16_t kind[2] = {STATIC, AARCH64};
    const uint32_t version[1] = {1};
    const uint64_t places[3] = {entry, HEADER_BYTES, 0};
    const uint16_t sizes[8] = {0, 0, HEADER_BYTES, PROGRAM_HEADER_BYTES, (uint16_t)count};
    uint64_t offset = HEADER_BYTES + count * PROGRAM_HEADER_BYTES;

    append(blob, ident, sizeof ident);
    append(blob, kind, sizeof kind);
    append(blob, version, sizeof version);
    append(blob, places, sizeof places);
    append(blob, sizes, sizeof sizes);
    for (size_t n = 0; n < count; n++) {
        uint32_t flags = ((segment[n].protection & TAY_MAP_READ) != 0 ? 4u : 0) |
                         ((segment[n].protection & TAY_MAP_WRITE) != 0 ? 2u : 0) |
                         ((segment[n].protection & TAY_MAP_EXECUTE) != 0 ? 1u : 0);
        const uint32_t what[2] = {LOAD, flags};
        const uint64_t numbers[6] = {offset,
                                     segment[n].address,
                                     segment[n].address,
                                     segment[n].content_bytes,
                                     segment[n].memory_bytes,
                                     HAL_PAGE_BYTES};
        append(blob, what, sizeof what);
        append(blob, numbers, sizeof numbers);
        offset += segment[n].content_bytes;
    }
    for (size_t n = 0; n < count; n++) {
        size_t at = blob->length_bytes;
        append(blob, NULL, segment[n].content_bytes);
        program_copy(blob->bytes + at, segment[n].content, segment[n].content_bytes);
    }
}

/* The cpio format newc, as tay/archive.h reads it. */
static size_t begin_entry(struct blob *blob, const char *name)
{
    char header[128];
    size_t at = blob->length_bytes;
    int length = snprintf(header, sizeof header,
                          "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", 0, 0100644,
                          0, 0, 1, 0, 0, 0, 0, 0, 0, (unsigned)strlen(name) + 1, 0);
    append(blob, header, (size_t)length);
    append(blob, name, strlen(name) + 1);
    pad(blob, 4);
    return at;
}

static void end_entry(struct blob *blob, size_t at, size_t content_at)
{
    enum { SIZE_AT = 6 + 6 * 8 };
    char size[9];
    snprintf(size, sizeof size, "%08x", (unsigned)(blob->length_bytes - content_at));
    memcpy(blob->bytes + at + SIZE_AT, size, 8);
    pad(blob, 4);
}

static void append_file(struct blob *blob, const char *folder, const char *name, const void *bytes,
                        size_t count)
{
    char path[64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    size_t at = begin_entry(blob, path);
    size_t content_at = blob->length_bytes;
    append(blob, bytes, count);
    end_entry(blob, at, content_at);
}

static void append_program(struct blob *blob, const char *name, uint64_t entry,
                           const struct program_segment *segment, size_t count)
{
    char path[64];
    snprintf(path, sizeof path, "bin/%s", name);
    size_t at = begin_entry(blob, path);
    size_t content_at = blob->length_bytes;
    append_elf(blob, entry, segment, count);
    end_entry(blob, at, content_at);
}

static void check_manifest(const char *name, const char *text, size_t bytes)
{
    static struct tay_manifest manifest;
    struct tay_manifest_error error;

    if (!tay_manifest_parse(text, bytes, &manifest, &error)) {
        program_refuse("the manifest of %s, line %u: %s: '%s'", name, error.line, error.reason,
                       error.word);
    }
    if (strcmp(manifest.program, name) != 0) {
        program_refuse("the manifest of %s, line %u: it is for the program %s", name,
                       manifest.program_line, manifest.program);
    }
}

static void append_server(const char *name)
{
    const struct tay_door_program *program = program_find(name);
    struct program_segment segment[PROGRAM_SEGMENTS];

    if (program == NULL || strcmp(name, "init") == 0) {
        program_refuse(
            "there is no program '%s': name it in SERVERS or SERVICES of tayberry_add_host_test",
            name);
    }
    size_t bytes = (size_t)(program->manifest_end - program->manifest);
    check_manifest(name, program->manifest, bytes);
    append_file(&archive, "init.d", name, program->manifest, bytes);
    size_t count = program_segments(program, segment);
    append_program(&archive, name, (uint64_t)(uintptr_t)program->entry, segment, count);
}

static void append_client(const struct tay_host_client *client)
{
    struct program_segment segment[PROGRAM_SEGMENTS];

    check_manifest(client->name, client->manifest, strlen(client->manifest));
    append_file(&archive, "init.d", client->name, client->manifest, strlen(client->manifest));
    size_t count = program_client_segments(segment);
    append_program(&archive, client->name, (uint64_t)(uintptr_t)tay_enter, segment, count);
}

const void *archive_build(const struct tay_host_machine *machine, size_t *bytes_out)
{
    program_save();
    archive.length_bytes = 0;
    for (size_t n = 0; n < machine->server_count; n++) {
        append_server(machine->servers[n]);
    }
    for (size_t n = 0; n < machine->client_count; n++) {
        append_client(&machine->clients[n]);
    }
    size_t trailer_at = begin_entry(&archive, "TRAILER!!!");
    end_entry(&archive, trailer_at, archive.length_bytes);
    *bytes_out = archive.length_bytes;
    return archive.bytes;
}

const void *archive_build_payload(size_t *bytes_out)
{
    struct program_segment segment[PROGRAM_SEGMENTS];
    const struct tay_door_program *init = &tay_program_init;
    struct tay_payload head = {.magic = TAY_PAYLOAD_MAGIC,
                               .version = TAY_PAYLOAD_VERSION,
                               .entry_ua = (uint64_t)(uintptr_t)init->entry,
                               .stack_bytes = INIT_STACK_BYTES};

    program_save();
    payload.length_bytes = 0;
    append(&payload, &head, sizeof head);
    pad(&payload, HAL_PAGE_BYTES);
    head.segment_count = (uint32_t)program_segments(init, segment);
    for (size_t n = 0; n < head.segment_count; n++) {
        size_t at = payload.length_bytes;
        append(&payload, NULL, segment[n].content_bytes);
        program_copy(payload.bytes + at, segment[n].content, segment[n].content_bytes);
        pad(&payload, HAL_PAGE_BYTES);
        head.segment[n] =
            (struct tay_payload_segment){segment[n].address, at, payload.length_bytes - at,
                                         segment[n].memory_bytes, segment[n].protection};
    }
    /* The archive is another one each time: native.c hands it over. */
    head.archive_offset_bytes = payload.length_bytes;
    head.archive_bytes = 1;
    append(&payload, NULL, HAL_PAGE_BYTES);
    head.total_bytes = payload.length_bytes;
    memcpy(payload.bytes, &head, sizeof head);
    *bytes_out = payload.length_bytes;
    return payload.bytes;
}

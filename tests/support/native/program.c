/* SPDX-License-Identifier: MIT */
/*
 * Programs as they lie in the test: text, constants and variables, each in whole pages at the
 * addresses that they have as programs of the machine, too. What runs is the text of the test; the
 * machine's processes have a page of it, for the entry to lie in.
 */
#define _GNU_SOURCE /* syscall */
#include "program.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <tay/archive.h>
#include <tay/manifest.h>
#include <tay/runtime.h>
#include <unistd.h>

#include <machine.h>

/* What the linker names: pointers to all programs; the constants of the test's own sources. */
extern const struct tay_door_program *const __start_tay_programs[];
extern const struct tay_door_program *const __stop_tay_programs[];
extern const struct tay_door_program tay_program_init;
extern const unsigned char __start_tay_rodata_test[], __stop_tay_rodata_test[];

extern char __executable_start[], etext[];

#define PAGE_MASK (HAL_PAGE_BYTES - 1)
#define INIT_STACK_BYTES 0x10000u
#define SEGMENTS 3

/* What variables of programs begin with: before any has run. */
static unsigned char **initial;

/* What is built: archive or payload. */
struct blob {
    unsigned char *bytes;
    size_t length_bytes;
    size_t room_bytes;
};

static struct blob archive;
static struct blob payload;

void program_refuse(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fputs("tay_host_run: ", stderr);
    vfprintf(stderr, format, arguments);
    fputs("\n", stderr);
    va_end(arguments);
    abort();
}

static size_t program_count(void)
{
    return (size_t)(__stop_tay_programs - __start_tay_programs);
}

static size_t data_bytes(size_t n)
{
    return (size_t)(__start_tay_programs[n]->data_end - __start_tay_programs[n]->data);
}

/* Past the sanitizer: red zones between variables belong to them. */
__attribute__((no_sanitize("address"))) static void
copy(volatile unsigned char *to, const volatile unsigned char *from, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        to[i] = from[i];
    }
}

static void save(void)
{
    if (initial != NULL) {
        return;
    }
    initial = calloc(program_count(), sizeof *initial);
    for (size_t n = 0; initial != NULL && n < program_count(); n++) {
        initial[n] = malloc(data_bytes(n) + 1);
        if (initial[n] == NULL) {
            program_refuse("no memory");
        }
        copy(initial[n], __start_tay_programs[n]->data, data_bytes(n));
    }
}

void program_restore(void)
{
    for (size_t n = 0; initial != NULL && n < program_count(); n++) {
        unsigned char *data = __start_tay_programs[n]->data;
        if (data_bytes(n) == 0) {
            continue;
        }
        syscall(SYS_mmap, data, data_bytes(n), PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        copy(data, initial[n], data_bytes(n));
    }
}

void program_hide(void)
{
    save();
    for (size_t n = 0; n < program_count(); n++) {
        syscall(SYS_munmap, __start_tay_programs[n]->data, data_bytes(n));
    }
}

bool program_has_text(tay_ua_t pc)
{
    for (size_t n = 0; n < program_count(); n++) {
        const struct tay_door_program *program = __start_tay_programs[n];
        if (pc >= (tay_ua_t)program->text && pc < (tay_ua_t)program->text_end) {
            return true;
        }
    }
    return false;
}

bool program_show(tay_ua_t address, tay_ua_t pc)
{
    bool is_ours =
        pc >= (uintptr_t)__executable_start && pc < (uintptr_t)etext && !program_has_text(pc);
    for (size_t n = 0; is_ours && n < program_count(); n++) {
        size_t offset = address - (tay_ua_t)__start_tay_programs[n]->data;
        if (offset < data_bytes(n)) {
            size_t start = offset & ~(size_t)PAGE_MASK;
            unsigned char *page = __start_tay_programs[n]->data + start;
            syscall(SYS_mmap, page, HAL_PAGE_BYTES, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
            copy(page, initial[n] + start, HAL_PAGE_BYTES);
            return true;
        }
    }
    return false;
}

const struct tay_door_program *program_find(const char *name)
{
    for (size_t n = 0; n < program_count(); n++) {
        if (strcmp(__start_tay_programs[n]->name, name) == 0) {
            return __start_tay_programs[n];
        }
    }
    return NULL;
}

bool program_has_data(tay_ua_t address)
{
    for (size_t n = 0; n < program_count(); n++) {
        tay_ua_t data = (tay_ua_t)__start_tay_programs[n]->data;
        if (address >= data && address - data < data_bytes(n)) {
            return true;
        }
    }
    return false;
}

/* Building ------------------------------------------------------------------------------------- */

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

struct segment {
    tay_ua_t address;
    const unsigned char *content;
    size_t content_bytes;
    size_t memory_bytes;
    unsigned protection;
};

static struct segment entry_page(uintptr_t entry)
{
    uintptr_t start = entry & ~(uintptr_t)PAGE_MASK;
    return (struct segment){start, (const unsigned char *)start, HAL_PAGE_BYTES, HAL_PAGE_BYTES,
                            TAY_MAP_READ | TAY_MAP_EXECUTE};
}

static struct segment constants(const unsigned char *start, const unsigned char *stop)
{
    size_t bytes = (size_t)(stop - start);
    return (struct segment){(tay_ua_t)start, start, bytes, bytes, TAY_MAP_READ};
}

/* Zeros at the end of variables need no content. */
static struct segment variables(const struct tay_door_program *program)
{
    size_t n = 0;
    while (__start_tay_programs[n] != program) {
        n++;
    }
    size_t content_bytes = data_bytes(n);
    while (content_bytes > 0 && initial[n][content_bytes - 1] == 0) {
        content_bytes--;
    }
    return (struct segment){(tay_ua_t)program->data, initial[n], content_bytes, data_bytes(n),
                            TAY_MAP_READ | TAY_MAP_WRITE};
}

static size_t segments_of(const struct tay_door_program *program, struct segment *segment)
{
    segment[0] = entry_page((uintptr_t)program->entry);
    segment[1] = constants(program->rodata, program->rodata_end);
    segment[2] = variables(program);
    return SEGMENTS;
}

static size_t segments_of_client(struct segment *segment)
{
    segment[0] = entry_page((uintptr_t)tay_enter);
    segment[1] = constants(__start_tay_rodata_test, __stop_tay_rodata_test);
    return SEGMENTS - 1;
}

/* System V ABI, "ELF Header" and "Program Header". The processor is the board's: init looks. */
static void append_elf(struct blob *blob, uint64_t entry, const struct segment *segment,
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
        copy(blob->bytes + at, segment[n].content, segment[n].content_bytes);
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
                           const struct segment *segment, size_t count)
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
    struct segment segment[SEGMENTS];

    if (program == NULL || strcmp(name, "init") == 0) {
        program_refuse("there is no program '%s': name it in SERVERS of tayberry_add_host_test",
                       name);
    }
    size_t bytes = (size_t)(program->manifest_end - program->manifest);
    check_manifest(name, program->manifest, bytes);
    append_file(&archive, "init.d", name, program->manifest, bytes);
    size_t count = segments_of(program, segment);
    append_program(&archive, name, (uint64_t)(uintptr_t)program->entry, segment, count);
}

static void append_client(const struct tay_host_client *client)
{
    struct segment segment[SEGMENTS];

    check_manifest(client->name, client->manifest, strlen(client->manifest));
    append_file(&archive, "init.d", client->name, client->manifest, strlen(client->manifest));
    size_t count = segments_of_client(segment);
    append_program(&archive, client->name, (uint64_t)(uintptr_t)tay_enter, segment, count);
}

const void *program_archive(const struct tay_host_machine *machine, size_t *bytes_out)
{
    save();
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

const void *program_payload(size_t *bytes_out)
{
    struct segment segment[SEGMENTS];
    const struct tay_door_program *init = &tay_program_init;
    struct tay_payload head = {.magic = TAY_PAYLOAD_MAGIC,
                               .version = TAY_PAYLOAD_VERSION,
                               .entry_ua = (uint64_t)(uintptr_t)init->entry,
                               .stack_bytes = INIT_STACK_BYTES};

    save();
    payload.length_bytes = 0;
    append(&payload, &head, sizeof head);
    pad(&payload, HAL_PAGE_BYTES);
    head.segment_count = (uint32_t)segments_of(init, segment);
    for (size_t n = 0; n < head.segment_count; n++) {
        size_t at = payload.length_bytes;
        append(&payload, NULL, segment[n].content_bytes);
        copy(payload.bytes + at, segment[n].content, segment[n].content_bytes);
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

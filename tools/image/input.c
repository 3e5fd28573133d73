/* SPDX-License-Identifier: MIT */
/*
 * Reading and checking the files of an image. The rules for a single ELF file and a single manifest
 * are the SDK's own parsers, which init uses, too; here is what concerns several files.
 */
#include "input.h"

#include "kernel.h"
#include <stdio.h>
#include <string.h>
#include <tay/abi/boot.h>

void input_say_manifest_error(const char *where, const struct tay_manifest_error *error)
{
    const char *quote = error->word[0] == '\0' ? "" : "'";
    fprintf(stderr, "%s:%u: %s%s%s%s%s\n", where, error->line, error->reason,
            error->word[0] == '\0' ? "" : ": ", quote, error->word, quote);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* Makes the name in the archive: folder, base name without suffix. */
static bool take_name(struct input_file *file, const char *folder, const char *suffix)
{
    const char *base = base_name(file->path);
    size_t length = strlen(base);
    size_t cut = strlen(suffix);
    if (length > cut && strcmp(base + length - cut, suffix) == 0) {
        length -= cut;
    }
    if (length == 0 || length >= TAY_MANIFEST_NAME_BYTES) {
        fprintf(stderr, "%s: a name of 1 to %d characters is needed\n", file->path,
                TAY_MANIFEST_NAME_BYTES - 1);
        return false;
    }
    snprintf(file->name, sizeof file->name, "%s%.*s", folder, (int)length, base);
    return true;
}

static bool check_unique(const struct input_file *files, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (strcmp(files[i].name, files[index].name) == 0) {
            fprintf(stderr, "%s: %s has the same name in the archive: '%s'\n", files[index].path,
                    files[i].path, files[index].name);
            return false;
        }
    }
    return true;
}

static bool read_elf(const char *path, struct buffer *content, struct tay_elf *elf)
{
    if (!buffer_read_file(content, path)) {
        return false;
    }
    const char *wrong = tay_elf_parse(content->data, content->length_bytes, elf);
    if (wrong != NULL) {
        fprintf(stderr, "%s: %s\n", path, wrong);
    }
    return wrong == NULL;
}

static uint64_t get(const uint8_t *at, unsigned bytes)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < bytes; i++) {
        value |= (uint64_t)at[i] << (8 * i);
    }
    return value;
}

/* Cuts off what is not loaded, sections and symbols, and takes them out of the header (System V
 * ABI, "ELF Header"), so that the archive, which is in memory as long as the machine runs, is
 * small. */
static void strip(struct buffer *content, const struct tay_elf *elf)
{
    enum { AT_SEGMENTS = 32, AT_SECTIONS = 40, AT_SEGMENT_COUNT = 56, AT_SECTION_BYTES = 58 };
    enum { HEADER_BYTES = 64, SEGMENT_HEADER_BYTES = 56 };
    const uint8_t *header = content->data;
    uint64_t end =
        SEGMENT_HEADER_BYTES * get(header + AT_SEGMENT_COUNT, 2) + get(header + AT_SEGMENTS, 8);
    for (unsigned i = 0; i < elf->segment_count; i++) {
        uint64_t segment_end = elf->segment[i].offset_bytes + elf->segment[i].file_bytes;
        end = end < segment_end ? segment_end : end;
    }
    memset(content->data + AT_SECTIONS, 0, 8);
    memset(content->data + AT_SECTION_BYTES, 0, HEADER_BYTES - AT_SECTION_BYTES);
    content->length_bytes = (size_t)end;
}

static bool read_program(struct input *input, size_t index)
{
    struct input_file *file = &input->program[index];
    struct tay_elf elf;
    bool good = take_name(file, "bin/", ".elf") && check_unique(input->program, index) &&
                read_elf(file->path, &file->content, &elf);
    if (good) {
        strip(&file->content, &elf);
    }
    return good;
}

static bool read_init(struct input *input)
{
    if (!read_elf(input->init_path, &input->init, &input->init_elf)) {
        return false;
    }
    if (input->init_elf.segment_count > TAY_PAYLOAD_SEGMENTS) {
        fprintf(stderr, "%s: init has more than %d segments\n", input->init_path,
                TAY_PAYLOAD_SEGMENTS);
        return false;
    }
    return true;
}

static bool read_manifest(struct input *input, size_t index)
{
    struct input_file *file = &input->manifest[index];
    struct tay_manifest_error error;
    if (!take_name(file, "init.d/", ".manifest") || !check_unique(input->manifest, index) ||
        !buffer_read_file(&file->content, file->path)) {
        return false;
    }
    if (!tay_manifest_parse((const char *)file->content.data, file->content.length_bytes,
                            &file->manifest, &error)) {
        input_say_manifest_error(file->path, &error);
        return false;
    }
    if (!tay_devices_bind(&input->devices, 0, &file->manifest, &error)) {
        input_say_manifest_error(file->path, &error);
        return false;
    }
    return true;
}

/* The table, and whether the board has what it tells of. */
static bool read_devices(struct input *input)
{
    struct tay_manifest_error error;
    if (input->devices_path == NULL) {
        return true;
    }
    if (!buffer_read_file(&input->table, input->devices_path)) {
        return false;
    }
    if (!tay_devices_parse((const char *)input->table.data, input->table.length_bytes,
                           &input->devices, &error)) {
        input_say_manifest_error(input->devices_path, &error);
        return false;
    }
    for (unsigned i = 0; i < input->devices.count; i++) {
        const struct tay_device *device = &input->devices.device[i];
        const char *wrong = board_refuses_device(&input->board, device);
        if (wrong != NULL) {
            fprintf(stderr, "%s:%u: %s: '%s'\n", input->devices_path, device->line, wrong,
                    device->name);
            return false;
        }
    }
    return true;
}

static bool has_program(const struct input *input, const char *name)
{
    for (size_t i = 0; i < input->program_count; i++) {
        if (strcmp(input->program[i].name + strlen("bin/"), name) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether the board has what a manifest's capability is of. */
static bool check_board(const struct input *input, size_t index, const struct tay_manifest_cap *cap)
{
    const char *wrong = board_refuses(&input->board, cap);
    if (wrong != NULL) {
        fprintf(stderr, "%s:%u: %s: '%s'\n", input->manifest[index].path, cap->line, wrong,
                cap->name);
    }
    return wrong == NULL;
}

/* Whether one manifest's capability fits those of all manifests before it. */
static bool check_cap(const struct input *input, size_t index, const struct tay_manifest_cap *cap)
{
    for (size_t i = 0; i < index; i++) {
        const struct tay_manifest *other = &input->manifest[i].manifest;
        for (unsigned n = 0; n < other->cap_count; n++) {
            const char *conflict = tay_manifest_conflict(cap, &other->cap[n]);
            if (conflict != NULL) {
                fprintf(stderr, "%s:%u: %s: '%s', see %s:%u\n", input->manifest[index].path,
                        cap->line, conflict, cap->object[0] != '\0' ? cap->object : cap->name,
                        input->manifest[i].path, other->cap[n].line);
                return false;
            }
        }
    }
    return true;
}

static bool check_manifest(const struct input *input, size_t index)
{
    const struct input_file *file = &input->manifest[index];
    if (!has_program(input, file->manifest.program)) {
        fprintf(stderr, "%s:%u: there is no such program in the image: '%s'\n", file->path,
                file->manifest.program_line, file->manifest.program);
        return false;
    }
    for (unsigned i = 0; i < file->manifest.cap_count; i++) {
        const struct tay_manifest_cap *cap = &file->manifest.cap[i];
        if (!check_board(input, index, cap) || !check_cap(input, index, cap)) {
            return false;
        }
    }
    return true;
}

static bool read_kernel(struct input *input)
{
    if (!buffer_read_file(&input->kernel, input->kernel_path)) {
        return false;
    }
    uint64_t image_bytes;
    const char *wrong = kernel_parse(&input->kernel, &image_bytes);
    if (wrong == NULL && input->kernel.length_bytes > image_bytes) {
        wrong = "it is longer than its header says";
    }
    if (wrong != NULL) {
        fprintf(stderr, "%s: %s\n", input->kernel_path, wrong);
    }
    return wrong == NULL;
}

bool input_read(struct input *input)
{
    bool good = read_kernel(input);
    good = read_init(input) && good;
    for (size_t i = 0; i < input->program_count; i++) {
        good = read_program(input, i) && good;
    }
    bool table = read_devices(input);
    bool read = table;
    for (size_t i = 0; table && i < input->manifest_count; i++) {
        read = read_manifest(input, i) && read;
    }
    for (size_t i = 0; read && i < input->manifest_count; i++) {
        good = check_manifest(input, i) && good;
    }
    return read && good;
}

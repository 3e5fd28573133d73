/* SPDX-License-Identifier: MIT */
/*
 * ELF files. Invariant: bytes are read one by one at checked offsets, so that neither alignment nor
 * the byte order of the machine that reads matters.
 */
#include <tay/elf.h>

#include <string.h>
#include <tay/startup.h>

/* System V ABI, "ELF Header"; e_machine: ELF for the Arm 64-bit Architecture, 5.3.1. */
#define HEADER_BYTES 64
#define CLASS_64 2
#define DATA_LITTLE 1
#define VERSION_CURRENT 1
#define TYPE_EXEC 2
#define MACHINE_AARCH64 183
enum header_at {
    AT_CLASS = 4,
    AT_DATA = 5,
    AT_VERSION = 6,
    AT_TYPE = 16,
    AT_MACHINE = 18,
    AT_ENTRY = 24,
    AT_PROGRAM_HEADERS = 32,
    AT_PROGRAM_HEADER_BYTES = 54,
    AT_PROGRAM_HEADER_COUNT = 56
};

/* System V ABI, "Program Header"; PT_GNU_STACK: its flags are those of the
 * stack, and its memory size is what linkers write there for -z stack-size. */
#define PROGRAM_HEADER_BYTES 56
#define PROGRAM_HEADERS_MAX 64
#define PT_LOAD 1u
#define PT_DYNAMIC 2u
#define PT_INTERP 3u
#define PT_GNU_STACK 0x6474e551u
#define PF_X 1u
#define PF_W 2u
#define PF_R 4u
enum program_header_at {
    AT_P_TYPE = 0,
    AT_P_FLAGS = 4,
    AT_P_OFFSET = 8,
    AT_P_ADDRESS = 16,
    AT_P_FILE_BYTES = 32,
    AT_P_MEMORY_BYTES = 40
};

static uint64_t read(const uint8_t *at, unsigned bytes)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < bytes; i++) {
        value |= (uint64_t)at[i] << (8 * i);
    }
    return value;
}

static const char *check_header(const uint8_t *file, size_t length_bytes)
{
    if (length_bytes < HEADER_BYTES || memcmp(file, "\177ELF", 4) != 0) {
        return "it is not an ELF file";
    }
    if (file[AT_CLASS] != CLASS_64 || file[AT_DATA] != DATA_LITTLE ||
        file[AT_VERSION] != VERSION_CURRENT) {
        return "it is not a 64-bit little-endian ELF file";
    }
    if (read(file + AT_MACHINE, 2) != MACHINE_AARCH64) {
        return "it is not for AArch64";
    }
    if (read(file + AT_TYPE, 2) != TYPE_EXEC) {
        return "it is not a static executable";
    }
    uint64_t offset = read(file + AT_PROGRAM_HEADERS, 8);
    uint64_t count = read(file + AT_PROGRAM_HEADER_COUNT, 2);
    if (count == 0) {
        return "it has no program headers";
    }
    if (read(file + AT_PROGRAM_HEADER_BYTES, 2) != PROGRAM_HEADER_BYTES ||
        count > PROGRAM_HEADERS_MAX) {
        return "its program headers have another size or are too many";
    }
    if (offset > length_bytes || count * PROGRAM_HEADER_BYTES > length_bytes - offset) {
        return "its program headers lie outside the file";
    }
    return NULL;
}

static uint64_t segment_end(const struct tay_elf_segment *segment)
{
    uint64_t mask = TAY_ELF_PAGE_BYTES - 1;
    return (segment->address_ua + segment->memory_bytes + mask) & ~mask;
}

static const char *check_segment(const struct tay_elf_segment *segment, uint64_t length_bytes)
{
    if (segment->offset_bytes > length_bytes ||
        segment->file_bytes > length_bytes - segment->offset_bytes) {
        return "a segment lies outside the file";
    }
    if (segment->file_bytes > segment->memory_bytes) {
        return "a segment has more content than memory";
    }
    if (segment->address_ua % TAY_ELF_PAGE_BYTES != 0) {
        return "a segment does not begin on a page of its own";
    }
    if (segment->address_ua < TAY_PROGRAM_ADDRESS_MIN ||
        segment->address_ua >= TAY_PROGRAM_ADDRESS_END ||
        segment->memory_bytes > TAY_PROGRAM_ADDRESS_END - segment->address_ua) {
        return "a segment lies outside a program's addresses";
    }
    if ((segment->protection & TAY_MAP_WRITE) != 0 &&
        (segment->protection & TAY_MAP_EXECUTE) != 0) {
        return "a segment is writable and executable";
    }
    if (segment->protection == 0) {
        return "a segment cannot be read";
    }
    return NULL;
}

static bool overlaps(const struct tay_elf *elf, const struct tay_elf_segment *segment)
{
    for (unsigned i = 0; i < elf->segment_count; i++) {
        const struct tay_elf_segment *other = &elf->segment[i];
        if (segment->address_ua < segment_end(other) && other->address_ua < segment_end(segment)) {
            return true;
        }
    }
    return false;
}

static const char *add_segment(const uint8_t *at, uint64_t length_bytes, struct tay_elf *elf)
{
    uint64_t flags = read(at + AT_P_FLAGS, 4);
    struct tay_elf_segment segment = {
        .address_ua = read(at + AT_P_ADDRESS, 8),
        .offset_bytes = read(at + AT_P_OFFSET, 8),
        .file_bytes = read(at + AT_P_FILE_BYTES, 8),
        .memory_bytes = read(at + AT_P_MEMORY_BYTES, 8),
        .protection = ((flags & PF_R) != 0 ? TAY_MAP_READ : 0) |
                      ((flags & PF_W) != 0 ? TAY_MAP_READ | TAY_MAP_WRITE : 0) |
                      ((flags & PF_X) != 0 ? TAY_MAP_READ | TAY_MAP_EXECUTE : 0),
    };
    if (segment.memory_bytes == 0 && segment.file_bytes == 0) {
        return NULL;
    }
    const char *wrong = check_segment(&segment, length_bytes);
    if (wrong != NULL) {
        return wrong;
    }
    if (elf->segment_count == TAY_ELF_SEGMENTS) {
        return "it has too many segments";
    }
    if (overlaps(elf, &segment)) {
        return "two segments share a page";
    }
    elf->segment[elf->segment_count++] = segment;
    return NULL;
}

static const char *take_program_header(const uint8_t *at, uint64_t length_bytes,
                                       struct tay_elf *elf)
{
    switch (read(at + AT_P_TYPE, 4)) {
    case PT_LOAD:
        return add_segment(at, length_bytes, elf);
    case PT_DYNAMIC:
    case PT_INTERP:
        return "it is not a static executable";
    case PT_GNU_STACK:
        elf->stack_bytes = read(at + AT_P_MEMORY_BYTES, 8);
        return (read(at + AT_P_FLAGS, 4) & PF_X) != 0 ? "it asks for an executable stack" : NULL;
    default:
        return NULL;
    }
}

static const char *check_entry(const struct tay_elf *elf)
{
    if (elf->segment_count == 0) {
        return "it has no segment to load";
    }
    for (unsigned i = 0; i < elf->segment_count; i++) {
        const struct tay_elf_segment *segment = &elf->segment[i];
        if ((segment->protection & TAY_MAP_EXECUTE) != 0 && elf->entry_ua >= segment->address_ua &&
            elf->entry_ua - segment->address_ua < segment->file_bytes) {
            return NULL;
        }
    }
    return "its entry lies in no executable segment";
}

const char *tay_elf_parse_head(const void *head, size_t head_bytes, uint64_t length_bytes,
                               struct tay_elf *elf_out)
{
    const uint8_t *bytes = head;
    const char *wrong = check_header(bytes, head_bytes);
    *elf_out = (struct tay_elf){0};
    if (wrong != NULL) {
        return wrong;
    }
    elf_out->entry_ua = read(bytes + AT_ENTRY, 8);
    const uint8_t *at = bytes + read(bytes + AT_PROGRAM_HEADERS, 8);
    uint64_t count = read(bytes + AT_PROGRAM_HEADER_COUNT, 2);
    for (uint64_t i = 0; i < count && wrong == NULL; i++) {
        wrong = take_program_header(at + i * PROGRAM_HEADER_BYTES, length_bytes, elf_out);
    }
    return wrong != NULL ? wrong : check_entry(elf_out);
}

const char *tay_elf_parse(const void *file, size_t length_bytes, struct tay_elf *elf_out)
{
    return tay_elf_parse_head(file, length_bytes, length_bytes, elf_out);
}

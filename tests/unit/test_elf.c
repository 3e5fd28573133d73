/* SPDX-License-Identifier: MIT */
/*
 * The ELF reader: a good program, and each way in which one can be wrong.
 */
#include "unit.h"

#include <stdlib.h>
#include <string.h>
#include <tay/elf.h>
#include <tay/startup.h>

#define FILE_BYTES 1024
#define HEADERS_AT 64
#define HEADER_BYTES 56
#define TEXT_AT HEADERS_AT
#define DATA_AT (HEADERS_AT + HEADER_BYTES)
#define STACK_AT (HEADERS_AT + 2 * HEADER_BYTES)

static uint8_t file[FILE_BYTES];
static struct tay_elf elf;

static void put(size_t at, uint64_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++) {
        file[at + i] = (uint8_t)(value >> (8 * i));
    }
}

struct header {
    uint64_t type, flags, offset, address, file_bytes, memory_bytes;
};

static void put_header(size_t at, struct header header)
{
    put(at, header.type, 4);
    put(at + 4, header.flags, 4);
    put(at + 8, header.offset, 8);
    put(at + 16, header.address, 8);
    put(at + 24, header.address, 8);
    put(at + 32, header.file_bytes, 8);
    put(at + 40, header.memory_bytes, 8);
}

/* A program with text, data that is zero at the end, and the mark that the stack is not code. */
static void make_good(void)
{
    memset(file, 0, sizeof file);
    memcpy(file, "\177ELF\2\1\1", 7);
    put(16, 2, 2);
    put(18, 183, 2);
    put(20, 1, 4);
    put(24, 0x200010, 8);
    put(32, HEADERS_AT, 8);
    put(54, HEADER_BYTES, 2);
    put(56, 3, 2);
    put_header(TEXT_AT, (struct header){1, 5, 256, 0x200000, 64, 64});
    put_header(DATA_AT, (struct header){1, 6, 320, 0x201000, 16, 5000});
    put_header(STACK_AT, (struct header){0x6474e551, 6, 0, 0, 0, 0});
}

static const char *parse(void)
{
    return tay_elf_parse(file, sizeof file, &elf);
}

static void test_good(void **state)
{
    (void)state;
    make_good();
    assert_null(parse());
    assert_int_equal(elf.entry_ua, 0x200010);
    assert_int_equal(elf.segment_count, 2);
    assert_int_equal(elf.segment[0].address_ua, 0x200000);
    assert_int_equal(elf.segment[0].protection, TAY_MAP_READ | TAY_MAP_EXECUTE);
    assert_int_equal(elf.segment[1].offset_bytes, 320);
    assert_int_equal(elf.segment[1].file_bytes, 16);
    assert_int_equal(elf.segment[1].memory_bytes, 5000);
    assert_int_equal(elf.segment[1].protection, TAY_MAP_READ | TAY_MAP_WRITE);
}

static const struct {
    size_t at;
    uint64_t value;
    unsigned bytes;
    const char *reason;
} refusals[] = {
    {0, 0, 1, "it is not an ELF file"},
    {4, 1, 1, "it is not a 64-bit little-endian ELF file"},
    {5, 2, 1, "it is not a 64-bit little-endian ELF file"},
    {6, 0, 1, "it is not a 64-bit little-endian ELF file"},
    {18, 62, 2, "it is not for AArch64"},
    {16, 3, 2, "it is not a static executable"},
    {56, 0, 2, "it has no program headers"},
    {54, 32, 2, "its program headers have another size or are too many"},
    {56, 65, 2, "its program headers have another size or are too many"},
    {32, FILE_BYTES, 8, "its program headers lie outside the file"},
    {32, UINT64_MAX, 8, "its program headers lie outside the file"},
    {TEXT_AT, 2, 4, "it is not a static executable"},
    {TEXT_AT, 3, 4, "it is not a static executable"},
    {TEXT_AT + 4, 7, 4, "a segment is writable and executable"},
    {TEXT_AT + 4, 3, 4, "a segment is writable and executable"},
    {TEXT_AT + 4, 0, 4, "a segment cannot be read"},
    {TEXT_AT + 8, FILE_BYTES - 63, 8, "a segment lies outside the file"},
    {TEXT_AT + 8, UINT64_MAX, 8, "a segment lies outside the file"},
    {TEXT_AT + 16, 0x200010, 8, "a segment does not begin on a page of its own"},
    {TEXT_AT + 16, 0, 8, "a segment lies outside a program's addresses"},
    {TEXT_AT + 16, TAY_PROGRAM_ADDRESS_END, 8, "a segment lies outside a program's addresses"},
    {TEXT_AT + 16, UINT64_MAX - 4095, 8, "a segment lies outside a program's addresses"},
    {TEXT_AT + 16, 0x202000, 8, "two segments share a page"},
    {TEXT_AT + 32, 65, 8, "a segment has more content than memory"},
    {TEXT_AT + 32, UINT64_MAX, 8, "a segment lies outside the file"},
    {DATA_AT + 40, UINT64_MAX, 8, "a segment lies outside a program's addresses"},
    {DATA_AT + 40, 0, 8, "a segment has more content than memory"},
    {STACK_AT + 4, 7, 4, "it asks for an executable stack"},
    {24, 0x201000, 8, "its entry lies in no executable segment"},
    {24, 0x200040, 8, "its entry lies in no executable segment"},
    {24, 0, 8, "its entry lies in no executable segment"},
};

/* Of a file that is not in memory: its first part is enough, if the program headers are in it. */
static void test_head(void **state)
{
    (void)state;
    make_good();
    size_t head_bytes = STACK_AT + HEADER_BYTES;
    put(STACK_AT + 40, 0x8000, 8);
    assert_null(tay_elf_parse_head(file, head_bytes, FILE_BYTES, &elf));
    assert_int_equal(elf.segment_count, 2);
    assert_int_equal(elf.stack_bytes, 0x8000);
    assert_string_equal(tay_elf_parse_head(file, head_bytes - 1, FILE_BYTES, &elf),
                        "its program headers lie outside the file");
    assert_string_equal(tay_elf_parse_head(file, head_bytes, 335, &elf),
                        "a segment lies outside the file");
    assert_string_equal(tay_elf_parse_head(file, 3, FILE_BYTES, &elf), "it is not an ELF file");
}

static void test_refusals(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        make_good();
        put(refusals[i].at, refusals[i].value, refusals[i].bytes);
        const char *reason = parse();
        print_message("%zu: %s\n", i, refusals[i].reason);
        assert_non_null(reason);
        assert_string_equal(reason, refusals[i].reason);
    }
}

static void test_no_segment(void **state)
{
    (void)state;
    make_good();
    put(TEXT_AT, 0, 4);
    put(DATA_AT, 0, 4);
    assert_string_equal(parse(), "it has no segment to load");
}

static void test_many_segments(void **state)
{
    (void)state;
    make_good();
    put(56, TAY_ELF_SEGMENTS, 2);
    for (unsigned i = 0; i <= TAY_ELF_SEGMENTS; i++) {
        uint64_t address = 0x200000 + (uint64_t)i * 4096;
        put_header(HEADERS_AT + (size_t)i * HEADER_BYTES,
                   (struct header){1, 5, 0, address, 64, 64});
    }
    assert_null(parse());
    put(56, TAY_ELF_SEGMENTS + 1, 2);
    assert_string_equal(parse(), "it has too many segments");
}

/* Each prefix and each changed byte: an answer, and whatever is accepted can be loaded. */
static void expect_sound(const uint8_t *bytes, size_t length)
{
    if (tay_elf_parse(bytes, length, &elf) != NULL) {
        return;
    }
    for (unsigned i = 0; i < elf.segment_count; i++) {
        const struct tay_elf_segment *segment = &elf.segment[i];
        unsigned both = TAY_MAP_WRITE | TAY_MAP_EXECUTE;
        assert_true(segment->offset_bytes <= length &&
                    segment->file_bytes <= length - segment->offset_bytes);
        assert_true(segment->file_bytes <= segment->memory_bytes);
        assert_true(segment->address_ua + segment->memory_bytes <= TAY_PROGRAM_ADDRESS_END);
        assert_true((segment->protection & both) != both);
    }
}

static void test_mutations(void **state)
{
    (void)state;
    make_good();
    for (size_t length = 0; length <= sizeof file; length++) {
        uint8_t *copy = malloc(length == 0 ? 1 : length);
        assert_non_null(copy);
        memcpy(copy, file, length);
        expect_sound(copy, length);
        free(copy);
    }
    for (size_t at = 0; at < HEADERS_AT + 3 * HEADER_BYTES; at++) {
        for (unsigned value = 0; value < 256; value++) {
            uint8_t before = file[at];
            file[at] = (uint8_t)value;
            expect_sound(file, sizeof file);
            file[at] = before;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),          cmocka_unit_test(test_head),
        cmocka_unit_test(test_refusals),      cmocka_unit_test(test_no_segment),
        cmocka_unit_test(test_many_segments), cmocka_unit_test(test_mutations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/*
 * From the board's description to init: a good payload, every way a payload can be wrong, boards
 * with little memory or none.
 */
#include "fixture.h"

#include "sim_internal.h"

#include <boot/machine.h>
#include <kernel_state.h>
#include <lib/random.h>
#include <mem/frame.h>
#include <mem/space.h>
#include <stdlib.h>
#include <string.h>

#define SEED 1u

#define NO_PAYLOAD "no init: there is no payload behind the kernel"
#define WRONG_VERSION "no init: the payload is of another version"
#define WRONG_HEADER "no init: the payload's header is wrong"
#define CANNOT_MAP "no init: its memory cannot be mapped"

static int stop(void **state)
{
    (void)state;
    machine_stop();
    return 0;
}

/* A machine with a changed payload or board. */
struct variant {
    size_t ram_bytes;
    void (*change_payload)(struct tay_payload *payload);
    void (*change_board)(struct hal_boot *boot);
};

static void boot(void *argument)
{
    const struct variant *variant = argument;
    struct machine_options options = {
        .ram_bytes = variant->ram_bytes == 0 ? (size_t)1 << 20 : variant->ram_bytes,
        .cores = 1,
        .seed = SEED,
        .command_line = "seed=1",
    };
    size_t bytes;
    const void *original = payload_make(&bytes);
    struct tay_payload *payload = malloc(bytes);
    memcpy(payload, original, bytes);
    if (variant->change_payload != NULL) {
        variant->change_payload(payload);
    }
    options.payload = payload;
    options.payload_bytes = bytes;
    struct hal_boot board = *machine_start(&options);
    free(payload); /* the machine has its own copy */
    if (variant->change_board != NULL) {
        variant->change_board(&board);
    }
    kernel_on_boot(&board);
}

static void assert_panics(struct variant variant, const char *text)
{
    struct machine_ending ending = machine_run(boot, &variant);
    assert_int_equal(ending.how, MACHINE_PANIC);
    assert_string_equal(ending.message, text);
    assert_non_null(strstr(machine_console(), text));
}

/* One line of the table changes one field of a good payload. */
#define CHANGE(name, statement)                                                                    \
    static void name(struct tay_payload *payload)                                                  \
    {                                                                                              \
        payload->statement;                                                                        \
    }
CHANGE(magic, magic ^= 1)
CHANGE(version, version++)
CHANGE(total, total_bytes = (uint64_t)1 << 30)
CHANGE(total_short, total_bytes = 100)
CHANGE(no_segment, segment_count = 0)
CHANGE(many_segments, segment_count = TAY_PAYLOAD_SEGMENTS + 1)
CHANGE(archive_unaligned, archive_offset_bytes += 8)
CHANGE(archive_offset, archive_offset_bytes = UINT64_MAX & ~(uint64_t)(PAGE - 1))
CHANGE(archive_long, archive_bytes = PAGE + 1)
CHANGE(archive_huge, archive_bytes = UINT64_MAX)
CHANGE(stack_unaligned, stack_bytes++)
CHANGE(no_stack, stack_bytes = 0)
CHANGE(stack_huge, stack_bytes = UINT64_MAX & ~(uint64_t)(PAGE - 1))
CHANGE(stack_large, stack_bytes = (uint64_t)1 << 30)
CHANGE(offset_unaligned, segment[0].offset_bytes += 4)
CHANGE(offset_outside, segment[0].offset_bytes = PAGE * 50)
CHANGE(address_unaligned, segment[0].address_ua += 4)
CHANGE(address_zero, segment[0].address_ua = 0)
CHANGE(address_kernel, segment[0].address_ua = ~(uint64_t)(PAGE - 1))
CHANGE(memory_unaligned, segment[1].memory_bytes++)
CHANGE(memory_zero, segment[1].memory_bytes = 0)
CHANGE(memory_wraps, segment[1].memory_bytes = UINT64_MAX & ~(uint64_t)(PAGE - 1))
CHANGE(memory_large, segment[1].memory_bytes = (uint64_t)1 << 24)
CHANGE(file_larger, segment[0].file_bytes = PAGE + 1)
CHANGE(file_outside, segment[0].offset_bytes = 4 * PAGE)
CHANGE(protection_none, segment[0].protection = 0)
CHANGE(protection_both, segment[0].protection = TAY_MAP_WRITE | TAY_MAP_EXECUTE)
CHANGE(protection_unknown, segment[0].protection = TAY_MAP_READ | TAY_MAP_SHARED)
CHANGE(protection_high, segment[0].protection |= (uint64_t)1 << 32)
CHANGE(overlap, segment[1].address_ua = SIM_TEXT_UA)

/* Where the kernel puts the first mapping of the first process, as the seed says. */
static tay_ua_t first_base(void)
{
    random_init(SEED);
    return space_random_base();
}
CHANGE(in_the_way, segment[1].address_ua = first_base())

static void test_wrong_payloads(void **state)
{
    (void)state;
    static const struct {
        void (*change)(struct tay_payload *payload);
        const char *text;
    } rows[] = {
        {magic, NO_PAYLOAD},
        {version, WRONG_VERSION},
        {total, WRONG_HEADER},
        {total_short, WRONG_HEADER},
        {no_segment, WRONG_HEADER},
        {many_segments, WRONG_HEADER},
        {archive_unaligned, WRONG_HEADER},
        {archive_offset, WRONG_HEADER},
        {archive_long, WRONG_HEADER},
        {archive_huge, WRONG_HEADER},
        {stack_unaligned, WRONG_HEADER},
        {no_stack, WRONG_HEADER},
        {stack_huge, CANNOT_MAP},
        {stack_large, CANNOT_MAP},
        {offset_unaligned, WRONG_HEADER},
        {offset_outside, WRONG_HEADER},
        {address_unaligned, WRONG_HEADER},
        {address_zero, WRONG_HEADER},
        {address_kernel, WRONG_HEADER},
        {memory_unaligned, WRONG_HEADER},
        {memory_zero, WRONG_HEADER},
        {memory_wraps, WRONG_HEADER},
        {memory_large, CANNOT_MAP},
        {file_larger, WRONG_HEADER},
        {file_outside, WRONG_HEADER},
        {protection_none, WRONG_HEADER},
        {protection_both, WRONG_HEADER},
        {protection_unknown, WRONG_HEADER},
        {protection_high, WRONG_HEADER},
        {overlap, CANNOT_MAP},
        {in_the_way, CANNOT_MAP},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_panics((struct variant){.change_payload = rows[i].change}, rows[i].text);
    }
}

static void no_payload(struct hal_boot *board)
{
    board->payload = NULL;
}

static void no_room(struct hal_boot *board)
{
    board->payload_room_bytes = sizeof(struct tay_payload) - 1;
}

static void no_memory(struct hal_boot *board)
{
    board->range_count = 0;
}

static void one_page(struct hal_boot *board)
{
    board->range[1].bytes = PAGE;
    board->range[0].bytes = 0;
}

static void test_wrong_boards(void **state)
{
    (void)state;
    assert_panics((struct variant){.change_board = no_payload}, NO_PAYLOAD);
    assert_panics((struct variant){.change_board = no_room}, NO_PAYLOAD);
    assert_panics((struct variant){.change_board = no_memory}, "the board has no memory");
    assert_panics((struct variant){.change_board = one_page}, "the board has too little memory");
}

/* Whether it boots; if not, a line says why. */
static bool boots(struct variant variant)
{
    struct machine_ending ending = machine_run(boot, &variant);
    if (ending.how == MACHINE_RUNS) {
        kernel_check();
        return true;
    }
    assert_int_equal(ending.how, MACHINE_PANIC);
    assert_true(strncmp(ending.message, "no init: ", 9) == 0);
    return false;
}

static uint64_t data_bytes;

static void set_data(struct tay_payload *payload)
{
    payload->segment[1].memory_bytes = data_bytes;
}

/* Each page less, or each page that init takes more, at some point is one too many. */
static void test_little_memory(void **state)
{
    (void)state;
    size_t pages = 26;
    while (!boots((struct variant){.ram_bytes = pages * PAGE})) {
        pages++;
    }
    assert_in_range(pages, 40, 70);
    struct variant variant = {.ram_bytes = 80 * PAGE, .change_payload = set_data};
    for (data_bytes = PAGE; boots(variant); data_bytes += PAGE) {
    }
    assert_true(data_bytes > 10 * PAGE);
    for (unsigned i = 0; i < 40; i++) { /* whatever it is that there is no memory for */
        data_bytes += PAGE;
        assert_false(boots(variant));
    }
}

static void no_archive(struct tay_payload *payload)
{
    payload->archive_bytes = 0;
}

static void test_without_archive(void **state)
{
    (void)state;
    struct variant variant = {.change_payload = no_archive};
    assert_int_equal(machine_run(boot, &variant).how, MACHINE_RUNS);
    kernel_check();
}

static void many_devices(struct hal_boot *board)
{
    static char line[2 * TAY_BOOT_COMMAND_LINE_BYTES];
    memset(line, 'x', sizeof line - 1);
    board->command_line = line;
    board->device_count = TAY_BOOT_DEVICES;
    for (unsigned i = 0; i < TAY_BOOT_DEVICES; i++) {
        board->device[i].start.value = MACHINE_DEVICE_PA + i * PAGE;
        board->device[i].bytes = PAGE;
    }
}

static void test_many_devices_and_a_long_line(void **state)
{
    (void)state;
    struct variant variant = {.change_board = many_devices};
    assert_int_equal(machine_run(boot, &variant).how, MACHINE_RUNS);
    assert_int_equal(machine.device_count, TAY_BOOT_DEVICES);
    for (unsigned i = 0; i < TAY_BOOT_DEVICES; i++) {
        assert_int_equal(machine.device[i].start.value, MACHINE_DEVICE_PA + i * PAGE);
        assert_int_equal(machine.device[i].object.capability_count, 1);
    }
    kernel_check();
}

int main(void)
{
#define TEST(function) cmocka_unit_test_teardown(function, stop)
    const struct CMUnitTest tests[] = {
        TEST(test_wrong_payloads),
        TEST(test_wrong_boards),
        TEST(test_little_memory),
        TEST(test_without_archive),
        TEST(test_many_devices_and_a_long_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/*
 * Anything at all for what reads the firmware's memory: device trees, ATAGs, command lines. The
 * first byte of the input says what it is; a tree, or a list, may also be a good one with bytes
 * written over it, which leads further than noise does. The input lies in memory of just its size.
 */
#include "tree_maker.h"

#include <assert.h>
#include <atags.h>
#include <command_line.h>
#include <dtb.h>
#include <machine.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_BYTES 40
#define LIST_WORDS 16
#define GUARD 0x5a

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef bool reader(const void *start, size_t room_bytes, char *text, size_t text_bytes);

/* What every reader promises: "" or a text that fits, or nothing changed. */
static void check_reader(reader *read, const void *start, size_t bytes)
{
    char text[TEXT_BYTES + 1];
    void *copy = malloc(bytes);

    assert(copy != NULL);
    memcpy(copy, start, bytes);
    memset(text, GUARD, sizeof text);
    if (read(copy, bytes, text, TEXT_BYTES)) {
        assert(memchr(text, '\0', TEXT_BYTES) != NULL);
    } else {
        assert(text[0] == GUARD);
    }
    assert(text[TEXT_BYTES] == GUARD);
    free(copy);
}

/* The same tree as a whole machine. */
static bool read_machine(const void *start, size_t room_bytes, char *text, size_t text_bytes)
{
    static struct machine machine;

    memset(&machine, 0, sizeof machine);
    if (!machine_read(start, room_bytes, &machine)) {
        return false;
    }
    assert(memchr(machine.command_line, '\0', sizeof machine.command_line) != NULL);
    assert(machine.gic_version <= 3);
    strncpy(text, machine.command_line, text_bytes - 1);
    text[text_bytes - 1] = '\0';
    return true;
}

/* Three bytes of the input each: where, and what. */
static void change(uint8_t *bytes, size_t length, const uint8_t *data, size_t size)
{
    for (; size >= 3; data += 3, size -= 3) {
        bytes[((size_t)data[0] << 8 | data[1]) % length] = data[2];
    }
}

static void check_changed_tree(const uint8_t *data, size_t size)
{
    struct tree tree;

    tree_make(&tree, "seed=1 exit=semihosting and more than there is room for");
    change(tree.blob, tree.bytes, data, size);
    check_reader(dtb_command_line, tree.blob, tree.bytes);
    check_reader(read_machine, tree.blob, tree.bytes);
}

static void check_changed_list(const uint8_t *data, size_t size)
{
    uint32_t list[LIST_WORDS] = {5,          0x54410001, 0, 4096, 0,         4,
                                 0x54410002, 0x3c000000, 0, 5,    0x54410009};

    memcpy(&list[11], "seed=1 word", 12);
    change((uint8_t *)list, sizeof list, data, size);
    check_reader(atags_command_line, list, sizeof list);
}

static void check_line(const uint8_t *data, size_t size)
{
    char *line = malloc(size + 1);
    uint64_t value = 4711;

    assert(line != NULL);
    memcpy(line, data, size);
    line[size] = '\0';
    if (!command_line_number(line, "s=", &value)) {
        assert(value == 4711);
    }
    if (command_line_has(line, "word")) {
        assert(strstr(line, "word") != NULL);
    }
    free(line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    switch (data[0] % 5) {
    case 0:
        check_reader(dtb_command_line, data + 1, size - 1);
        check_reader(read_machine, data + 1, size - 1);
        break;
    case 1:
        check_reader(atags_command_line, data + 1, size - 1);
        break;
    case 2:
        check_changed_tree(data + 1, size - 1);
        break;
    case 3:
        check_changed_list(data + 1, size - 1);
        break;
    default:
        check_line(data + 1, size - 1);
    }
    return 0;
}

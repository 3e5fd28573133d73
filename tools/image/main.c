/* SPDX-License-Identifier: MIT */
/*
 * tay-image: makes a bootable image of a kernel, init, programs and manifests, or looks into one.
 *
 * Everything is checked before anything is written; on an error there is no output file.
 */
#include "check.h"
#include "kernel.h"
#include "order.h"
#include "payload.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_STACK_BYTES 65536u

static const char usage[] =
    "usage: tay-image --kernel FILE --init FILE --output FILE [--program FILE]... "
    "[--manifest FILE]...\n"
    "                 [--device-range BYTES]... [--irq-lines COUNT]\n"
    "                 [--image-bytes BYTES] [--devices FILE]\n"
    "       tay-image --check IMAGE\n"
    "\n"
    "  --kernel FILE    the flat kernel, with an arm64 Image header\n"
    "  --init FILE      the program that the kernel starts\n"
    "  --program FILE   a static ELF file; bin/<name without .elf> in the archive\n"
    "  --manifest FILE  what a program runs with; init.d/<name without .manifest> in the\n"
    "                   archive\n"
    "  --output FILE    the image\n"
    "  --device-range BYTES\n"
    "                   the board has a further range of devices; 0: as large as it says at boot\n"
    "  --irq-lines COUNT\n"
    "                   its interrupt lines are below this one\n"
    "  --image-bytes BYTES\n"
    "                   it has room for such an image\n"
    "  --devices FILE   the table of its devices; `devices` in the archive\n"
    "  --check IMAGE    lists what an image holds, and checks it\n";

static struct input input = {.stack_bytes = DEFAULT_STACK_BYTES};
static const char *output_path;
static const char *check_path;

static bool add_file(struct input_file *files, size_t *count, const char *path)
{
    if (*count == INPUT_FILES_MAX) {
        fprintf(stderr, "%s: more than %d programs or manifests\n", path, INPUT_FILES_MAX);
        return false;
    }
    files[(*count)++].path = path;
    return true;
}

static bool take_option(const char *option, const char *value)
{
    if (strcmp(option, "--program") == 0) {
        return add_file(input.program, &input.program_count, value);
    }
    if (strcmp(option, "--manifest") == 0) {
        return add_file(input.manifest, &input.manifest_count, value);
    }
    const char *wrong;
    if (board_take_option(&input.board, option, value, &wrong)) {
        return true;
    }
    if (wrong != NULL) {
        fprintf(stderr, "tay-image: %s: '%s'\n", wrong, value);
        return false;
    }
    const char **place = strcmp(option, "--kernel") == 0    ? &input.kernel_path
                         : strcmp(option, "--init") == 0    ? &input.init_path
                         : strcmp(option, "--output") == 0  ? &output_path
                         : strcmp(option, "--devices") == 0 ? &input.devices_path
                         : strcmp(option, "--check") == 0   ? &check_path
                                                            : NULL;
    if (place == NULL || *place != NULL) {
        fprintf(stderr, "tay-image: %s '%s'\n%s", place == NULL ? "no such option" : "twice",
                option, usage);
        return false;
    }
    *place = value;
    return true;
}

static bool take_options(int count, char **words)
{
    for (int i = 1; i < count; i += 2) {
        if (i + 1 == count) {
            fprintf(stderr, "tay-image: a value is missing for '%s'\n%s", words[i], usage);
            return false;
        }
        if (!take_option(words[i], words[i + 1])) {
            return false;
        }
    }
    bool makes = input.kernel_path != NULL && input.init_path != NULL && output_path != NULL;
    if (check_path == NULL && !makes) {
        fputs(usage, stderr);
        return false;
    }
    return true;
}

static const char *largest_file(void)
{
    const struct buffer *largest = &input.init;
    const char *path = input.init_path;
    for (size_t i = 0; i < input.program_count; i++) {
        if (input.program[i].content.length_bytes > largest->length_bytes) {
            largest = &input.program[i].content;
            path = input.program[i].path;
        }
    }
    return path;
}

static bool check_room(const struct buffer *image)
{
    uint64_t room = input.board.image_bytes;
    if (room == 0 || image->length_bytes <= room) {
        return true;
    }
    fprintf(stderr,
            "%s: too large: it would have %zu bytes, and the board has room for %llu; the largest "
            "file in it is %s\n",
            output_path, image->length_bytes, (unsigned long long)room, largest_file());
    remove(output_path);
    return false;
}

static bool make_image(void)
{
    uint64_t image_bytes;
    if (!input_read(&input) || !order_check(&input) ||
        kernel_parse(&input.kernel, &image_bytes) != NULL) {
        remove(output_path); /* one of an earlier run would be taken for this one's */
        return false;
    }
    struct buffer image = {0};
    buffer_add(&image, input.kernel.data, input.kernel.length_bytes);
    buffer_add(&image, NULL, (size_t)image_bytes - image.length_bytes);
    payload_add(&image, &input);
    bool written = check_room(&image) && buffer_write_file(&image, output_path);
    buffer_free(&image);
    return written;
}

static void free_input(void)
{
    buffer_free(&input.kernel);
    buffer_free(&input.init);
    buffer_free(&input.table);
    for (size_t i = 0; i < input.program_count; i++) {
        buffer_free(&input.program[i].content);
    }
    for (size_t i = 0; i < input.manifest_count; i++) {
        buffer_free(&input.manifest[i].content);
    }
}

int main(int count, char **words)
{
    if (count == 2 && strcmp(words[1], "--help") == 0) {
        fputs(usage, stdout);
        return EXIT_SUCCESS;
    }
    if (!take_options(count, words)) {
        return EXIT_FAILURE;
    }
    bool good = check_path != NULL ? check_image(check_path) : make_image();
    free_input();
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

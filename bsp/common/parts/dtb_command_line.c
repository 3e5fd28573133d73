/* SPDX-License-Identifier: MIT */
/*
 * The command line alone, out of a device tree that tells nothing else that is wanted.
 */
#include <dtb.h>
#include <hal/boot_code.h>

struct line {
    char *text;
    size_t bytes;
};

HAL_BOOT_CODE static bool line_visit(void *argument, const struct dtb_property *property)
{
    struct line *line = argument;

    if (property->depth != 2 || !dtb_is(property->node, "chosen") ||
        !dtb_is(property->name, "bootargs")) {
        return true;
    }
    dtb_copy_text(property, line->text, line->bytes);
    return false;
}

HAL_BOOT_CODE bool dtb_command_line(const void *blob, size_t room_bytes, char *text,
                                    size_t text_bytes)
{
    struct line line = {text, text_bytes};
    char kept = text[0];

    text[0] = '\0';
    if (!dtb_walk(blob, room_bytes, line_visit, &line)) {
        text[0] = kept;
        return false;
    }
    return true;
}

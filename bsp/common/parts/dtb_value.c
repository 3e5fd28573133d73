/* SPDX-License-Identifier: MIT */
/*
 * What the value of a property says (Devicetree Specification v0.4, 2.2.4): never reads beyond it.
 */
#include <dtb.h>
#include <hal/boot_code.h>

#define VALUE_CELL_BYTES 4 /* big-endian */

HAL_BOOT_CODE bool dtb_is(const char *text, const char *other)
{
    while (*text != '\0' && *text == *other) {
        text++;
        other++;
    }
    return *text == *other;
}

HAL_BOOT_CODE bool dtb_lists(const struct dtb_property *property, const char *text)
{
    size_t start = 0;

    for (size_t n = 0; n < property->bytes; n++) {
        if (property->value[n] == '\0') {
            if (dtb_is(property->value + start, text)) {
                return true;
            }
            start = n + 1;
        }
    }
    return false;
}

HAL_BOOT_CODE bool dtb_number(const struct dtb_property *property, size_t first, size_t count,
                              uint64_t *value)
{
    size_t cells = property->bytes / VALUE_CELL_BYTES;

    if (first > cells || count > cells - first || count < 1 || count > 2) {
        return false;
    }
    *value = 0;
    for (size_t n = first * VALUE_CELL_BYTES; n < (first + count) * VALUE_CELL_BYTES; n++) {
        *value = *value << 8 | (unsigned char)property->value[n];
    }
    return true;
}

HAL_BOOT_CODE void dtb_copy_text(const struct dtb_property *property, char *text, size_t text_bytes)
{
    size_t n = 0;

    for (; n + 1 < text_bytes && n < property->bytes && property->value[n] != '\0'; n++) {
        text[n] = property->value[n];
    }
    text[n] = '\0';
}

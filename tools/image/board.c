/* SPDX-License-Identifier: MIT */
/*
 * Devices, interrupt lines and room. What is not told is not checked here; the kernel does when the
 * program starts.
 */
#include "board.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool read_number(const char *text, uint64_t *number)
{
    char *end;
    errno = 0;
    *number = strtoull(text, &end, 0);
    return text[0] >= '0' && text[0] <= '9' && *end == '\0' && errno == 0;
}

bool board_take_option(struct board *board, const char *option, const char *value,
                       const char **wrong_out)
{
    uint64_t number;
    bool is_range = strcmp(option, "--device-range") == 0;
    uint64_t *place = is_range                               ? &number
                      : strcmp(option, "--irq-lines") == 0   ? &board->irq_lines
                      : strcmp(option, "--image-bytes") == 0 ? &board->image_bytes
                                                             : NULL;
    *wrong_out = NULL;
    if (place == NULL) {
        return false;
    }
    if (!read_number(value, place)) {
        *wrong_out = "not a number";
    } else if (is_range && board->range_count == TAY_BOOT_DEVICES) {
        *wrong_out = "too many device ranges";
    } else if (is_range) {
        board->range_bytes[board->range_count++] = number;
    }
    return *wrong_out == NULL;
}

static const char *refuse_range(const struct board *board, size_t range, uint64_t end)
{
    if (board->range_count == 0) {
        return NULL;
    }
    if (range >= board->range_count) {
        return "the board has no such device range";
    }
    uint64_t bytes = board->range_bytes[range];
    return bytes != 0 && end > bytes ? "this lies outside of the board's device range" : NULL;
}

static const char *refuse_line(const struct board *board, size_t line)
{
    return board->irq_lines != 0 && line >= board->irq_lines
               ? "the board has no such interrupt line"
               : NULL;
}

const char *board_refuses_device(const struct board *board, const struct tay_device *device)
{
    const char *wrong = NULL;
    for (unsigned i = 0; wrong == NULL && i < device->regs_count; i++) {
        const struct tay_device_regs *regs = &device->regs[i];
        wrong = refuse_range(board, regs->range, (uint64_t)regs->offset + regs->length_bytes);
    }
    if (wrong == NULL && device->has_dma) {
        wrong = refuse_range(board, device->dma.range,
                             (uint64_t)device->dma.offset + device->dma.length_bytes);
    }
    for (unsigned i = 0; wrong == NULL && i < device->irq_count; i++) {
        wrong = refuse_line(board, device->irq[i]);
    }
    return wrong;
}

const char *board_refuses(const struct board *board, const struct tay_manifest_cap *cap)
{
    switch (cap->origin) {
    case TAY_MANIFEST_DEVICE:
    case TAY_MANIFEST_DMA:
        return refuse_range(board, cap->range, (uint64_t)cap->offset + cap->value);
    case TAY_MANIFEST_IRQ:
        return refuse_line(board, cap->value);
    case TAY_MANIFEST_MACHINE:
        return cap->type == TAY_OBJECT_device_range ? refuse_range(board, cap->value, 0) : NULL;
    default:
        return NULL;
    }
}

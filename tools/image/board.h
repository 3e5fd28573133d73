/* SPDX-License-Identifier: MIT */
/*
 * What the board that an image is for has, as far as the command line says so.
 */
#ifndef IMAGE_BOARD_H
#define IMAGE_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <tay/abi/boot.h>
#include <tay/device.h>

struct board {
    unsigned range_count;                   /* 0: not told */
    uint64_t range_bytes[TAY_BOOT_DEVICES]; /* 0: known only when it boots */
    uint64_t irq_lines;                     /* 0: not told */
    uint64_t image_bytes;                   /* room for an image; 0: not told */
};

/* Takes an option; false: it is none of the board's, or *wrong_out, which is NULL else, says why it
 * cannot be taken. */
bool board_take_option(struct board *board, const char *option, const char *value,
                       const char **wrong_out);

/* Why the board cannot have such a device in its table; NULL: it can. */
const char *board_refuses_device(const struct board *board, const struct tay_device *device);

/* Why the board cannot give a manifest's capability; NULL: it can. */
const char *board_refuses(const struct board *board, const struct tay_manifest_cap *cap);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * What an image is made of: the files named on the command line, read and checked.
 */
#ifndef IMAGE_INPUT_H
#define IMAGE_INPUT_H

#include "board.h"
#include "buffer.h"
#include <tay/archive.h>
#include <tay/device.h>
#include <tay/elf.h>
#include <tay/manifest.h>

#define INPUT_FILES_MAX 128

struct input_file {
    const char *path;
    char name[TAY_ARCHIVE_NAME_BYTES]; /* in the archive */
    struct buffer content;
    struct tay_manifest manifest; /* manifests only */
};

struct input {
    const char *kernel_path;
    const char *init_path;
    const char *devices_path; /* NULL: none, and nothing can be bound */
    size_t stack_bytes;       /* of init */
    struct board board;
    struct buffer kernel;
    struct buffer init;
    struct buffer table;
    struct tay_devices devices; /* as the table has them */
    struct tay_elf init_elf;
    size_t program_count;
    struct input_file program[INPUT_FILES_MAX];
    size_t manifest_count;
    struct input_file manifest[INPUT_FILES_MAX];
};

/* Reads every file and checks it, alone and with the others. False: it said what is wrong, of each
 * file the first thing. */
bool input_read(struct input *input);

/* Says what is wrong with a manifest: `where` is its path. */
void input_say_manifest_error(const char *where, const struct tay_manifest_error *error);

#endif

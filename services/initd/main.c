/* SPDX-License-Identifier: MIT */
/*
 * initd: starts what a folder of manifests says, which init does not see: /boot/init.d of the card.
 * Each manifest is handed to init with its program; init checks it like those of the archive, and
 * starts it when what it needs is there. What is wrong with one is said, with file and line, and
 * keeps no other from starting.
 */
#include "folder.h"
#include "program.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tay/manifest.h>
#include <tay/protocol/supervisor.h>
#include <tay/startup.h>
#include <tay/status.h>
#include <tay/supervised.h>
#include <unistd.h>

/* A manifest that init takes is shorter. */
#define TEXT_BYTES 8192

static const char *manifests, *programs;

/* Reads a text; 0, or the error as errno has it. */
static int read_text(const char *name, char text[TEXT_BYTES], size_t *bytes_out)
{
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/%s", manifests, name) >= (int)sizeof path) {
        return ENAMETOOLONG;
    }
    int file = open(path, O_RDONLY);
    if (file < 0) {
        return errno;
    }
    ssize_t got = 1;
    size_t bytes = 0;
    while (got > 0 && bytes < TEXT_BYTES) {
        got = read(file, text + bytes, TEXT_BYTES - bytes);
        bytes += got > 0 ? (size_t)got : 0;
    }
    int error = got < 0 ? errno : 0;
    close(file);
    *bytes_out = bytes;
    return error == 0 && bytes == TEXT_BYTES ? EFBIG : error;
}

static void complain(const char *name, const char *why)
{
    printf("initd: %s/%s: %s\n", manifests, name, why);
}

/* Hands one to init. */
static bool add(const char *name, const char *text, const struct program *program)
{
    struct tay_supervisor_addition addition = {.name = name,
                                               .manifest = text,
                                               .program = program->memory,
                                               .program_bytes = program->bytes};
    unsigned number;
    enum tay_status status = tay_supervisor_add(tay_startup_cap("supervisor"), &addition, &number);
    if (status == TAY_EINVAL && addition.reason[0] != '\0') {
        printf("initd: %s/%s\n", manifests, addition.reason);
    } else if (status == TAY_ESTATE) {
        complain(name, "there is a service of this name already");
    } else if (status != TAY_OK) {
        complain(name, status == TAY_EINVAL ? "this cannot be the name of a service"
                                            : tay_status_text(status));
    }
    return status == TAY_OK;
}

/* Starts what one manifest says, or says why not. */
static bool start(const char *name)
{
    static char text[TEXT_BYTES];
    static struct tay_manifest manifest;
    struct tay_manifest_error wrong;
    struct program program;
    size_t bytes;
    int error = read_text(name, text, &bytes);
    if (error != 0) {
        complain(name, strerror(error));
        return false;
    }
    if (!tay_manifest_parse(text, bytes, &manifest, &wrong)) {
        printf("initd: %s/%s:%u: %s: '%s'\n", manifests, name, wrong.line, wrong.reason,
               wrong.word);
        return false;
    }
    text[bytes] = '\0'; /* a NUL in it would have been refused */
    error = program_read(programs, manifest.program, &program);
    if (error != 0) {
        printf("initd: %s/%s:%u: %s/%s: %s\n", manifests, name, manifest.program_line, programs,
               manifest.program, strerror(error));
        return false;
    }
    bool added = add(name, text, &program);
    program_drop(&program);
    return added;
}

static bool start_all(void)
{
    struct folder folder;
    int error = folder_read(manifests, &folder);
    if (error == ENOENT) {
        error = 0; /* nothing is to be started */
    }
    if (error != 0) {
        printf("initd: %s: %s\n", manifests, strerror(error));
    }
    size_t count = 0;
    for (size_t i = 0; i < folder.count; i++) {
        count += start(folder.name[i]);
    }
    enum tay_status status = tay_supervisor_settle(tay_startup_cap("supervisor"));
    if (status != TAY_OK) {
        printf("initd: %s\n", tay_status_text(status));
    }
    return error == 0 && count == folder.count && status == TAY_OK;
}

int main(int argument_count, char **arguments)
{
    if (argument_count != 3) {
        printf("initd: its arguments are the folder of manifests and that of programs\n");
        return EXIT_FAILURE;
    }
    manifests = arguments[1];
    programs = arguments[2];
    bool all = start_all();
    tay_supervised_ready();
    return all ? EXIT_SUCCESS : EXIT_FAILURE;
}

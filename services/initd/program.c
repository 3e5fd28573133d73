/* SPDX-License-Identifier: MIT */
/*
 * A program in memory: read right into a memory object, of which init makes its own copy.
 */
#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <tay/operations.h>
#include <unistd.h>

#define PAGE_BYTES 4096u

/* What init takes at most (tay/protocol/supervisor.h). */
#define PROGRAM_BYTES_MAX ((off_t)16 << 20)

static int fill(int file, char *to, size_t bytes)
{
    size_t done_bytes = 0;
    while (done_bytes < bytes) {
        ssize_t got = read(file, to + done_bytes, bytes - done_bytes);
        if (got <= 0 && errno != EINTR) {
            return got == 0 ? EIO : errno; /* it has become shorter */
        }
        done_bytes += got > 0 ? (size_t)got : 0;
    }
    return 0;
}

static int error_of(enum tay_status status)
{
    return status == TAY_OK ? 0 : status == TAY_ENOMEM ? ENOMEM : EIO;
}

/* Reads an open file into memory. */
static int load(int file, struct program *program)
{
    tay_ua_t address;
    size_t room = (program->bytes + PAGE_BYTES - 1) & ~(size_t)(PAGE_BYTES - 1);
    int error = error_of(tay_memory_create(TAY_OWN_ACCOUNT, room, &program->memory));
    if (error != 0) {
        return error;
    }
    error = error_of(tay_space_map(TAY_CAP_SELF, program->memory, 0, room, 0,
                                   TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &address));
    if (error == 0) {
        error = fill(file, (char *)address, program->bytes);
        enum tay_status status = tay_space_unmap(TAY_CAP_SELF, address, room);
        error = error != 0 ? error : error_of(status);
    }
    return error;
}

static int read_open(int file, struct program *program)
{
    struct stat stat_of;
    if (fstat(file, &stat_of) != 0) {
        return errno;
    }
    if (!S_ISREG(stat_of.st_mode) || stat_of.st_size == 0) {
        return S_ISREG(stat_of.st_mode) ? ENOEXEC : EISDIR;
    }
    if (stat_of.st_size > PROGRAM_BYTES_MAX) {
        return EFBIG;
    }
    program->bytes = (size_t)stat_of.st_size;
    return load(file, program);
}

int program_read(const char *folder, const char *name, struct program *program_out)
{
    char path[PATH_MAX];
    *program_out = (struct program){.memory = TAY_CAP_NULL};
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path) {
        return ENAMETOOLONG;
    }
    int file = open(path, O_RDONLY);
    if (file < 0) {
        return errno == ENOENT ? 0 : errno;
    }
    int error = read_open(file, program_out);
    close(file);
    if (error != 0) {
        program_drop(program_out);
    }
    return error;
}

void program_drop(struct program *program)
{
    if (program->memory != TAY_CAP_NULL) {
        enum tay_status status = tay_cap_close(program->memory);
        (void)status; /* ours */
        program->memory = TAY_CAP_NULL;
    }
}

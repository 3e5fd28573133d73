/* SPDX-License-Identifier: MIT */
/*
 * Reading directories, and the working directory.
 */
#include <dirent.h>

#include "descriptor.h"
#include "error.h"
#include "file_error.h"
#include "place.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BATCH_BYTES 2048

struct tay_directory {
    int descriptor;
    uint64_t cookie; /* where the next batch begins */
    long position;   /* the cookie behind the last entry that was told */
    size_t at;       /* in the batch */
    size_t batch_bytes;
    struct dirent entry;
    _Alignas(uint64_t) char batch[BATCH_BYTES];
};

DIR *fdopendir(int descriptor)
{
    struct open_file file;
    int error = descriptor_get(descriptor, &file);
    if (error == 0 && file.kind != TAY_FILE_DIRECTORY) {
        error = ENOTDIR;
    }
    DIR *directory = error == 0 ? calloc(1, sizeof *directory) : NULL;
    if (directory == NULL) {
        errno = error != 0 ? error : ENOMEM;
        return NULL;
    }
    directory->descriptor = descriptor;
    return directory;
}

DIR *opendir(const char *path)
{
    int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *directory = descriptor < 0 ? NULL : fdopendir(descriptor);
    if (descriptor >= 0 && directory == NULL) {
        descriptor_close(descriptor);
    }
    return directory;
}

static unsigned char type_of(unsigned kind)
{
    static const unsigned char types[] = {
        [TAY_FILE_REGULAR] = DT_REG,
        [TAY_FILE_DIRECTORY] = DT_DIR,
        [TAY_FILE_DEVICE] = DT_CHR,
        [TAY_FILE_STREAM] = DT_CHR,
    };
    return kind < sizeof types ? types[kind] : DT_UNKNOWN;
}

/* False: there are no more, or errno says why not. */
static bool read_batch(DIR *directory)
{
    struct open_file file;
    size_t done_bytes = 0;
    int error = descriptor_get(directory->descriptor, &file);
    if (error == 0) {
        error = file_errno(tay_file_read_entries(file.session, &directory->cookie, directory->batch,
                                                 BATCH_BYTES, &done_bytes));
    }
    if (error != 0) {
        errno = error;
        return false;
    }
    directory->at = 0;
    directory->batch_bytes = done_bytes;
    return done_bytes > 0;
}

/* Takes the entry at the place in the batch; false: it does not lie in it whole. */
static bool take_entry(DIR *directory)
{
    size_t left_bytes = directory->batch_bytes - directory->at;
    const char *memory = directory->batch + directory->at;
    const struct tay_file_entry *entry = (const struct tay_file_entry *)(const void *)memory;
    if (left_bytes < TAY_FILE_ENTRY_NAME_AT || entry->name_bytes > MAXNAMLEN ||
        TAY_FILE_ENTRY_BYTES(entry->name_bytes) > left_bytes) {
        return false;
    }
    directory->entry.d_ino = entry->node;
    directory->entry.d_type = type_of(entry->kind);
    memcpy(directory->entry.d_name, memory + TAY_FILE_ENTRY_NAME_AT, entry->name_bytes);
    directory->entry.d_name[entry->name_bytes] = '\0';
    directory->position = (long)entry->cookie;
    directory->at += TAY_FILE_ENTRY_BYTES(entry->name_bytes);
    return true;
}

struct dirent *readdir(DIR *directory)
{
    if (directory->at >= directory->batch_bytes && !read_batch(directory)) {
        return NULL;
    }
    if (!take_entry(directory)) {
        directory->batch_bytes = 0;
        errno = EIO;
        return NULL;
    }
    return &directory->entry;
}

void rewinddir(DIR *directory)
{
    seekdir(directory, 0);
}

void seekdir(DIR *directory, long position)
{
    directory->cookie = (uint64_t)position;
    directory->position = position;
    directory->at = 0;
    directory->batch_bytes = 0;
}

long telldir(DIR *directory)
{
    return directory->position;
}

int dirfd(DIR *directory)
{
    return directory->descriptor;
}

int closedir(DIR *directory)
{
    int error = descriptor_close(directory->descriptor);
    free(directory);
    return error_return(error);
}

static enum tay_file_error enter(const struct place *place, void *context)
{
    struct tay_file_opened opened;
    (void)context;
    enum tay_file_error error =
        tay_file_open(place->directory, place->rest, place->rest_bytes, TAY_FILE_INHERIT, &opened);
    if (error == TAY_FILE_OK) {
        place_set_working_directory(place->path, opened.session);
    }
    return error;
}

int chdir(const char *path)
{
    return error_return(place_act(path, enter, NULL));
}

char *getcwd(char *to, size_t room_bytes)
{
    if (to != NULL && room_bytes == 0) {
        errno = EINVAL;
        return NULL;
    }
    char *result = to != NULL ? to : malloc(TAY_FILE_PATH_BYTES + 1);
    if (result == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    place_lock();
    size_t bytes = strlen(place_working_directory()) + 1;
    bool fits = to == NULL || bytes <= room_bytes;
    if (fits) {
        memcpy(result, place_working_directory(), bytes);
    }
    place_unlock();
    if (!fits) {
        errno = ERANGE;
        return NULL;
    }
    return result;
}

/* SPDX-License-Identifier: MIT */
/*
 * The plain model. Every file's content is an array.
 */
#include "model.h"

#include "unit.h"
#include <stdlib.h>
#include <string.h>

static int add(struct model *model, bool is_directory)
{
    for (unsigned i = 0; i < MODEL_FILES; i++) {
        if (!model->file[i].is_used) {
            model->file[i] = (struct model_file){.is_used = true,
                                                 .is_directory = is_directory,
                                                 .is_linked = true,
                                                 .content = calloc(1, MODEL_FILE_BYTES)};
            return (int)i;
        }
    }
    fail_msg("the model is full");
    return -1;
}

static void drop_if_unused(struct model *model, unsigned file)
{
    if (!model->file[file].is_linked && model->file[file].opens == 0) {
        free(model->file[file].content);
        model->file[file].is_used = false;
    }
}

void model_begin(struct model *model)
{
    memset(model, 0, sizeof *model);
    add(model, true);
    model->file[0].opens = 1;
    model->session[0] = (struct model_session){true, 0, TAY_FILE_READABLE | TAY_FILE_WRITABLE, 0};
}

void model_end(struct model *model)
{
    for (unsigned i = 0; i < MODEL_FILES; i++) {
        if (model->file[i].is_used) {
            free(model->file[i].content);
        }
    }
}

bool model_has_room(const struct model *model)
{
    unsigned used = 0;
    for (unsigned i = 0; i < MODEL_FILES; i++) {
        used += model->file[i].is_used;
    }
    return used < MODEL_FILES;
}

static int child(const struct model *model, unsigned directory, const char *name, size_t bytes)
{
    for (unsigned i = 1; i < MODEL_FILES; i++) {
        const struct model_file *file = &model->file[i];
        if (file->is_used && file->is_linked && file->parent == directory &&
            strlen(file->name) == bytes && memcmp(file->name, name, bytes) == 0) {
            return (int)i;
        }
    }
    return -1;
}

/* What a path's last name is in, and that name. Paths of the test are names with one slash between.
 */
static enum tay_file_error find_parent(const struct model *model, const char *path,
                                       unsigned *directory_out, const char **name_out)
{
    unsigned directory = 0;
    const char *slash;
    while ((slash = strchr(path, '/')) != NULL) {
        int next = child(model, directory, path, (size_t)(slash - path));
        if (next < 0) {
            return TAY_FILE_ENOENT;
        }
        if (!model->file[next].is_directory) {
            return TAY_FILE_ENOTDIR;
        }
        directory = (unsigned)next;
        path = slash + 1;
    }
    *directory_out = directory;
    *name_out = path;
    return TAY_FILE_OK;
}

int model_find(const struct model *model, const char *path)
{
    unsigned directory;
    const char *name;
    if (find_parent(model, path, &directory, &name) != TAY_FILE_OK) {
        return -1;
    }
    return child(model, directory, name, strlen(name));
}

static void give_name(struct model *model, unsigned file, unsigned directory, const char *name)
{
    model->file[file].parent = directory;
    strncpy(model->file[file].name, name, MODEL_NAME_BYTES - 1);
}

enum tay_file_error model_make(struct model *model, const char *path)
{
    unsigned directory;
    const char *name;
    enum tay_file_error error = find_parent(model, path, &directory, &name);
    if (error != TAY_FILE_OK) {
        return error;
    }
    if (child(model, directory, name, strlen(name)) >= 0) {
        return TAY_FILE_EEXIST;
    }
    give_name(model, (unsigned)add(model, true), directory, name);
    return TAY_FILE_OK;
}

enum tay_file_error model_open(struct model *model, const char *path, unsigned flags,
                               unsigned *session_out)
{
    unsigned directory;
    const char *name;
    enum tay_file_error error = find_parent(model, path, &directory, &name);
    if (error != TAY_FILE_OK) {
        return error;
    }
    int file = child(model, directory, name, strlen(name));
    if (file >= 0 && (flags & TAY_FILE_CREATE) != 0 && (flags & TAY_FILE_EXCLUSIVE) != 0) {
        return TAY_FILE_EEXIST;
    }
    if (file >= 0 && model->file[file].is_directory) {
        return TAY_FILE_EISDIR; /* the test opens none */
    }
    if (file < 0 && (flags & TAY_FILE_CREATE) == 0) {
        return TAY_FILE_ENOENT;
    }
    if (file < 0) {
        file = add(model, false);
        give_name(model, (unsigned)file, directory, name);
    }
    unsigned session = 1;
    while (model->session[session].is_open) {
        session++;
    }
    model->session[session] = (struct model_session){true, (unsigned)file, flags, 0};
    model->file[file].opens++;
    if ((flags & TAY_FILE_TRUNCATED) != 0) {
        model_truncate(model, session, 0);
    }
    *session_out = session;
    return TAY_FILE_OK;
}

void model_close(struct model *model, unsigned session)
{
    unsigned file = model->session[session].file;
    model->session[session].is_open = false;
    model->file[file].opens--;
    drop_if_unused(model, file);
}

static bool is_empty(const struct model *model, unsigned directory)
{
    for (unsigned i = 1; i < MODEL_FILES; i++) {
        const struct model_file *file = &model->file[i];
        if (file->is_used && file->is_linked && file->parent == directory) {
            return false;
        }
    }
    return true;
}

static enum tay_file_error unlink_file(struct model *model, unsigned file)
{
    if (model->file[file].is_directory && !is_empty(model, file)) {
        return TAY_FILE_ENOTEMPTY;
    }
    model->file[file].is_linked = false;
    drop_if_unused(model, file);
    return TAY_FILE_OK;
}

enum tay_file_error model_remove(struct model *model, const char *path, enum tay_file_kind kind)
{
    unsigned directory;
    const char *name;
    enum tay_file_error error = find_parent(model, path, &directory, &name);
    if (error != TAY_FILE_OK) {
        return error;
    }
    int file = child(model, directory, name, strlen(name));
    if (file < 0) {
        return TAY_FILE_ENOENT;
    }
    if (model->file[file].is_directory != (kind == TAY_FILE_DIRECTORY)) {
        return kind == TAY_FILE_DIRECTORY ? TAY_FILE_ENOTDIR : TAY_FILE_EISDIR;
    }
    return unlink_file(model, (unsigned)file);
}

enum tay_file_error model_rename(struct model *model, const char *from, const char *to)
{
    unsigned from_directory, to_directory;
    const char *from_name, *to_name;
    enum tay_file_error error = find_parent(model, from, &from_directory, &from_name);
    if (error == TAY_FILE_OK) {
        error = find_parent(model, to, &to_directory, &to_name);
    }
    if (error != TAY_FILE_OK) {
        return error;
    }
    int file = child(model, from_directory, from_name, strlen(from_name));
    int replaced = child(model, to_directory, to_name, strlen(to_name));
    if (file < 0) {
        return TAY_FILE_ENOENT;
    }
    bool is_directory = model->file[file].is_directory;
    if (replaced >= 0 && is_directory != model->file[replaced].is_directory) {
        return is_directory ? TAY_FILE_ENOTDIR : TAY_FILE_EISDIR;
    }
    for (unsigned above = to_directory; above != 0; above = model->file[above].parent) {
        if (above == (unsigned)file) {
            return TAY_FILE_EINVAL;
        }
    }
    if (replaced == file) {
        return TAY_FILE_OK;
    }
    error = replaced < 0 ? TAY_FILE_OK : unlink_file(model, (unsigned)replaced);
    if (error == TAY_FILE_OK) {
        give_name(model, (unsigned)file, to_directory, to_name);
    }
    return error;
}

static size_t place(const struct model *model, unsigned session, tay_word_t offset, bool writes)
{
    const struct model_session *open = &model->session[session];
    if (offset != TAY_FILE_OWN_OFFSET) {
        return offset;
    }
    bool appends = writes && (open->flags & TAY_FILE_APPEND) != 0;
    return appends ? model->file[open->file].size_bytes : open->offset;
}

void model_write(struct model *model, unsigned session, tay_word_t offset, const void *from,
                 size_t bytes)
{
    struct model_session *open = &model->session[session];
    struct model_file *file = &model->file[open->file];
    size_t at = place(model, session, offset, true);
    if (bytes == 0) {
        return;
    }
    assert_true(at + bytes <= MODEL_FILE_BYTES);
    memcpy(file->content + at, from, bytes);
    file->size_bytes = at + bytes > file->size_bytes ? at + bytes : file->size_bytes;
    if (offset == TAY_FILE_OWN_OFFSET) {
        open->offset = at + bytes;
    }
}

size_t model_read(struct model *model, unsigned session, tay_word_t offset, void *to, size_t bytes)
{
    struct model_session *open = &model->session[session];
    const struct model_file *file = &model->file[open->file];
    size_t at = place(model, session, offset, false);
    size_t left = at < file->size_bytes ? file->size_bytes - at : 0;
    bytes = bytes < left ? bytes : left;
    if (bytes > 0) {
        memcpy(to, file->content + at, bytes);
        if (offset == TAY_FILE_OWN_OFFSET) {
            open->offset = at + bytes;
        }
    }
    return bytes;
}

void model_truncate(struct model *model, unsigned session, size_t bytes)
{
    struct model_file *file = &model->file[model->session[session].file];
    if (bytes < file->size_bytes) {
        memset(file->content + bytes, 0, file->size_bytes - bytes);
    }
    file->size_bytes = bytes;
}

/* SPDX-License-Identifier: MIT */
/*
 * A file system as plain as can be: what any other one must do, errors included, where there is
 * always room.
 */
#ifndef FILES_MODEL_H
#define FILES_MODEL_H

#include <tay/file_server.h>

#define MODEL_FILES 64
#define MODEL_NAME_BYTES 8
#define MODEL_FILE_BYTES 70000 /* more than a file is made of in the test */
#define MODEL_SESSIONS 16

struct model_file {
    bool is_used;
    bool is_directory;
    bool is_linked;
    unsigned parent;
    char name[MODEL_NAME_BYTES];
    size_t size_bytes;
    unsigned char *content;
    unsigned opens;
};

struct model_session {
    bool is_open;
    unsigned file;
    unsigned flags;
    size_t offset;
};

/* File 0 is the root directory, and session 0 has it open. */
struct model {
    struct model_file file[MODEL_FILES];
    struct model_session session[MODEL_SESSIONS];
};

void model_begin(struct model *model);
void model_end(struct model *model);

/* The file of a path from the root; -1: there is none. */
int model_find(const struct model *model, const char *path);

/* Opens; on TAY_FILE_OK the session's place is written. There must be a free place. */
enum tay_file_error model_open(struct model *model, const char *path, unsigned flags,
                               unsigned *session_out);
void model_close(struct model *model, unsigned session);
enum tay_file_error model_make(struct model *model, const char *path);
enum tay_file_error model_remove(struct model *model, const char *path, enum tay_file_kind kind);
enum tay_file_error model_rename(struct model *model, const char *from, const char *to);

/* Writes as much as was done of what was asked for, at the place where the session writes. */
void model_write(struct model *model, unsigned session, tay_word_t offset, const void *from,
                 size_t bytes);
/* Reads; the bytes done. */
size_t model_read(struct model *model, unsigned session, tay_word_t offset, void *to, size_t bytes);
void model_truncate(struct model *model, unsigned session, size_t bytes);

/* A file that is made and removed costs a place. */
bool model_has_room(const struct model *model);

#endif

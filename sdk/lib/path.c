/* SPDX-License-Identifier: MIT */
/*
 * Paths of a whole name space. Invariant of joining: what has been put so far is absolute and
 * normal, and "/" is put as nothing.
 */
#include <tay/protocol/vfs.h>

#include <string.h>

/* A path that is being put together. */
struct joined {
    char *text; /* room for TAY_FILE_PATH_BYTES + 1 */
    size_t bytes;
};

static bool is_name(const char *name, size_t bytes, const char *other)
{
    return bytes == strlen(other) && memcmp(name, other, bytes) == 0;
}

static void drop_name(struct joined *joined)
{
    while (joined->bytes > 0 && joined->text[joined->bytes - 1] != '/') {
        joined->bytes--;
    }
    joined->bytes -= joined->bytes > 0;
}

static enum tay_file_error put_name(struct joined *joined, const char *name, size_t bytes)
{
    if (bytes == 0 || is_name(name, bytes, ".")) {
        return TAY_FILE_OK;
    }
    if (is_name(name, bytes, "..")) {
        drop_name(joined);
        return TAY_FILE_OK;
    }
    if (bytes > TAY_FILE_NAME_BYTES || bytes + 1 > TAY_FILE_PATH_BYTES - joined->bytes) {
        return TAY_FILE_ENAMETOOLONG;
    }
    joined->text[joined->bytes] = '/';
    memcpy(joined->text + joined->bytes + 1, name, bytes);
    joined->bytes += bytes + 1;
    return TAY_FILE_OK;
}

/* The last name of a path names a directory: it is followed by a slash, or is `.` or `..`. */
static bool ends_as_directory(const char *path, size_t bytes)
{
    const char *last = path + bytes;
    while (last > path && last[-1] != '/') {
        last--;
    }
    size_t last_bytes = (size_t)(path + bytes - last);
    return last_bytes == 0 || is_name(last, last_bytes, ".") || is_name(last, last_bytes, "..");
}

static enum tay_file_error put_all(struct joined *joined, const char *path)
{
    enum tay_file_error error = TAY_FILE_OK;
    while (error == TAY_FILE_OK && *path != '\0') {
        size_t bytes = strcspn(path, "/");
        error = put_name(joined, path, bytes);
        path += bytes;
        path += *path == '/';
    }
    return error;
}

/* Copies an absolute path that is normal as it stands, most likely. False: it is not, or a name in
 * it begins with a dot, or it ends with a slash. */
static bool copy_normal(const char *path, char *to, size_t *bytes_out)
{
    size_t at = 0;
    while (path[at] == '/' && at < TAY_FILE_PATH_BYTES) {
        to[at] = '/';
        size_t begin = ++at;
        if (path[begin] == '.') {
            return false;
        }
        while (path[at] != '\0' && path[at] != '/' && at < TAY_FILE_PATH_BYTES) {
            to[at] = path[at];
            at++;
        }
        if (at == begin || at - begin > TAY_FILE_NAME_BYTES) {
            return false;
        }
    }
    to[at] = '\0';
    *bytes_out = at;
    return at > 0 && path[at] == '\0';
}

enum tay_file_error tay_path_join(const char *base, const char *path,
                                  char joined_out[TAY_FILE_PATH_BYTES + 1], size_t *bytes_out)
{
    if (copy_normal(path, joined_out, bytes_out)) {
        return TAY_FILE_OK;
    }
    size_t path_bytes = strnlen(path, TAY_FILE_PATH_BYTES + 1);
    struct joined joined = {.text = joined_out};
    if (path_bytes == 0 || path_bytes > TAY_FILE_PATH_BYTES) {
        return path_bytes == 0 ? TAY_FILE_ENOENT : TAY_FILE_ENAMETOOLONG;
    }
    enum tay_file_error error = path[0] == '/' ? TAY_FILE_OK : put_all(&joined, base);
    if (error == TAY_FILE_OK) {
        error = put_all(&joined, path);
    }
    if (error != TAY_FILE_OK) {
        return error;
    }
    if (joined.bytes == 0 || ends_as_directory(path, path_bytes)) {
        if (joined.bytes == TAY_FILE_PATH_BYTES) {
            return TAY_FILE_ENAMETOOLONG;
        }
        joined.text[joined.bytes++] = '/';
    }
    joined.text[joined.bytes] = '\0';
    *bytes_out = joined.bytes;
    return TAY_FILE_OK;
}

bool tay_path_is_normal(const char *path, size_t path_bytes)
{
    size_t at = 1;
    if (path_bytes == 0 || path[0] != '/' || memchr(path, '\0', path_bytes) != NULL) {
        return false;
    }
    while (at < path_bytes) {
        const char *slash = memchr(path + at, '/', path_bytes - at);
        size_t bytes = slash == NULL ? path_bytes - at : (size_t)(slash - path) - at;
        if (bytes == 0 || bytes > TAY_FILE_NAME_BYTES || is_name(path + at, bytes, ".") ||
            is_name(path + at, bytes, "..")) {
            return false;
        }
        at += bytes + 1;
    }
    return path_bytes <= TAY_FILE_PATH_BYTES;
}

/* Whether a path is a mount's own, or lies below it. */
static bool leads_to(const struct tay_vfs_mount *mount, const char *path, size_t path_bytes)
{
    size_t bytes = mount->path_bytes;
    return bytes <= path_bytes && bytes <= TAY_VFS_MOUNT_PATH_BYTES &&
           (bytes == path_bytes || path[bytes] == '/') && memcmp(path, mount->path, bytes) == 0;
}

bool tay_vfs_look_up(const struct tay_vfs_table *table, const char *path, size_t path_bytes,
                     struct tay_vfs_place *place_out)
{
    uint64_t changes = __atomic_load_n(&table->changes, __ATOMIC_ACQUIRE);
    uint64_t places = table->places;
    *place_out = (struct tay_vfs_place){0};
    if (places > TAY_VFS_MOUNTS_MAX) {
        return false;
    }
    for (uint64_t i = 1; i < places; i++) {
        const struct tay_vfs_mount *mount = &table->mount[i];
        if (mount->number != 0 && mount->path_bytes > place_out->path_bytes &&
            leads_to(mount, path, path_bytes)) {
            *place_out = (struct tay_vfs_place){mount->number, mount->path_bytes};
        }
    }
    /* What was read was so if nobody has begun to change it since. */
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    return changes % 2 == 0 && __atomic_load_n(&table->changes, __ATOMIC_RELAXED) == changes;
}

/* SPDX-License-Identifier: MIT */
/*
 * The mount table. Invariant: no two mounts have the same path, so the longest one that a path
 * begins with is one.
 */
#include "mount.h"

#include <string.h>

static struct mount mounts[MOUNTS_MAX] = {[MOUNT_OWN] = {.path = ""}};
static unsigned mount_count = 1;

const char *mount_add(const char *path, tay_cap_t endpoint)
{
    size_t path_bytes = strlen(path);
    if (!tay_path_is_normal(path, path_bytes) || path[path_bytes - 1] == '/') {
        return "the path is not an absolute one, of plain names";
    }
    for (unsigned i = 0; i < mount_count; i++) {
        if (strcmp(mounts[i].path, path) == 0) {
            return "something is mounted there already";
        }
    }
    if (mount_count == MOUNTS_MAX) {
        return "there are too many mounts";
    }
    mounts[mount_count++] =
        (struct mount){.path = path, .path_bytes = path_bytes, .endpoint = endpoint};
    return NULL;
}

struct mount *mount_get(uint64_t number)
{
    return number < mount_count ? &mounts[number] : NULL;
}

/* Whether a path is the mount's own, or lies below it. */
static bool leads_to(const struct mount *mount, const char *path, size_t path_bytes)
{
    return path_bytes >= mount->path_bytes && memcmp(path, mount->path, mount->path_bytes) == 0 &&
           (path_bytes == mount->path_bytes || path[mount->path_bytes] == '/');
}

unsigned mount_find(const char *path, size_t path_bytes)
{
    unsigned found = MOUNT_OWN;
    for (unsigned i = 0; i < mount_count; i++) {
        if (leads_to(&mounts[i], path, path_bytes) &&
            mounts[i].path_bytes >= mounts[found].path_bytes) {
            found = i;
        }
    }
    return found;
}

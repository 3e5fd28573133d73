/* SPDX-License-Identifier: MIT */
/*
 * The objects that manifests name. Invariant: at most one shared object of a name; it lives as long
 * as init, so that it outlives whoever uses it.
 */
#include "object.h"

#include "boot.h"
#include <string.h>
#include <tay/operations.h>
#include <tay/status.h>

#define SHARED_OBJECTS_MAX 128

static struct {
    struct tay_manifest_cap first; /* as the first manifest asked for it */
    tay_cap_t handle;
} shared[SHARED_OBJECTS_MAX];

static unsigned shared_count;

static enum tay_status make(const struct tay_manifest_cap *wanted, tay_cap_t *handle)
{
    switch (wanted->type) {
    case TAY_OBJECT_memory:
        return tay_memory_create(TAY_OWN_ACCOUNT, wanted->value, handle);
    case TAY_OBJECT_notification:
        return tay_notification_create(TAY_OWN_ACCOUNT, handle);
    case TAY_OBJECT_endpoint:
        return tay_endpoint_create(TAY_OWN_ACCOUNT, handle);
    default:
        return TAY_ETYPE;
    }
}

static tay_cap_t find_shared(const struct tay_manifest_cap *wanted, const char **reason)
{
    for (unsigned i = 0; i < shared_count; i++) {
        if (strcmp(shared[i].first.object, wanted->object) == 0) {
            *reason = tay_manifest_conflict(wanted, &shared[i].first);
            return *reason == NULL ? shared[i].handle : TAY_CAP_NULL;
        }
    }
    if (shared_count == SHARED_OBJECTS_MAX) {
        *reason = "there are too many shared objects";
        return TAY_CAP_NULL;
    }
    tay_cap_t handle;
    enum tay_status status = make(wanted, &handle);
    if (status != TAY_OK) {
        *reason = tay_status_text(status);
        return TAY_CAP_NULL;
    }
    shared[shared_count].first = *wanted;
    shared[shared_count].handle = handle;
    shared_count++;
    return handle;
}

tay_cap_t object_find(const struct tay_manifest_cap *wanted, const char **reason)
{
    const struct tay_boot_info *info = boot_info();
    *reason = "this machine has none";
    switch (wanted->type) {
    case TAY_OBJECT_log:
        return info->log;
    case TAY_OBJECT_system:
        return info->system;
    case TAY_OBJECT_irq_control:
        return info->irq_control;
    case TAY_OBJECT_device_range:
        return info->device_range[wanted->value];
    default:
        return find_shared(wanted, reason);
    }
}

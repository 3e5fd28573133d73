/* SPDX-License-Identifier: MIT */
/*
 * The objects that manifests name. Invariant: at most one shared object of a name; it lives as long
 * as init, so that it outlives whoever uses it. Init never receives from an endpoint of these, but
 * its capability is one that could: so callers queue while a server is started again.
 */
#include "object.h"

#include "boot.h"
#include <string.h>
#include <tay/log.h>
#include <tay/operations.h>
#include <tay/status.h>

#define SHARED_OBJECTS_MAX 128

struct shared {
    struct tay_manifest_cap first; /* as the first manifest asked for it */
    tay_cap_t handle;
    bool served;
    bool needed;
};

static struct shared shared[SHARED_OBJECTS_MAX];
static unsigned shared_count;

static enum tay_status make_shared(const struct tay_manifest_cap *wanted, tay_cap_t *handle)
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

static struct shared *find_shared(const struct tay_manifest_cap *wanted, const char **reason)
{
    for (unsigned i = 0; i < shared_count; i++) {
        if (strcmp(shared[i].first.object, wanted->object) == 0) {
            *reason = wanted->type != shared[i].first.type
                          ? "an object of this name has another type elsewhere"
                          : tay_manifest_conflict(wanted, &shared[i].first);
            return &shared[i];
        }
    }
    if (shared_count == SHARED_OBJECTS_MAX) {
        *reason = "there are too many shared objects";
        return NULL;
    }
    struct shared *object = &shared[shared_count];
    enum tay_status status = make_shared(wanted, &object->handle);
    if (status != TAY_OK) {
        *reason = tay_status_text(status);
        return NULL;
    }
    object->first = *wanted;
    /* Else a program that is started again would be in conflict with itself. */
    object->first.origin = TAY_MANIFEST_SHARED;
    shared_count++;
    *reason = NULL;
    return object;
}

static tay_cap_t use_shared(const struct tay_manifest_cap *wanted, const char **reason)
{
    struct shared *object = find_shared(wanted, reason);
    if (object == NULL || *reason != NULL) {
        return TAY_CAP_NULL;
    }
    object->served = object->served || wanted->origin == TAY_MANIFEST_SERVE;
    object->needed = object->needed || wanted->origin == TAY_MANIFEST_SERVICE;
    return object->handle;
}

static tay_cap_t machine_object(const struct tay_manifest_cap *wanted, const char **reason)
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
    default:
        return info->device_range[wanted->value];
    }
}

/* The notification that an irq of the manifest signals; the parser has seen that it is there. */
static tay_cap_t find_bell(struct service *service, const struct tay_manifest *manifest,
                           const char *name, const char **reason)
{
    unsigned index = 0;
    while (strcmp(manifest->cap[index].name, name) != 0) {
        index++;
    }
    return object_find(service, manifest, index, reason);
}

/* Makes an object of the service's own. */
static enum tay_status make_own(struct service *service, const struct tay_manifest *manifest,
                                unsigned index, const char **reason)
{
    const struct tay_boot_info *info = boot_info();
    const struct tay_manifest_cap *wanted = &manifest->cap[index];
    tay_cap_t *handle = &service->own[index];
    if (wanted->origin == TAY_MANIFEST_OWN) {
        return tay_notification_create(service->account, handle);
    }
    if (wanted->origin == TAY_MANIFEST_DEVICE) {
        return tay_memory_create_physical(info->device_range[wanted->range], wanted->offset,
                                          wanted->value, TAY_MEMORY_DEVICE, handle);
    }
    tay_cap_t bell = find_bell(service, manifest, wanted->object, reason);
    return bell == TAY_CAP_NULL ? TAY_ENOENT
                                : tay_irq_create(info->irq_control, wanted->value, bell,
                                                 (tay_word_t)1 << wanted->offset, handle);
}

static tay_cap_t own_object(struct service *service, const struct tay_manifest *manifest,
                            unsigned index, const char **reason)
{
    if (service->own[index] == TAY_CAP_NULL) {
        enum tay_status status = make_own(service, manifest, index, reason);
        *reason = tay_status_text(status);
    }
    return service->own[index];
}

static tay_cap_t find_process(const char *name, const char **reason)
{
    const struct service *service = service_find(name);
    *reason = "this program does not run";
    return service != NULL && service->running ? service->process : TAY_CAP_NULL;
}

tay_cap_t object_find(struct service *service, const struct tay_manifest *manifest, unsigned index,
                      const char **reason)
{
    const struct tay_manifest_cap *wanted = &manifest->cap[index];
    switch (wanted->origin) {
    case TAY_MANIFEST_MACHINE:
        return machine_object(wanted, reason);
    case TAY_MANIFEST_PROCESS:
        return find_process(wanted->object, reason);
    case TAY_MANIFEST_OWN:
    case TAY_MANIFEST_DEVICE:
    case TAY_MANIFEST_IRQ:
        return own_object(service, manifest, index, reason);
    default:
        return use_shared(wanted, reason);
    }
}

static void set_state(const struct tay_manifest_cap *cap, enum object_state state)
{
    const char *reason;
    struct shared *object = find_shared(cap, &reason);
    if (object == NULL) {
        return; /* it was never made, so nobody calls */
    }
    enum tay_status status = tay_endpoint_refuse(object->handle, state == OBJECT_REFUSED ? 1 : 0);
    if (status == TAY_OK && state != OBJECT_SERVED) {
        status = tay_endpoint_renew(object->handle);
    }
    if (status != TAY_OK) {
        tay_log_printf("init: endpoint %s: %s\n", cap->object, tay_status_text(status));
    }
}

void object_set_served(const struct tay_manifest *manifest, enum object_state state)
{
    for (unsigned i = 0; i < manifest->cap_count; i++) {
        if (manifest->cap[i].origin == TAY_MANIFEST_SERVE) {
            set_state(&manifest->cap[i], state);
        }
    }
}

void object_refuse_unserved(void)
{
    for (unsigned i = 0; i < shared_count; i++) {
        if (shared[i].needed && !shared[i].served) {
            tay_log_printf("init: nobody serves %s\n", shared[i].first.object);
            set_state(&shared[i].first, OBJECT_REFUSED);
        }
    }
}

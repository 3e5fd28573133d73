/* SPDX-License-Identifier: MIT */
/*
 * The objects that manifests name. Invariant: at most one shared object of a name; it lives as long
 * as init, so that it outlives whoever uses it. Init never receives from an endpoint of these, but
 * its capability is one that could: so callers queue while a server is started again.
 */
#include "object.h"

#include "archive.h"
#include "badge.h"
#include "boot.h"
#include <string.h>
#include <tay/log.h>
#include <tay/operations.h>
#include <tay/status.h>

#define SHARED_OBJECTS_MAX 128
#define NO_SUCH_THING "this machine has none"
#define PAGE_BYTES 4096u
#define STATE_EXTRA_BYTES (4 * PAGE_BYTES)
#define STATE_BYTES_PER_TABLE ((size_t)4 << 20)

struct shared {
    struct tay_manifest_cap first; /* as the first manifest asked for it */
    tay_cap_t handle;
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
    return object == NULL || *reason != NULL ? TAY_CAP_NULL : object->handle;
}

static tay_cap_t machine_object(const struct tay_manifest_cap *wanted, const char **reason)
{
    const struct tay_boot_info *info = boot_info();
    *reason = NO_SUCH_THING;
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

static enum tay_status make_irq(struct service *service, const struct tay_manifest *manifest,
                                unsigned index, const char **reason)
{
    const struct tay_manifest_cap *wanted = &manifest->cap[index];
    tay_cap_t bell = find_bell(service, manifest, wanted->object, reason);
    return bell == TAY_CAP_NULL
               ? TAY_ENOENT
               : tay_irq_create(boot_info()->irq_control, wanted->value, bell,
                                (tay_word_t)1 << wanted->offset, &service->own[index]);
}

/* Makes memory of a device range: registers, or what is set aside for DMA. */
static enum tay_status make_physical(const struct tay_manifest_cap *wanted, unsigned caching,
                                     tay_cap_t *handle, const char **reason)
{
    tay_cap_t range = boot_info()->device_range[wanted->range];
    if (range == TAY_CAP_NULL) {
        *reason = NO_SUCH_THING;
        return TAY_ENOENT;
    }
    return tay_memory_create_physical(range, wanted->offset, wanted->value, caching, handle);
}

/* Makes an object of the service's own. */
static enum tay_status make_own(struct service *service, const struct tay_manifest *manifest,
                                unsigned index, const char **reason)
{
    const struct tay_manifest_cap *wanted = &manifest->cap[index];
    tay_cap_t *handle = &service->own[index];
    enum tay_status status;
    switch (wanted->origin) {
    case TAY_MANIFEST_OWN:
        return tay_notification_create(service->account, handle);
    case TAY_MANIFEST_HEARTBEAT:
        status = tay_notification_create(service->account, handle);
        service->heartbeat = *handle;
        return status;
    case TAY_MANIFEST_DEVICE:
        return make_physical(wanted, TAY_MEMORY_DEVICE, handle, reason);
    case TAY_MANIFEST_DMA:
        return make_physical(wanted, TAY_MEMORY_NONCACHEABLE, handle, reason);
    default:
        return make_irq(service, manifest, index, reason);
    }
}

static tay_cap_t own_object(struct service *service, const struct tay_manifest *manifest,
                            unsigned index, const char **reason)
{
    if (service->own[index] == TAY_CAP_NULL) {
        *reason = NULL;
        enum tay_status status = make_own(service, manifest, index, reason);
        *reason = *reason == NULL ? tay_status_text(status) : *reason;
    }
    return service->own[index];
}

/* What a session of init costs is charged to who gets it. */
static tay_cap_t new_session(const struct service *service, const struct tay_manifest_cap *wanted,
                             const char **reason)
{
    enum badge_kind kind = wanted->origin == TAY_MANIFEST_READY ? BADGE_READY : BADGE_SUPERVISOR;
    uint64_t badge = badge_make(kind, wanted->rights, service->number, service->starts);
    tay_cap_t session = TAY_CAP_NULL;
    enum tay_status status =
        tay_session_mint(service_supervisor(), badge, service->account, 0, &session);
    *reason = tay_status_text(status);
    return status == TAY_OK ? session : TAY_CAP_NULL;
}

/* What a memory object costs besides its pages: its own record, and at most this for its tables. */
static size_t state_cost_bytes(size_t length_bytes)
{
    return length_bytes + STATE_EXTRA_BYTES + length_bytes / STATE_BYTES_PER_TABLE * PAGE_BYTES;
}

static enum tay_status open_state_account(struct service *service,
                                          const struct tay_manifest *manifest)
{
    size_t budget_bytes = 0;
    for (unsigned i = 0; i < manifest->cap_count; i++) {
        if (manifest->cap[i].origin == TAY_MANIFEST_STATE) {
            budget_bytes += state_cost_bytes(manifest->cap[i].value);
        }
    }
    return tay_account_create(boot_info()->account, budget_bytes, &service->state_account);
}

static tay_cap_t kept_memory(struct service *service, const struct tay_manifest *manifest,
                             unsigned index, const char **reason)
{
    enum tay_status status = TAY_OK;
    if (service->state_account == TAY_CAP_NULL) {
        status = open_state_account(service, manifest);
    }
    if (status == TAY_OK && service->kept[index] == TAY_CAP_NULL) {
        status = tay_memory_create(service->state_account, manifest->cap[index].value,
                                   &service->kept[index]);
    }
    *reason = tay_status_text(status);
    return service->kept[index];
}

static tay_cap_t find_process(const char *name, const char **reason)
{
    const struct service *service = service_find(name);
    *reason = "this program does not run";
    return service != NULL && service_runs(service) ? service->process : TAY_CAP_NULL;
}

tay_cap_t object_find(struct service *service, const struct tay_manifest *manifest, unsigned index,
                      const char **reason)
{
    const struct tay_manifest_cap *wanted = &manifest->cap[index];
    switch (wanted->origin) {
    case TAY_MANIFEST_MACHINE:
        return machine_object(wanted, reason);
    case TAY_MANIFEST_ACCOUNT:
        return service->account;
    case TAY_MANIFEST_ARCHIVE:
        return archive_memory(reason);
    case TAY_MANIFEST_PROCESS:
        return find_process(wanted->object, reason);
    case TAY_MANIFEST_OWN:
    case TAY_MANIFEST_DEVICE:
    case TAY_MANIFEST_DMA:
    case TAY_MANIFEST_IRQ:
    case TAY_MANIFEST_HEARTBEAT:
        return own_object(service, manifest, index, reason);
    case TAY_MANIFEST_READY:
    case TAY_MANIFEST_SUPERVISOR:
        return new_session(service, wanted, reason);
    case TAY_MANIFEST_STATE:
        return kept_memory(service, manifest, index, reason);
    default:
        return use_shared(wanted, reason);
    }
}

uint32_t object_detail(const struct tay_manifest_cap *wanted)
{
    if (wanted->origin == TAY_MANIFEST_HEARTBEAT || wanted->origin == TAY_MANIFEST_READY) {
        return (uint32_t)wanted->value;
    }
    if (wanted->origin != TAY_MANIFEST_DMA) {
        return 0;
    }
    return (uint32_t)((boot_info()->device_pa[wanted->range] + wanted->offset) /
                      TAY_STARTUP_PAGE_BYTES);
}

static void set_served(const struct tay_manifest_cap *cap, bool refuses, bool renews)
{
    const char *reason;
    struct shared *object = find_shared(cap, &reason);
    if (object == NULL || reason != NULL) {
        return; /* it was never made, so nobody calls */
    }
    enum tay_status status = tay_endpoint_refuse(object->handle, refuses ? 1 : 0);
    if (status == TAY_OK && renews) {
        status = tay_endpoint_renew(object->handle);
    }
    if (status != TAY_OK) {
        tay_log_printf("init: endpoint %s: %s\n", cap->object, tay_status_text(status));
    }
}

void object_set_served(const struct tay_manifest *manifest, bool refuses, bool renews)
{
    for (unsigned i = 0; i < manifest->cap_count; i++) {
        if (manifest->cap[i].origin == TAY_MANIFEST_SERVE) {
            set_served(&manifest->cap[i], refuses, renews);
        }
    }
}

/* SPDX-License-Identifier: MIT */
/*
 * Admitting services. Invariant: the order of starts has exactly the services whose manifest is
 * right, those among them that are refused for what they need included.
 */
#include "admit.h"

#include "device.h"
#include "object.h"
#include "room.h"
#include "supervise.h"
#include <string.h>
#include <tay/status.h>

static struct order order;

static bool serves(const struct tay_manifest *manifest)
{
    for (unsigned i = 0; i < manifest->cap_count; i++) {
        if (manifest->cap[i].origin == TAY_MANIFEST_SERVE) {
            return true;
        }
    }
    return false;
}

static struct admit_reason because(const struct tay_manifest_cap *cap, const char *reason)
{
    struct admit_reason why = {.line = cap == NULL ? 1 : cap->line, .reason = reason};
    if (cap != NULL) {
        strncpy(why.word, cap->object, sizeof why.word - 1);
    }
    return why;
}

/* Why a capability cannot stand beside those of another service; NULL: it can. */
static const char *find_conflict(const struct service *other, const struct tay_manifest_cap *cap)
{
    const char *conflict = NULL;
    bool is_there = other->manifest != NULL && other->state != TAY_SERVICE_REFUSED;
    for (unsigned i = 0; is_there && conflict == NULL && i < other->manifest->cap_count; i++) {
        conflict = tay_manifest_conflict(cap, &other->manifest->cap[i]);
    }
    return conflict;
}

/* Whether devices, interrupt lines and memory for DMA are nobody else's. What else does not go
 * together shows when the object is made. */
static bool check_devices(const struct tay_manifest *manifest, struct tay_manifest_error *error)
{
    for (unsigned i = 0; i < manifest->cap_count; i++) {
        const struct tay_manifest_cap *cap = &manifest->cap[i];
        const struct service *other;
        bool is_device = cap->origin == TAY_MANIFEST_DEVICE || cap->origin == TAY_MANIFEST_DMA ||
                         cap->origin == TAY_MANIFEST_IRQ || cap->type == TAY_OBJECT_device_range;
        for (unsigned n = 1; is_device && (other = service_numbered(n)) != NULL; n++) {
            const char *conflict = find_conflict(other, cap);
            if (conflict != NULL) {
                *error = (struct tay_manifest_error){.line = cap->line, .reason = conflict};
                memcpy(error->word, cap->object[0] != '\0' ? cap->object : cap->name,
                       sizeof error->word);
                return false;
            }
        }
    }
    return true;
}

/* Reads it into memory that stays. */
static const struct tay_manifest *read_manifest(const char *text, size_t length_bytes,
                                                struct admit_reason *reason_out)
{
    tay_ua_t address;
    struct tay_manifest_error error;
    enum tay_status status = room_take(sizeof(struct tay_manifest), &address);
    if (status != TAY_OK) {
        *reason_out = because(NULL, tay_status_text(status));
        return NULL;
    }
    struct tay_manifest *manifest = (struct tay_manifest *)address;
    if (!tay_manifest_parse(text, length_bytes, manifest, &error) ||
        !device_bind(manifest, &error) || !check_devices(manifest, &error)) {
        *reason_out = (struct admit_reason){.line = error.line, .reason = error.reason};
        memcpy(reason_out->word, error.word, sizeof error.word);
        room_give_back(manifest, sizeof *manifest);
        return NULL;
    }
    return manifest;
}

bool admit(struct service *service, const char *text, size_t length_bytes,
           struct admit_reason *reason_out)
{
    const struct tay_manifest_cap *culprit;
    const struct tay_manifest *manifest = read_manifest(text, length_bytes, reason_out);
    if (manifest == NULL) {
        return false;
    }
    unsigned node = order.service_count;
    const char *wrong = order_add(&order, service->name, manifest, &culprit);
    if (wrong != NULL) {
        *reason_out = because(culprit, wrong);
        room_give_back(manifest, sizeof *manifest);
        return false;
    }
    service->manifest = manifest;
    service->node = node;
    service->rule = policy_rule_of(manifest);
    service->is_work = !serves(manifest) && !manifest->restart_always;
    service->state = TAY_SERVICE_WAITING;
    return true;
}

static bool closes_circle(const struct service *service, struct admit_reason *reason_out)
{
    const struct tay_manifest_cap *cap =
        order_find_circle(&order, service->node, service->manifest);
    if (cap != NULL) {
        *reason_out = because(cap, "calls would go in a circle");
    }
    return cap != NULL;
}

static bool lacks_program(const struct service *service, struct admit_reason *reason_out)
{
    const struct tay_manifest *manifest = service->manifest;
    bool lacks = !service_has_program(service, manifest->program);
    if (lacks) {
        *reason_out = (struct admit_reason){.line = manifest->program_line,
                                            .reason = "there is no program of this name"};
        memcpy(reason_out->word, manifest->program, sizeof reason_out->word);
    }
    return lacks;
}

bool admit_late(struct service *service, const char *text, size_t length_bytes,
                struct admit_reason *reason_out)
{
    if (!admit(service, text, length_bytes, reason_out)) {
        return false;
    }
    if (closes_circle(service, reason_out) || lacks_program(service, reason_out)) {
        order_drop(&order);
        room_give_back(service->manifest, sizeof *service->manifest);
        return false;
    }
    return true;
}

void admit_settle(const struct service *service)
{
    order_settle(&order, service->node);
}

const char *admit_waits_for(const struct service *service)
{
    return order_waits_for(&order, service->node);
}

/* Its names are refused, and who waits for them need not. */
static void refuse(struct service *service, const struct admit_reason *why)
{
    service_say(service, "line %u: %s: '%s'", why->line, why->reason, why->word);
    service->state = TAY_SERVICE_REFUSED;
    object_set_served(service->manifest, true, false);
    supervise_note_failure();
}

void admit_refuse_hopeless(void)
{
    struct service *service;
    for (unsigned n = 1; (service = service_numbered(n)) != NULL; n++) {
        struct admit_reason why;
        if (service->state != TAY_SERVICE_WAITING) {
            continue;
        }
        const struct tay_manifest_cap *cap = order_find_unserved(&order, service->manifest);
        if (cap != NULL) {
            why = because(cap, cap->origin == TAY_MANIFEST_PROCESS ? "there is no such program"
                                                                   : "nobody serves this name");
        }
        if (cap != NULL || closes_circle(service, &why)) {
            refuse(service, &why);
        }
    }
    for (unsigned n = 1; (service = service_numbered(n)) != NULL; n++) {
        if (service->state == TAY_SERVICE_REFUSED && service->manifest != NULL) {
            admit_settle(service);
        }
    }
}

/* SPDX-License-Identifier: MIT */
/*
 * Binding: what a manifest's `bind` stands for, by the table of devices.
 */
#include "manifest_reader.h"

#include <stdio.h>
#include <string.h>

#define BELL "bell"
#define BELL_BITS 32

static struct span span_of(const char *text)
{
    return (struct span){text, strlen(text)};
}

bool reader_take_bind(struct reader *reader, struct span value)
{
    struct tay_manifest *manifest = reader->manifest;
    if (manifest->bind_count == TAY_MANIFEST_BINDS) {
        return reader_refuse(reader, "a program binds more than 4 devices", value);
    }
    struct tay_manifest_bind *bind = &manifest->bind[manifest->bind_count++];
    struct span prefix = value;
    bind->line = reader->line;
    if (!reader_take_compatible(reader, span_word(&prefix), bind->device)) {
        return false;
    }
    struct span word = span_word(&prefix);
    return word.length_bytes == 0 ||
           (reader_take_name(reader, word, bind->prefix) && reader_take_end(reader, prefix));
}

static const struct tay_device *find_named(const struct tay_devices *devices, const char *name)
{
    for (unsigned i = 0; i < devices->count; i++) {
        if (strcmp(devices->device[i].name, name) == 0) {
            return &devices->device[i];
        }
    }
    return NULL;
}

static const struct tay_device *find(struct reader *reader, const struct tay_devices *devices,
                                     const char *word)
{
    const struct tay_device *found = find_named(devices, word);
    for (unsigned i = 0; i < devices->count; i++) {
        if (strcmp(devices->device[i].compatible, word) != 0) {
            continue;
        }
        if (found != NULL) {
            reader_refuse(reader, "the board has several of these devices: name one",
                          span_of(word));
            return NULL;
        }
        found = &devices->device[i];
    }
    if (found == NULL) {
        reader_refuse(reader, "the board has no such device", span_of(word));
    }
    return found;
}

static bool is_on(const struct tay_device *device, uint64_t revision)
{
    bool found = device->model_count == 0 || revision == 0;
    for (unsigned i = 0; i < device->model_count; i++) {
        found = found || ((uint32_t)revision & device->model[i].mask) == device->model[i].value;
    }
    return found;
}

/* The name of a device's n-th capability of a kind. */
static bool set_name(struct reader *reader, const struct tay_manifest_bind *bind, const char *kind,
                     unsigned n, char *name)
{
    /* One digit: a device has few of a kind. */
    const char number[2] = {n > 0 ? (char)('0' + n) : '\0', '\0'};
    int length = snprintf(name, TAY_MANIFEST_NAME_BYTES, "%s%s%s%s", bind->prefix,
                          bind->prefix[0] != '\0' ? "-" : "", kind, number);
    return length < TAY_MANIFEST_NAME_BYTES ||
           reader_refuse(reader, "a name is longer than 23 characters", span_of(bind->prefix));
}

/* Memory of a device: registers, or what is for DMA. */
static bool add_memory(struct reader *reader, const struct tay_device *device,
                       const struct tay_device_regs *regs, struct tay_manifest_cap *cap)
{
    cap->type = TAY_OBJECT_memory;
    cap->value = regs->length_bytes;
    cap->range = regs->range;
    cap->offset = regs->offset;
    cap->rights = TAY_RIGHT_READ | TAY_RIGHT_WRITE;
    memcpy(cap->object, device->name, sizeof cap->object);
    return reader_add_cap(reader, cap);
}

static bool add_regs(struct reader *reader, const struct tay_manifest_bind *bind,
                     const struct tay_device *device)
{
    for (unsigned n = 0; n < device->regs_count; n++) {
        struct tay_manifest_cap cap = {.origin = TAY_MANIFEST_DEVICE};
        if (!set_name(reader, bind, "regs", n, cap.name) ||
            !add_memory(reader, device, &device->regs[n], &cap)) {
            return false;
        }
    }
    return true;
}

static bool add_dma(struct reader *reader, const struct tay_manifest_bind *bind,
                    const struct tay_device *device)
{
    struct tay_manifest_cap cap = {.origin = TAY_MANIFEST_DMA};
    if (!device->has_dma) {
        return true;
    }
    if (!reader->manifest->trusted_dma) {
        return reader_refuse(reader, "a device with DMA is for a program with 'trusted = dma'",
                             span_of(bind->device));
    }
    return set_name(reader, bind, "dma", 0, cap.name) &&
           add_memory(reader, device, &device->dma, &cap);
}

/* The bell is there once, whatever is bound. */
static bool add_bell(struct reader *reader)
{
    const struct tay_manifest *manifest = reader->manifest;
    for (unsigned i = 0; i < manifest->cap_count; i++) {
        if (strcmp(manifest->cap[i].name, BELL) == 0) {
            return manifest->cap[i].type == TAY_OBJECT_notification ||
                   reader_refuse(reader, "two capabilities have the same name", span_of(BELL));
        }
    }
    struct tay_manifest_cap cap = {.name = BELL,
                                   .origin = TAY_MANIFEST_OWN,
                                   .type = TAY_OBJECT_notification,
                                   .rights = TAY_RIGHT_SEND | TAY_RIGHT_RECEIVE};
    return reader_add_cap(reader, &cap);
}

/* The bell's lowest bit that no interrupt line sets; BELL_BITS: none. */
static unsigned free_bit(const struct tay_manifest *manifest)
{
    uint32_t taken = 0;
    for (unsigned i = 0; i < manifest->cap_count; i++) {
        if (manifest->cap[i].origin == TAY_MANIFEST_IRQ) {
            taken |= UINT32_C(1) << manifest->cap[i].offset;
        }
    }
    unsigned bit = 0;
    while (bit < BELL_BITS && (taken >> bit & 1) != 0) {
        bit++;
    }
    return bit;
}

static bool add_irqs(struct reader *reader, const struct tay_manifest_bind *bind,
                     const struct tay_device *device)
{
    if (device->irq_count > 0 && !add_bell(reader)) {
        return false;
    }
    for (unsigned n = 0; n < device->irq_count; n++) {
        struct tay_manifest_cap cap = {.object = BELL,
                                       .origin = TAY_MANIFEST_IRQ,
                                       .type = TAY_OBJECT_irq,
                                       .value = device->irq[n],
                                       .offset = free_bit(reader->manifest),
                                       .rights = TAY_RIGHT_SEND};
        if (cap.offset == BELL_BITS) {
            return reader_refuse(reader, "the bell has no free bit", span_of(bind->device));
        }
        if (!set_name(reader, bind, "irq", n, cap.name) || !reader_add_cap(reader, &cap)) {
            return false;
        }
    }
    return true;
}

/* Whether what is not bound reaches a device with which all memory is reached. */
static bool reaches_dma(const struct tay_manifest_cap *cap, const struct tay_device *device)
{
    bool found = false;
    for (unsigned n = 0; device->has_dma && n < device->regs_count; n++) {
        found = found || reader_cap_reaches(cap, device->regs[n].range, device->regs[n].offset,
                                            device->regs[n].length_bytes);
    }
    return found;
}

static bool check_trust(struct reader *reader, const struct tay_devices *devices)
{
    const struct tay_manifest *manifest = reader->manifest;
    for (unsigned i = 0; i < manifest->cap_count && !manifest->trusted_dma; i++) {
        const struct tay_manifest_cap *cap = &manifest->cap[i];
        for (unsigned n = 0; n < devices->count; n++) {
            if (reaches_dma(cap, &devices->device[n])) {
                reader->line = cap->line;
                return reader_refuse(reader,
                                     "a device with DMA is for a program with 'trusted = dma'",
                                     span_of(cap->name));
            }
        }
    }
    return true;
}

bool tay_devices_bind(const struct tay_devices *devices, uint64_t revision,
                      struct tay_manifest *manifest, struct tay_manifest_error *error_out)
{
    struct reader reader = {.manifest = manifest, .error = error_out};
    for (unsigned i = 0; i < manifest->bind_count; i++) {
        const struct tay_manifest_bind *bind = &manifest->bind[i];
        reader.line = bind->line;
        const struct tay_device *device = find(&reader, devices, bind->device);
        if (device == NULL) {
            return false;
        }
        if (!is_on(device, revision)) {
            return reader_refuse(&reader, "this board's revision has no such device",
                                 span_of(bind->device));
        }
        if (!add_regs(&reader, bind, device) || !add_dma(&reader, bind, device) ||
            !add_irqs(&reader, bind, device)) {
            return false;
        }
    }
    return check_trust(&reader, devices);
}

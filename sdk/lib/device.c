/* SPDX-License-Identifier: MIT */
/*
 * The table of devices. Invariant: the first thing that is wrong ends the reading, as with
 * manifests; each device has a name of its own, and says what it is.
 */
#include "manifest_reader.h"

#include <string.h>

#define REVISION_MAX 0xffffffffu

static struct tay_device *current(struct reader *reader)
{
    return &reader->devices->device[reader->devices->count - 1];
}

static bool take_device(struct reader *reader, struct span value)
{
    struct tay_devices *devices = reader->devices;
    if (devices->count == TAY_DEVICES_MAX) {
        return reader_refuse(reader, "there are more than 48 devices", value);
    }
    struct tay_device *device = &devices->device[devices->count];
    struct span rest = value;
    struct span name = span_word(&rest);
    if (!reader_take_name(reader, name, device->name) ||
        !reader_take_compatible(reader, span_trim(rest), device->compatible)) {
        return false;
    }
    for (unsigned i = 0; i < devices->count; i++) {
        if (strcmp(devices->device[i].name, device->name) == 0) {
            return reader_refuse(reader, "two devices have the same name", name);
        }
    }
    device->line = reader->line;
    devices->count++;
    return true;
}

static bool take_regs(struct reader *reader, struct span value)
{
    struct tay_device *device = current(reader);
    if (device->regs_count == TAY_DEVICE_REGS) {
        return reader_refuse(reader, "a device has more than 4 pieces of registers", value);
    }
    struct tay_device_regs *regs = &device->regs[device->regs_count++];
    return reader_take_regs(reader, &value, &regs->range, &regs->offset, &regs->length_bytes) &&
           reader_take_end(reader, value);
}

static bool take_dma(struct reader *reader, struct span value)
{
    struct tay_device *device = current(reader);
    if (device->has_dma) {
        return reader_refuse(reader, "a key stands twice", value);
    }
    device->has_dma = true;
    return reader_take_regs(reader, &value, &device->dma.range, &device->dma.offset,
                            &device->dma.length_bytes) &&
           reader_take_end(reader, value);
}

static bool take_irq(struct reader *reader, struct span value)
{
    struct tay_device *device = current(reader);
    size_t line;
    if (device->irq_count == TAY_DEVICE_IRQS) {
        return reader_refuse(reader, "a device has more than 4 interrupt lines", value);
    }
    if (!reader_take_irq_line(reader, span_word(&value), &line)) {
        return false;
    }
    device->irq[device->irq_count++] = (unsigned)line;
    return reader_take_end(reader, value);
}

static bool take_revision(struct reader *reader, struct span value)
{
    struct tay_device *device = current(reader);
    struct span rest = value;
    size_t mask;
    size_t bits;
    if (device->model_count == TAY_DEVICE_MODELS) {
        return reader_refuse(reader, "a device has more than 4 revisions", value);
    }
    if (!span_hexadecimal(span_word(&rest), REVISION_MAX, &mask) ||
        !span_hexadecimal(span_word(&rest), REVISION_MAX, &bits) || (bits & ~mask) != 0) {
        return reader_refuse(reader, "a revision is a mask and its bits, both 0x and digits",
                             value);
    }
    device->model[device->model_count++] =
        (struct tay_device_model){.mask = (uint32_t)mask, .value = (uint32_t)bits};
    return reader_take_end(reader, rest);
}

static const struct {
    const char *key;
    bool (*take)(struct reader *reader, struct span value);
} keys[] = {
    {"device", take_device}, {"regs", take_regs},         {"dma", take_dma},
    {"irq", take_irq},       {"revision", take_revision},
};

static bool take_key(struct reader *reader, struct span key, struct span value)
{
    for (unsigned i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (!span_is(key, keys[i].key)) {
            continue;
        }
        if (value.length_bytes == 0) {
            return reader_refuse(reader, "a value is missing", key);
        }
        if (reader->devices->count == 0 && keys[i].take != take_device) {
            return reader_refuse(reader, "no device stands before", key);
        }
        return keys[i].take(reader, value);
    }
    return reader_refuse(reader, "there is no such key", key);
}

bool tay_devices_parse(const char *text, size_t length_bytes, struct tay_devices *devices_out,
                       struct tay_manifest_error *error_out)
{
    struct reader reader = {.devices = devices_out, .error = error_out, .take_key = take_key};
    memset(devices_out, 0, sizeof *devices_out);
    return reader_read(&reader, (struct span){text, length_bytes});
}

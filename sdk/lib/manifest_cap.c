/* SPDX-License-Identifier: MIT */
/*
 * The capabilities of a manifest. Invariant: a right that the ABI does not know on a type never
 * stands in a struct tay_manifest_cap.
 */
#include "manifest_reader.h"

#include <string.h>
#include <tay/abi/boot.h>

#define MEMORY_BYTES_MAX (1024u * 1024u * 1024u)
#define DEVICE_OFFSET_MAX 0xfffff000u
#define DEVICE_UNIT 4096u /* a page */
#define IRQ_LINE_MAX 1023u
#define IRQ_BIT_MAX 31u

/* What stands behind a kind. */
enum details {
    DETAILS_NONE,
    DETAILS_NAME,
    DETAILS_NAME_OR_NONE, /* without a name it is the program's own */
    DETAILS_MEMORY,
    DETAILS_SIZE,
    DETAILS_RANGE,
    DETAILS_DEVICE,
    DETAILS_IRQ,
};

static const struct kind {
    const char *word;
    enum tay_object type;
    enum tay_manifest_origin origin;
    enum details details;
} kinds[] = {
    {"log", TAY_OBJECT_log, TAY_MANIFEST_MACHINE, DETAILS_NONE},
    {"system", TAY_OBJECT_system, TAY_MANIFEST_MACHINE, DETAILS_NONE},
    {"irq_control", TAY_OBJECT_irq_control, TAY_MANIFEST_MACHINE, DETAILS_NONE},
    {"device_range", TAY_OBJECT_device_range, TAY_MANIFEST_MACHINE, DETAILS_RANGE},
    {"memory", TAY_OBJECT_memory, TAY_MANIFEST_SHARED, DETAILS_MEMORY},
    {"notification", TAY_OBJECT_notification, TAY_MANIFEST_SHARED, DETAILS_NAME_OR_NONE},
    {"endpoint", TAY_OBJECT_endpoint, TAY_MANIFEST_SHARED, DETAILS_NAME},
    {"service", TAY_OBJECT_endpoint, TAY_MANIFEST_SERVICE, DETAILS_NAME},
    {"device", TAY_OBJECT_memory, TAY_MANIFEST_DEVICE, DETAILS_DEVICE},
    {"dma", TAY_OBJECT_memory, TAY_MANIFEST_DMA, DETAILS_DEVICE},
    {"irq", TAY_OBJECT_irq, TAY_MANIFEST_IRQ, DETAILS_IRQ},
    {"process", TAY_OBJECT_process, TAY_MANIFEST_PROCESS, DETAILS_NAME},
    {"state", TAY_OBJECT_memory, TAY_MANIFEST_STATE, DETAILS_SIZE},
    {"account", TAY_OBJECT_account, TAY_MANIFEST_ACCOUNT, DETAILS_NONE},
    {"archive", TAY_OBJECT_memory, TAY_MANIFEST_ARCHIVE, DETAILS_NONE},
    {"supervisor", TAY_OBJECT_session, TAY_MANIFEST_SUPERVISOR, DETAILS_NONE},
};

static const unsigned type_rights[TAY_OBJECT_COUNT] = {
#define TAY_OBJECT(name, number, rights, sentence) [number] = (rights),
#include <tay/abi/object.def>
#undef TAY_OBJECT
};

/* What a client of the supervisor may ask for: tay/protocol/supervisor.h; and to hand it on. */
#define SUPERVISOR_RIGHTS (TAY_RIGHT_READ | TAY_RIGHT_WRITE | TAY_RIGHT_MANAGE | TAY_RIGHT_GRANT)

/* All who name it have the same memory. */
#define ARCHIVE_RIGHTS (TAY_RIGHT_READ | TAY_RIGHT_GRANT)

static const struct {
    const char *word;
    unsigned right;
} rights[] = {
    {"read", TAY_RIGHT_READ},       {"write", TAY_RIGHT_WRITE}, {"execute", TAY_RIGHT_EXECUTE},
    {"send", TAY_RIGHT_SEND},       {"grant", TAY_RIGHT_GRANT}, {"manage", TAY_RIGHT_MANAGE},
    {"receive", TAY_RIGHT_RECEIVE},
};

static bool is_named_object(const struct tay_manifest_cap *cap)
{
    return cap->origin == TAY_MANIFEST_SHARED || cap->origin == TAY_MANIFEST_SERVE ||
           cap->origin == TAY_MANIFEST_SERVICE;
}

static bool is_bound(const struct tay_manifest_cap *cap)
{
    return cap->origin == TAY_MANIFEST_DEVICE && cap->object[0] != '\0';
}

/* Whether two bindings give the same registers. Different devices may lie in one page. */
static bool is_same_device(const struct tay_manifest_cap *a, const struct tay_manifest_cap *b)
{
    return is_bound(a) && is_bound(b) && strcmp(a->object, b->object) == 0 &&
           a->offset == b->offset;
}

static bool overlaps(const struct tay_manifest_cap *cap, size_t range, size_t offset,
                     size_t length_bytes)
{
    return cap->range == range && cap->offset < offset + length_bytes &&
           offset < cap->offset + cap->value;
}

bool reader_cap_reaches(const struct tay_manifest_cap *cap, size_t range, size_t offset,
                        size_t length_bytes)
{
    if (cap->type == TAY_OBJECT_device_range) {
        return cap->value == range && (cap->rights & TAY_RIGHT_MANAGE) != 0;
    }
    return cap->origin == TAY_MANIFEST_DEVICE && !is_bound(cap) &&
           overlaps(cap, range, offset, length_bytes);
}

/* Whether the one has registers of a device that is bound by the other. */
static bool reaches(const struct tay_manifest_cap *cap, const struct tay_manifest_cap *bound)
{
    return is_bound(bound) && reader_cap_reaches(cap, bound->range, bound->offset, bound->value);
}

const char *tay_manifest_conflict(const struct tay_manifest_cap *a,
                                  const struct tay_manifest_cap *b)
{
    if (a->origin == TAY_MANIFEST_IRQ && b->origin == TAY_MANIFEST_IRQ) {
        return a->value == b->value ? "this interrupt line is taken elsewhere" : NULL;
    }
    if (a->origin == TAY_MANIFEST_DMA && b->origin == TAY_MANIFEST_DMA) {
        return overlaps(a, b->range, b->offset, b->value) ? "this memory for DMA is taken elsewhere"
                                                          : NULL;
    }
    if (is_same_device(a, b)) {
        return "this device is bound elsewhere, too";
    }
    if (reaches(a, b) || reaches(b, a)) {
        return "these registers are also those of a device that is bound";
    }
    if (!is_named_object(a) || !is_named_object(b) || strcmp(a->object, b->object) != 0) {
        return NULL;
    }
    if (a->type != b->type) {
        return "an object of this name has another type elsewhere";
    }
    if (a->origin == TAY_MANIFEST_SERVE && b->origin == TAY_MANIFEST_SERVE) {
        return "this name is served elsewhere, too";
    }
    return a->value != b->value ? "the memory of this name has another size elsewhere" : NULL;
}

static unsigned rights_of(const struct tay_manifest_cap *cap)
{
    switch (cap->origin) {
    case TAY_MANIFEST_SUPERVISOR:
        return SUPERVISOR_RIGHTS;
    case TAY_MANIFEST_ARCHIVE:
        return ARCHIVE_RIGHTS;
    default:
        return type_rights[cap->type];
    }
}

static bool take_right(struct reader *reader, struct span word, struct tay_manifest_cap *cap)
{
    unsigned right = 0;
    for (unsigned i = 0; i < sizeof rights / sizeof rights[0]; i++) {
        right |= span_is(word, rights[i].word) ? rights[i].right : 0;
    }
    if (right == 0) {
        return reader_refuse(reader, "there is no such right", word);
    }
    if ((right & rights_of(cap)) == 0) {
        return reader_refuse(reader, "this right does not exist on this type", word);
    }
    if ((right & cap->rights) != 0) {
        return reader_refuse(reader, "a right stands twice", word);
    }
    cap->rights |= right;
    return true;
}

static bool take_rights(struct reader *reader, struct span text, struct tay_manifest_cap *cap)
{
    struct span word = span_word(&text);
    if (word.length_bytes == 0) {
        return reader_refuse(reader, "the rights are missing", (struct span){"", 0});
    }
    while (word.length_bytes > 0) {
        if (!take_right(reader, word, cap)) {
            return false;
        }
        word = span_word(&text);
    }
    return true;
}

static bool take_number(struct reader *reader, struct span word, size_t max, size_t *number)
{
    return span_number(word, max, number) ||
           reader_refuse(reader, "it is not a number, or one that is too large", word);
}

static bool take_range(struct reader *reader, struct span word, size_t *range)
{
    return span_number(word, TAY_BOOT_DEVICES - 1, range) ||
           reader_refuse(reader, "a device range is a number from 0 to 3", word);
}

static bool take_offset(struct reader *reader, struct span word, size_t *offset)
{
    if (!span_hexadecimal(word, DEVICE_OFFSET_MAX, offset) || *offset % DEVICE_UNIT != 0) {
        return reader_refuse(reader, "an offset is 0x and digits, in whole pages of 4K", word);
    }
    return true;
}

bool reader_take_regs(struct reader *reader, struct span *text, size_t *range, size_t *offset,
                      size_t *length_bytes)
{
    return take_range(reader, span_word(text), range) &&
           take_offset(reader, span_word(text), offset) &&
           reader_take_size(reader, span_word(text), MEMORY_BYTES_MAX, length_bytes);
}

bool reader_take_irq_line(struct reader *reader, struct span word, size_t *line)
{
    return take_number(reader, word, IRQ_LINE_MAX, line);
}

/* The notification must have been named before: init makes the capabilities in their order. */
static bool take_bell(struct reader *reader, struct span word, struct tay_manifest_cap *cap)
{
    if (!reader_take_name(reader, word, cap->object)) {
        return false;
    }
    for (unsigned i = 0; i < reader->manifest->cap_count; i++) {
        const struct tay_manifest_cap *other = &reader->manifest->cap[i];
        if (strcmp(other->name, cap->object) == 0 && other->type == TAY_OBJECT_notification) {
            return true;
        }
    }
    return reader_refuse(reader, "no notification of this name stands before", word);
}

static bool take_irq(struct reader *reader, struct span *text, struct tay_manifest_cap *cap)
{
    return reader_take_irq_line(reader, span_word(text), &cap->value) &&
           take_bell(reader, span_word(text), cap) &&
           take_number(reader, span_word(text), IRQ_BIT_MAX, &cap->offset);
}

/* Takes what stands behind the kind. */
static bool take_details(struct reader *reader, enum details details, struct span *text,
                         struct tay_manifest_cap *cap)
{
    switch (details) {
    case DETAILS_NONE:
        return true;
    case DETAILS_NAME_OR_NONE:
        if (span_trim(*text).length_bytes == 0) {
            cap->origin = TAY_MANIFEST_OWN;
            return true;
        }
        return reader_take_name(reader, span_word(text), cap->object);
    case DETAILS_NAME:
        return reader_take_name(reader, span_word(text), cap->object);
    case DETAILS_MEMORY:
        return reader_take_name(reader, span_word(text), cap->object) &&
               reader_take_size(reader, span_word(text), MEMORY_BYTES_MAX, &cap->value);
    case DETAILS_SIZE:
        return reader_take_size(reader, span_word(text), MEMORY_BYTES_MAX, &cap->value);
    case DETAILS_RANGE:
        return take_range(reader, span_word(text), &cap->value);
    case DETAILS_DEVICE:
        return reader_take_regs(reader, text, &cap->range, &cap->offset, &cap->value);
    case DETAILS_IRQ:
        return take_irq(reader, text, cap);
    }
    return false;
}

static bool take_object(struct reader *reader, struct span text, struct tay_manifest_cap *cap)
{
    struct span word = span_word(&text);
    for (unsigned i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (span_is(word, kinds[i].word)) {
            cap->type = kinds[i].type;
            cap->origin = kinds[i].origin;
            if (!take_details(reader, kinds[i].details, &text, cap)) {
                return false;
            }
            struct span more = span_word(&text);
            return more.length_bytes == 0 ||
                   reader_refuse(reader, "there is something too much before the ':'", more);
        }
    }
    return reader_refuse(reader, "there is no such kind of capability", word);
}

static bool check_others(struct reader *reader, const struct tay_manifest_cap *cap)
{
    for (unsigned i = 0; i < reader->manifest->cap_count; i++) {
        const struct tay_manifest_cap *other = &reader->manifest->cap[i];
        const char *conflict = tay_manifest_conflict(cap, other);
        if (conflict != NULL) {
            const char *word = cap->object[0] != '\0' ? cap->object : cap->name;
            return reader_refuse(reader, conflict, (struct span){word, strlen(word)});
        }
        if (strcmp(cap->name, other->name) == 0) {
            return reader_refuse(reader, "two capabilities have the same name",
                                 (struct span){cap->name, strlen(cap->name)});
        }
    }
    return true;
}

static bool has_room(struct reader *reader, struct span name)
{
    return reader->manifest->cap_count < TAY_MANIFEST_CAPS ||
           reader_refuse(reader, "there are more than 32 capabilities", name);
}

bool reader_add_cap(struct reader *reader, struct tay_manifest_cap *cap)
{
    cap->line = reader->line;
    if (!has_room(reader, (struct span){cap->name, strlen(cap->name)}) ||
        !check_others(reader, cap)) {
        return false;
    }
    reader->manifest->cap[reader->manifest->cap_count++] = *cap;
    return true;
}

bool reader_take_cap(struct reader *reader, struct span name, struct span value)
{
    struct tay_manifest_cap cap = {.line = reader->line};
    struct span what;
    if (!reader_take_name(reader, name, cap.name) || !has_room(reader, name)) {
        return false;
    }
    if (!span_cut(&value, ':', &what)) {
        return reader_refuse(reader, "the rights are missing", value);
    }
    return take_object(reader, what, &cap) && take_rights(reader, value, &cap) &&
           reader_add_cap(reader, &cap);
}

bool reader_take_serve(struct reader *reader, struct span value)
{
    struct tay_manifest_cap cap = {
        .origin = TAY_MANIFEST_SERVE, .type = TAY_OBJECT_endpoint, .rights = TAY_RIGHT_RECEIVE};
    return reader_take_name(reader, value, cap.name) &&
           reader_take_name(reader, value, cap.object) && reader_add_cap(reader, &cap);
}

bool reader_check_trust(struct reader *reader)
{
    const struct tay_manifest *manifest = reader->manifest;
    for (unsigned i = 0; i < manifest->cap_count; i++) {
        const struct tay_manifest_cap *cap = &manifest->cap[i];
        if (cap->origin == TAY_MANIFEST_DMA && !manifest->trusted_dma) {
            reader->line = cap->line;
            return reader_refuse(reader, "memory for DMA is for a program with 'trusted = dma'",
                                 (struct span){cap->name, strlen(cap->name)});
        }
    }
    return true;
}

/* SPDX-License-Identifier: MIT */
/*
 * The capabilities of a manifest. Invariant: a right that the ABI does not know on a type never
 * stands in a struct tay_manifest_cap.
 */
#include "manifest_reader.h"

#include <string.h>
#include <tay/abi/boot.h>

#define MEMORY_BYTES_MAX (1024u * 1024u * 1024u)

/* What a kind takes behind its name. */
static const struct {
    enum tay_object type;
    bool shared; /* a name, under which others have the same object */
    bool size;
    bool index;
} kinds[] = {
    {TAY_OBJECT_log, false, false, false},         {TAY_OBJECT_system, false, false, false},
    {TAY_OBJECT_irq_control, false, false, false}, {TAY_OBJECT_device_range, false, false, true},
    {TAY_OBJECT_memory, true, true, false},        {TAY_OBJECT_notification, true, false, false},
    {TAY_OBJECT_endpoint, true, false, false},
};

static const char *const type_names[TAY_OBJECT_COUNT] = {
#define TAY_OBJECT(name, number, rights, sentence) [number] = #name,
#include <tay/abi/object.def>
#undef TAY_OBJECT
};

static const unsigned type_rights[TAY_OBJECT_COUNT] = {
#define TAY_OBJECT(name, number, rights, sentence) [number] = (rights),
#include <tay/abi/object.def>
#undef TAY_OBJECT
};

static const struct {
    const char *word;
    unsigned right;
} rights[] = {
    {"read", TAY_RIGHT_READ},       {"write", TAY_RIGHT_WRITE}, {"execute", TAY_RIGHT_EXECUTE},
    {"send", TAY_RIGHT_SEND},       {"grant", TAY_RIGHT_GRANT}, {"manage", TAY_RIGHT_MANAGE},
    {"receive", TAY_RIGHT_RECEIVE},
};

const char *tay_manifest_conflict(const struct tay_manifest_cap *a,
                                  const struct tay_manifest_cap *b)
{
    if (a->object[0] == '\0' || strcmp(a->object, b->object) != 0) {
        return NULL;
    }
    if (a->type != b->type) {
        return "an object of this name has another type elsewhere";
    }
    return a->value != b->value ? "the memory of this name has another size elsewhere" : NULL;
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
    if ((right & type_rights[cap->type]) == 0) {
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

/* Takes what stands behind the kind. */
static bool take_details(struct reader *reader, unsigned kind, struct span *text,
                         struct tay_manifest_cap *cap)
{
    if (kinds[kind].shared && !reader_take_name(reader, span_word(text), cap->object)) {
        return false;
    }
    if (kinds[kind].size &&
        !reader_take_size(reader, span_word(text), MEMORY_BYTES_MAX, &cap->value)) {
        return false;
    }
    if (kinds[kind].index) {
        struct span word = span_word(text);
        if (!span_number(word, TAY_BOOT_DEVICES - 1, &cap->value)) {
            return reader_refuse(reader, "a device range is a number from 0 to 3", word);
        }
    }
    return true;
}

static bool take_object(struct reader *reader, struct span text, struct tay_manifest_cap *cap)
{
    struct span word = span_word(&text);
    for (unsigned i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (span_is(word, type_names[kinds[i].type])) {
            cap->type = kinds[i].type;
            if (!take_details(reader, i, &text, cap)) {
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
            return reader_refuse(reader, conflict, (struct span){cap->object, strlen(cap->object)});
        }
        if (strcmp(cap->name, other->name) == 0) {
            return reader_refuse(reader, "two capabilities have the same name",
                                 (struct span){cap->name, strlen(cap->name)});
        }
    }
    return true;
}

bool reader_take_cap(struct reader *reader, struct span name, struct span value)
{
    struct tay_manifest_cap cap = {.line = reader->line};
    struct span what;
    if (!reader_take_name(reader, name, cap.name)) {
        return false;
    }
    if (reader->manifest->cap_count == TAY_MANIFEST_CAPS) {
        return reader_refuse(reader, "there are more than 32 capabilities", name);
    }
    if (!span_cut(&value, ':', &what)) {
        return reader_refuse(reader, "the rights are missing", value);
    }
    if (!take_object(reader, what, &cap) || !take_rights(reader, value, &cap) ||
        !check_others(reader, &cap)) {
        return false;
    }
    reader->manifest->cap[reader->manifest->cap_count++] = cap;
    return true;
}

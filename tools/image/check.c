/* SPDX-License-Identifier: MIT */
/*
 * Listing an image. It is read as the kernel and init read it, and nothing in it is believed.
 */
#include "check.h"

#include "input.h"
#include "kernel.h"
#include "payload.h"
#include <stdio.h>
#include <string.h>
#include <tay/abi/boot.h>

static bool refuse(const char *path, const char *reason)
{
    fprintf(stderr, "%s: %s\n", path, reason);
    return false;
}

static bool is_inside(const struct tay_payload *head, uint64_t offset, uint64_t bytes)
{
    return offset <= head->total_bytes && bytes <= head->total_bytes - offset;
}

static bool list_segments(const char *path, const struct tay_payload *head)
{
    if (head->segment_count == 0 || head->segment_count > TAY_PAYLOAD_SEGMENTS) {
        return refuse(path, "init has no segments, or too many");
    }
    printf("init: entry 0x%llx, stack %llu bytes\n", (unsigned long long)head->entry_ua,
           (unsigned long long)head->stack_bytes);
    for (unsigned i = 0; i < head->segment_count; i++) {
        const struct tay_payload_segment *segment = &head->segment[i];
        unsigned protection = (unsigned)segment->protection;
        printf("  0x%08llx %c%c%c %8llu of %8llu bytes\n", (unsigned long long)segment->address_ua,
               (protection & TAY_MAP_READ) != 0 ? 'r' : '-',
               (protection & TAY_MAP_WRITE) != 0 ? 'w' : '-',
               (protection & TAY_MAP_EXECUTE) != 0 ? 'x' : '-',
               (unsigned long long)segment->file_bytes, (unsigned long long)segment->memory_bytes);
        if ((protection & TAY_MAP_WRITE) != 0 && (protection & TAY_MAP_EXECUTE) != 0) {
            return refuse(path, "a segment of init is writable and executable");
        }
        if (!is_inside(head, segment->offset_bytes, segment->file_bytes) ||
            segment->file_bytes > segment->memory_bytes) {
            return refuse(path, "a segment of init lies outside the payload");
        }
    }
    return true;
}

static bool check_entry(const char *path, const struct tay_archive_entry *entry)
{
    char where[TAY_ARCHIVE_NAME_BYTES + 1024];
    snprintf(where, sizeof where, "%s: %s", path, entry->name);
    if (strncmp(entry->name, "bin/", strlen("bin/")) == 0) {
        struct tay_elf elf;
        const char *wrong = tay_elf_parse(entry->data, entry->length_bytes, &elf);
        return wrong == NULL || refuse(where, wrong);
    }
    static struct tay_devices devices;
    struct tay_manifest manifest;
    struct tay_manifest_error error;
    if (strcmp(entry->name, TAY_DEVICES_NAME) == 0) {
        if (!tay_devices_parse(entry->data, entry->length_bytes, &devices, &error)) {
            input_say_manifest_error(where, &error);
            return false;
        }
        return true;
    }
    if (!tay_manifest_parse(entry->data, entry->length_bytes, &manifest, &error)) {
        input_say_manifest_error(where, &error);
        return false;
    }
    return true;
}

static bool list_archive(const char *path, const uint8_t *data, size_t length_bytes)
{
    struct tay_archive archive;
    struct tay_archive_entry entry;
    struct tay_archive_error error;
    enum tay_archive_result result;
    bool good = true;
    printf("archive: %zu bytes\n", length_bytes);
    tay_archive_open(&archive, data, length_bytes);
    while ((result = tay_archive_next(&archive, &entry, &error)) != TAY_ARCHIVE_END) {
        if (result == TAY_ARCHIVE_BROKEN) {
            fprintf(stderr, "%s: archive, byte %zu: %s\n", path, error.offset_bytes, error.reason);
            good = false;
            continue;
        }
        printf("  %-32s %8zu bytes\n", entry.name, entry.length_bytes);
        good = check_entry(path, &entry) && good;
    }
    return good;
}

static bool list_payload(const char *path, const uint8_t *data, size_t left)
{
    struct tay_payload head;
    if (left < sizeof head) {
        return refuse(path, "there is no payload behind the kernel");
    }
    memcpy(&head, data, sizeof head);
    if (head.magic != TAY_PAYLOAD_MAGIC || head.version != TAY_PAYLOAD_VERSION) {
        return refuse(path, "there is no payload of this version behind the kernel");
    }
    if (head.total_bytes > left ||
        !is_inside(&head, head.archive_offset_bytes, head.archive_bytes)) {
        return refuse(path, "the payload is cut off");
    }
    bool good = list_segments(path, &head);
    return list_archive(path, data + head.archive_offset_bytes, (size_t)head.archive_bytes) && good;
}

bool check_image(const char *path)
{
    struct buffer image = {0};
    uint64_t image_bytes;
    bool good = buffer_read_file(&image, path);
    if (good) {
        const char *wrong = kernel_parse(&image, &image_bytes);
        if (wrong == NULL && image_bytes > image.length_bytes) {
            wrong = "there is no payload behind the kernel";
        }
        good = wrong == NULL || refuse(path, wrong);
    }
    if (good) {
        printf("kernel: %llu bytes\n", (unsigned long long)image_bytes);
        good =
            list_payload(path, image.data + image_bytes, image.length_bytes - (size_t)image_bytes);
    }
    buffer_free(&image);
    return good;
}

/* SPDX-License-Identifier: MIT */
/*
 * Writing the payload. Invariant: nothing in it depends on when, where or by whom it is made: no
 * times, no owners, entries in the order of the command line.
 */
#include "payload.h"

#include <stdio.h>
#include <string.h>
#include <tay/abi/boot.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "the payload's header is written as it lies in memory");

/* cpio(5), "New ASCII Format": a regular file that everybody may read. */
#define MODE_FILE 0100444u
#define TRAILER "TRAILER!!!"

static void add_entry(struct buffer *archive, unsigned inode, const char *name,
                      const struct buffer *content)
{
    unsigned mode = content != NULL ? MODE_FILE : 0;
    unsigned file_bytes = content != NULL ? (unsigned)content->length_bytes : 0;
    char header[TAY_ARCHIVE_HEADER_BYTES + 1];
    snprintf(header, sizeof header, "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x",
             inode, mode, 0u, 0u, 1u, 0u, file_bytes, 0u, 0u, 0u, 0u, (unsigned)strlen(name) + 1,
             0u);
    buffer_add(archive, header, TAY_ARCHIVE_HEADER_BYTES);
    buffer_add(archive, name, strlen(name) + 1);
    buffer_align(archive, TAY_ARCHIVE_ALIGN);
    if (content != NULL) {
        buffer_add(archive, content->data, content->length_bytes);
        buffer_align(archive, TAY_ARCHIVE_ALIGN);
    }
}

static void add_archive(struct buffer *payload, const struct input *input)
{
    struct buffer archive = {0};
    unsigned inode = 1;
    if (input->devices_path != NULL) {
        add_entry(&archive, inode++, TAY_DEVICES_NAME, &input->table);
    }
    for (size_t i = 0; i < input->program_count; i++) {
        add_entry(&archive, inode++, input->program[i].name, &input->program[i].content);
    }
    for (size_t i = 0; i < input->manifest_count; i++) {
        add_entry(&archive, inode++, input->manifest[i].name, &input->manifest[i].content);
    }
    add_entry(&archive, 0, TRAILER, NULL);
    buffer_add(payload, archive.data, archive.length_bytes);
    buffer_free(&archive);
}

static uint64_t whole_pages(uint64_t bytes)
{
    return (bytes + PAYLOAD_PAGE_BYTES - 1) / PAYLOAD_PAGE_BYTES * PAYLOAD_PAGE_BYTES;
}

static void add_segment(struct buffer *payload, struct tay_payload *head, const struct input *input,
                        const struct tay_elf_segment *segment)
{
    buffer_align(payload, PAYLOAD_PAGE_BYTES);
    head->segment[head->segment_count++] = (struct tay_payload_segment){
        .address_ua = segment->address_ua,
        .offset_bytes = payload->length_bytes,
        .file_bytes = segment->file_bytes,
        .memory_bytes = whole_pages(segment->memory_bytes),
        .protection = segment->protection,
    };
    buffer_add(payload, input->init.data + segment->offset_bytes, (size_t)segment->file_bytes);
}

void payload_add(struct buffer *image, const struct input *input)
{
    struct tay_payload head = {
        .magic = TAY_PAYLOAD_MAGIC,
        .version = TAY_PAYLOAD_VERSION,
        .entry_ua = input->init_elf.entry_ua,
        .stack_bytes = input->stack_bytes,
    };
    struct buffer payload = {0};
    buffer_add(&payload, NULL, sizeof head);
    for (unsigned i = 0; i < input->init_elf.segment_count; i++) {
        add_segment(&payload, &head, input, &input->init_elf.segment[i]);
    }
    buffer_align(&payload, PAYLOAD_PAGE_BYTES);
    head.archive_offset_bytes = payload.length_bytes;
    add_archive(&payload, input);
    head.archive_bytes = payload.length_bytes - head.archive_offset_bytes;
    buffer_align(&payload, PAYLOAD_PAGE_BYTES);
    head.total_bytes = payload.length_bytes;
    memcpy(payload.data, &head, sizeof head);
    buffer_add(image, payload.data, payload.length_bytes);
    buffer_free(&payload);
}

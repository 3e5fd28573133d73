/* SPDX-License-Identifier: MIT */
/*
 * init. The image builder has laid it out; the kernel checks the layout and maps it.
 */
#include <boot/init.h>

#include <boot/machine.h>
#include <hal/boot_code.h>
#include <hal/memory.h>
#include <lib/assert.h>
#include <mem/frame.h>
#include <mem/memory.h>
#include <process/process.h>
#include <string.h>
#include <tay/abi/seed.h>

#define INIT_SLOTS 1024
#define INIT_PRIORITY 32

#define TOO_LITTLE_MEMORY "no init: too little memory"

static bool is_page_aligned(uint64_t value)
{
    return value % HAL_PAGE_BYTES == 0;
}

/* Whether [offset, offset + bytes) lies in the payload. */
static bool is_inside(const struct tay_payload *payload, uint64_t offset, uint64_t bytes)
{
    return offset <= payload->total_bytes && bytes <= payload->total_bytes - offset;
}

static bool segment_is_valid(const struct tay_payload *payload,
                             const struct tay_payload_segment *segment)
{
    struct space_range range = {(tay_ua_t)segment->address_ua, (size_t)segment->memory_bytes};
    return is_page_aligned(segment->offset_bytes) && space_range_is_valid(range) &&
           range.start == segment->address_ua && range.length_bytes == segment->memory_bytes &&
           segment->file_bytes <= segment->memory_bytes &&
           is_inside(payload, segment->offset_bytes, segment->file_bytes) &&
           (segment->protection & ~(uint64_t)MAPPING_PROTECTION) == 0 &&
           mapping_protection_is_valid((unsigned)segment->protection);
}

static void check_payload(const struct hal_boot *boot)
{
    const struct tay_payload *payload = boot->payload;
    if (payload == NULL || boot->payload_room_bytes < sizeof *payload ||
        payload->magic != TAY_PAYLOAD_MAGIC) {
        hal_panic("no init: there is no payload behind the kernel");
    }
    if (payload->version != TAY_PAYLOAD_VERSION) {
        hal_panic("no init: the payload is of another version");
    }
    bool valid = payload->total_bytes <= boot->payload_room_bytes && payload->segment_count >= 1 &&
                 payload->segment_count <= TAY_PAYLOAD_SEGMENTS &&
                 is_page_aligned(payload->archive_offset_bytes) &&
                 is_inside(payload, payload->archive_offset_bytes, payload->archive_bytes) &&
                 is_page_aligned(payload->stack_bytes) && payload->stack_bytes != 0;
    for (unsigned i = 0; valid && i < payload->segment_count; i++) {
        valid = segment_is_valid(payload, &payload->segment[i]);
    }
    if (!valid) {
        hal_panic("no init: the payload's header is wrong");
    }
}

/* Maps or panics: there is nobody yet to whom an error could be told. */
HAL_BOOT_CODE static tay_ua_t map(struct space *space, struct space_request request)
{
    struct tree_place place;
    if (!space_range_is_valid(request.range) || !space_is_free(space, request.range, &place) ||
        !space_map(space, &request, &place)) {
        hal_panic("no init: its memory cannot be mapped");
    }
    return request.range.start;
}

HAL_BOOT_CODE static tay_ua_t map_fresh(struct space *space, tay_ua_t start, size_t bytes,
                                        unsigned protection)
{
    struct space_request request = {
        .range = {start, bytes}, .flags = protection, .rights = MAPPING_PROTECTION};
    return map(space, request);
}

/* Copies into mapped memory whatever its protection. */
static void fill(struct space *space, tay_ua_t address, const void *source, size_t bytes)
{
    for (size_t done = 0; done < bytes; done += HAL_PAGE_BYTES) {
        struct hal_page page;
        bool there = space_resolve(space, address + done, TAY_MAP_READ, &page) == SPACE_RESOLVED;
        kernel_assert(there);
        void *frame = hal_linear_va(page.pa);
        size_t piece = bytes - done < HAL_PAGE_BYTES ? bytes - done : HAL_PAGE_BYTES;
        memcpy(frame, (const char *)source + done, piece);
        if ((page.protection & TAY_MAP_EXECUTE) != 0) {
            hal_page_make_executable(frame);
        }
    }
}

static void map_segments(struct space *space, const struct tay_payload *payload)
{
    for (unsigned i = 0; i < payload->segment_count; i++) {
        const struct tay_payload_segment *segment = &payload->segment[i];
        unsigned protection = (unsigned)segment->protection | TAY_MAP_READ;
        tay_ua_t start = (tay_ua_t)segment->address_ua;
        map_fresh(space, start, (size_t)segment->memory_bytes, protection);
        fill(space, start, (const char *)payload + segment->offset_bytes,
             (size_t)segment->file_bytes);
    }
}

/* Maps the archive where it lies. */
static void map_archive(struct space *space, const struct tay_payload *payload, tay_ua_t start)
{
    size_t bytes = (size_t)payload->archive_bytes + HAL_PAGE_BYTES - 1;
    bytes &= ~(HAL_PAGE_BYTES - 1);
    if (bytes == 0) {
        return;
    }
    const char *archive = (const char *)payload + payload->archive_offset_bytes;
    struct memory *memory =
        memory_create_physical(space->account, hal_linear_pa(archive), bytes, HAL_CACHED);
    if (memory == NULL) {
        hal_panic(TOO_LITTLE_MEMORY);
    }
    struct space_request request = {
        .memory = memory,
        .range = {start, bytes},
        .flags = TAY_MAP_READ | TAY_MAP_SHARED,
        .rights = TAY_MAP_READ,
    };
    map(space, request);
}

/* Maps the stack at a random place, above a guard page. */
static void map_stack(struct space *space, struct tay_boot_info *info, uint64_t bytes)
{
    size_t room_bytes = (size_t)bytes + HAL_PAGE_BYTES;
    size_t progress = 0; /* a few mappings: one step */
    tay_ua_t guard = space_find_room(space, space_random_base(), room_bytes, &progress);
    info->stack_ua = guard + HAL_PAGE_BYTES;
    info->stack_bytes = bytes;
    map(space, (struct space_request){.range = {guard, HAL_PAGE_BYTES}, .flags = TAY_MAP_GUARD});
    map_fresh(space, (tay_ua_t)info->stack_ua, (size_t)bytes, TAY_MAP_READ | TAY_MAP_WRITE);
}

HAL_BOOT_CODE static tay_cap_t give(struct process *process, struct object *object)
{
    unsigned rights = object_type_rights(object->type);
    return capability_create(&process->table, object, rights)->handle;
}

static void give_machine(struct process *process, struct tay_boot_info *info)
{
    info->account = give(process, &machine.root.object);
    info->system = give(process, &machine.system.object);
    info->log = give(process, &machine.log.object);
    info->irq_control = give(process, &machine.irq_control.object);
    for (size_t i = 0; i < machine.device_count; i++) {
        info->device_range[i] = give(process, &machine.device[i].object);
        info->device_pa[i] = machine.device[i].start.value;
        info->device_bytes[i] = machine.device[i].bytes;
    }
}

HAL_BOOT_CODE static void copy_text(char *destination, const char *source, size_t bytes)
{
    size_t length = strlen(source);
    length = length < bytes ? length : bytes - 1;
    memcpy(destination, source, length);
    destination[length] = '\0';
}

/* Tells init what the board told the kernel; the page stays in init's space, read-only. */
static struct tay_boot_info *make_info(struct space *space, tay_ua_t address,
                                       const struct hal_boot *boot)
{
    _Static_assert(sizeof(struct tay_boot_info) <= HAL_PAGE_BYTES, "one page");
    struct hal_page page;
    map_fresh(space, address, HAL_PAGE_BYTES, TAY_MAP_READ);
    bool there = space_resolve(space, address, TAY_MAP_READ, &page) == SPACE_RESOLVED;
    kernel_assert(there);
    struct tay_boot_info *info = hal_linear_va(page.pa);
    info->magic = TAY_PAYLOAD_MAGIC;
    info->version = TAY_PAYLOAD_VERSION;
    info->core_count = boot->core_count;
    info->seed = tay_seed_derive(boot->seed, TAY_SEED_INIT, 0);
    info->board_revision = boot->board_revision;
    copy_text(info->board, boot->board, sizeof info->board);
    copy_text(info->command_line, boot->command_line, sizeof info->command_line);
    return info;
}

HAL_BOOT_CODE struct thread *init_create(const struct hal_boot *boot)
{
    check_payload(boot);
    const struct tay_payload *payload = boot->payload;
    struct process_request request = {.slots = INIT_SLOTS, .ceiling = TAY_PRIORITY_MAX};
    struct process *process = process_create(&machine.root, &request);
    struct thread *thread = process == NULL ? NULL : thread_create(process, INIT_PRIORITY);
    if (thread == NULL) {
        hal_panic(TOO_LITTLE_MEMORY);
    }
    process->is_init = true;
    capability_create(&process->table, &process->object, object_type_rights(TAY_OBJECT_process));
    map_segments(&process->space, payload);
    tay_ua_t base = space_base(&process->space);
    struct tay_boot_info *info = make_info(&process->space, base, boot);
    info->archive_ua = base + HAL_PAGE_BYTES;
    info->archive_bytes = payload->archive_bytes;
    map_archive(&process->space, payload, (tay_ua_t)info->archive_ua);
    map_stack(&process->space, info, payload->stack_bytes);
    give_machine(process, info);
    info->thread = give(process, &thread->object);
    thread->own_handle = info->thread;
    hal_context_init(&thread->context, (tay_ua_t)payload->entry_ua,
                     (tay_ua_t)(info->stack_ua + info->stack_bytes), base, info->thread);
    return thread;
}

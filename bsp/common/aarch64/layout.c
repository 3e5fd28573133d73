/* SPDX-License-Identifier: MIT */
/*
 * Divides RAM up at boot (see a64_layout.h).
 */
#include <a64_layout.h>

#include <a64_map.h>

static uint64_t layout_page_up(uint64_t bytes)
{
    return (bytes + HAL_PAGE_BYTES - 1) & ~((uint64_t)HAL_PAGE_BYTES - 1);
}

/* The end of the payload, page-aligned; of the image, if there is no payload that makes sense. */
static uint64_t layout_payload(struct hal_boot *boot, uint64_t end_pa)
{
    uint64_t start = a64_image_pa(a64_image_end);
    uint64_t room = end_pa - A64_LOG_BYTES - start;
    const struct tay_payload *payload = hal_linear_va((struct hal_pa){start});

    boot->payload = payload;
    boot->payload_room_bytes = room;
    if (payload->magic != TAY_PAYLOAD_MAGIC || payload->total_bytes > room) {
        return start;
    }
    return start + layout_page_up(payload->total_bytes);
}

static void layout_add_range(struct hal_boot *boot, uint64_t start, uint64_t end)
{
    if (start < end) {
        boot->range[boot->range_count++] =
            (struct hal_memory_range){{(uintptr_t)start}, (size_t)(end - start)};
    }
}

void a64_layout(struct hal_boot *boot, uint64_t start_pa, uint64_t end_pa)
{
    uint64_t log = layout_payload(boot, end_pa);

    boot->log = hal_linear_va((struct hal_pa){log});
    boot->log_bytes = A64_LOG_BYTES;
    layout_add_range(boot, start_pa, a64_image_pa(a64_image_start));
    layout_add_range(boot, log + A64_LOG_BYTES, end_pa);
    boot->kernel_bytes = (size_t)(a64_image_end - a64_image_start) + A64_LOG_BYTES;
}

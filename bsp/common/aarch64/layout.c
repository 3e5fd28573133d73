/* SPDX-License-Identifier: MIT */
/*
 * Divides RAM up at boot (see a64_layout.h).
 */
#include <a64_layout.h>

#include <a64_map.h>
#include <a64_pte.h>
#include <hal/boot_code.h>

HAL_BOOT_CODE static uint64_t layout_page_up(uint64_t bytes)
{
    return (bytes + HAL_PAGE_BYTES - 1) & ~((uint64_t)HAL_PAGE_BYTES - 1);
}

/* The end of the payload, page-aligned; of the image, if there is no payload that makes sense. */
HAL_BOOT_CODE static uint64_t layout_payload(struct hal_boot *boot, uint64_t end_pa)
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

HAL_BOOT_CODE static void layout_add_range(struct hal_boot *boot, uint64_t start, uint64_t end)
{
    if (start < end) {
        boot->range[boot->range_count++] =
            (struct hal_memory_range){{(uintptr_t)start}, (size_t)(end - start)};
    }
}

/* The boot code goes to the range before it, unless that is small, or a64_map_release_boot would
 * meet two tables. */
HAL_BOOT_CODE static void layout_add_boot_code(struct hal_boot *boot)
{
    uint64_t start = a64_image_pa(a64_image_start);
    uint64_t bytes = (uint64_t)(a64_boot_end - a64_image_start);
    bool one_table = (start >> A64_LEVEL_SHIFT(2)) == ((start + bytes - 1) >> A64_LEVEL_SHIFT(2));

    if (boot->range_count == 1 && boot->range[0].bytes > bytes && one_table) {
        boot->range[0].bytes += (size_t)bytes;
        boot->busy_bytes = (size_t)bytes;
    }
}

HAL_BOOT_CODE void a64_layout(struct hal_boot *boot, uint64_t start_pa, uint64_t end_pa)
{
    uint64_t log = layout_payload(boot, end_pa);

    boot->log = hal_linear_va((struct hal_pa){log});
    boot->log_bytes = A64_LOG_BYTES;
    layout_add_range(boot, start_pa, a64_image_pa(a64_image_start));
    layout_add_boot_code(boot);
    layout_add_range(boot, log + A64_LOG_BYTES, end_pa);
    boot->kernel_bytes =
        (size_t)(a64_image_end - a64_image_start) + A64_LOG_BYTES - boot->busy_bytes;
}

/* SPDX-License-Identifier: MIT */
/*
 * Makes the kernel's page tables (see a64_map.h).
 *
 * Tables are reached by their place in the image, so that the same code works before and after the
 * MMU is on. Entries are only ever added, so nothing needs to be forgotten by a TLB.
 */
#include <a64_map.h>

#include <a64_board.h>
#include <a64_core.h>
#include <a64_mmio.h>
#include <a64_pte.h>
#include <a64_tlb.h>
#include <hal/boot_code.h>

/* The image takes 2, its identity map 3, the device windows 3, the linear map 7 (its table, both
 * ends of the image, the end of the first piece, the end of RAM, and both ends of that for DMA). */
#define MAP_TABLES 16
#define MAP_BLOCK_BYTES ((uint64_t)1 << A64_LEVEL_SHIFT(2))

struct map_piece {
    uint64_t va;
    uint64_t pa;
    uint64_t bytes;
    enum a64_access access;
};

typedef uint64_t map_table[A64_TABLE_ENTRIES] __attribute__((aligned(HAL_PAGE_BYTES)));

map_table a64_kernel_root;
map_table a64_identity_root;
uint64_t a64_empty_ttbr;

static map_table map_empty_root;
static map_table map_tables[MAP_TABLES];
static unsigned map_tables_used;
static uint64_t map_image_pa; /* of a64_image_start */

/* The entries of the boot code's pages in the kernel's window and in the linear map, and what the
 * first one becomes there. */
static uint64_t *map_boot_window, *map_boot_linear;
static uint64_t map_boot_entry;

uint64_t a64_image_pa(const void *address)
{
    return (uintptr_t)address - (uintptr_t)a64_image_start + map_image_pa;
}

HAL_BOOT_CODE static uint64_t map_attributes(enum a64_access access)
{
    uint64_t bits = A64_PTE_ACCESSED | A64_PTE_UXN;

    if (access == A64_DEVICE) {
        return bits | A64_PTE_PXN | A64_MAIR_DEVICE << A64_PTE_ATTRIBUTE_SHIFT;
    }
    uint64_t type = access == A64_DMA ? A64_MAIR_DMA : A64_MAIR_CACHED;
    bits |= A64_PTE_INNER_SHARED | type << A64_PTE_ATTRIBUTE_SHIFT;
    if (access != A64_TEXT) {
        bits |= A64_PTE_PXN;
    }
    if (access != A64_DATA && access != A64_DMA) {
        bits |= A64_PTE_READ_ONLY;
    }
    return bits;
}

/* The table below an entry of this one, made if there is none. */
HAL_BOOT_CODE static uint64_t *map_descend(uint64_t *table, uint64_t va, int level)
{
    uint64_t *entry = &table[va >> A64_LEVEL_SHIFT(level) & (A64_TABLE_ENTRIES - 1)];

    if ((*entry & A64_PTE_VALID) == 0) {
        if (map_tables_used == MAP_TABLES) {
            a64_stop("the kernel's page tables are used up");
        }
        *entry = a64_image_pa(map_tables[map_tables_used++]) | A64_PTE_TABLE;
    }
    return (uint64_t *)((uintptr_t)a64_image_start + ((*entry & A64_PTE_ADDRESS) - map_image_pa));
}

/* Maps by blocks of 2 MiB where both addresses allow, else by pages; as much as one table has room
 * for at a time. */
HAL_BOOT_CODE static void map_add(uint64_t *root, struct map_piece piece)
{
    uint64_t attributes = map_attributes(piece.access);

    while (piece.bytes > 0) {
        bool by_blocks =
            ((piece.va | piece.pa) & (MAP_BLOCK_BYTES - 1)) == 0 && piece.bytes >= MAP_BLOCK_BYTES;
        uint64_t *table = map_descend(root, piece.va, 1);
        uint64_t entry = piece.pa | attributes | A64_PTE_BLOCK;
        unsigned shift = A64_LEVEL_SHIFT(2);

        if (!by_blocks) {
            table = map_descend(table, piece.va, 2);
            entry = piece.pa | attributes | A64_PTE_PAGE;
            shift = A64_LEVEL_SHIFT(3);
        }
        uint64_t first = piece.va >> shift & (A64_TABLE_ENTRIES - 1);
        uint64_t count = piece.bytes >> shift;

        if (count > A64_TABLE_ENTRIES - first) {
            count = A64_TABLE_ENTRIES - first;
        }
        for (uint64_t n = 0; n < count; n++) {
            table[first + n] = entry + (n << shift);
        }
        piece.va += count << shift;
        piece.pa += count << shift;
        piece.bytes -= count << shift;
    }
}

/* Maps a part of the image into the kernel's window, which `window` is the start of. */
HAL_BOOT_CODE static void map_image(uint64_t window, const char *start, const char *end,
                                    enum a64_access access)
{
    uint64_t offset = (uintptr_t)start - (uintptr_t)a64_image_start;

    map_add(a64_kernel_root, (struct map_piece){window + offset, a64_image_pa(start),
                                                (uintptr_t)(end - start), access});
}

HAL_BOOT_CODE static void map_stacks(uint64_t window)
{
    for (unsigned core = 0; core < HAL_CORES_MAX; core++) {
        const char *stacks = a64_stacks + core * A64_STACKS_STRIDE;
        const char *stack = stacks + A64_STACK_OFFSET;
        const char *emergency = stacks + A64_EMERGENCY_OFFSET;

        map_image(window, stack, stack + A64_STACK_BYTES, A64_DATA);
        map_image(window, emergency, emergency + A64_EMERGENCY_BYTES, A64_DATA);
    }
}

HAL_BOOT_CODE void a64_map_boot(uint64_t image_pa)
{
    map_image_pa = image_pa;

    map_image(A64_IMAGE_BASE, a64_image_start, a64_text_end, A64_TEXT);
    map_image(A64_IMAGE_BASE, a64_text_end, a64_rodata_end, A64_RODATA);
    map_image(A64_IMAGE_BASE, a64_rodata_end, a64_data_end, A64_DATA);
    map_stacks(A64_IMAGE_BASE);
    for (const struct a64_window *window = a64_board_windows; window->bytes > 0; window++) {
        map_add(a64_kernel_root, (struct map_piece){A64_DEVICE_BASE + window->pa, window->pa,
                                                    window->bytes, A64_DEVICE});
    }
    map_add(a64_identity_root,
            (struct map_piece){map_image_pa, map_image_pa,
                               (uintptr_t)(a64_text_end - a64_image_start), A64_TEXT});
}

void a64_map_ready(void)
{
    a64_device_offset = A64_DEVICE_BASE;
    a64_empty_ttbr = a64_image_pa(map_empty_root);
    a64_space_install(NULL);
    /* The identity map was translated with ASID 0, too, and is not marked not-global. */
    __asm__ volatile("tlbi vmalle1\n\tdsb nsh\n\tisb" ::: "memory");
}

/* The entry of a page of the kernel's. */
HAL_BOOT_CODE static uint64_t *map_page_entry(uint64_t va)
{
    uint64_t *table = map_descend(map_descend(a64_kernel_root, va, 1), va, 2);

    return &table[va >> A64_LEVEL_SHIFT(3) & (A64_TABLE_ENTRIES - 1)];
}

HAL_BOOT_CODE void a64_map_linear(uint64_t start_pa, uint64_t end_pa)
{
    uint64_t image_end = map_image_pa + (uintptr_t)(a64_image_end - a64_image_start);
    uint64_t below_end = end_pa < map_image_pa ? end_pa : map_image_pa;
    uint64_t above = start_pa > image_end ? start_pa : image_end;

    if (start_pa < below_end) {
        map_add(a64_kernel_root, (struct map_piece){A64_LINEAR_BASE + start_pa, start_pa,
                                                    below_end - start_pa, A64_DATA});
    }
    if (above < end_pa) {
        map_add(a64_kernel_root,
                (struct map_piece){A64_LINEAR_BASE + above, above, end_pa - above, A64_DATA});
    }
    map_boot_window = map_page_entry(A64_IMAGE_BASE);
    map_boot_linear = map_page_entry(A64_LINEAR_BASE + map_image_pa);
    map_boot_entry = map_image_pa | map_attributes(A64_DATA) | A64_PTE_PAGE;
    a64_table_publish_kernel();
}

HAL_BOOT_CODE void a64_map_dma(uint64_t start_pa, uint64_t end_pa)
{
    map_add(a64_kernel_root,
            (struct map_piece){A64_LINEAR_BASE + start_pa, start_pa, end_pa - start_pa, A64_DMA});
    a64_table_publish_kernel();
}

void a64_map_release_boot(void)
{
    size_t pages = (size_t)(a64_boot_end - a64_image_start) / HAL_PAGE_BYTES;

    for (size_t n = 0; n < pages; n++) {
        map_boot_window[n] = 0;
    }
    /* Barriers as in a64_tlb_page: no core has it as code any more when it becomes data. */
    __asm__ volatile("dsb ishst\n\ttlbi vmalle1is\n\tdsb ish\n\tisb" ::: "memory");
    for (size_t n = 0; n < pages; n++) {
        map_boot_linear[n] = map_boot_entry + n * HAL_PAGE_BYTES;
    }
    a64_table_publish_kernel();
}

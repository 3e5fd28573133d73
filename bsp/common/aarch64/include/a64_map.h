/* SPDX-License-Identifier: MIT */
/*
 * The kernel's own page tables, and where the kernel's image lies.
 *
 *   0xffffff80_00000000 + pa   linear map: RAM without the kernel's image, but with
 *                              its boot code once that is over; read-write, no execute; what is set
 *                              aside for DMA is not cached
 *   0xffffffc0_00000000 + pa   devices that the kernel uses; Device-nGnRE, no execute
 *   0xffffffff_80000000        the kernel's image: text, rodata, data and stacks, at most 2 MiB
 *
 * Tables come from a fixed pool in the image. They only grow, at boot, by the boot core, until the
 * boot code leaves its place.
 */
#ifndef A64_MAP_H
#define A64_MAP_H

#include <stddef.h>
#include <stdint.h>

/* Where the image is linked to run; kernel.ld starts there. */
#define A64_IMAGE_BASE 0xffffffff80000000u

enum a64_access {
    A64_TEXT,   /* read, execute */
    A64_RODATA, /* read */
    A64_DATA,   /* read, write */
    A64_DMA,    /* read, write, Normal non-cacheable */
    A64_DEVICE, /* read, write, Device-nGnRE */
};

/* Bounds of the image and its parts (kernel.ld); page-aligned. */
extern char a64_image_start[], a64_boot_end[], a64_text_end[], a64_rodata_end[], a64_data_end[],
    a64_stacks[], a64_image_end[];

/* MMU off: makes the tables of the kernel's image, the boot identity map, and the devices. The
 * image's physical address is told by head.S: to the compiler the name of an address is one value.
 */
void a64_map_boot(uint64_t image_pa);

/* MMU on, by each core first of all: devices are reached through their window, and the boot
 * identity map is left. */
void a64_map_ready(void);

/* MMU on: adds [start, end) of RAM to the linear map, the kernel's image left out. Both are
 * multiples of the page size. */
void a64_map_linear(uint64_t start_pa, uint64_t end_pa);

/* MMU on: adds [start, end) of RAM to the linear map, past the caches. Nobody has written there
 * with the caches on, and nothing else maps it otherwise. Multiples of the page size. */
void a64_map_dma(uint64_t start_pa, uint64_t end_pa);

/* The boot is over: the pages from a64_image_start to a64_boot_end are in the linear map, and no
 * code any more. */
void a64_map_release_boot(void);

/* The physical address of something in the kernel's image; MMU on or off. */
uint64_t a64_image_pa(const void *address);

#endif

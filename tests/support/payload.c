/* SPDX-License-Identifier: MIT */
/*
 * An init in memory, as the image builder lays it out: see tay/abi/boot.h.
 */
#include "sim_internal.h"

#include <string.h>

enum { HEADER, TEXT, DATA, ARCHIVE, PAGES };

static union {
    struct tay_payload payload;
    unsigned char page[PAGES][1 << HAL_PAGE_SHIFT];
} image;

const void *payload_make(size_t *bytes)
{
    memset(&image, 0, sizeof image);
    /* brk #0, which nothing executes: it stands for text. */
    memcpy(image.page[TEXT], "\x00\x00\x20\xd4", 4);
    memcpy(image.page[DATA], "data", 4);
    memcpy(image.page[ARCHIVE], SIM_ARCHIVE, sizeof SIM_ARCHIVE);
    image.payload = (struct tay_payload){
        .magic = TAY_PAYLOAD_MAGIC,
        .version = TAY_PAYLOAD_VERSION,
        .total_bytes = sizeof image,
        .entry_ua = SIM_TEXT_UA,
        .stack_bytes = 4 * HAL_PAGE_BYTES,
        .archive_offset_bytes = ARCHIVE * HAL_PAGE_BYTES,
        .archive_bytes = sizeof SIM_ARCHIVE,
        .segment_count = 2,
        .segment = {{SIM_TEXT_UA, TEXT * HAL_PAGE_BYTES, HAL_PAGE_BYTES, HAL_PAGE_BYTES,
                     TAY_MAP_READ | TAY_MAP_EXECUTE},
                    {SIM_DATA_UA, DATA * HAL_PAGE_BYTES, HAL_PAGE_BYTES, SIM_DATA_BYTES,
                     TAY_MAP_READ | TAY_MAP_WRITE}},
    };
    *bytes = sizeof image;
    return &image;
}

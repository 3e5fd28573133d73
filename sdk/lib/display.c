/* SPDX-License-Identifier: MIT */
/*
 * The display protocol, the client's side.
 */
#include <tay/protocol/display.h>

#include <tay/client.h>

#define BLIT_PIXELS_MAX (8u << 20) /* what can be lent: below 32 MiB */

enum tay_status tay_display_info(tay_cap_t session, uint32_t *width_out, uint32_t *height_out)
{
    struct tay_call call = {.label = TAY_DISPLAY_INFO};
    enum tay_status status = tay_call(session, &call);
    if (status == TAY_OK) {
        *width_out = (uint32_t)call.word[0];
        *height_out = (uint32_t)call.word[1];
    }
    return status;
}

enum tay_status tay_display_fill(tay_cap_t session, const struct tay_display_area *area,
                                 uint32_t colour)
{
    struct tay_call call = {.label = TAY_DISPLAY_FILL,
                            .word = {area->x, area->y, area->width, area->height, colour}};
    return tay_call(session, &call);
}

enum tay_status tay_display_blit(tay_cap_t session, const struct tay_display_area *area,
                                 const uint32_t *pixels)
{
    uint64_t count = (uint64_t)area->width * area->height;
    if (count == 0 || count >= BLIT_PIXELS_MAX) {
        return TAY_EINVAL;
    }
    struct tay_call call = {.label = TAY_DISPLAY_BLIT,
                            .word = {area->x, area->y, area->width, area->height},
                            .lend_read = pixels,
                            .lend_read_bytes = (size_t)count * sizeof *pixels};
    return tay_call(session, &call);
}

enum tay_status tay_display_clear(tay_cap_t session, uint32_t colour)
{
    struct tay_call call = {.label = TAY_DISPLAY_CLEAR, .word = {colour}};
    return tay_call(session, &call);
}

enum tay_status tay_display_show_text(tay_cap_t session)
{
    struct tay_call call = {.label = TAY_DISPLAY_SHOW_TEXT};
    return tay_call(session, &call);
}

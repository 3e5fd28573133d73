/* SPDX-License-Identifier: MIT */
/** @file
 * The display protocol: a screen that shows text, or a client's picture.
 *
 * A display is a stream (tay/protocol/stream.h) to write to: OPEN, WRITE, DRAIN and READY are as
 * there, and SIZE tells columns and rows but sets none. All text comes onto one terminal: of every
 * client, and what the display's tap brings (tay/protocol/tap.h). By the same sessions a client
 * draws:
 *
 *     label                    words in                       lends        words out
 *     TAY_DISPLAY_INFO         -                              -            0: width, 1: height
 *     TAY_DISPLAY_FILL         0: x, 1: y, 2: width,          -            -
 *                              3: height, 4: colour
 *     TAY_DISPLAY_BLIT         0: x, 1: y, 2: width,          for reading  -
 *                              3: height
 *     TAY_DISPLAY_CLEAR        0: colour                      -            -
 *     TAY_DISPLAY_SHOW_TEXT    -                              -            -
 *
 * x counts from the left, y from above, all in pixels. A colour or a pixel is 0x00rrggbb; bits
 * 31:24 mean nothing. BLIT lends width * height pixels of 32 bits, row by row.
 *
 * The first FILL, BLIT or CLEAR makes the screen the session's. Text then goes on out of sight, and
 * comes back with SHOW_TEXT or the session's end. All calls are answered at once.
 *
 * Errors besides those of any call: TAY_ENOSYS: another label, READ among them; TAY_ESTATE: OPEN by
 * a session, or anything but OPEN and DRAIN by the endpoint, or nothing lent; TAY_EINVAL: length 0,
 * or a rectangle that is empty or not all on the screen, and nothing was drawn; TAY_EFAULT: lent
 * memory that is not there, and the rows before it were drawn; TAY_EAGAIN: the screen is another
 * session's. A display that is started again has forgotten its sessions: TAY_EPEER, and a client
 * opens another one.
 */
#ifndef TAY_PROTOCOL_DISPLAY_H
#define TAY_PROTOCOL_DISPLAY_H

#include <tay/abi/status.h>
#include <tay/abi/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The labels of its calls, besides those of a stream. */
enum tay_display_label {
    TAY_DISPLAY_INFO = 64,      /**< asks for the size in pixels */
    TAY_DISPLAY_FILL = 65,      /**< fills a part with a colour */
    TAY_DISPLAY_BLIT = 66,      /**< draws a picture */
    TAY_DISPLAY_CLEAR = 67,     /**< fills all with a colour */
    TAY_DISPLAY_SHOW_TEXT = 68, /**< gives the screen back to the text */
};

/** A part of the screen, in pixels. */
struct tay_display_area {
    uint32_t x;      /**< of its left column */
    uint32_t y;      /**< of its upper row */
    uint32_t width;  /**< from 1 up */
    uint32_t height; /**< from 1 up */
};

/**
 * Asks for the screen's size.
 *
 * @param session of the display, by tay_stream_open
 * @param width_out, height_out on TAY_OK: in pixels
 * @return TAY_OK; TAY_ESTATE: the handle is the endpoint; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT,
 *         TAY_ECANCELED, TAY_EPEER: as tay_call
 * @note Blocks, for as long as others are served.
 */
TAY_MUST_CHECK enum tay_status tay_display_info(tay_cap_t session, uint32_t *width_out,
                                                uint32_t *height_out);

/**
 * Fills a part of the screen, which becomes the session's.
 *
 * @param session of the display
 * @param area all of it on the screen
 * @param colour 0x00rrggbb
 * @return TAY_OK; else nothing was drawn: TAY_EINVAL: an area that is empty or not all on the
 *         screen; TAY_EAGAIN: the screen is another session's; TAY_ESTATE: the handle is the
 *         endpoint; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 * @note Blocks, for as long as others are served.
 */
TAY_MUST_CHECK enum tay_status
tay_display_fill(tay_cap_t session, const struct tay_display_area *area, uint32_t colour);

/**
 * Draws a picture onto the screen, which becomes the session's.
 *
 * @param session of the display
 * @param area all of it on the screen; below 8 Mi pixels
 * @param pixels width * height, row by row, 0x00rrggbb each
 * @return TAY_OK; TAY_EINVAL: an area that is empty or not all on the screen, and nothing was
 *         drawn; TAY_EAGAIN: the screen is another session's, and the same; TAY_EFAULT: memory that
 *         is not there, and the rows before it were drawn; TAY_ESTATE: the handle is the endpoint;
 *         TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 * @note Blocks, for as long as others are served. Linear in the area.
 */
TAY_MUST_CHECK enum tay_status
tay_display_blit(tay_cap_t session, const struct tay_display_area *area, const uint32_t *pixels);

/**
 * Fills the whole screen, which becomes the session's.
 *
 * @param session of the display
 * @param colour 0x00rrggbb
 * @return TAY_OK; TAY_EAGAIN: the screen is another session's, and nothing was drawn; TAY_ESTATE:
 *         the handle is the endpoint; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER:
 *         as tay_call
 * @note Blocks, for as long as others are served.
 */
TAY_MUST_CHECK enum tay_status tay_display_clear(tay_cap_t session, uint32_t colour);

/**
 * Gives the screen back to the text.
 *
 * @param session of the display
 * @return TAY_OK; TAY_EAGAIN: the screen is another session's; TAY_ESTATE: the handle is the
 *         endpoint; TAY_EHANDLE, TAY_ETYPE, TAY_ERIGHT, TAY_ECANCELED, TAY_EPEER: as tay_call
 * @note Blocks, for as long as others are served.
 */
TAY_MUST_CHECK enum tay_status tay_display_show_text(tay_cap_t session);

#ifdef __cplusplus
}
#endif

#endif

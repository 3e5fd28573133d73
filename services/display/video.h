/* SPDX-License-Identifier: MIT */
/*
 * The frame buffer, which the firmware makes in the VideoCore's memory and puts onto HDMI, made
 * larger to fill the screen.
 */
#ifndef DISPLAY_VIDEO_H
#define DISPLAY_VIDEO_H

#include "framebuffer.h"
#include <tay/abi/status.h>
#include <tay/abi/types.h>

/*
 * Asks the firmware for a frame buffer of width by height pixels, and maps it.
 *
 * mailbox is the service, video the device range of the VideoCore's memory. On TAY_OK *pixels_out
 * is where it is mapped; else *reason says what went wrong. TAY_EIO: there is none that can be
 * used.
 */
enum tay_status video_open(tay_cap_t mailbox, tay_cap_t video, uint32_t width, uint32_t height,
                           struct framebuffer *framebuffer_out, void **pixels_out,
                           const char **reason);

#endif

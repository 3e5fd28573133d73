/* SPDX-License-Identifier: MIT */
/*
 * Keeps the display busy with text and pictures: its size is always the same, and what it takes it
 * takes whole. What is on the screen other tests look at.
 */
#include "load.h"

#include <string.h>
#include <tay/protocol/display.h>
#include <tay/protocol/stream.h>
#include <tay/startup.h>

#define SIDE 8u
#define LINES                                                                                      \
    16u /* of text for each picture, which costs as much as all that others do meanwhile */

static tay_cap_t display, session;
static uint32_t width, height; /* as they were told first */

static bool open_session(void)
{
    load_close(&session);
    load_call_begins();
    return load_went_well(tay_stream_open(display, &session), "display: open");
}

static bool ask_size(void)
{
    uint32_t w, h;
    load_call_begins();
    if (!load_went_well(tay_display_info(session, &w, &h), "display: info")) {
        return false;
    }
    if (width == 0) {
        width = w;
        height = h;
    }
    LOAD_EXPECT(w == width && h == height);
    return true;
}

static bool draw(unsigned long number)
{
    uint32_t pixels[SIDE * SIDE];
    if (number % LINES != 0) {
        return true;
    }
    struct tay_display_area area = {
        .x = number % (width - SIDE), .y = number % (height - SIDE), .width = SIDE, .height = SIDE};
    memset(pixels, (int)(number & 0xff), sizeof pixels);
    load_call_begins();
    if (!load_went_well(tay_display_blit(session, &area, pixels), "display: blit")) {
        return false;
    }
    load_call_begins();
    if (!load_went_well(tay_display_fill(session, &area, 0xffffff), "display: fill")) {
        return false;
    }
    area.x = width;
    load_call_begins();
    enum tay_status status = tay_display_fill(session, &area, 0xffffff);
    LOAD_EXPECT(status == TAY_EINVAL || status == TAY_EPEER);
    load_call_begins();
    return load_went_well(tay_display_show_text(session), "display: text");
}

static bool write_text(unsigned long number)
{
    char text[32];
    int length = snprintf(text, sizeof text, "line %lu\n", number);
    load_call_begins();
    return load_went_well(tay_stream_write(session, text, (size_t)length), "display: write");
}

int main(int argument_count, char **arguments)
{
    unsigned long answered = 0;
    bool is_open = false;
    load_begin(argument_count, arguments);
    display = tay_startup_cap("display");
    while (load_goes_on()) {
        is_open = is_open || open_session();
        is_open = is_open && ask_size() && write_text(answered) && draw(answered);
        answered += is_open ? 1 : 0;
    }
    load_tell("load-display", answered);
    return EXIT_SUCCESS;
}

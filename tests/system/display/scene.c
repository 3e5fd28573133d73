/* SPDX-License-Identifier: MIT */
/*
 * Puts text onto the console, and so onto the display, and a picture onto the display; at each
 * prompt the test looks at the screen.
 */
#include "expect.h"
#include <string.h>
#include <tay/client.h>
#include <tay/operations.h>
#include <tay/protocol/display.h>
#include <tay/protocol/stream.h>
#include <tay/startup.h>

#define EXIT_KILLED 7

static tay_cap_t console, display;

static void put(const char *text)
{
    EXPECT(tay_stream_write(console, text, strlen(text)) == TAY_OK);
}

static void wait_for_line(const char *prompt)
{
    char line[80];
    size_t length_bytes;
    put(prompt);
    EXPECT(tay_stream_read_line(console, line, sizeof line, 0, &length_bytes) == TAY_OK);
}

static void show_text(void)
{
    put("\x1b[2J\x1b[H");
    put("plain \x1b[1mbold\x1b[22m \x1b[7minverse\x1b[27m \x1b[31;44mred on blue\x1b[0m\n");
    put("\x1b[92mbright\x1b[39m and \x1b[43myellow behind\x1b[49m, "
        "\xc3\xa4\xc3\xb6\xc3\xbc\xe2\x82\xac \xff\n");
    put("tab\tstop\ttwo\b\b\bTWO\rTAB\n");
    put("0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567"
        "\n");
    put("\x1b[10;20Hhere\x1b[2Aup\x1b[3Ddown\x1b[5;1Hgone\x1b[1K\x1b[12;1Hgone\x1b[2K\x1b[13;"
        "70Hlast\x1b[K");
    put("\x1b[20;1Hbelow is nothing\x1b[J\x1b[?25l\x1b[99;99H+\x1b[21;1H");
    wait_for_line("text> ");
}

static void scroll(void)
{
    char line[64];
    for (unsigned n = 0; n < 50; n++) {
        snprintf(line, sizeof line, "\x1b[3%um%*u: a line of many\x1b[m\n", n % 8, n % 30, n);
        put(line);
    }
    wait_for_line("scrolled> ");
}

static void draw(void)
{
    static uint32_t pixels[33 * 20];
    const struct tay_display_area outside = {600, 470, 41, 5}, empty = {0, 0, 0, 1};
    const struct tay_display_area box = {101, 50, 201, 99}, picture = {13, 301, 33, 20};
    uint32_t width, height;
    EXPECT(tay_stream_open(tay_startup_cap("display"), &display) == TAY_OK);
    EXPECT(tay_display_info(display, &width, &height) == TAY_OK);
    EXPECT(width == 640 && height == 480);
    for (uint32_t i = 0; i < 33 * 20; i++) {
        pixels[i] = 0xff000000u | (i % 33) << 19 | (i / 33) << 11 | (i & 0xff);
    }
    EXPECT(tay_display_clear(display, 0x102030) == TAY_OK);
    EXPECT(tay_display_fill(display, &box, 0xff8000) == TAY_OK);
    EXPECT(tay_display_blit(display, &picture, pixels) == TAY_OK);
    EXPECT(tay_display_fill(display, &outside, 0) == TAY_EINVAL);
    EXPECT(tay_display_fill(display, &empty, 0) == TAY_EINVAL);
    EXPECT(tay_display_blit(display, &outside, pixels) == TAY_EINVAL);
    wait_for_line("picture> ");
}

/* Wrong calls get their status, and the display goes on. */
static void talk_nonsense(void)
{
    tay_cap_t other;
    struct tay_call unknown = {.label = 99};
    struct tay_call nothing_lent = {.label = TAY_DISPLAY_BLIT, .word = {0, 0, 1, 1}};
    struct tay_call wild = {.label = TAY_DISPLAY_FILL, .word = {1, 1, UINT64_MAX, UINT64_MAX - 1}};
    const struct tay_display_area row = {0, 0, 640, 1};
    EXPECT(tay_call(display, &unknown) == TAY_ENOSYS);
    EXPECT(tay_call(display, &nothing_lent) == TAY_ESTATE);
    EXPECT(tay_call(display, &wild) == TAY_EINVAL);
    EXPECT(tay_display_blit(display, &row, (const uint32_t *)4096) == TAY_EFAULT);
    EXPECT(tay_display_clear(tay_startup_cap("display"), 0) == TAY_ESTATE);
    EXPECT(tay_stream_open(tay_startup_cap("display"), &other) == TAY_OK);
    EXPECT(tay_display_clear(other, 0) == TAY_EAGAIN);
    EXPECT(tay_stream_write(other, "a client's own\n", 15) == TAY_OK);
    EXPECT(tay_cap_close(other) == TAY_OK);
}

/* The session's end gives the screen back, and so does the display's own: it reads the tap again.
 */
static void give_back(void)
{
    EXPECT(tay_cap_close(display) == TAY_OK);
    wait_for_line("text again> ");
    EXPECT(tay_process_exit(tay_startup_cap("victim"), EXIT_KILLED) == TAY_OK);
    put("\x1b[2J\x1b[H");
    wait_for_line("started again> ");
}

int main(void)
{
    EXPECT(tay_stream_open(tay_startup_cap("console"), &console) == TAY_OK);
    show_text();
    scroll();
    draw();
    talk_nonsense();
    give_back();
    return EXIT_SUCCESS;
}

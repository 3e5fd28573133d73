/* SPDX-License-Identifier: MIT */
/*
 * What the firmware tells of a frame buffer comes from outside.
 */
#include "unit.h"

#include "framebuffer.h"

/* What the firmware tells, each value wrong in turn. */
static void test_frame_buffers(void **state)
{
    const struct video_memory video = {.physical = 0x3c000000, .length_bytes = 0x200000};
    const struct framebuffer good = {.physical = 0x3c0d4000,
                                     .length_bytes = 480 * 2560,
                                     .pitch_bytes = 2560,
                                     .width = 640,
                                     .height = 480};
    (void)state;
    assert_true(framebuffer_is_usable(&good, &video, 640, 480));
    assert_false(framebuffer_is_usable(&good, &video, 800, 480));
    assert_false(framebuffer_is_usable(&good, &video, 640, 481));
    struct framebuffer bad[] = {good, good, good, good, good, good, good, good, good};
    bad[0].physical = 0x3bfff000;
    bad[1].physical += 0x1000; /* its end lies outside */
    bad[2].physical += 0x10;
    bad[3].physical = 0x3c200000;
    bad[4].pitch_bytes = 2556;
    bad[5].pitch_bytes = 2568; /* more than there is memory */
    bad[6].length_bytes--;
    bad[7].physical = UINT64_MAX - 0xfff;
    bad[8].pitch_bytes = UINT64_MAX - 7;
    for (unsigned i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(framebuffer_is_usable(&bad[i], &video, 640, 480));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frame_buffers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

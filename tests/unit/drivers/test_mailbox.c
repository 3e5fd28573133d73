/* SPDX-License-Identifier: MIT */
/*
 * The mailbox, with a firmware that the test plays: it knows some tags, is late, says nonsense, or
 * nothing.
 */
#include "device_play.h"
#include "mailbox/firmware.h"
#include "unit.h"

#include <string.h>
#include <tay/abi/trap.h>
#include <tay/protocol/mailbox.h>
#include <tay/time.h>

enum { READ = 0x880, STATUS = 0x898, WRITE = 0x8a0, WRITE_STATUS = 0x8b8 };

#define EMPTY 0x40000000u
#define PHYSICAL 0x3ff000u
#define MAIL_MAX 16u

static uint32_t memory[1024];
static struct device device;

static struct {
    uint32_t mail[MAIL_MAX]; /* to be read */
    unsigned count;
    uint32_t code;         /* what it answers with */
    unsigned cut;          /* the tag, counted from 1, that it does not know */
    uint32_t seen[8];      /* the tags of the last message */
    uint32_t given[8];     /* and the second value of each, or the first */
    uint32_t answer[8][2]; /* its values to them */
    bool keeps_values;     /* it gives back what it got */
    bool is_late;          /* it answers with the next message only */
} firmware;

static void post(uint32_t mail)
{
    assert_true(firmware.count < MAIL_MAX);
    firmware.mail[firmware.count++] = mail;
}

static void answer(uint32_t *message)
{
    size_t words = message[0] / sizeof(uint32_t);
    unsigned n = 0;
    assert_true(message[0] % 4 == 0 && words <= 128);
    assert_int_equal(message[1], 0);
    assert_int_equal(message[words - 1], 0);
    for (size_t at = 2; message[at] != 0; at += 3 + message[at + 1] / 4, n++) {
        assert_true(at + 3 + message[at + 1] / 4 < words);
        assert_true(message[at + 2] <= message[at + 1]);
        firmware.seen[n] = message[at];
        firmware.given[n] = message[at + 2] >= 8 ? message[at + 4] : message[at + 3];
        if (!firmware.keeps_values) {
            memcpy(&message[at + 3], firmware.answer[n], sizeof firmware.answer[n]);
        }
        message[at + 2] = n + 1 == firmware.cut ? 0 : 0x80000000u | 8;
    }
    message[1] = firmware.code;
}

static void take_mail(uintptr_t offset, uint32_t value)
{
    static uint32_t kept;
    assert_int_equal(offset, WRITE);
    assert_int_equal(value & 0xf, 8);
    uint32_t physical = (value & 0x3ffffff0u) - PHYSICAL;
    assert_true(value >= 0xc0000000u && physical < sizeof memory);
    if (firmware.is_late) {
        kept = value;
        firmware.is_late = false;
        return;
    }
    if (kept != 0) {
        post(kept);
        kept = 0;
    }
    answer(&memory[physical / sizeof(uint32_t)]);
    post(value);
}

static uint32_t play_mailbox(uintptr_t offset)
{
    if (offset == STATUS) {
        return firmware.count == 0 ? EMPTY : 0;
    }
    if (offset == READ) {
        assert_true(firmware.count > 0);
        uint32_t mail = firmware.mail[0];
        memmove(firmware.mail, firmware.mail + 1, --firmware.count * sizeof mail);
        return mail;
    }
    assert_int_equal(offset, WRITE_STATUS);
    return 0;
}

static void begin(void)
{
    play_begin();
    play.on_read = play_mailbox;
    play.on_write = take_mail;
    memset(&firmware, 0, sizeof firmware);
    memset(memory, 0, sizeof memory);
    firmware.code = 0x80000000u;
    device = (struct device){.regs = PLAY_REGS, .memory = memory, .physical = PHYSICAL};
}

static enum tay_status call(unsigned label, tay_word_t first, tay_word_t second, tay_word_t third,
                            tay_word_t *out)
{
    tay_word_t in[TAY_WORDS] = {first, second, third};
    memset(out, 0, TAY_WORDS * sizeof *out);
    return firmware_call(&device, label, in, out);
}

static void test_board(void **state)
{
    static const uint32_t answers[4][2] = {
        {0xa02082}, {0x89abcdef, 0x01234567}, {1700000000}, {0x33221100, 0xffff5544}};
    tay_word_t out[TAY_WORDS];
    (void)state;
    begin();
    memcpy(firmware.answer, answers, sizeof answers);
    assert_int_equal(call(TAY_MAILBOX_BOARD, 0, 0, 0, out), TAY_OK);
    assert_int_equal(out[0], 0xa02082);
    assert_int_equal(out[1], 0x0123456789abcdef);
    assert_int_equal(out[2], 1700000000);
    assert_int_equal(out[3], 0x554433221100);
    assert_int_equal(firmware.seen[0], 0x10002);
    assert_int_equal(firmware.seen[3], 0x10003);
}

/* Success, and a length of 0. */
static void test_unknown_tag(void **state)
{
    tay_word_t out[TAY_WORDS];
    (void)state;
    begin();
    firmware.cut = 1;
    assert_int_equal(call(TAY_MAILBOX_THROTTLED, 0, 0, 0, out), TAY_ENOENT);
    assert_int_equal(firmware.seen[0], 0x30046);
    firmware.cut = 3;
    assert_int_equal(call(TAY_MAILBOX_CLOCK, 1, 0, 0, out), TAY_ENOENT);
    firmware.cut = 5;
    assert_int_equal(call(TAY_MAILBOX_CLOCK, 1, 0, 0, out), TAY_OK);
}

static void test_failure(void **state)
{
    tay_word_t out[TAY_WORDS];
    (void)state;
    begin();
    firmware.code = 0x80000001u;
    assert_int_equal(call(TAY_MAILBOX_TEMPERATURE, 0, 0, 0, out), TAY_EIO);
}

static void drop(uintptr_t offset, uint32_t value)
{
    (void)offset;
    (void)value;
}

static void test_silence(void **state)
{
    tay_word_t out[TAY_WORDS];
    (void)state;
    begin();
    play.on_write = drop;
    assert_int_equal(call(TAY_MAILBOX_TEMPERATURE, 0, 0, 0, out), TAY_EIO);
    assert_in_range(play.now_ns, TAY_NS_PER_S, 2 * TAY_NS_PER_S);
}

/* Memory instead of registers is never empty; ones are always full. */
static void test_no_device(void **state)
{
    tay_word_t out[TAY_WORDS];
    (void)state;
    begin();
    play.on_read = NULL;
    play.on_write = NULL;
    assert_int_equal(call(TAY_MAILBOX_BOARD, 0, 0, 0, out), TAY_EIO);
    begin();
    play.on_read = play_read_ones;
    assert_int_equal(call(TAY_MAILBOX_BOARD, 0, 0, 0, out), TAY_EIO);
    assert_int_equal(play.write_count, 0);
}

/* An answer to what was given up, and mail of nobody, are not taken for the answer. */
static void test_late_answers(void **state)
{
    tay_word_t out[TAY_WORDS];
    (void)state;
    begin();
    firmware.is_late = true;
    assert_int_equal(call(TAY_MAILBOX_TEMPERATURE, 0, 0, 0, out), TAY_EIO);
    post(0x12345678);
    firmware.answer[0][1] = 25000;
    assert_int_equal(call(TAY_MAILBOX_TEMPERATURE, 0, 0, 0, out), TAY_OK);
    assert_int_equal(out[0], 25000);
    assert_int_equal(firmware.count, 0);
}

static void test_clocks(void **state)
{
    static const uint32_t answers[4][2] = {{4, 250000000}, {4, 1}, {4, 400000000}, {4, 1}};
    tay_word_t out[TAY_WORDS];
    (void)state;
    begin();
    memcpy(firmware.answer, answers, sizeof answers);
    assert_int_equal(call(TAY_MAILBOX_CLOCK, 4, 0, 0, out), TAY_OK);
    assert_int_equal(out[0], 250000000);
    assert_int_equal(out[2], 400000000);
    assert_int_equal(out[3], 1);
    assert_int_equal(firmware.given[0], 4);
    firmware.answer[3][1] = 2;
    assert_int_equal(call(TAY_MAILBOX_CLOCK, 4, 0, 0, out), TAY_ENOENT);
    firmware.keeps_values = true;
    assert_int_equal(call(TAY_MAILBOX_SET_CLOCK, 2, 48000000, 0, out), TAY_OK);
    assert_int_equal(out[0], 48000000);
    assert_int_equal(firmware.seen[0], 0x38002);
}

static void test_power(void **state)
{
    tay_word_t out[TAY_WORDS];
    (void)state;
    begin();
    firmware.keeps_values = true;
    assert_int_equal(call(TAY_MAILBOX_SET_POWER, 3, 1, 0, out), TAY_ENOENT); /* bit 1: none */
    assert_int_equal(firmware.given[0], 3);
    firmware.keeps_values = false;
    firmware.answer[0][1] = 1;
    assert_int_equal(call(TAY_MAILBOX_SET_POWER, 3, 1, 0, out), TAY_OK);
    assert_int_equal(out[0], 1);
}

static void test_framebuffer(void **state)
{
    static const uint32_t answers[7][2] = {
        {640, 480}, {640, 960}, {0, 0}, {32}, {1}, {0xfc100000, 2457600}, {2560}};
    tay_word_t out[TAY_WORDS];
    (void)state;
    begin();
    memcpy(firmware.answer, answers, sizeof answers);
    assert_int_equal(call(TAY_MAILBOX_FRAMEBUFFER, 640, 480, 960, out), TAY_OK);
    assert_int_equal(out[0], 0x3c100000);
    assert_int_equal(out[1], 2457600);
    assert_int_equal(out[2], 2560);
    assert_int_equal(out[3], 640);
    assert_int_equal(out[4], 480);
    assert_int_equal(out[5], 960);
    assert_int_equal(firmware.given[1], 960);
    firmware.answer[4][0] = 0; /* blue lowest */
    assert_int_equal(call(TAY_MAILBOX_FRAMEBUFFER, 640, 480, 0, out), TAY_EIO);
    firmware.answer[4][0] = 1;
    firmware.answer[5][1] = 4096; /* too short for its lines */
    assert_int_equal(call(TAY_MAILBOX_FRAMEBUFFER, 640, 480, 0, out), TAY_EIO);
}

static void test_framebuffer_sizes(void **state)
{
    tay_word_t out[TAY_WORDS];
    (void)state;
    begin();
    assert_int_equal(call(TAY_MAILBOX_FRAMEBUFFER, 0, 0, 0, out), TAY_ENOENT); /* no display */
    firmware.answer[0][0] = 1920;
    firmware.answer[0][1] = 1080;
    (void)call(TAY_MAILBOX_FRAMEBUFFER, 0, 0, 0, out);
    assert_int_equal(firmware.given[0], 1080); /* of the message that sets it up */
    assert_int_equal(firmware.seen[5], 0x40001);
    firmware.keeps_values = true;
    assert_int_equal(call(TAY_MAILBOX_PAN, 480, 0, 0, out), TAY_OK);
    assert_int_equal(out[0], 480);
}

/* What cannot be is not asked for. */
static void test_refusals(void **state)
{
    static const struct {
        unsigned label;
        tay_word_t word[3];
        enum tay_status status;
    } refusals[] = {
        {0, {0}, TAY_ENOSYS},
        {TAY_MAILBOX_PAN + 1, {0}, TAY_ENOSYS},
        {TAY_MAILBOX_CLOCK, {0}, TAY_EINVAL},
        {TAY_MAILBOX_CLOCK, {TAY_FIRMWARE_CLOCK_COUNT}, TAY_EINVAL},
        {TAY_MAILBOX_CLOCK, {UINTPTR_MAX}, TAY_EINVAL},
        {TAY_MAILBOX_SET_CLOCK, {2, 0}, TAY_EINVAL},
        {TAY_MAILBOX_SET_CLOCK, {2, (tay_word_t)1 << 32}, TAY_EINVAL},
        {TAY_MAILBOX_POWER, {TAY_POWER_COUNT}, TAY_EINVAL},
        {TAY_MAILBOX_SET_POWER, {3, 2}, TAY_EINVAL},
        {TAY_MAILBOX_FRAMEBUFFER, {0, 480, 0}, TAY_EINVAL},
        {TAY_MAILBOX_FRAMEBUFFER, {640, 0, 0}, TAY_EINVAL},
        {TAY_MAILBOX_FRAMEBUFFER, {4097, 480, 0}, TAY_EINVAL},
        {TAY_MAILBOX_FRAMEBUFFER, {640, 4097, 0}, TAY_EINVAL},
        {TAY_MAILBOX_FRAMEBUFFER, {640, 480, 4097}, TAY_EINVAL},
        {TAY_MAILBOX_FRAMEBUFFER, {640, 480, 479}, TAY_EINVAL},
        {TAY_MAILBOX_FRAMEBUFFER, {UINTPTR_MAX, 1, 0}, TAY_EINVAL},
        {TAY_MAILBOX_PAN, {TAY_FRAMEBUFFER_MAX}, TAY_EINVAL},
    };
    tay_word_t out[TAY_WORDS];
    (void)state;
    begin();
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        const tay_word_t *word = refusals[i].word;
        assert_int_equal(call(refusals[i].label, word[0], word[1], word[2], out),
                         refusals[i].status);
    }
    assert_int_equal(play.write_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_board),       cmocka_unit_test(test_unknown_tag),
        cmocka_unit_test(test_failure),     cmocka_unit_test(test_silence),
        cmocka_unit_test(test_no_device),   cmocka_unit_test(test_late_answers),
        cmocka_unit_test(test_clocks),      cmocka_unit_test(test_power),
        cmocka_unit_test(test_framebuffer), cmocka_unit_test(test_framebuffer_sizes),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/*
 * The table of devices: what each key gives, each refusal with its line and reason, and what a
 * manifest gets that binds.
 */
#include "refusals.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tay/device.h>

#define TABLE                                                                                      \
    "# a board\n"                                                                                  \
    "device = uart arm,pl011\nregs = 0 0x1000 4K\nirq = 7\n"                                       \
    "device = gpio x,gpio\nregs = 0 0x2000 8K\nregs = 1 0x0 4K\nirq = 3\nirq = 4\n"                \
    "device = a x,twin\ndevice = b x,twin # the same\n"                                            \
    "device = dma x,dma\nregs = 0 0x4000 4K\ndma = 2 0x10000 8K\n"                                 \
    "device = late x,late\nrevision = 0xff0 0x080\nrevision = 0xff0 0x0d0\n"                       \
    "device = beside x,beside # in the page of uart\nregs = 0 0x1000 4K\n"

static struct tay_devices devices;
static struct tay_manifest manifest;
static struct tay_manifest_error error;

static bool read_text(const char *text, size_t length_bytes, struct tay_manifest_error *error_out)
{
    return tay_devices_parse(text, length_bytes, &devices, error_out);
}

static bool parse(const char *text)
{
    return read_copy(read_text, text, &error);
}

static bool bind(const char *text, uint64_t revision)
{
    assert_true(parse(TABLE));
    assert_true(tay_manifest_parse(text, strlen(text), &manifest, &error));
    return tay_devices_bind(&devices, revision, &manifest, &error);
}

static void test_table(void **state)
{
    (void)state;
    assert_true(parse(TABLE));
    assert_int_equal(devices.count, 7);
    const struct tay_device *gpio = &devices.device[1];
    assert_string_equal(gpio->name, "gpio");
    assert_string_equal(gpio->compatible, "x,gpio");
    assert_int_equal(gpio->line, 5);
    assert_int_equal(gpio->regs_count, 2);
    assert_int_equal(gpio->regs[0].offset, 0x2000);
    assert_int_equal(gpio->regs[0].length_bytes, 8192);
    assert_int_equal(gpio->regs[1].range, 1);
    assert_false(gpio->has_dma);
    assert_true(devices.device[4].has_dma);
    assert_int_equal(devices.device[4].dma.length_bytes, 8192);
    assert_int_equal(gpio->irq_count, 2);
    assert_int_equal(gpio->irq[1], 4);
    assert_int_equal(devices.device[5].model_count, 2);
    assert_int_equal(devices.device[5].model[1].mask, 0xff0);
    assert_int_equal(devices.device[5].model[1].value, 0x0d0);
    assert_true(parse(""));
    assert_int_equal(devices.count, 0);
}

static const struct refusal refusals[] = {
    {"irq = 1", 1, "no device stands before", "irq"},
    {"device =", 1, "a value is missing", "device"},
    {"device = a x\nregs =", 2, "a value is missing", "regs"},
    {"device = a,b x", 1, "a name has other characters than letters, digits, _ - .", "a,b"},
    {"device = a x\n\ndevice = a y", 3, "two devices have the same name", "a"},
    {"device = a", 1, "it is not said what the device is", ""},
    {"device = a x\ndevice = b # x", 2, "it is not said what the device is", ""},
    {"device = a x y", 1, "a device has other characters than letters, digits, , _ - .", "x y"},
    {"device = a 0123456789012345678901234567890123456789", 1,
     "a device is called by more than 39 characters", "01234567890123456789012"},
    {"device = a x\ncolor = red", 2, "there is no such key", "color"},
    {"device = a x\nregs", 2, "a line is not 'key = value'", "regs"},
    {"device = a x\nregs = 4 0x0 4K", 2, "a device range is a number from 0 to 3", "4"},
    {"device = a x\nregs = 0 0x80 4K", 2, "an offset is 0x and digits, in whole pages of 4K",
     "0x80"},
    {"device = a x\nregs = 0 0x0 64", 2, "a size is not in whole pages of 4K", "64"},
    {"device = a x\nregs = 0 0x0 4K 1", 2, "there is something too much", "1"},
    {"device = a x\ndma = 0 0x0 64", 2, "a size is not in whole pages of 4K", "64"},
    {"device = a x\ndma = 0 0x0 4K\ndma = 0 0x0 4K", 3, "a key stands twice", "0 0x0 4K"},
    {"device = a x\nirq = 1024", 2, "it is not a number, or one that is too large", "1024"},
    {"device = a x\nirq = 1 2", 2, "there is something too much", "2"},
    {"device = a x\nirq = 1\nirq = 2\nirq = 3\nirq = 4\nirq = 5", 6,
     "a device has more than 4 interrupt lines", "5"},
    {"device = a x\nrevision = 1 1", 2, "a revision is a mask and its bits, both 0x and digits",
     "1 1"},
    {"device = a x\nrevision = 0xf 0x10", 2,
     "a revision is a mask and its bits, both 0x and digits", "0xf 0x10"},
};

static void test_refusals(void **state)
{
    (void)state;
    expect_refusals(read_text, refusals, sizeof refusals / sizeof refusals[0]);
}

static void test_too_many_devices(void **state)
{
    char text[4096] = "";
    (void)state;
    for (unsigned i = 0; i <= TAY_DEVICES_MAX; i++) {
        assert_true(parse(text));
        snprintf(text + strlen(text), 64, "device = d%u x\n", i);
    }
    assert_false(parse(text));
    assert_string_equal(error.reason, "there are more than 48 devices");
}

#define P "program = p\n"

static void test_bind(void **state)
{
    const struct tay_manifest_cap *cap = manifest.cap;
    (void)state;
    assert_true(bind(P "cap log = log : write\nbind = x,gpio\n", 0));
    assert_int_equal(manifest.cap_count, 6);
    assert_string_equal(cap[1].name, "regs");
    assert_string_equal(cap[1].object, "gpio");
    assert_int_equal(cap[1].origin, TAY_MANIFEST_DEVICE);
    assert_int_equal(cap[1].type, TAY_OBJECT_memory);
    assert_int_equal(cap[1].offset, 0x2000);
    assert_int_equal(cap[1].value, 8192);
    assert_int_equal(cap[1].rights, TAY_RIGHT_READ | TAY_RIGHT_WRITE);
    assert_int_equal(cap[1].line, 3);
    assert_string_equal(cap[2].name, "regs1");
    assert_int_equal(cap[2].range, 1);
    assert_string_equal(cap[3].name, "bell");
    assert_int_equal(cap[3].origin, TAY_MANIFEST_OWN);
    assert_int_equal(cap[3].rights, TAY_RIGHT_SEND | TAY_RIGHT_RECEIVE);
    assert_string_equal(cap[4].name, "irq");
    assert_string_equal(cap[4].object, "bell");
    assert_int_equal(cap[4].value, 3);
    assert_int_equal(cap[4].offset, 0);
    assert_int_equal(cap[4].rights, TAY_RIGHT_SEND);
    assert_string_equal(cap[5].name, "irq1");
    assert_int_equal(cap[5].offset, 1);
}

static void test_bind_dma(void **state)
{
    const struct tay_manifest_cap *cap = manifest.cap;
    (void)state;
    assert_false(bind(P "bind = dma\n", 0));
    assert_string_equal(error.reason, "a device with DMA is for a program with 'trusted = dma'");
    assert_int_equal(error.line, 2);
    assert_true(bind(P "bind = dma\ntrusted = dma\n", 0));
    assert_int_equal(manifest.cap_count, 2);
    assert_string_equal(cap[1].name, "dma");
    assert_int_equal(cap[1].origin, TAY_MANIFEST_DMA);
    assert_int_equal(cap[1].range, 2);
    assert_int_equal(cap[1].offset, 0x10000);
    assert_int_equal(cap[1].value, 8192);
    assert_int_equal(cap[1].rights, TAY_RIGHT_READ | TAY_RIGHT_WRITE);
}

/* A second device: other names, the same bell, further bits. */
static void test_bind_two(void **state)
{
    const struct tay_manifest_cap *cap = manifest.cap;
    (void)state;
    assert_true(bind(P "bind = gpio\nbind = uart line\n", 0));
    assert_int_equal(manifest.cap_count, 7);
    assert_string_equal(cap[5].name, "line-regs");
    assert_string_equal(cap[6].name, "line-irq");
    assert_string_equal(cap[6].object, "bell");
    assert_int_equal(cap[6].offset, 2);
}

static void test_bind_refusals(void **state)
{
    (void)state;
    assert_false(bind(P "\nbind = tape\n", 0));
    assert_string_equal(error.reason, "the board has no such device");
    assert_string_equal(error.word, "tape");
    assert_int_equal(error.line, 3);
    assert_false(bind(P "bind = x,twin\n", 0));
    assert_string_equal(error.reason, "the board has several of these devices: name one");
    assert_true(bind(P "bind = a\n", 0));
    assert_false(bind(P "bind = uart\nbind = gpio\n", 0));
    assert_string_equal(error.reason, "two capabilities have the same name");
    assert_int_equal(error.line, 3);
    assert_false(bind(P "bind = uart\nbind = uart other\n", 0));
    assert_string_equal(error.reason, "this device is bound elsewhere, too");
    assert_false(bind(P "cap bell = log : write\nbind = uart\n", 0));
    assert_string_equal(error.reason, "two capabilities have the same name");
    assert_false(bind(P "bind = uart a-very-long-long-name\n", 0));
    assert_string_equal(error.reason, "a name is longer than 23 characters");
    assert_true(bind(P "bind = uart line\n", 0));
}

static void test_revisions(void **state)
{
    (void)state;
    assert_true(bind(P "bind = late\n", 0xa02082));
    assert_true(bind(P "bind = late\n", 0xa020d3));
    assert_true(bind(P "bind = late\n", 0)); /* unknown */
    assert_false(bind(P "bind = late\n", 0x9020e0));
    assert_string_equal(error.reason, "this board's revision has no such device");
    assert_string_equal(error.word, "late");
}

static void test_conflict(void **state)
{
    (void)state;
    assert_true(bind(P "bind = uart\n", 0));
    struct tay_manifest_cap first = manifest.cap[0];
    assert_non_null(tay_manifest_conflict(&first, &first));
    assert_true(bind(P "bind = beside\n", 0));
    assert_null(tay_manifest_conflict(&first, &manifest.cap[0])); /* the table says so */
}

/* What is not bound stays away from what is. */
static void test_registers_of_others(void **state)
{
    static const char *const wrong[] = {"device 0 0x1000 4K : read", "device 0 0x0 8K : read write",
                                        "device 0 0x1000 16K : write", "device_range 0 : manage"};
    static const char *const right[] = {"device 0 0x0 4K : read",    "device 0 0x2000 4K : read",
                                        "device 1 0x1000 4K : read", "device_range 1 : manage",
                                        "device_range 0 : grant",    "dma 0 0x1000 4K : read"};
    char text[100];
    (void)state;
    assert_true(bind(P "bind = uart\n", 0));
    struct tay_manifest_cap uart = manifest.cap[0];
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        snprintf(text, sizeof text, P "trusted = dma\ncap x = %s\n", wrong[i]);
        assert_true(bind(text, 0));
        assert_string_equal(tay_manifest_conflict(&uart, &manifest.cap[0]),
                            "these registers are also those of a device that is bound");
        assert_non_null(tay_manifest_conflict(&manifest.cap[0], &uart));
        assert_null(tay_manifest_conflict(&manifest.cap[0], &manifest.cap[0])); /* both know */
        snprintf(text, sizeof text, P "trusted = dma\ncap x = %s\nbind = uart\n", wrong[i]);
        assert_false(bind(text, 0));
        assert_int_equal(error.line, 4);
    }
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        snprintf(text, sizeof text, P "trusted = dma\ncap x = %s\n", right[i]);
        assert_true(bind(text, 0));
        assert_null(tay_manifest_conflict(&uart, &manifest.cap[0]));
        assert_null(tay_manifest_conflict(&manifest.cap[0], &uart));
    }
}

static void test_trust(void **state)
{
    (void)state;
    assert_false(bind(P "cap log = log : write\ncap x = device 0 0x3000 8K : read\n", 0));
    assert_string_equal(error.reason, "a device with DMA is for a program with 'trusted = dma'");
    assert_string_equal(error.word, "x");
    assert_int_equal(error.line, 3);
    assert_false(bind(P "cap x = device_range 0 : manage\n", 0));
    assert_string_equal(error.reason, "a device with DMA is for a program with 'trusted = dma'");
    assert_false(bind(P "bind = dma\n", 0));
    assert_true(bind(P "trusted = dma\ncap x = device_range 0 : manage\n", 0));
    assert_true(bind(P "trusted = dma\ncap x = device 0 0x4000 4K : write\n", 0));
    assert_true(bind(P "cap x = device_range 0 : grant\n", 0)); /* makes nothing of it */
    assert_true(bind(P "cap x = device_range 1 : manage\n", 0));
    assert_true(bind(P "cap x = device 0 0x3000 4K : write\n", 0));
    assert_true(bind(P "cap x = device 0 0x5000 4K : write\n", 0));
}

static void test_manifest_refusals(void **state)
{
    static const char *const texts[][2] = {
        {P "bind =", "a value is missing"},
        {P "bind = a/b", "a device has other characters than letters, digits, , _ - ."},
        {P "bind = a b c", "there is something too much"},
        {P "bind = a b,c", "a name has other characters than letters, digits, _ - ."},
        {P "bind = a\nbind = b\nbind = c\nbind = d\nbind = e",
         "a program binds more than 4 devices"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_false(tay_manifest_parse(texts[i][0], strlen(texts[i][0]), &manifest, &error));
        assert_string_equal(error.reason, texts[i][1]);
    }
}

/* Whatever is cut off or changed: an answer, and nothing read outside the text. */
static void test_mutations(void **state)
{
    const char good[] = TABLE;
    const char odd[] = {'\0', '\n', ' ', '#', '=', ',', '9', 'K', '\x80'};
    char text[sizeof good];
    (void)state;
    for (size_t length = 0; length < sizeof good; length++) {
        char *copy = malloc(length == 0 ? 1 : length);
        assert_non_null(copy);
        memcpy(copy, good, length);
        bool accepted = tay_devices_parse(copy, length, &devices, &error);
        assert_true(accepted || (error.line >= 1 && error.reason != NULL));
        free(copy);
    }
    for (size_t at = 0; at < sizeof good - 1; at++) {
        for (size_t i = 0; i < sizeof odd; i++) {
            memcpy(text, good, sizeof good);
            text[at] = odd[i];
            bool accepted = tay_devices_parse(text, sizeof good - 1, &devices, &error);
            assert_true(accepted || (error.line >= 1 && error.reason != NULL));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_bind),
        cmocka_unit_test(test_too_many_devices),
        cmocka_unit_test(test_bind_two),
        cmocka_unit_test(test_bind_dma),
        cmocka_unit_test(test_bind_refusals),
        cmocka_unit_test(test_revisions),
        cmocka_unit_test(test_manifest_refusals),
        cmocka_unit_test(test_conflict),
        cmocka_unit_test(test_registers_of_others),
        cmocka_unit_test(test_trust),
        cmocka_unit_test(test_mutations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

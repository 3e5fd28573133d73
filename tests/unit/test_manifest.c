/* SPDX-License-Identifier: MIT */
/*
 * The manifest's parser: what each key gives, and each refusal with its line and reason.
 */
#include "refusals.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tay/manifest.h>

static struct tay_manifest manifest;
static struct tay_manifest_error error;

static bool read_text(const char *text, size_t length_bytes, struct tay_manifest_error *error_out)
{
    return tay_manifest_parse(text, length_bytes, &manifest, error_out);
}

static bool parse(const char *text)
{
    return read_copy(read_text, text, &error);
}

static void test_all_keys(void **state)
{
    (void)state;
    assert_true(parse("# a comment\n"
                      "program = counter   # and another\n"
                      "account=1M\n\n"
                      "\tslots = 128\n"
                      "priority = 63\n"
                      "core = 3\n"
                      "stack = 32K\n"
                      "restart = always\n"
                      "sessions = keep\n"
                      "serve = store\n"
                      "cap log = log : write\n"
                      "cap ring = memory shared 16K : read write\n"
                      "cap bell = notification bell: send receive\n"
                      "cap door = endpoint door :grant\n"
                      "cap range = device_range 2 : manage\n"
                      "cap irqs = irq_control : manage\n"
                      "cap machine = system : read\n"
                      "argument = one two\n"
                      "argument = a#b=c\n"
                      "environment = HOME=/a b\n"
                      "environment = EMPTY="));
    assert_string_equal(manifest.program, "counter");
    assert_int_equal(manifest.program_line, 2);
    assert_int_equal(manifest.account_bytes, 1024 * 1024);
    assert_int_equal(manifest.slots, 128);
    assert_int_equal(manifest.priority, 63);
    assert_int_equal(manifest.core, 3);
    assert_int_equal(manifest.stack_bytes, 32 * 1024);
    assert_true(manifest.restart_always);
    assert_true(manifest.keep_sessions);
    assert_int_equal(manifest.cap_count, 8);
    assert_int_equal(manifest.arguments.count, 2);
    assert_memory_equal(manifest.arguments.text, "one two\0a#b=c", sizeof "one two\0a#b=c");
    assert_int_equal(manifest.arguments.bytes, sizeof "one two\0a#b=c");
    assert_int_equal(manifest.environment.count, 2);
    assert_memory_equal(manifest.environment.text, "HOME=/a b\0EMPTY=", sizeof "HOME=/a b\0EMPTY=");
    assert_int_equal(manifest.environment.bytes, sizeof "HOME=/a b\0EMPTY=");
}

static void test_capabilities(void **state)
{
    (void)state;
    assert_true(parse("program = p\n"
                      "cap ring = memory shared 16K : read write\n"
                      "cap range = device_range 2 : manage grant\n"
                      "cap log = log : write\n"));
    const struct tay_manifest_cap *cap = manifest.cap;
    assert_string_equal(cap[0].name, "ring");
    assert_string_equal(cap[0].object, "shared");
    assert_int_equal(cap[0].type, TAY_OBJECT_memory);
    assert_int_equal(cap[0].value, 16 * 1024);
    assert_int_equal(cap[0].rights, TAY_RIGHT_READ | TAY_RIGHT_WRITE);
    assert_int_equal(cap[0].line, 2);
    assert_string_equal(cap[1].object, "");
    assert_int_equal(cap[1].type, TAY_OBJECT_device_range);
    assert_int_equal(cap[1].value, 2);
    assert_int_equal(cap[1].rights, TAY_RIGHT_MANAGE | TAY_RIGHT_GRANT);
    assert_int_equal(cap[2].type, TAY_OBJECT_log);
    assert_int_equal(cap[2].rights, TAY_RIGHT_WRITE);
}

static void test_services(void **state)
{
    (void)state;
    assert_true(parse("program = p\n"
                      "serve = store\n"
                      "cap out = service console : send grant\n"
                      "cap other = process init : manage\n"));
    const struct tay_manifest_cap *cap = manifest.cap;
    assert_string_equal(cap[0].name, "store");
    assert_string_equal(cap[0].object, "store");
    assert_int_equal(cap[0].origin, TAY_MANIFEST_SERVE);
    assert_int_equal(cap[0].type, TAY_OBJECT_endpoint);
    assert_int_equal(cap[0].rights, TAY_RIGHT_RECEIVE);
    assert_string_equal(cap[1].name, "out");
    assert_string_equal(cap[1].object, "console");
    assert_int_equal(cap[1].origin, TAY_MANIFEST_SERVICE);
    assert_int_equal(cap[1].type, TAY_OBJECT_endpoint);
    assert_int_equal(cap[2].origin, TAY_MANIFEST_PROCESS);
    assert_string_equal(cap[2].object, "init");
    assert_int_equal(cap[2].type, TAY_OBJECT_process);
}

static void test_devices(void **state)
{
    (void)state;
    assert_true(parse("program = p\n"
                      "cap bell = notification : receive\n"
                      "cap regs = device 1 0x215000 8K : read write\n"
                      "cap irq = irq 29 bell 31 : send\n"
                      "cap buffer = dma 2 0x1000 12K : read write\n"
                      "trusted = dma\n"));
    const struct tay_manifest_cap *cap = manifest.cap;
    assert_int_equal(cap[0].origin, TAY_MANIFEST_OWN);
    assert_int_equal(cap[0].type, TAY_OBJECT_notification);
    assert_string_equal(cap[0].object, "");
    assert_int_equal(cap[1].origin, TAY_MANIFEST_DEVICE);
    assert_int_equal(cap[1].type, TAY_OBJECT_memory);
    assert_int_equal(cap[1].range, 1);
    assert_int_equal(cap[1].offset, 0x215000);
    assert_int_equal(cap[1].value, 8192);
    assert_int_equal(cap[2].origin, TAY_MANIFEST_IRQ);
    assert_int_equal(cap[2].type, TAY_OBJECT_irq);
    assert_int_equal(cap[2].value, 29);
    assert_string_equal(cap[2].object, "bell");
    assert_int_equal(cap[2].offset, 31);
    assert_int_equal(cap[3].origin, TAY_MANIFEST_DMA);
    assert_int_equal(cap[3].type, TAY_OBJECT_memory);
    assert_int_equal(cap[3].range, 2);
    assert_int_equal(cap[3].offset, 0x1000);
    assert_int_equal(cap[3].value, 3 * 4096);
    assert_true(manifest.trusted_dma);
    assert_true(parse("program = p\n"));
    assert_false(manifest.trusted_dma);
}

static void test_supervision(void **state)
{
    (void)state;
    assert_true(parse("program = p\n"
                      "delay = 0\n"
                      "limit = none\n"
                      "heartbeat = 500\n"
                      "ready = 60000\n"
                      "cap kept = state 16K : read write\n"
                      "cap sup = supervisor : read write manage grant\n"
                      "cap pays = account : manage grant\n"));
    const struct tay_manifest_cap *cap = manifest.cap;
    assert_int_equal(manifest.delay_ms, 0);
    assert_int_equal(manifest.limit, TAY_MANIFEST_NO_LIMIT);
    assert_int_equal(manifest.heartbeat_ms, 500);
    assert_int_equal(manifest.ready_ms, 60000);
    assert_string_equal(cap[0].name, "heartbeat");
    assert_int_equal(cap[0].origin, TAY_MANIFEST_HEARTBEAT);
    assert_int_equal(cap[0].type, TAY_OBJECT_notification);
    assert_int_equal(cap[0].rights, TAY_RIGHT_SEND);
    assert_int_equal(cap[0].value, 500);
    assert_string_equal(cap[1].name, "ready");
    assert_int_equal(cap[1].origin, TAY_MANIFEST_READY);
    assert_int_equal(cap[2].origin, TAY_MANIFEST_STATE);
    assert_int_equal(cap[2].type, TAY_OBJECT_memory);
    assert_int_equal(cap[2].value, 16 * 1024);
    assert_string_equal(cap[2].object, "");
    assert_int_equal(cap[3].origin, TAY_MANIFEST_SUPERVISOR);
    assert_int_equal(cap[3].type, TAY_OBJECT_session);
    assert_int_equal(cap[3].rights,
                     TAY_RIGHT_READ | TAY_RIGHT_WRITE | TAY_RIGHT_MANAGE | TAY_RIGHT_GRANT);
    assert_int_equal(cap[4].origin, TAY_MANIFEST_ACCOUNT);
    assert_int_equal(cap[4].type, TAY_OBJECT_account);
    assert_int_equal(cap[4].rights, TAY_RIGHT_MANAGE | TAY_RIGHT_GRANT);
}

static void test_defaults(void **state)
{
    (void)state;
    assert_true(parse("program = p"));
    assert_int_equal(manifest.account_bytes, 256 * 1024);
    assert_int_equal(manifest.slots, TAY_SLOTS_MIN);
    assert_int_equal(manifest.priority, 10);
    assert_int_equal(manifest.core, TAY_CORE_ANY);
    assert_int_equal(manifest.stack_bytes, 16 * 1024);
    assert_int_equal(manifest.cap_count, 0);
    assert_int_equal(manifest.arguments.count, 0);
    assert_int_equal(manifest.delay_ms, 100);
    assert_int_equal(manifest.limit, 10);
    assert_int_equal(manifest.heartbeat_ms, 0);
    assert_int_equal(manifest.ready_ms, 0);
}

#define P "program = p\n"
#define NAME_24 "abcdefghijklmnopqrstuvwx"

static const struct refusal refusals[] = {
    {"", 1, "the key 'program' is missing", ""},
    {"slots = 64\n\n", 2, "the key 'program' is missing", ""},
    {P "color = red", 2, "there is no such key", "color"},
    {P "program = q", 2, "a key stands twice", "program"},
    {P "slots", 2, "a line is not 'key = value'", "slots"},
    {P "slots =", 2, "a value is missing", "slots"},
    {P "stack = 16K # x\nstack = 16K", 3, "a key stands twice", "stack"},
    {"program = a/b", 1, "a name has other characters than letters, digits, _ - .", "a/b"},
    {"program = " NAME_24, 1, "a name is longer than 23 characters", "abcdefghijklmnopqrstuvw"},
    {P "account = 0", 2, "a size is not in whole pages of 4K", "0"},
    {P "account = 5000", 2, "a size is not in whole pages of 4K", "5000"},
    {P "account = 1G", 2, "it is not a size, or one that is too large", "1G"},
    {P "account = K", 2, "it is not a size, or one that is too large", "K"},
    {P "account = -4K", 2, "it is not a size, or one that is too large", "-4K"},
    {P "account = 1025M", 2, "it is not a size, or one that is too large", "1025M"},
    {P "account = 99999999999999999999K", 2, "it is not a size, or one that is too large",
     "99999999999999999999K"},
    {P "stack = 2M", 2, "it is not a size, or one that is too large", "2M"},
    {P "slots = 63", 2, "slots are a power of two from 64 to 4096", "63"},
    {P "slots = 96", 2, "slots are a power of two from 64 to 4096", "96"},
    {P "slots = 32768", 2, "slots are a power of two from 64 to 4096", "32768"},
    {P "priority = 64", 2, "a priority is a number from 0 to 63", "64"},
    {P "core = 64", 2, "a core is a number from 0 to 63, or any", "64"},
    {P "core = first", 2, "a core is a number from 0 to 63, or any", "first"},
    {P "priority = high", 2, "a priority is a number from 0 to 63", "high"},
    {P "end = stop", 2, "what is done at the machine's end is: unmount", "stop"},
    {P "restart = sometimes", 2, "no such restart policy", "sometimes"},
    {P "sessions = lose", 2, "sessions are kept or renewed: keep, renew", "lose"},
    {P "delay = 10001", 2, "a delay is a number of ms from 0 to 10000", "10001"},
    {P "delay = soon", 2, "a delay is a number of ms from 0 to 10000", "soon"},
    {P "limit = 0", 2, "a limit is a number from 1 to 1000, or none", "0"},
    {P "limit = 1001", 2, "a limit is a number from 1 to 1000, or none", "1001"},
    {P "heartbeat = 0", 2, "a time is a number of ms from 1 to 60000", "0"},
    {P "heartbeat = 5s", 2, "a time is a number of ms from 1 to 60000", "5s"},
    {P "ready = 60001", 2, "a time is a number of ms from 1 to 60000", "60001"},
    {P "ready = 5\nready = 5", 3, "a key stands twice", "ready"},
    {P "ready = 5\ncap ready = log : read", 3, "two capabilities have the same name", "ready"},
    {P "cap a = log : read\ncap heartbeat = log : read\nheartbeat = 9", 4,
     "two capabilities have the same name", "heartbeat"},
    {P "cap a = state : read", 2, "it is not a size, or one that is too large", ""},
    {P "cap a = state 5 : read", 2, "a size is not in whole pages of 4K", "5"},
    {P "cap a = state b 4K : read", 2, "it is not a size, or one that is too large", "b"},
    {P "cap a = state 4K : send", 2, "this right does not exist on this type", "send"},
    {P "cap a = supervisor x : read", 2, "there is something too much before the ':'", "x"},
    {P "cap a = supervisor : send", 2, "this right does not exist on this type", "send"},
    {P "cap a = account x : read", 2, "there is something too much before the ':'", "x"},
    {P "cap a = account : write", 2, "this right does not exist on this type", "write"},
    {P "cap a = archive x : read", 2, "there is something too much before the ':'", "x"},
    {P "cap a = archive : write", 2, "this right does not exist on this type", "write"},
    {P "cap a = archive : manage", 2, "this right does not exist on this type", "manage"},
    {P "serve = a/b", 2, "a name has other characters than letters, digits, _ - .", "a/b"},
    {P "serve = a\nserve = a", 3, "this name is served elsewhere, too", "a"},
    {P "serve = a\ncap a = log : write", 3, "two capabilities have the same name", "a"},
    {P "cap a = service : send", 2, "a name is missing", ""},
    {P "cap a = service b : read", 2, "this right does not exist on this type", "read"},
    {P "cap a = process : manage", 2, "a name is missing", ""},
    {P "cap a = device 4 0x1000 4K : read", 2, "a device range is a number from 0 to 3", "4"},
    {P "cap a = device 0 4096 4K : read", 2, "an offset is 0x and digits, in whole pages of 4K",
     "4096"},
    {P "cap a = device 0 0x 4K : read", 2, "an offset is 0x and digits, in whole pages of 4K",
     "0x"},
    {P "cap a = device 0 0x1g00 4K : read", 2, "an offset is 0x and digits, in whole pages of 4K",
     "0x1g00"},
    {P "cap a = device 0 0x1040 4K : read", 2, "an offset is 0x and digits, in whole pages of 4K",
     "0x1040"},
    {P "cap a = device 0 0x100000000000000000 4K : read", 2,
     "an offset is 0x and digits, in whole pages of 4K", "0x100000000000000000"},
    {P "cap a = device 0 0x1000 40 : read", 2, "a size is not in whole pages of 4K", "40"},
    {P "cap a = dma 4 0x0 4K : read", 2, "a device range is a number from 0 to 3", "4"},
    {P "cap a = dma 2 0x0 4K : read", 2, "memory for DMA is for a program with 'trusted = dma'",
     "a"},
    {P "trusted = dma\ncap a = dma 2 0x0 8K : read\ncap b = dma 2 0x1000 4K : read", 4,
     "this memory for DMA is taken elsewhere", "b"},
    {P "trusted = me", 2, "a program can be trusted with: dma", "me"},
    {P "cap a = irq x b 0 : send", 2, "it is not a number, or one that is too large", "x"},
    {P "cap a = irq 1024 b 0 : send", 2, "it is not a number, or one that is too large", "1024"},
    {P "cap a = irq 29 b 0 : send", 2, "no notification of this name stands before", "b"},
    {P "cap b = log : read\ncap a = irq 29 b 0 : send", 3,
     "no notification of this name stands before", "b"},
    {P "cap b = notification : send\ncap a = irq 29 b 32 : send", 3,
     "it is not a number, or one that is too large", "32"},
    {P "cap b = notification : send\ncap a = irq 9 b 0 : send\ncap c = irq 9 b 1 : send", 4,
     "this interrupt line is taken elsewhere", "b"},
    {P "environment = HOME", 2, "a variable of the environment is not NAME=value", "HOME"},
    {P "environment = =x", 2, "a variable of the environment is not NAME=value", "=x"},
    {P "environment = A=1\nenvironment = AB=1\nenvironment = A=2", 4,
     "a variable of the environment stands twice", "A"},
    {P "argument = \x7f", 2, "a character is not printable ASCII", ""},
    {P "slots = 64\r\n", 2, "a character is not printable ASCII", ""},
    {P "cap = log : write", 2, "a name is missing", ""},
    {P "cap a b = log : write", 2, "a name has other characters than letters, digits, _ - .",
     "a b"},
    {P "cap a = log", 2, "the rights are missing", "log"},
    {P "cap a = log :", 2, "the rights are missing", ""},
    {P "cap a = tape : read", 2, "there is no such kind of capability", "tape"},
    {P "cap a = : read", 2, "there is no such kind of capability", ""},
    {P "cap a = thread : read", 2, "there is no such kind of capability", "thread"},
    {P "cap a = log : fly", 2, "there is no such right", "fly"},
    {P "cap a = log : send", 2, "this right does not exist on this type", "send"},
    {P "cap a = log : write write", 2, "a right stands twice", "write"},
    {P "cap a = log x : write", 2, "there is something too much before the ':'", "x"},
    {P "cap a = memory m : read", 2, "it is not a size, or one that is too large", ""},
    {P "cap a = memory : read", 2, "a name is missing", ""},
    {P "cap a = memory m 1 : read", 2, "a size is not in whole pages of 4K", "1"},
    {P "cap a = device_range 4 : manage", 2, "a device range is a number from 0 to 3", "4"},
    {P "cap a = device_range : manage", 2, "a device range is a number from 0 to 3", ""},
    {P "cap a = log : read\ncap a = system : read", 3, "two capabilities have the same name", "a"},
    {P "cap a = memory m 4K : read\ncap b = memory m 8K : read", 3,
     "the memory of this name has another size elsewhere", "m"},
    {P "cap a = memory m 4K : read\ncap b = endpoint m : send", 3,
     "an object of this name has another type elsewhere", "m"},
};

static void test_refusals(void **state)
{
    (void)state;
    expect_refusals(read_text, refusals, sizeof refusals / sizeof refusals[0]);
}

static void test_nul_is_refused(void **state)
{
    (void)state;
    assert_false(
        tay_manifest_parse("program = p\0q", sizeof "program = p\0q" - 1, &manifest, &error));
    assert_string_equal(error.reason, "a character is not printable ASCII");
}

static void test_too_many(void **state)
{
    char text[8192] = P;
    char line[64];
    (void)state;
    for (unsigned i = 0; i <= TAY_MANIFEST_CAPS; i++) {
        assert_true(i == 0 || parse(text));
        snprintf(line, sizeof line, "cap c%u = log : write\n", i);
        strcat(text, line);
    }
    assert_false(parse(text));
    assert_string_equal(error.reason, "there are more than 32 capabilities");
    assert_int_equal(error.line, 2 + TAY_MANIFEST_CAPS);

    strcpy(text, P);
    for (unsigned i = 1; i < TAY_STARTUP_ARGUMENTS; i++) {
        strcat(text, "argument = a\n");
    }
    assert_true(parse(text));
    strcat(text, "argument = a\n");
    assert_false(parse(text));
    assert_string_equal(error.reason, "there are too many arguments, or they are too long");
}

static void test_long_argument(void **state)
{
    /* What is left for arguments beside the longest program name. */
    const size_t room = TAY_STARTUP_ARGUMENT_BYTES - TAY_MANIFEST_NAME_BYTES;
    char text[2048] = P "argument = ";
    size_t head = strlen(text);
    (void)state;
    memset(text + head, 'a', room - 1);
    assert_true(parse(text));
    assert_int_equal(manifest.arguments.bytes, room);
    text[head + room - 1] = 'a';
    assert_false(parse(text));
    assert_string_equal(error.reason, "there are too many arguments, or they are too long");
}

static void test_large_environment(void **state)
{
    char text[2048] = P "environment = A=";
    size_t head = strlen(text);
    size_t room = TAY_STARTUP_ARGUMENT_BYTES - strlen("A=");
    (void)state;
    memset(text + head, 'a', room - 1);
    assert_true(parse(text));
    assert_int_equal(manifest.environment.bytes, TAY_STARTUP_ARGUMENT_BYTES);
    text[head + room - 1] = 'a';
    assert_false(parse(text));
    assert_string_equal(error.reason, "the environment is too large");
    strcpy(text, P);
    for (unsigned i = 0; i <= TAY_STARTUP_VARIABLES; i++) {
        assert_true(parse(text));
        snprintf(text + strlen(text), 32, "environment = A%u=\n", i);
    }
    assert_false(parse(text));
    assert_string_equal(error.reason, "the environment is too large");
}

/* Whatever is cut off or changed: an answer, and nothing read outside the text. */
static void test_mutations(void **state)
{
    const char good[] = P "stack = 16K\ncap a = memory m 4K : read write\nargument = x # y\n"
                          "environment = A=b\n";
    const char odd[] = {'\0', '\n', ' ', '#', '=', ':', '9', 'K', '\x80'};
    char text[sizeof good];
    (void)state;
    for (size_t length = 0; length < sizeof good; length++) {
        char *copy = malloc(length == 0 ? 1 : length);
        assert_non_null(copy);
        memcpy(copy, good, length);
        bool accepted = tay_manifest_parse(copy, length, &manifest, &error);
        assert_true(accepted || (error.line >= 1 && error.reason != NULL));
        free(copy);
    }
    for (size_t at = 0; at < sizeof good - 1; at++) {
        for (size_t i = 0; i < sizeof odd; i++) {
            memcpy(text, good, sizeof good);
            text[at] = odd[i];
            bool accepted = tay_manifest_parse(text, sizeof good - 1, &manifest, &error);
            assert_true(accepted || (error.line >= 1 && error.reason != NULL));
        }
    }
}

static void test_conflict(void **state)
{
    struct tay_manifest_cap a = {
        .object = "x", .origin = TAY_MANIFEST_SHARED, .type = TAY_OBJECT_memory, .value = 4096};
    struct tay_manifest_cap b = a;
    (void)state;
    assert_null(tay_manifest_conflict(&a, &b));
    b.value = 8192;
    assert_non_null(tay_manifest_conflict(&a, &b));
    strcpy(b.object, "y");
    assert_null(tay_manifest_conflict(&a, &b));
    /* Without a name it is the machine's: the same object for everybody. */
    a.object[0] = b.object[0] = '\0';
    a.origin = b.origin = TAY_MANIFEST_MACHINE;
    b.type = TAY_OBJECT_log;
    assert_null(tay_manifest_conflict(&a, &b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_keys),       cmocka_unit_test(test_capabilities),
        cmocka_unit_test(test_defaults),       cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_nul_is_refused), cmocka_unit_test(test_too_many),
        cmocka_unit_test(test_long_argument),  cmocka_unit_test(test_mutations),
        cmocka_unit_test(test_conflict),       cmocka_unit_test(test_services),
        cmocka_unit_test(test_devices),        cmocka_unit_test(test_large_environment),
        cmocka_unit_test(test_supervision),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

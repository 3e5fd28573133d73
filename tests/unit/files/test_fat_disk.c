/* SPDX-License-Identifier: MIT */
/*
 * The card by its driver, as FAT's server sees it: transfers that are cut off are asked for again,
 * and only what the driver says of the card counts as the card's.
 */
#include "unit.h"
#include <disk.h>
#include <stdio.h>
#include <string.h>
#include <tay/operations.h>
#include <tay/protocol/block.h>
#include <tay/status.h>
#include <tay/time.h>

#define SERIAL 0xcafeu
#define CARD_BLOCKS 100u

/* The driver: how the next transfers end, the last one over and over. */
static enum tay_status answers[4];
static unsigned answer_count, transfers, opens;
static enum tay_block_fault fault;
static uint32_t serial;

static enum tay_status answer(struct tay_block_error *error_out)
{
    unsigned n = transfers < answer_count ? transfers : answer_count - 1;
    transfers++;
    if (error_out != NULL) {
        *error_out = (struct tay_block_error){.fault = fault};
    }
    return answers[n];
}

enum tay_status tay_block_open(tay_cap_t endpoint, uint64_t first, uint64_t count,
                               tay_cap_t *session_out, struct tay_block_error *error_out)
{
    (void)endpoint, (void)first, (void)count, (void)error_out;
    opens++;
    *session_out = (tay_cap_t)opens;
    return TAY_OK;
}

enum tay_status tay_block_geometry(tay_cap_t session, struct tay_block_geometry *geometry_out)
{
    (void)session;
    *geometry_out = (struct tay_block_geometry){.blocks = CARD_BLOCKS, .serial = serial};
    return TAY_OK;
}

enum tay_status tay_block_read(tay_cap_t session, uint64_t block, size_t count, void *data,
                               struct tay_block_error *error_out)
{
    (void)session, (void)block;
    memset(data, 0, count * TAY_BLOCK_BYTES);
    return answer(error_out);
}

enum tay_status tay_block_write(tay_cap_t session, uint64_t block, size_t count, const void *data,
                                struct tay_block_error *error_out)
{
    (void)session, (void)block, (void)count, (void)data;
    return answer(error_out);
}

enum tay_status tay_block_flush(tay_cap_t session)
{
    (void)session;
    return answer(NULL);
}

enum tay_status tay_cap_close(tay_cap_t handle)
{
    (void)handle;
    return TAY_OK;
}

tay_time_t tay_time_now(void)
{
    return 0;
}

enum tay_status tay_alarm_create(struct tay_alarm *alarm_out)
{
    (void)alarm_out;
    return TAY_ENOMEM;
}

enum tay_status tay_alarm_sleep_until(const struct tay_alarm *alarm, tay_time_t time_ns)
{
    (void)alarm, (void)time_ns;
    return TAY_OK;
}

enum tay_status tay_alarm_close(struct tay_alarm *alarm)
{
    (void)alarm;
    return TAY_OK;
}

static struct disk disk;
static struct fat_device device;
static uint8_t data[FAT_SECTOR_BYTES];

/* A disk that is open, of a driver that answers so next. */
static int begin(const enum tay_status *next, unsigned count)
{
    disk = (struct disk){.session = 1, .place = {0, CARD_BLOCKS}, .serial = SERIAL};
    device = disk_device(&disk);
    memcpy(answers, next, count * sizeof *next);
    answer_count = count;
    transfers = 0;
    opens = 0;
    fault = TAY_BLOCK_GOOD;
    serial = SERIAL;
    return 0;
}

#define BEGIN(...)                                                                                 \
    begin((const enum tay_status[]){__VA_ARGS__},                                                  \
          sizeof((const enum tay_status[]){__VA_ARGS__}) / sizeof(enum tay_status))

static void test_interrupted(void **state)
{
    (void)state;
    BEGIN(TAY_ECANCELED, TAY_ECANCELED, TAY_OK);
    assert_int_equal(device.read(device.context, 5, data, 1), 0);
    assert_int_equal(transfers, 3);
    BEGIN(TAY_ECANCELED, TAY_OK);
    assert_int_equal(device.write(device.context, 5, data, 1), 0);
    BEGIN(TAY_ECANCELED, TAY_OK);
    assert_int_equal(device.flush(device.context), 0);
    assert_int_equal(opens, 0); /* the session is as good as before */
    BEGIN(TAY_ECANCELED);
    assert_int_not_equal(device.read(device.context, 5, data, 1), 0);
    assert_int_equal(transfers, 4);
    assert_false(disk.is_gone);
}

static void test_driver_dies(void **state)
{
    (void)state;
    BEGIN(TAY_EPEER, TAY_ECANCELED, TAY_EPEER, TAY_OK);
    assert_int_equal(device.read(device.context, 5, data, 1), 0);
    assert_int_equal(opens, 2);
    BEGIN(TAY_EPEER, TAY_OK);
    serial++; /* another card */
    assert_int_not_equal(device.read(device.context, 5, data, 1), 0);
    assert_true(disk.is_gone);
    assert_int_equal(transfers, 1);
}

static void test_card_fails(void **state)
{
    (void)state;
    BEGIN(TAY_EIO);
    fault = TAY_BLOCK_DAMAGED;
    assert_int_not_equal(device.read(device.context, 5, data, 1), 0);
    assert_int_equal(transfers, 1);
    assert_false(disk.is_gone);
    fault = TAY_BLOCK_NO_MEDIUM;
    assert_int_not_equal(device.read(device.context, 5, data, 1), 0);
    assert_true(disk.is_gone);
    assert_int_not_equal(device.read(device.context, 5, data, 1), 0);
    assert_int_equal(transfers, 2); /* nobody was asked */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_interrupted),
        cmocka_unit_test(test_driver_dies),
        cmocka_unit_test(test_card_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

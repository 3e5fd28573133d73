/* SPDX-License-Identifier: MIT */
/*
 * Holds init to what a manifest says (crasher.manifest): who waits is answered at the death, the
 * first start again is at once, each later one after twice the time, and meanwhile callers are
 * refused at once. What the server keeps is there again, until half of the limit is reached. A
 * server that hangs is ended by its heartbeat, and at the limit it is given up.
 */
#include "crasher.h"

#include <expect.h>
#include <tay/client.h>
#include <tay/protocol/supervisor.h>
#include <tay/startup.h>
#include <tay/time.h>

#define DELAY_MS 40u
#define HEARTBEAT_MS 20u
#define LIMIT 6u
#define WORD 0x5eedu
#define SLACK_MS 5u /* for what a start takes */

static tay_cap_t crasher;

static unsigned now_ms(void)
{
    return (unsigned)(tay_time_now() / TAY_NS_PER_MS);
}

/* Makes it die in a call. The call is answered when it is dead. */
static void kill_by(enum crasher_label label)
{
    struct tay_call call = {.label = label};
    EXPECT(tay_call(crasher, &call) == TAY_EPEER && call.seen);
}

/* How often it was started, and the word; waits in the queue, or is refused. */
static enum tay_status ask(uint64_t *starts, uint64_t *word)
{
    struct tay_call call = {.label = CRASHER_COUNT};
    enum tay_status status = tay_call(crasher, &call);
    EXPECT(status == TAY_OK || (status == TAY_EPEER && !call.seen));
    *starts = call.word[0];
    *word = call.word[1];
    return status;
}

/* Calls until it is there again, and holds that no call waited. Its delay, in ms. */
static unsigned wait_until_back(void)
{
    struct tay_alarm alarm;
    uint64_t starts, word;
    unsigned begin_ms = now_ms();
    EXPECT(tay_alarm_create(&alarm) == TAY_OK);
    for (;;) {
        unsigned before_ms = now_ms();
        if (ask(&starts, &word) == TAY_OK) {
            break;
        }
        EXPECT(now_ms() - before_ms <= 1);
        EXPECT(tay_alarm_sleep_until(&alarm, tay_time_now() + TAY_NS_PER_MS) == TAY_OK);
    }
    EXPECT(tay_alarm_close(&alarm) == TAY_OK);
    return now_ms() - begin_ms;
}

static void expect_kept(uint64_t expected_starts, uint64_t expected_word)
{
    uint64_t starts, word;
    EXPECT(ask(&starts, &word) == TAY_OK);
    EXPECT(starts == expected_starts && word == expected_word);
}

static void expect_delay(unsigned expected_ms)
{
    unsigned delay_ms = wait_until_back();
    printf("prober: it was back after %u ms\n", delay_ms);
    EXPECT(delay_ms + 1 >= expected_ms && delay_ms <= expected_ms + SLACK_MS);
}

static void expect_given_up(void)
{
    tay_cap_t supervisor = tay_startup_cap("supervisor");
    struct tay_service service;
    uint64_t starts, word;
    unsigned number;
    EXPECT(ask(&starts, &word) == TAY_EPEER);
    EXPECT(tay_supervisor_find(supervisor, "crasher", &number) == TAY_OK);
    EXPECT(tay_supervisor_query(supervisor, number, &service) == TAY_OK);
    EXPECT(service.state == TAY_SERVICE_GIVEN_UP);
    EXPECT(service.starts == LIMIT && service.crashes == LIMIT);
    /* By hand it is started all the same, and remembers nothing. */
    EXPECT(tay_supervisor_start(supervisor, number) == TAY_OK);
    expect_kept(LIMIT / 2 + 1, 0);
    EXPECT(tay_supervisor_stop(supervisor, number) == TAY_OK);
    EXPECT(ask(&starts, &word) == TAY_EPEER);
    EXPECT(tay_supervisor_stop(supervisor, number) == TAY_ESTATE);
    EXPECT(tay_supervisor_start(supervisor, number) == TAY_OK);
    expect_kept(1, 0);
}

static void expect_report(void)
{
    tay_cap_t supervisor = tay_startup_cap("supervisor");
    static struct tay_service_report report;
    unsigned number;
    EXPECT(tay_supervisor_find(supervisor, "crasher", &number) == TAY_OK);
    EXPECT(tay_supervisor_report(supervisor, number, &report) == TAY_OK);
    EXPECT(report.hung == 0 && report.start == 1 && report.crash.has_faulted);
    EXPECT(report.crash.fault[TAY_FAULT_WORD_KIND] == TAY_FAULT_WRITE);
    EXPECT(report.crash.address_count > 2);
    EXPECT(report.crash.stack_used_bytes > 0 &&
           report.crash.stack_used_bytes < report.crash.stack_bytes);
}

int main(void)
{
    struct tay_call set = {.label = CRASHER_SET, .word = {WORD}};
    crasher = tay_startup_cap("crasher");
    EXPECT(tay_call(crasher, &set) == TAY_OK);
    kill_by(CRASHER_FAULT);
    expect_kept(2, WORD); /* it waited in the queue: there was no delay */
    expect_report();
    unsigned begin_ms = now_ms();
    kill_by(CRASHER_HANG);
    unsigned hung_ms = now_ms() - begin_ms;
    printf("prober: its hang was ended after %u ms\n", hung_ms);
    EXPECT(hung_ms + 1 >= HEARTBEAT_MS && hung_ms <= 2 * HEARTBEAT_MS + 1);
    expect_delay(DELAY_MS);
    expect_kept(3, WORD);
    kill_by(CRASHER_FAULT);
    expect_delay(2 * DELAY_MS);
    expect_kept(1, 0); /* half of the limit */
    kill_by(CRASHER_HANG);
    expect_delay(4 * DELAY_MS);
    kill_by(CRASHER_FAULT);
    expect_delay(8 * DELAY_MS);
    expect_kept(3, 0);
    kill_by(CRASHER_FAULT);
    expect_given_up();
    printf("prober: as it should be\n");
    return EXIT_SUCCESS;
}

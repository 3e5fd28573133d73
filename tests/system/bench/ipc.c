/* SPDX-License-Identifier: MIT */
/*
 * Calls to a server in another address space, of the same priority, and what else wakes threads.
 */
#include "bench.h"

#define CALLS 2000
#define LABEL 1

static tay_word_t echo, pass, read, yielder, token, bell;
static char lent[PAGE] __attribute__((aligned(4096)));

static void start_yielder(void)
{
    const struct bench_step call = {
        .code = bench_call, .in = &yielder, .info = LABEL, .word = {CALLS + 8}};
    bench_do(&call, 1, 1);
}

static void calls(void)
{
    const struct bench_step plain = {.code = bench_call, .in = &echo, .info = LABEL};
    const struct bench_step words = {
        .code = bench_call, .in = &echo, .info = LABEL, .word = {1, 2, 3, 4, 5, 6}};
    bench_measure(
        &(struct bench_row){.name = "ipc.call.0", .step = &plain, .step_count = 1, .count = CALLS});
    bench_measure(
        &(struct bench_row){.name = "ipc.call.6", .step = &words, .step_count = 1, .count = CALLS});
}

static void lend(const char *name, size_t length_bytes)
{
    const struct bench_step step = {.code = bench_call,
                                    .in = &read,
                                    .info = LABEL | TAY_INFO_LEND_READ,
                                    .lend_read = TAY_RANGE(lent, length_bytes)};
    bench_measure(
        &(struct bench_row){.name = name, .step = &step, .step_count = 1, .count = CALLS});
}

/* The capability moves there and back: its handle is another one each time. */
static void pass_capability(void)
{
    tay_cap_t made;
    EXPECT(tay_notification_create(TAY_OWN_ACCOUNT, &made) == TAY_OK);
    token = made;
    const struct bench_step there = {
        .code = bench_call, .in = &pass, .info = LABEL | 1u << TAY_INFO_CAPS_SHIFT};
    bench_measure(&(struct bench_row){
        .name = "ipc.cap", .step = &there, .step_count = 1, .count = CALLS, .moved = &token});
    EXPECT(token != made);
}

/* Who waits in another address space is above the caller, and waits again at once. */
static void wake(void)
{
    const tay_word_t waited = tay_startup_cap("bell");
    const struct bench_step notify = {.code = bench_notify, .in = &waited, .word = {1}};
    bench_measure(&(struct bench_row){
        .name = "notify.wake", .step = &notify, .step_count = 1, .count = CALLS});
}

void bench_ipc(void)
{
    echo = tay_startup_cap("echo");
    pass = tay_startup_cap("pass");
    read = tay_startup_cap("read");
    yielder = tay_startup_cap("yielder");
    lent[0] = 1;
    calls();
    lend("ipc.lend.512", 512);
    lend("ipc.lend.4096", sizeof lent);
    pass_capability();

    tay_cap_t made;
    EXPECT(tay_notification_create(TAY_OWN_ACCOUNT, &made) == TAY_OK);
    bell = made;
    const struct bench_step notify = {.code = bench_notify, .in = &bell, .word = {1}};
    bench_measure(&(struct bench_row){
        .name = "notify.idle", .step = &notify, .step_count = 1, .count = CALLS});
    wake();
    const struct bench_step yield = {.code = bench_yield, .in = &bench_own_account};
    bench_measure(&(struct bench_row){.name = "yield.switch",
                                      .step = &yield,
                                      .step_count = 1,
                                      .count = CALLS,
                                      .divisor = 2,
                                      .before = start_yielder});
}

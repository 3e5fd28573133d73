/* SPDX-License-Identifier: MIT */
/*
 * Threads that are pinned: one that goes from core to core with its FP registers, and a client and
 * a server on each pair of cores.
 */
#include <expect.h>
#include <stdint.h>
#include <tay/abi/object.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/trap.h>

#define PRIORITY 10u
#define STACK_BYTES 0x2000u
#define ROUNDS 20u
#define CALLS 10u

static char server_stack[STACK_BYTES] __attribute__((aligned(16)));
static tay_cap_t door;
static tay_word_t cores;

static void pin(tay_cap_t thread, tay_word_t core)
{
    EXPECT(tay_thread_set_affinity(thread, core) == TAY_OK);
}

static tay_word_t core_of(tay_cap_t thread)
{
    tay_word_t pinned, last;
    EXPECT(tay_thread_get_affinity(thread, &pinned, &last) == TAY_OK);
    EXPECT(pinned == TAY_CORE_ANY || pinned == last);
    return last;
}

/* In one piece: nothing but the trap comes between the two looks at the registers. */
static uint64_t keep_over_move(tay_word_t core, uint64_t value)
{
    register tay_word_t handle __asm__("x0") = tay_startup_thread();
    register tay_word_t info __asm__("x1") = TAY_OP_thread_set_affinity;
    register tay_word_t word __asm__("x2") = core;
    uint64_t found;
    __asm__ volatile("fmov d9, %[value]\n\t"
                     "svc %[trap]\n\t"
                     "fmov %[found], d9"
                     : [found] "=r"(found), "+r"(handle), "+r"(info), "+r"(word)
                     : [value] "r"(value), [trap] "i"(TAY_TRAP_CALL)
                     : "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14",
                       "x15", "x16", "x17", "v9", "memory", "cc");
    EXPECT((handle & TAY_RESULT_STATUS_MASK) == TAY_OK);
    return found;
}

static void go_round(void)
{
    for (unsigned round = 0; round < ROUNDS; round++) {
        for (tay_word_t core = 0; core < cores; core++) {
            uint64_t value = round * UINT64_C(0x9e3779b97f4a7c15) + core;
            EXPECT(keep_over_move(core, value) == value);
            EXPECT(core_of(tay_startup_thread()) == core);
        }
    }
    EXPECT(tay_thread_set_affinity(tay_startup_thread(), cores) == TAY_EINVAL);
    printf("pin: went round %lu cores\n", (unsigned long)cores);
}

static void serve(tay_word_t argument, tay_cap_t self)
{
    struct tay_message message = {0};
    (void)argument;
    tay_trap_recv(door, &message);
    while (tay_message_status(&message) == TAY_OK) {
        tay_word_t last = core_of(self);
        message = (struct tay_message){.word = {last}};
        tay_trap_reply_recv(door, &message);
    }
}

static void call_from(tay_word_t client, tay_word_t server)
{
    pin(tay_startup_thread(), client);
    for (unsigned n = 0; n < CALLS; n++) {
        struct tay_message message = {0};
        tay_trap_call(door, &message);
        EXPECT(tay_message_status(&message) == TAY_OK && message.word[0] == server);
        EXPECT(core_of(tay_startup_thread()) == client);
    }
}

static void call_across(void)
{
    tay_cap_t server;
    EXPECT(tay_endpoint_create(TAY_OWN_ACCOUNT, &door) == TAY_OK);
    EXPECT(tay_thread_create(TAY_CAP_SELF, (tay_ua_t)serve, (tay_ua_t)server_stack + STACK_BYTES, 0,
                             PRIORITY, &server) == TAY_OK);
    EXPECT(tay_thread_start(server) == TAY_OK);
    for (tay_word_t to = 0; to < cores; to++) {
        pin(server, to);
        for (tay_word_t from = 0; from < cores; from++) {
            call_from(from, to);
        }
    }
    EXPECT(tay_object_destroy(server) == TAY_OK);
    printf("pin: called from each core to each\n");
}

int main(void)
{
    size_t total, unused, kernel;
    EXPECT(tay_system_query(tay_startup_cap("system"), &cores, &total, &unused, &kernel) == TAY_OK);
    go_round();
    call_across();
    return EXIT_SUCCESS;
}

/* SPDX-License-Identifier: MIT */
/*
 * Adds services while the machine runs: one whose program is in the archive, one whose program it
 * brings along, one that waits for the next; and manifests that are refused, each with its reason.
 * Tries what its other session has no right to.
 */
#include <expect.h>
#include <string.h>
#include <tay/client.h>
#include <tay/operations.h>
#include <tay/protocol/supervisor.h>
#include <tay/startup.h>
#include <tay/time.h>

#define PAGE 4096u

/* late.elf, in added.S. */
extern const char added_program[], added_program_end[];

static tay_cap_t supervisor;

static unsigned add(const char *name, const char *manifest, tay_cap_t program, size_t bytes)
{
    unsigned number;
    struct tay_supervisor_addition addition = {
        .name = name, .manifest = manifest, .program = program, .program_bytes = bytes};
    EXPECT(tay_supervisor_add(supervisor, &addition, &number) == TAY_OK);
    return number;
}

static void refuse(const char *name, const char *manifest, const char *reason)
{
    unsigned number;
    struct tay_supervisor_addition addition = {.name = name, .manifest = manifest};
    EXPECT(tay_supervisor_add(supervisor, &addition, &number) == TAY_EINVAL);
    printf("newcomer: %s\n", addition.reason);
    EXPECT(strcmp(addition.reason, reason) == 0);
}

static tay_cap_t make_program(size_t *bytes_out)
{
    tay_cap_t memory;
    tay_ua_t address;
    size_t bytes = (size_t)(added_program_end - added_program);
    size_t whole = (bytes + PAGE - 1) & ~(size_t)(PAGE - 1);
    EXPECT(tay_memory_create(TAY_OWN_ACCOUNT, whole, &memory) == TAY_OK);
    EXPECT(tay_space_map(TAY_CAP_SELF, memory, 0, whole, 0,
                         TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &address) == TAY_OK);
    memcpy((void *)address, added_program, bytes);
    EXPECT(tay_space_unmap(TAY_CAP_SELF, address, whole) == TAY_OK);
    *bytes_out = bytes;
    return memory;
}

static void expect_state(unsigned number, unsigned state, const char *waits_for)
{
    struct tay_service service;
    EXPECT(tay_supervisor_query(supervisor, number, &service) == TAY_OK);
    EXPECT(service.state == state && strcmp(service.waits_for, waits_for) == 0);
}

static void expect_refusals(void)
{
    refuse("wrong", "program = x\ncolor = red\n", "wrong:2: there is no such key: 'color'");
    refuse("wrong", "", "wrong:1: the key 'program' is missing: ''");
    refuse("wrong", "program = x\ncap d = device 9 0x0 4K : read\n",
           "wrong:2: a device range is a number from 0 to 3: '9'");
    refuse("wrong", "program = x\nserve = late\n",
           "wrong:2: this name is served elsewhere, too: 'late'");
    refuse("wrong", "program = x\nserve = me\ncap x = service me : send\n",
           "wrong:3: calls would go in a circle: 'me'");
    refuse("wrong", "\nprogram = x\n", "wrong:2: there is no program of this name: 'x'");
    /* Of devices: this driver's program is none, but has them. */
    add("driver", "program = early\nbind = pl011\n", TAY_CAP_NULL, 0);
    refuse("wrong", "program = early\nbind = arm,pl011\n",
           "wrong:2: this device is bound elsewhere, too: 'pl011'");
    refuse("wrong", "program = early\ntrusted = dma\ncap all = device_range 0 : manage\n",
           "wrong:3: these registers are also those of a device that is bound: 'all'");
    if (HAS_DMA) {
        refuse("wrong", "program = early\ncap all = device_range 0 : manage\n",
               "wrong:2: a device with DMA is for a program with 'trusted = dma': 'all'");
        refuse("wrong", "program = early\ncap dma = device 0 0x7000 4K : read write\n",
               "wrong:2: a device with DMA is for a program with 'trusted = dma': 'dma'");
    }
    unsigned number;
    struct tay_supervisor_addition twice = {.name = "newcomer", .manifest = "program = newcomer\n"};
    EXPECT(tay_supervisor_add(supervisor, &twice, &number) == TAY_ESTATE);
    struct tay_supervisor_addition odd = {.name = "a\nb", .manifest = "program = newcomer\n"};
    EXPECT(tay_supervisor_add(supervisor, &odd, &number) == TAY_EINVAL);
    struct tay_supervisor_addition nameless = {.name = "", .manifest = "program = newcomer\n"};
    EXPECT(tay_supervisor_add(supervisor, &nameless, &number) == TAY_EINVAL);
}

/* A session that may only look. */
static void expect_rights(void)
{
    unsigned number;
    tay_cap_t process, looker = tay_startup_cap("looker");
    struct tay_service service;
    struct tay_supervisor_addition addition = {.name = "more", .manifest = "program = late\n"};
    EXPECT(tay_supervisor_find(looker, "newcomer", &number) == TAY_OK);
    EXPECT(tay_supervisor_query(looker, number, &service) == TAY_OK);
    EXPECT(strcmp(service.name, "newcomer") == 0 && service.state == TAY_SERVICE_READY);
    EXPECT(tay_supervisor_stop(looker, number) == TAY_ERIGHT);
    EXPECT(tay_supervisor_restart(looker, number) == TAY_ERIGHT);
    EXPECT(tay_supervisor_start(looker, number) == TAY_ERIGHT);
    EXPECT(tay_supervisor_process(looker, number, &process, NULL) == TAY_ERIGHT);
    EXPECT(tay_supervisor_add(looker, &addition, &number) == TAY_ERIGHT);
    EXPECT(tay_supervisor_settle(looker) == TAY_ERIGHT);
    EXPECT(tay_supervisor_end(looker, TAY_SUPERVISOR_REBOOT) == TAY_ERIGHT);
    EXPECT(tay_supervisor_end(supervisor, (enum tay_supervisor_end)2) == TAY_EINVAL);
    EXPECT(tay_supervisor_query(looker, 1000, &service) == TAY_ENOENT);
    EXPECT(tay_supervisor_find(looker, "nobody", &number) == TAY_ENOENT);
    struct tay_call nonsense = {.label = 77, .word = {1, 2, 3}};
    EXPECT(tay_call(looker, &nonsense) == TAY_ENOSYS);
    struct tay_call nothing_lent = {.label = TAY_SUPERVISOR_QUERY, .word = {1}};
    EXPECT(tay_call(looker, &nothing_lent) == TAY_EINVAL);
}

static void expect_answer(const char *name)
{
    struct tay_call call = {.word = {1}, .deadline_ns = tay_time_now() + TAY_NS_PER_S};
    EXPECT(tay_call(tay_startup_cap(name), &call) == TAY_OK && call.word[0] == 2);
}

int main(void)
{
    size_t bytes;
    supervisor = tay_startup_cap("supervisor");
    expect_rights();
    expect_refusals();
    unsigned waiting =
        add("waiting", "program = early\ncap log = log : write\ncap a = service added : send\n",
            TAY_CAP_NULL, 0);
    expect_state(waiting, TAY_SERVICE_WAITING, "added");
    tay_cap_t program = make_program(&bytes);
    unsigned added = add("added",
                         "program = added\nready = 1000\nrestart = always\ndelay = 0\n"
                         "serve = added\ncap log = log : write\n",
                         program, bytes);
    EXPECT(tay_object_destroy(program) == TAY_OK); /* init has its own */
    expect_answer("added");
    EXPECT(tay_supervisor_restart(supervisor, added) == TAY_OK);
    expect_answer("added");
    expect_state(added, TAY_SERVICE_READY, "");
    expect_answer("late");
    unsigned hopeless =
        add("hopeless", "program = early\ncap a = service nobody : send\n", TAY_CAP_NULL, 0);
    expect_state(hopeless, TAY_SERVICE_WAITING, "nobody");
    EXPECT(tay_supervisor_settle(supervisor) == TAY_OK);
    expect_state(hopeless, TAY_SERVICE_REFUSED, "");
    printf("newcomer: as it should be\n");
    return EXIT_SUCCESS;
}

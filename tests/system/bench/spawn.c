/* SPDX-License-Identifier: MIT */
/*
 * Processes that are made of a program in memory by what init makes its own with, and a thread of
 * one that faults over and over. Invariant: one such process at a time.
 */
#include "spawn.h"

#include "bench.h"

#include <startup.h>
#include <tay/abi/fault.h>
#include <tay/elf.h>
#include <tay/load.h>
#include <tay/trap.h>

#define SPAWNS 32
#define FAULTS 500
#define LABEL 7
#define STACK_UA (TAY_PROGRAM_STACK_WINDOW_UA + TAY_PROGRAM_GUARD_BYTES)

/* What a manifest says that says nothing else. */
static const struct tay_manifest manifest = {
    .program = "tiny", .slots = 64, .priority = 10, .stack_bytes = (size_t)16 << 10};

static union startup_page startup; /* is the same each time */

static void load_program(tay_cap_t process, const struct tay_elf *elf)
{
    for (unsigned i = 0; i < elf->segment_count; i++) {
        const struct tay_elf_segment *segment = &elf->segment[i];
        const struct tay_load_piece piece = {
            .content = bench_tiny + segment->offset_bytes,
            .content_bytes = (size_t)segment->file_bytes,
            .memory_bytes = (size_t)segment->memory_bytes,
            .address_ua = (tay_ua_t)segment->address_ua,
            .protection = segment->protection,
        };
        EXPECT(tay_load_piece(TAY_OWN_ACCOUNT, process, &piece) == TAY_OK);
    }
}

static void load_startup(tay_cap_t process)
{
    const struct tay_load_piece piece = {
        .content = startup.bytes,
        .content_bytes = startup.block.total_bytes,
        .memory_bytes = sizeof startup.bytes,
        .address_ua = TAY_PROGRAM_STARTUP_UA,
        .protection = TAY_MAP_READ,
    };
    EXPECT(tay_load_piece(TAY_OWN_ACCOUNT, process, &piece) == TAY_OK);
}

/* Makes the process, and its thread, which is stopped and will find `argument` in x0. */
static tay_cap_t make(tay_word_t argument, tay_cap_t *thread)
{
    struct tay_elf elf;
    tay_cap_t process;
    EXPECT(tay_elf_parse(bench_tiny, (size_t)(bench_tiny_end - bench_tiny), &elf) == NULL);
    EXPECT(tay_process_create(TAY_OWN_ACCOUNT, (tay_cap_t)bench_supervisor, LABEL, manifest.slots,
                              manifest.priority, &process) == TAY_OK);
    load_program(process, &elf);
    EXPECT(tay_load_stack(process, STACK_UA, manifest.stack_bytes) == TAY_OK);
    load_startup(process);
    EXPECT(tay_thread_create(process, (tay_ua_t)elf.entry_ua, STACK_UA + manifest.stack_bytes,
                             argument, manifest.priority, thread) == TAY_OK);
    return process;
}

static void hear(enum tay_kind kind, unsigned number, tay_word_t word)
{
    struct tay_message message = {0};
    tay_trap_recv((tay_cap_t)bench_supervisor, &message);
    EXPECT(tay_message_status(&message) == TAY_OK);
    EXPECT(tay_message_kind(&message) == kind && message.badge == LABEL);
    EXPECT(message.word[number] == word);
}

/* With the end of the process the handles of it and its thread are stale. */
tay_word_t spawn_once(void)
{
    tay_cap_t thread;
    (void)make(TAY_PROGRAM_STARTUP_UA, &thread);
    EXPECT(tay_thread_start(thread) == TAY_OK);
    hear(TAY_KIND_EXITED, 0, EXIT_SUCCESS);
    return TAY_OK;
}

/* It is let go on as it stands each time, and so does the same again. */
static void faults(void)
{
    tay_cap_t thread;
    tay_cap_t process = make(0, &thread);
    const tay_word_t faulted = thread;
    const struct bench_step resume = {
        .code = bench_resume_faulted, .in = &faulted, .info = TAY_OP_thread_start};
    EXPECT(tay_thread_start(thread) == TAY_OK);
    hear(TAY_KIND_FAULT, TAY_FAULT_WORD_KIND, TAY_FAULT_READ);
    bench_measure(&(struct bench_row){
        .name = "fault.handler", .step = &resume, .step_count = 1, .count = FAULTS});
    EXPECT(tay_object_destroy(process) == TAY_OK);
    hear(TAY_KIND_EXITED, 0, TAY_EXIT_DESTROYED);
}

void bench_processes(void)
{
    tay_cap_t made;
    EXPECT(tay_endpoint_create(TAY_OWN_ACCOUNT, &made) == TAY_OK);
    bench_supervisor = made;
    startup_begin(&startup, &manifest, STACK_UA, 0);
    const struct bench_step spawn = {.code = bench_spawn, .in = &bench_own_account};
    bench_measure(&(struct bench_row){
        .name = "process.spawn", .step = &spawn, .step_count = 1, .count = SPAWNS});
    faults();
}

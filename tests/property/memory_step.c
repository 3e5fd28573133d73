/* SPDX-License-Identifier: MIT */
/*
 * The steps: what is done, and how often.
 */
#include "memory_step.h"

#include "memory_check.h"
#include "memory_event.h"
#include "memory_life.h"
#include "memory_space.h"

#include <kernel_state.h>
#include <process/process.h>
#include <string.h>
#include <tay/message.h>

#define BYTES_MAX 64u
#define MAPPINGS_AT_FIRST 4

/* Mostly a page that may be used so. */
static unsigned choose_page(unsigned program, unsigned access)
{
    unsigned n = 0;
    for (unsigned i = 0; i < 24 && !plain_may(program, n, access); i++) {
        n = (1 + scene_choose(3)) * PLAIN_PIECE - 7 + scene_choose(14);
        if (scene_choose(32) == 0) {
            n = scene_choose(PLAIN_PAGES);
        }
    }
    return n;
}

struct bytes {
    size_t offset;
    size_t count;
    uint8_t value[BYTES_MAX];
};

static struct bytes choose_bytes(void)
{
    struct bytes bytes = {.count = 1 + scene_choose(BYTES_MAX)};
    bytes.offset = scene_choose(HAL_PAGE_BYTES - BYTES_MAX);
    uint8_t value = (uint8_t)scene_choose(256);
    for (unsigned i = 0; i < bytes.count; i++) {
        bytes.value[i] = (uint8_t)(value + i);
    }
    return bytes;
}

/* Access --------------------------------------------------------------------------------------- */

static void after_access(unsigned program, unsigned n, bool done, unsigned access)
{
    bool may = plain_may(program, n, access);
    if (done != may) {
        scene_fail("program %u, page %u, access %u: went through is %d", program, n, access, done);
    }
    if (!done) {
        life_fault(program);
    }
    check_range((struct plain_range){program, n, 1});
}

static void write_page(unsigned program, unsigned n)
{
    struct bytes bytes = choose_bytes();
    struct hal_space *hal = &scene.program[program].kernel->space.hal;
    scene_tell("program %u writes page %u", program, n);
    scene_act(scene.program[program].context);
    bool shared = scene_table_is_shared(hal, plain_address(n));
    bool done = sim_write(plain_address(n) + bytes.offset, bytes.value, bytes.count);
    if (done && plain_may(program, n, TAY_MAP_WRITE)) {
        plain_write(program, n, bytes.offset, bytes.value, bytes.count);
        event(shared ? EVENT_WRITTEN_SHARED_TABLE : EVENT_WRITTEN);
    }
    after_access(program, n, done, TAY_MAP_WRITE);
}

void step_read(unsigned program, unsigned n)
{
    static uint8_t bytes[HAL_PAGE_BYTES];
    scene_tell("program %u reads page %u", program, n);
    scene_act(scene.program[program].context);
    bool done = sim_read(plain_address(n), bytes, sizeof bytes);
    if (done && memcmp(bytes, plain_bytes(program, n), sizeof bytes) != 0) {
        scene_fail("program %u reads other bytes in page %u", program, n);
    }
    memory_events[EVENT_READ] += done;
    after_access(program, n, done, TAY_MAP_READ);
}

static void execute_page(unsigned program, unsigned n)
{
    scene_tell("program %u executes page %u", program, n);
    scene_act(scene.program[program].context);
    bool done = sim_execute(plain_address(n));
    memory_events[EVENT_EXECUTED] += done;
    after_access(program, n, done, TAY_MAP_EXECUTE);
}

static void touch(void)
{
    int program = life_any(true);
    if (program < 0) {
        return;
    }
    unsigned n = (unsigned)program;
    unsigned kind = scene_choose(16);
    if (kind >= 6) {
        write_page(n, choose_page(n, TAY_MAP_WRITE));
    } else if (kind >= 1) {
        step_read(n, choose_page(n, TAY_MAP_READ));
    } else {
        execute_page(n, choose_page(n, TAY_MAP_EXECUTE));
    }
}

/* What a caller lends -------------------------------------------------------------------------- */

void step_copy(unsigned program, struct hal_context *by)
{
    bool in = scene_choose(2) == 0;
    unsigned n = choose_page(program, in ? TAY_MAP_WRITE : TAY_MAP_READ);
    struct bytes bytes = choose_bytes(), got;
    scene_tell("copy %s program %u, page %u", in ? "into" : "out of", program, n);
    scene_act(by);
    if (!sim_write(SIM_DATA_UA, bytes.value, bytes.count)) {
        scene_fail("init cannot write");
    }
    struct tay_message out;
    struct scene_call call = {
        .by = by,
        .handle = scene.program[program].reply,
        .operation = in ? TAY_OP_caller_write : TAY_OP_caller_read,
        .word = {n * HAL_PAGE_BYTES + bytes.offset},
        .lend = TAY_RANGE(SIM_DATA_UA, bytes.count),
    };
    enum tay_status status = scene_call(&call, &out);
    bool may = plain_may(program, n, in ? TAY_MAP_WRITE : TAY_MAP_READ);
    if (status != (may ? TAY_OK : TAY_EFAULT) || out.word[0] != (may ? bytes.count : 0)) {
        scene_fail("a copy gave status %u, %lu bytes", status, (unsigned long)out.word[0]);
    }
    event(!may ? EVENT_COPY_STOPPED : in ? EVENT_COPIED_IN : EVENT_COPIED_OUT);
    if (may && in) {
        plain_write(program, n, bytes.offset, bytes.value, bytes.count);
    } else if (may) {
        scene_act(by);
        if (!sim_read(SIM_DATA_UA, got.value, bytes.count) ||
            memcmp(got.value, plain_bytes(program, n) + bytes.offset, bytes.count) != 0) {
            scene_fail("init has copied other bytes");
        }
    }
    check_range((struct plain_range){program, n, 1});
}

/* Changes of address spaces -------------------------------------------------------------------- */

/* What the urgent thread does meanwhile. */
static void in_the_middle(void)
{
    unsigned changed = (unsigned)scene.changing;
    unsigned n = (changed + 1 + scene_choose(PLAIN_PROCESSES - 1)) % PLAIN_PROCESSES;
    unsigned kind = scene_choose(4);
    if (kind == 0 && scene.program[changed].live && scene_can_end(scene.program[changed].context)) {
        life_kill(changed, scene.urgent);
    } else if (scene.program[n].live) {
        step_space(n, scene.urgent);
    }
    if (scene.away < 0) {
        kernel_check();
    }
}

/* Sometimes it is preempted all the time, and the process may end in the midst of it. */
static void change_space(void)
{
    int n = life_any(false);
    if (n < 0) {
        return;
    }
    const struct program *program = &scene.program[n];
    bool by_itself = !program->waits && scene_choose(2) == 0;
    bool disturbed = scene_choose(8) == 0;
    if (disturbed) {
        scene.changing = n;
        scene_arm(1 + scene_choose(4));
        scene.middle = in_the_middle;
    }
    step_space((unsigned)n, by_itself ? program->context : scene.init);
    if (disturbed) {
        scene_disarm();
        scene.changing = -1;
        if (program->live) {
            check_program((unsigned)n);
        }
    }
}

static void change_objects(void)
{
    unsigned n = scene_choose(PLAIN_OBJECTS);
    switch (scene_choose(8)) {
    case 0:
        life_revoke_object(n);
        break;
    case 1:
        life_close_object(n);
        break;
    case 2:
        life_destroy_object(n);
        break;
    default:
        life_make_object();
        break;
    }
}

static void call_or_answer(void)
{
    int n = life_any(false);
    if (n >= 0 && !scene.program[n].waits) {
        life_call((unsigned)n);
    } else if (n >= 0) {
        switch (scene_choose(8)) {
        case 0:
        case 1:
            life_clone((unsigned)n);
            break;
        case 2:
        case 3:
        case 4:
            step_copy((unsigned)n, scene.init);
            break;
        default:
            life_answer((unsigned)n);
            break;
        }
    }
}

static void end_something(void)
{
    int n = life_any(scene_choose(2) == 0);
    if (scene_choose(64) == 0) {
        life_renew_account(1);
    } else if (n >= 0 && !scene.program[n].waits && scene_choose(2) == 0) {
        life_exit((unsigned)n);
    } else if (n >= 0) {
        life_kill((unsigned)n, scene.init);
    }
}

/* A new program begins with some memory. */
static void make_program(void)
{
    int n = life_make();
    for (unsigned i = 0; n >= 0 && i < MAPPINGS_AT_FIRST; i++) {
        struct plain_range wide = space_choose_wide((unsigned)n);
        bool is_wide = i == 0 && scene_choose(4) != 0;
        step_map(is_wide ? wide : space_choose_range((unsigned)n), scene.init);
    }
}

void step_take(void)
{
    unsigned kind = scene_choose(64);
    if (kind < 30) {
        touch();
    } else if (kind < 48) {
        change_space();
    } else if (kind < 60) {
        call_or_answer();
    } else if (kind < 61) {
        change_objects();
    } else if (kind < 63) {
        make_program();
    } else {
        end_something();
    }
    life_settle();
    life_sweep_objects();
}

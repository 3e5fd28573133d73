/* SPDX-License-Identifier: MIT */
/*
 * The world: init's side of it. init acts through the stubs of the SDK whenever it is current.
 */
#include "world.h"

#include "argument.h"

#include <machine.h>
#include <sim.h>
#include <tay/operations.h>

/* init's supervision: it looks around after so long without news. */
#define ROUND_NS UINT64_C(5000000)

#define RAM_BYTES ((size_t)768 << 10)
#define PRIORITY 20
#define CEILING 40
#define SLOTS TAY_SLOTS_MIN

/* Times that init acts, or that time passes, before a program runs. */
#define TRIES 64

static const size_t budget_pages[WORLD_PROGRAMS] = {20, 36, 64};

static struct {
    struct world_options options;
    const struct hal_context *init;
    tay_cap_t supervisor;
    tay_cap_t notification;
    tay_cap_t endpoint;
    tay_cap_t memory;
    struct {
        tay_cap_t account;
        tay_cap_t process;
    } program[WORLD_PROGRAMS];
    bool idle;       /* nobody ran at some time in this round */
    unsigned rounds; /* in which that was so */
    unsigned victim;
} world;

static void must(enum tay_status status, const char *what)
{
    if (status != TAY_OK) {
        machine_break("init's %s gave status %u", what, status);
    }
}

static bool is_good(tay_cap_t handle)
{
    tay_word_t type, rights, badge;
    return tay_cap_query(handle, &type, &rights, &badge) == TAY_OK;
}

static enum tay_status make_missing(void)
{
    enum tay_status status = TAY_OK;
    if (!is_good(world.notification)) {
        status = tay_notification_create(TAY_OWN_ACCOUNT, &world.notification);
    }
    if (status == TAY_OK && !is_good(world.endpoint)) {
        status = tay_endpoint_create(TAY_OWN_ACCOUNT, &world.endpoint);
    }
    if (status == TAY_OK && !is_good(world.memory)) {
        status = tay_memory_create(TAY_OWN_ACCOUNT, 4 * HAL_PAGE_BYTES, &world.memory);
    }
    return status;
}

/* What is left of a program, and of all that it made in its account. */
static void end_program(unsigned n)
{
    if (is_good(world.program[n].account)) {
        must(tay_object_destroy(world.program[n].account), "object_destroy");
    }
    world.program[n].process = TAY_CAP_NULL;
}

/* The programs may destroy what they share. There is memory for it, at latest once they have ended.
 */
static void make_shared(void)
{
    enum tay_status status = make_missing();
    for (unsigned n = 0; n < WORLD_PROGRAMS && status == TAY_ENOMEM; n++) {
        end_program(n);
        status = make_missing();
    }
    must(status, "make_shared");
}

/* False: the process has no room, or one of the two is gone. */
static bool give(tay_cap_t process, tay_cap_t given, unsigned rights)
{
    tay_word_t there;
    return tay_process_give(process, given, rights, &there) == TAY_OK;
}

/* Nobody else holds a capability to the session, so the program's end closes it. init has paid for
 * it until somebody hears of that; so there may be no memory for one more. */
static void give_session(tay_cap_t process, uint64_t badge)
{
    tay_cap_t session;
    enum tay_status status = tay_session_mint(world.endpoint, badge, TAY_CAP_NULL, 0, &session);
    if (status == TAY_ENOMEM) {
        return;
    }
    must(status, "session_mint");
    give(process, session, TAY_RIGHTS_ALL);
    must(tay_cap_close(session), "cap_close");
}

static void give_all(unsigned n)
{
    const struct tay_boot_info *info = sim_boot_info();
    tay_cap_t process = world.program[n].process;
    bool trusted = n == 0;
    unsigned shared = trusted ? TAY_RIGHTS_ALL : TAY_RIGHTS_ALL & ~TAY_RIGHT_MANAGE;
    bool may_end = n == 2 && !world.options.careful;

    give(process, world.program[n].account, TAY_RIGHTS_ALL);
    give(process, info->log, TAY_RIGHTS_ALL);
    give(process, info->irq_control, TAY_RIGHTS_ALL);
    give(process, info->device_range[0], TAY_RIGHTS_ALL);
    give(process, info->system, may_end ? TAY_RIGHTS_ALL : TAY_RIGHT_READ | TAY_RIGHT_GRANT);
    give(process, world.notification, shared);
    give(process, world.endpoint, shared);
    give(process, world.memory, shared);
    give(process, world.program[(n + 1) % WORLD_PROGRAMS].process, TAY_RIGHTS_ALL);
    give(world.program[(n + 2) % WORLD_PROGRAMS].process, process, TAY_RIGHTS_ALL);
    if (world.options.talks) {
        give_session(process, n);
    }
    while (world.options.crowded && n == 1 && give(process, world.notification, TAY_RIGHT_SEND)) {
    }
}

/* Where the registers of a program's thread are saved when it is interrupted. */
#define AREA_UA(thread) (WORLD_DATA_UA + 2 * HAL_PAGE_BYTES + (thread)*512)

static bool start_thread(tay_cap_t process, tay_word_t argument)
{
    tay_cap_t thread;
    if (tay_thread_create(process, WORLD_DATA_UA, WORLD_DATA_UA + HAL_PAGE_BYTES, argument,
                          PRIORITY + (world.options.uneven ? argument : 0), &thread) != TAY_OK) {
        return false;
    }
    if (world.options.talks) {
        must(tay_process_set_upcall(process, WORLD_DATA_UA), "process_set_upcall");
        must(tay_thread_set_save_area(thread, AREA_UA(argument)), "thread_set_save_area");
    }
    must(tay_thread_start(thread), "thread_start");
    must(tay_cap_close(thread), "cap_close");
    return true;
}

/* There may be no memory for it while others hold what its predecessor paid for. */
static void make_program(unsigned n)
{
    tay_ua_t data;
    tay_cap_t account, process;

    end_program(n);
    make_shared();
    if (tay_account_create(sim_boot_info()->account, budget_pages[n] * HAL_PAGE_BYTES, &account) !=
        TAY_OK) {
        return;
    }
    world.program[n].account = account;
    bool nested = world.options.nested && n == WORLD_PROGRAMS - 1;
    tay_cap_t supervisor = nested ? world.endpoint : world.supervisor;
    if (tay_process_create(account, supervisor, n, SLOTS, CEILING, &process) != TAY_OK) {
        end_program(n);
        return;
    }
    world.program[n].process = process;
    must(tay_space_map(process, TAY_CAP_NULL, 0, WORLD_DATA_PAGES * HAL_PAGE_BYTES, WORLD_DATA_UA,
                       TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_FIXED, &data),
         "space_map");
    if (!start_thread(process, 1) || !start_thread(process, 2)) {
        machine_break("init cannot start a program");
    }
    give_all(n);
}

/* init waits for news. */
static void listen(void)
{
    struct tay_message message = {.info = TAY_INFO_DEADLINE, .badge = sim_now() + ROUND_NS};
    sim_trap(TAY_TRAP_RECV, world.supervisor, &message);
}

/* Makes what is missing. If nobody runs: wakes those who wait, or makes room. */
static void look_around(void)
{
    for (unsigned n = 0; n < WORLD_PROGRAMS; n++) {
        if (!is_good(world.program[n].process)) {
            make_program(n);
        }
    }
    if (!world.idle) {
        return;
    }
    world.idle = false;
    must(tay_trap_notify(world.notification, UINT64_MAX), "notify");
    world.rounds++;
    if (world.rounds % 2 == 0) {
        make_program(world.victim++ % WORLD_PROGRAMS);
    }
}

/* Where all have one priority, nobody takes init's place before it listens again. */
static void begin_slice(void)
{
    struct tay_message yield = {0};
    sim_trap(TAY_TRAP_YIELD, TAY_CAP_NULL, &yield);
    if (!sim_run_until(world.init)) {
        machine_break("init has no turn");
    }
}

static void act_as_init(void)
{
    struct tay_message message;
    if (!sim_result(world.init, &message)) {
        machine_break("init runs without a result");
    }
    if (world.options.flat && machine_core_count() > 1) {
        begin_slice();
    }
    make_shared();
    if (tay_message_status(&message) == TAY_ETIMEDOUT) {
        look_around();
    } else if (tay_message_kind(&message) == TAY_KIND_FAULT && message.badge < WORLD_PROGRAMS) {
        if (is_good(world.program[message.badge].process)) {
            must(tay_object_destroy(world.program[message.badge].process), "object_destroy");
        }
    } else if (tay_message_status(&message) != TAY_OK ||
               tay_message_kind(&message) != TAY_KIND_EXITED || message.badge >= WORLD_PROGRAMS) {
        machine_break("init received what nobody sends");
    } else if (!is_good(world.program[message.badge].process)) {
        make_program((unsigned)message.badge);
    }
    listen();
}

void world_boot(const struct world_options *options)
{
    sim_boot(&(struct sim_options){
        .ram_bytes = RAM_BYTES, .cores = options->cores, .command_line = "exit=semihosting"});
    world = (__typeof__(world)){.options = *options, .init = sim_current()};
    sim_interleave(options->cores > 1 && options->late ? 2 : 0);
    machine_set_keeping(options->cores, options->cores > 1 && options->late ? 4 : 0);
    if (options->booted != NULL) {
        options->booted();
    }
    unsigned priority = options->flat ? PRIORITY : TAY_PRIORITY_MAX;
    must(tay_thread_set_priority(sim_boot_info()->thread, priority), "thread_set_priority");
    argument_fix_priority(options->flat ? PRIORITY : TAY_PRIORITY_COUNT);
    must(tay_endpoint_create(TAY_OWN_ACCOUNT, &world.supervisor), "endpoint_create");
    for (unsigned n = 0; n < WORLD_PROGRAMS; n++) {
        make_program(n);
    }
    listen();
}

/* init acts if a core has chosen it. */
static bool tend_init(void)
{
    for (unsigned core = 0; core < machine_core_count(); core++) {
        if (sim_select_busy_core(core) && sim_current() == world.init) {
            if (sim_holds_interrupts()) {
                sim_hold_interrupts(0); /* init waits for nobody */
            } else {
                act_as_init();
            }
            return true;
        }
    }
    return false;
}

/* The core that acts; it may be one that others wait for. False: all are idle. */
static bool select_core(struct choice *choice)
{
    unsigned cores = machine_core_count();
    if (cores > 1 && world.options.late && choose(choice, 4) == 0) {
        sim_hold_interrupts(choose(choice, 2) * choose(choice, 1u << cores));
    }
    return sim_select_busy_core(cores > 1 ? choose(choice, cores) : 0);
}

bool world_tend(struct choice *choice)
{
    for (unsigned i = 0; i < TRIES; i++) {
        if (tend_init()) {
            continue;
        }
        if (select_core(choice)) {
            if (sim_current() != world.init) {
                return true;
            }
        } else if (sim_holds_interrupts()) {
            sim_hold_interrupts(0);
        } else {
            world.idle = true;
            sim_advance(sim_next_timer() - sim_now());
        }
    }
    return false;
}

void world_clear(void)
{
    sim_hold_interrupts(0);
    if (!sim_run_until(world.init)) {
        machine_break("init never wakes");
    }
    for (unsigned n = 0; n < WORLD_PROGRAMS; n++) {
        end_program(n);
    }
    const tay_cap_t shared[] = {world.supervisor, world.notification, world.endpoint, world.memory};
    for (unsigned i = 0; i < sizeof shared / sizeof *shared; i++) {
        if (is_good(shared[i])) {
            must(tay_object_destroy(shared[i]), "object_destroy");
        }
    }
}

/* SPDX-License-Identifier: MIT */
/*
 * Booting the simulated machine, and the traps of the current thread.
 */
#include "sim_internal.h"

#include <hal/time.h>
#include <string.h>

#define DEFAULT_RAM_BYTES ((size_t)4 << 20)

static struct tay_boot_info boot_info;

static void read_boot_info(void)
{
    if (sim_current() == NULL ||
        !sim_read((tay_ua_t)sim_current()->reg[0], &boot_info, sizeof boot_info)) {
        machine_break("init cannot read its boot information");
    }
}

void sim_boot(const struct sim_options *options)
{
    static const struct sim_options defaults;
    struct machine_options machine;

    options = options == NULL ? &defaults : options;
    machine = (struct machine_options){
        .ram_bytes = options->ram_bytes == 0 ? DEFAULT_RAM_BYTES : options->ram_bytes,
        .cores = options->cores == 0 ? 1 : options->cores,
        .seed = options->seed == 0 ? 1 : options->seed,
        .command_line = options->command_line,
        .has_dma = options->has_dma,
    };
    machine.payload = options->payload;
    machine.payload_bytes = options->payload_bytes;
    if (machine.payload == NULL) {
        machine.payload = payload_make(&machine.payload_bytes);
    }
    step_boot(machine_start(&machine), machine.seed);
    read_boot_info();
}

void sim_stop(void)
{
    machine_stop();
}

const struct tay_boot_info *sim_boot_info(void)
{
    return &boot_info;
}

bool sim_is_live(const struct hal_context *thread)
{
    return machine_context_is_live(thread);
}

/* What a message puts into which register stands in tay/abi/trap.h. */
static void load(struct hal_context *thread, tay_cap_t handle, const struct tay_message *message)
{
    thread->reg[0] = handle;
    thread->reg[1] = message->info;
    memcpy(&thread->reg[2], message->word, sizeof message->word);
    thread->reg[8] = message->badge;
    thread->reg[9] = message->lend_read;
    thread->reg[10] = message->lend_write;
    thread->in_trap = true;
    thread->imported = false;
}

bool sim_trap(unsigned trap, tay_cap_t handle, struct tay_message *message)
{
    struct hal_context *thread = step_actor();

    load(thread, handle, message);
    step_settle(machine_trap(thread, trap));
    return sim_result(thread, message);
}

bool sim_result(const struct hal_context *thread, struct tay_message *message)
{
    if (!machine_context_is_live(thread) || thread->in_trap) {
        return false;
    }
    for (unsigned n = 9; n <= 18 && !thread->imported; n++) {
        if (thread->reg[n] != 0) {
            machine_break("x%u did not come back as zero", n);
        }
    }
    *message = (struct tay_message){
        .result = thread->reg[0], .info = thread->reg[1], .badge = thread->reg[8]};
    memcpy(message->word, &thread->reg[2], sizeof message->word);
    return true;
}

enum tay_status sim_status(const struct hal_context *thread)
{
    struct tay_message message;

    if (!sim_result(thread, &message)) {
        return SIM_BLOCKED;
    }
    return (enum tay_status)(message.result & TAY_RESULT_STATUS_MASK);
}

enum tay_status sim_call(tay_cap_t handle, struct tay_message *message)
{
    if (!sim_trap(TAY_TRAP_CALL, handle, message)) {
        return SIM_BLOCKED;
    }
    return (enum tay_status)(message->result & TAY_RESULT_STATUS_MASK);
}

tay_time_t sim_now(void)
{
    return hal_time_now();
}

void sim_set_preemption(uint64_t seed, unsigned one_in)
{
    machine_set_preemption(seed, one_in);
}

struct machine_ending sim_run(void (*function)(void *), void *argument)
{
    return machine_run(function, argument);
}

const char *sim_console(void)
{
    return machine_console();
}

/* SPDX-License-Identifier: MIT */
/*
 * The model's threads. What an operation does to one, the model knows; when time wakes one, it
 * learns, and checks that there was a reason.
 */
#include "model.h"

#include <mem/user.h>
#include <sim.h>
#include <string.h>
#include <tay/trap.h>

static struct model_thread *thread_at(int n)
{
    return &model_object(n)->thread;
}

/* Whether this is a thread that lives. */
static bool is_live(int n)
{
    return model_object(n)->type == TAY_OBJECT_thread && !model_object(n)->ended;
}

int model_thread(const struct thread *thread)
{
    for (int n = model_object_count() - 1; n >= 0; n--) {
        if (is_live(n) && thread_at(n)->kernel == thread) {
            return n;
        }
    }
    model_fail("a thread runs that has ended", (uintptr_t)thread);
}

void model_fault(int thread, unsigned kind, tay_ua_t address)
{
    const struct model_object *process = model_object(model_object(thread)->process);
    int supervisor = process->supervisor;
    if (!model_is_supervised(model_object(thread)->process) || model_object(supervisor)->refusing) {
        model_end_process(model_object(thread)->process, TAY_EXIT_FAULT);
        return;
    }
    bool is_access = kind == TAY_FAULT_READ || kind == TAY_FAULT_WRITE;
    bool guarded = is_access && model_is_guarded(model_object(thread)->process, address);
    thread_at(thread)->state = THREAD_STOPPED;
    thread_at(thread)->faulted = true;
    model_post(&(struct model_message){
        .endpoint = supervisor,
        .owner = thread,
        .kind = TAY_KIND_FAULT,
        .badge = process->label,
        .word = {thread_at(thread)->own_handle, guarded ? TAY_FAULT_STACK : kind, address},
    });
}

void model_cancel(int thread)
{
    if (thread_at(thread)->state == THREAD_BLOCKED) {
        thread_at(thread)->canceled = true;
    } else {
        thread_at(thread)->cancel_next = true;
    }
}

void model_interrupt(int thread, tay_word_t cause)
{
    struct model_thread *self = thread_at(thread);
    self->cause |= cause;
    self->canceled = self->state == THREAD_BLOCKED && !self->active;
}

/* The registers are the upcall's, and the trap's stand in the save area, if the thread has entered
 * one since. */
static void read_result(int thread, bool in_upcall, struct tay_message *out)
{
    const struct model_thread *self = thread_at(thread);
    uint64_t reg[9];
    memcpy(reg, self->kernel->context.reg, sizeof reg);
    if (in_upcall) {
        struct space *space = &model_object(model_object(thread)->process)->kernel->space;
        if (user_read(space, self->area, reg, sizeof reg) != sizeof reg) {
            model_fail("a save area cannot be read", self->area);
        }
    }
    *out = (struct tay_message){.result = reg[0], .info = reg[1], .badge = reg[8]};
    memcpy(out->word, &reg[2], sizeof out->word);
}

void model_result(int thread, struct tay_message *out)
{
    const struct model_thread *self = thread_at(thread);
    read_result(thread, self->kernel->upcall.active && !self->active, out);
}

/* Waiting ---------------------------------------------------------------------------------------*/

static void check_received(const struct model_thread *self, const struct tay_message *out,
                           bool at_once)
{
    int endpoint = self->waits_on;
    enum tay_kind kind = tay_message_kind(out);
    if (self->trap == TAY_TRAP_WAIT || kind == TAY_KIND_NOTIFICATION) {
        if (out->word[0] == 0) {
            model_fail("a signal without a bit", kind);
        }
    } else {
        model_receive(endpoint, out);
    }
    if (at_once && kind == TAY_KIND_NOTIFICATION &&
        (model_object(endpoint)->bound == MODEL_NONE || model_has_message(endpoint))) {
        model_fail("bits were received before a message, or from nowhere", out->word[0]);
    }
}

/* A wait has ended: was there a reason? */
static void check_result(struct model_thread *self, const struct tay_message *out, bool at_once)
{
    enum tay_status status = tay_message_status(out);
    bool good = false;
    if (status == TAY_OK && !self->canceled) {
        good = true;
        check_received(self, out, at_once);
    } else if (status == TAY_ETIMEDOUT) {
        good = self->has_deadline && !self->canceled;
    } else if (status == TAY_EPEER) {
        bool hears = self->trap == TAY_TRAP_WAIT ? !model_object(self->waits_on)->ended
                                                 : model_hears(self->waits_on);
        good = !hears && !at_once;
    } else if (status == TAY_ECANCELED) {
        good = at_once ? self->cancel_next : self->canceled;
        self->cancel_next = self->cancel_next && !at_once;
    }
    if (!good) {
        model_fail("a wait has ended otherwise than it should", status);
    }
    self->canceled = false;
}

static enum tay_status expect_wait(int process, unsigned trap, tay_cap_t handle, tay_word_t info)
{
    bool is_wait = trap == TAY_TRAP_WAIT;
    int called = model_find(process, handle);
    enum tay_status status = model_check(
        called, is_wait ? TAY_OBJECT_notification : TAY_OBJECT_endpoint, TAY_RIGHT_RECEIVE);
    if (status == TAY_OK && (info & ~(tay_word_t)TAY_INFO_DEADLINE) != 0) {
        status = TAY_EINVAL;
    }
    if (status == TAY_OK && is_wait &&
        model_object(model_capability(called)->object)->endpoint != MODEL_NONE) {
        status = TAY_ESTATE;
    }
    return status;
}

void model_wait(int thread, unsigned trap, tay_cap_t handle, const struct tay_message *in,
                const struct tay_message *out)
{
    struct model_thread *self = thread_at(thread);
    int process = model_object(thread)->process;
    enum tay_status expected = expect_wait(process, trap, handle, in->info);
    if (expected != TAY_OK) {
        if (out == NULL || tay_message_status(out) != expected) {
            model_fail("a wait should have been refused", expected);
        }
        return;
    }
    self->trap = trap;
    self->waits_on = model_capability(model_find(process, handle))->object;
    self->has_deadline = (in->info & TAY_INFO_DEADLINE) != 0;
    self->canceled = false;
    if (out != NULL) {
        check_result(self, out, true);
    } else if (self->cancel_next) {
        model_fail("a thread that was to be cancelled blocks", handle);
    } else {
        self->state = THREAD_BLOCKED;
    }
}

/* A blocked thread that the kernel has woken. */
static void follow_wake(int thread)
{
    struct model_thread *self = thread_at(thread);
    struct tay_message out;
    if (self->state == THREAD_BLOCKED && !thread_is_blocked(self->kernel)) {
        read_result(thread, self->entered, &out);
        check_result(self, &out, false);
        self->state = THREAD_READY;
    }
    self->entered = false;
}

/* Upcalls ---------------------------------------------------------------------------------------*/

/* An interrupt was due: the thread has entered its upcall, or failed to, if it has run. */
static void follow_interrupt(int thread)
{
    struct model_thread *self = thread_at(thread);
    struct model_range area = {model_object(thread)->process, self->area, HAL_CONTEXT_IMAGE_BYTES};
    bool may = model_may_lend(area, TAY_MAP_WRITE);
    bool live = sim_is_live(&self->kernel->context);
    bool failed = !live || self->kernel->state == THREAD_STOPPED;
    if (model_object(area.process)->upcall_entry == 0) {
        /* Nobody wants it any more: it is dropped when the thread would have entered. */
        self->cause = !live || self->kernel->upcall.cause == 0 ? 0 : self->cause;
        return;
    }
    if (live && self->kernel->upcall.active) {
        self->active = true;
        self->entered = true;
        self->cause = 0;
    } else if (!failed || self->state == THREAD_STOPPED) {
        return;
    }
    if (may != self->active) {
        model_fail("an upcall begins otherwise than its save area allows", self->area);
    }
    if (live) {
        model_learn(area);
    }
    if (failed && !self->active) {
        model_fault(thread, HAL_FAULT_WRITE, self->area);
    }
}

/* The model knows one way to be blocked. */
static enum thread_state state_of(const struct thread *kernel)
{
    return thread_is_blocked(kernel) ? THREAD_BLOCKED : kernel->state;
}

static void compare_thread(int thread)
{
    const struct model_thread *self = thread_at(thread);
    const struct thread *kernel = self->kernel;
    if (state_of(kernel) != self->state ||
        ((kernel->flags & THREAD_CANCEL) != 0) != self->cancel_next) {
        model_fail("a thread is in another state: model * 16 + kernel",
                   self->state * 16u + kernel->state);
    }
    if (kernel->upcall.active != self->active || kernel->upcall.cause != self->cause) {
        model_fail("a thread's interrupts differ", self->cause);
    }
    if (sim_current() == &kernel->context && self->cause != 0 && !self->active) {
        model_fail("a thread runs on although an interrupt is due", self->cause);
    }
    if (self->state == THREAD_BLOCKED && self->trap == TAY_TRAP_RECV &&
        (!model_hears(self->waits_on) || model_has_message(self->waits_on))) {
        model_fail("a thread waits in vain, or for what is there", (uint64_t)self->waits_on);
    }
    if (self->state == THREAD_BLOCKED && model_object(self->waits_on)->ended) {
        model_fail("a thread waits for what has ended", (uint64_t)self->waits_on);
    }
}

/* What was to end may have gone on for a while on another core: this thread entered its upcall, and
 * saved its registers, or failed to, and told that. */
static void follow_end(int thread)
{
    struct model_thread *self = thread_at(thread);
    const struct model_object *process = model_object(model_object(thread)->process);
    struct model_range area = {model_object(thread)->process, self->area, HAL_CONTEXT_IMAGE_BYTES};
    self->ended_due = false;
    if (machine_core_count() == 1 || process->upcall_entry == 0) {
        return;
    }
    if (!process->ended) {
        model_learn(area);
    }
    if (process->supervisor != MODEL_NONE && !model_may_lend(area, TAY_MAP_WRITE)) {
        model_post(&(struct model_message){
            .endpoint = process->supervisor,
            .owner = thread,
            .kind = TAY_KIND_FAULT,
            .badge = process->label,
            .word = {self->own_handle, TAY_FAULT_WRITE, self->area},
            .late = true,
        });
    }
}

void model_follow_interrupts(void)
{
    for (int n = 0; n < model_object_count(); n++) {
        if (model_object(n)->type == TAY_OBJECT_thread && thread_at(n)->ended_due) {
            follow_end(n);
        }
        if (is_live(n) && thread_at(n)->cause != 0 && !thread_at(n)->active) {
            follow_interrupt(n);
        }
    }
}

void model_follow_threads(void)
{
    model_follow_interrupts();
    for (int n = 0; n < model_object_count(); n++) {
        if (is_live(n) && !sim_is_live(&thread_at(n)->kernel->context)) {
            model_fail("a thread has ended that should live", (uint64_t)n);
        }
        if (is_live(n)) {
            follow_wake(n);
        }
    }
    for (int n = 0; n < model_object_count(); n++) {
        if (is_live(n)) {
            compare_thread(n);
        }
    }
}

/* SPDX-License-Identifier: MIT */
/*
 * Every function of the HAL but hal_console_write, for a board that has none of them.
 *
 * Each names itself on the console and ends; none looks at its arguments.
 */
#include "stub.h"

#include <hal/context.h>
#include <hal/core.h>
#include <hal/interrupt.h>
#include <hal/memory.h>
#include <hal/space.h>
#include <hal/system.h>
#include <hal/time.h>

#pragma clang diagnostic ignored "-Wunused-parameter" /* none looks at its arguments */

void hal_context_init(struct hal_context *context, tay_ua_t entry, tay_ua_t stack,
                      tay_word_t argument0, tay_word_t argument1)
{
    stub_stop(__func__);
}

void hal_context_copy(struct hal_context *to, struct hal_context *from)
{
    stub_stop(__func__);
}

unsigned hal_context_core(const struct hal_context *context)
{
    stub_stop(__func__);
}

bool hal_context_fetch(const struct hal_context *context)
{
    stub_stop(__func__);
}

void hal_context_save(const struct hal_context *context)
{
    stub_stop(__func__);
}

void stub_context_enter(struct hal_context *context)
{
    stub_stop(__func__);
}

void stub_context_leave(const struct hal_context *context)
{
    stub_stop(__func__);
}

void hal_context_export(struct hal_context *context, void *image)
{
    stub_stop(__func__);
}

void hal_context_import(struct hal_context *context, const void *image)
{
    stub_stop(__func__);
}

void hal_context_divert(struct hal_context *context, tay_ua_t entry, tay_word_t argument0,
                        tay_word_t argument1)
{
    stub_stop(__func__);
}

void hal_context_retire(struct hal_context *context)
{
    stub_stop(__func__);
}

void stub_context_set_space(struct hal_context *context, const struct hal_space *space)
{
    stub_stop(__func__);
}

unsigned stub_core_self(void)
{
    stub_stop(__func__);
}

void hal_core_kick(unsigned core)
{
    stub_stop(__func__);
}

void hal_lock_acquire(struct hal_lock *lock)
{
    stub_stop(__func__);
}

void hal_lock_release(struct hal_lock *lock)
{
    stub_stop(__func__);
}

bool hal_lock_is_wanted(const struct hal_lock *lock)
{
    stub_stop(__func__);
}

void hal_lock_pass(struct hal_lock *lock)
{
    stub_stop(__func__);
}

void hal_lock_bar(struct hal_lock *lock, bool on)
{
    stub_stop(__func__);
}

enum hal_event hal_interrupt_take(unsigned *line)
{
    stub_stop(__func__);
}

bool hal_interrupt_pending(void)
{
    stub_stop(__func__);
}

bool hal_interrupt_exists(unsigned line)
{
    stub_stop(__func__);
}

void hal_interrupt_unmask(unsigned line)
{
    stub_stop(__func__);
}

void hal_interrupt_mask(unsigned line)
{
    stub_stop(__func__);
}

void hal_page_clear(void *page)
{
    stub_stop(__func__);
}

void hal_page_copy(void *destination, const void *source)
{
    stub_stop(__func__);
}

void hal_page_make_executable(const void *page)
{
    stub_stop(__func__);
}

bool hal_space_init(struct hal_space *space)
{
    stub_stop(__func__);
}

void hal_space_fini(struct hal_space *space)
{
    stub_stop(__func__);
}

bool hal_space_map(struct hal_space *space, tay_ua_t address, const struct hal_page *page,
                   enum hal_caching caching)
{
    stub_stop(__func__);
}

tay_ua_t hal_space_unmap(struct hal_space *space, tay_ua_t address, tay_ua_t limit)
{
    stub_stop(__func__);
}

void hal_space_change(struct hal_space *space, tay_ua_t address, const struct hal_page *page)
{
    stub_stop(__func__);
}

bool hal_space_share(struct hal_space *parent, struct hal_space *child, tay_ua_t *address,
                     tay_ua_t limit, unsigned *entries)
{
    stub_stop(__func__);
}

enum hal_owned hal_space_own(struct hal_space *space, tay_ua_t address)
{
    stub_stop(__func__);
}

tay_ua_t hal_space_drop(struct hal_space *space, tay_ua_t address, tay_ua_t limit)
{
    stub_stop(__func__);
}

bool hal_space_query(const struct hal_space *space, tay_ua_t address, struct hal_page *page)
{
    stub_stop(__func__);
}

void *hal_space_reach(const struct hal_space *space, tay_ua_t address, unsigned access)
{
    stub_stop(__func__);
}

tay_ua_t hal_space_next(const struct hal_space *space, tay_ua_t address, tay_ua_t limit,
                        unsigned *entries)
{
    stub_stop(__func__);
}

void hal_space_activate(const struct hal_space *space)
{
    stub_stop(__func__);
}

noreturn void hal_system_reboot(void)
{
    stub_stop(__func__);
}

noreturn void hal_system_off(void)
{
    stub_stop(__func__);
}

noreturn void hal_system_exit(unsigned status)
{
    stub_stop(__func__);
}

bool hal_system_can_exit(void)
{
    stub_stop(__func__);
}

noreturn void hal_panic(const char *message)
{
    stub_stop(__func__);
}

tay_time_t hal_time_now(void)
{
    stub_stop(__func__);
}

void hal_timer_set(uint64_t ticks)
{
    stub_stop(__func__);
}

uint64_t stub_clock(void)
{
    stub_stop(__func__);
}

tay_time_t hal_clock_to_ns(uint64_t ticks)
{
    stub_stop(__func__);
}

uint64_t hal_clock_from_ns(tay_time_t ns)
{
    stub_stop(__func__);
}

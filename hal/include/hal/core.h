/* SPDX-License-Identifier: MIT */
/*
 * Processor cores and the lock between them.
 */
#ifndef HAL_CORE_H
#define HAL_CORE_H

#include <hal/types.h>

/* Static inline in <hal_arch.h>:
 *   unsigned hal_core_self(void)
 *                   the number of the core that asks: 0 to HAL_CORES_MAX - 1
 *   void *hal_core_element(void *elements, size_t size_bytes)
 *                   that core's one of an array of HAL_CORES_MAX elements of a size; found once,
 *                   however often it is used
 */

/* Makes hal_interrupt_take give HAL_EVENT_KICK on another core, soon, once for any number of kicks
 * that it has not yet taken. Orders earlier stores before it. */
void hal_core_kick(unsigned core);

/*
 * The spin lock. Acquire has acquire order, release has release order. Not recursive. The waiting
 * core tells the emulator that it waits (YIELD or WFE on AArch64).
 */
void hal_lock_acquire(struct hal_lock *lock);
void hal_lock_release(struct hal_lock *lock);

/* Whether another core waits for the lock, which this one has. A hint: cheap, and soon out of date.
 */
bool hal_lock_is_wanted(const struct hal_lock *lock);

/* As long as it has been barred more often than not, hal_lock_try (hal/fast.h) takes it for nobody.
 * Whoever has the lock says so. */
void hal_lock_bar(struct hal_lock *lock, bool on);

/* Releases the lock and acquires it again; a core that waits for it comes first, unless it is slow
 * to take it. */
void hal_lock_pass(struct hal_lock *lock);

#endif

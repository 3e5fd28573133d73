/* SPDX-License-Identifier: MIT */
/*
 * From what the board tells to the first thread of init.
 */
#include <boot/event.h>
#include <boot/init.h>
#include <boot/machine.h>
#include <hal/boot_code.h>
#include <hal/core.h>
#include <hal/upcall.h>
#include <irq/irq.h>
#include <lib/random.h>
#include <log/log.h>
#include <mem/frame.h>
#include <object/reaper.h>
#include <sched/scheduler.h>

/* All that is not free once the boot is over, but for the frame table and the payload. */
static size_t taken_bytes(const struct hal_boot *boot)
{
    size_t frames = frame_total_count() - frame_free_count();
    return boot->kernel_bytes + (frames << HAL_PAGE_SHIFT) - boot->busy_bytes;
}

HAL_BOOT_CODE struct hal_context *kernel_on_boot(const struct hal_boot *boot)
{
    event_init();
    event_enter();
    log_init(boot->log, boot->log_bytes);
    random_init(boot->seed);
    frame_init(boot);
    timeout_init();
    scheduler_init();
    reaper_init();
    irq_init();
    machine_init(boot);
    log_line("Tayberry on %s, %lu cores, %lu KiB of memory", boot->board,
             (unsigned long)boot->core_count, (unsigned long)(machine.system.total_bytes >> 10));
    thread_start(init_create(boot));
    log_line("kernel and init take %lu KiB, the frame table %lu KiB",
             (unsigned long)(taken_bytes(boot) >> 10), (unsigned long)(frame_table_bytes() >> 10));
    return event_leave();
}

void kernel_on_boot_over(void)
{
    hal_lock_acquire(&kernel_lock);
    frame_release_busy();
    hal_lock_release(&kernel_lock);
}

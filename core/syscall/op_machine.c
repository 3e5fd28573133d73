/* SPDX-License-Identifier: MIT */
/*
 * Operations on memory objects, device ranges, interrupts, the log and the machine.
 */
#include <boot/machine.h>
#include <hal/interrupt.h>
#include <hal/system.h>
#include <ipc/notification.h>
#include <irq/irq.h>
#include <log/log.h>
#include <mem/frame.h>
#include <mem/memory.h>
#include <mem/slab.h>
#include <mem/user.h>
#include <syscall/handlers.h>
#include <syscall/invocation.h>

/* The most bytes that one call writes to or reads from the log. */
#define LOG_PIECE_BYTES 256

#define EXIT_STATUS_MAX 255

/* Hands a new object to the caller with every right that its type has, but for some. */
static tay_cap_t hand_over(struct thread *caller, struct object *object, unsigned without)
{
    unsigned rights = object_type_rights(object->type) & ~without;
    return capability_create(&caller->process->table, object, rights)->handle;
}

static bool part_is_valid(const struct device_range *range, size_t offset_bytes,
                          size_t length_bytes)
{
    return ((offset_bytes | length_bytes) & (HAL_PAGE_BYTES - 1)) == 0 && length_bytes != 0 &&
           offset_bytes < range->bytes && length_bytes <= range->bytes - offset_bytes;
}

enum tay_status op_memory_create_physical(struct thread *caller, struct device_range *self,
                                          size_t offset_bytes, size_t length_bytes,
                                          tay_word_t caching, tay_word_t *memory_out)
{
    enum hal_caching kind = self->is_ram                   ? HAL_DMA
                            : caching == TAY_MEMORY_DEVICE ? HAL_DEVICE
                                                           : HAL_NONCACHEABLE;
    if (!part_is_valid(self, offset_bytes, length_bytes) || caching > TAY_MEMORY_NONCACHEABLE ||
        (self->is_ram && caching == TAY_MEMORY_DEVICE)) {
        return TAY_EINVAL;
    }
    if (!cap_table_has_room(&caller->process->table, 1)) {
        return TAY_EFULL;
    }
    struct hal_pa start = {self->start.value + offset_bytes};
    struct memory *memory =
        memory_create_physical(caller->process->account, start, length_bytes, kind);
    if (memory == NULL) {
        return TAY_ENOMEM;
    }
    *memory_out = hand_over(caller, &memory->object, TAY_RIGHT_EXECUTE);
    return TAY_OK;
}

enum tay_status op_memory_query(struct thread *caller, struct memory *self,
                                tay_word_t *length_bytes_out, tay_word_t *resident_bytes_out)
{
    (void)caller;
    *length_bytes_out = self->length_bytes;
    *resident_bytes_out =
        self->physical ? self->length_bytes : self->resident_pages << HAL_PAGE_SHIFT;
    return TAY_OK;
}

enum tay_status op_irq_create(struct thread *caller, struct irq_control *self, tay_word_t line,
                              struct slot *notification, tay_word_t bits, tay_word_t *irq_out)
{
    (void)self;
    if (bits == 0 || line != (unsigned)line || !hal_interrupt_exists((unsigned)line)) {
        return TAY_EINVAL;
    }
    if (irq_is_bound((unsigned)line)) {
        return TAY_ESTATE;
    }
    if (!cap_table_has_room(&caller->process->table, 1)) {
        return TAY_EFULL;
    }
    struct irq_target target = {notification_of(notification->object), bits};
    struct irq *irq = irq_create(caller->process->account, (unsigned)line, target);
    if (irq == NULL) {
        return TAY_ENOMEM;
    }
    *irq_out = hand_over(caller, &irq->object, 0);
    return TAY_OK;
}

enum tay_status op_irq_acknowledge(struct thread *caller, struct irq *self)
{
    (void)caller;
    irq_acknowledge(self);
    return TAY_OK;
}

enum tay_status op_log_write(struct thread *caller, struct log *self, tay_word_t *length_bytes_out)
{
    (void)self;
    char text[LOG_PIECE_BYTES];
    struct user_range lent = invocation_lent_read(caller);
    if (lent.length_bytes == 0 || lent.length_bytes > sizeof text) {
        return TAY_EINVAL;
    }
    struct space *space = &caller->process->space;
    size_t done = user_read(space, lent.address, text, lent.length_bytes);
    if (done != lent.length_bytes) {
        return done == USER_AGAIN ? STATUS_RESTART : TAY_EFAULT;
    }
    log_write(text, lent.length_bytes);
    *length_bytes_out = lent.length_bytes;
    return TAY_OK;
}

enum tay_status op_log_read(struct thread *caller, struct log *self, tay_time_t position,
                            tay_word_t *length_bytes_out, tay_time_t *next_out)
{
    (void)self;
    char text[LOG_PIECE_BYTES];
    struct user_range lent = invocation_lent_write(caller);
    if (position == TAY_TIME_NEVER) {
        position = log_shown();
    }
    if (lent.length_bytes == 0 || position > log_end()) {
        return TAY_EINVAL;
    }
    size_t room = lent.length_bytes < sizeof text ? lent.length_bytes : sizeof text;
    size_t count = log_read(&position, text, room);
    size_t done = user_write(&caller->process->space, lent.address, text, count);
    if (done != count) {
        return done == USER_AGAIN ? STATUS_RESTART : TAY_EFAULT;
    }
    log_mark_shown(position);
    *length_bytes_out = count;
    *next_out = position;
    return TAY_OK;
}

enum tay_status op_log_bind(struct thread *caller, struct log *self, struct slot *notification,
                            tay_word_t bits)
{
    (void)caller;
    (void)self;
    if ((notification != NULL) != (bits != 0)) {
        return TAY_EINVAL;
    }
    if (notification != NULL && log_is_bound()) {
        return TAY_ESTATE;
    }
    log_bind(notification == NULL ? NULL : notification_of(notification->object), bits);
    return TAY_OK;
}

enum tay_status op_system_control(struct thread *caller, struct system *self, tay_word_t action,
                                  tay_word_t status)
{
    (void)caller;
    (void)self;
    if (status > EXIT_STATUS_MAX || action > TAY_SYSTEM_EXIT) {
        return TAY_EINVAL;
    }
    log_flush();
    switch (action) {
    case TAY_SYSTEM_REBOOT:
        hal_system_reboot();
    case TAY_SYSTEM_POWER_OFF:
        hal_system_off();
    default:
        hal_system_exit((unsigned)status);
    }
}

enum tay_status op_system_query(struct thread *caller, struct system *self,
                                tay_word_t *core_count_out, tay_word_t *total_bytes_out,
                                tay_word_t *free_bytes_out, tay_word_t *kernel_bytes_out)
{
    (void)caller;
    *core_count_out = self->core_count;
    *total_bytes_out = self->total_bytes;
    *free_bytes_out = frame_free_count() << HAL_PAGE_SHIFT;
    *kernel_bytes_out = self->kernel_bytes;
    return TAY_OK;
}

/* What a type of object is carved from; SLAB_KINDS: it is not. */
static const uint8_t kinds[TAY_OBJECT_COUNT] = {
    [TAY_OBJECT_NONE] = SLAB_MAPPING,
    [TAY_OBJECT_account] = SLAB_ACCOUNT,
    [TAY_OBJECT_process] = SLAB_PROCESS,
    [TAY_OBJECT_thread] = SLAB_THREAD,
    [TAY_OBJECT_endpoint] = SLAB_ENDPOINT,
    [TAY_OBJECT_notification] = SLAB_NOTIFICATION,
    [TAY_OBJECT_timer] = SLAB_TIMER,
    [TAY_OBJECT_memory] = SLAB_MEMORY,
    [TAY_OBJECT_irq] = SLAB_IRQ,
    [TAY_OBJECT_irq_control] = SLAB_KINDS,
    [TAY_OBJECT_device_range] = SLAB_KINDS,
    [TAY_OBJECT_system] = SLAB_KINDS,
    [TAY_OBJECT_log] = SLAB_KINDS,
    [TAY_OBJECT_session] = SLAB_SESSION,
    [TAY_OBJECT_reply] = SLAB_REPLY,
};

enum tay_status op_system_count(struct thread *caller, struct system *self, tay_word_t type,
                                tay_word_t *count_out)
{
    (void)caller;
    (void)self;
    if (type >= TAY_OBJECT_COUNT) {
        return TAY_EINVAL;
    }
    *count_out = kinds[type] == SLAB_KINDS ? 0 : slab_count((enum slab_kind)kinds[type]);
    return TAY_OK;
}

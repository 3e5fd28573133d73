/* SPDX-License-Identifier: MIT */
/*
 * The machine's objects. The root account's budget is all of the memory that can be taken, so what
 * accounts promise never exceeds what exists.
 */
#include <boot/machine.h>

#include <mem/frame.h>
#include <string.h>

struct machine machine;

static void init_permanent(struct object *object, enum tay_object type)
{
    object_init(object, type, NULL);
    object->permanent = true;
}

void machine_init(const struct hal_boot *boot)
{
    memset(&machine, 0, sizeof machine);
    size_t total_bytes = frame_total_count() << HAL_PAGE_SHIFT;
    account_init_root(&machine.root, total_bytes);
    init_permanent(&machine.system.object, TAY_OBJECT_system);
    machine.system.core_count = boot->core_count;
    machine.system.total_bytes = total_bytes;
    machine.system.kernel_bytes = boot->kernel_bytes;
    init_permanent(&machine.log.object, TAY_OBJECT_log);
    init_permanent(&machine.irq_control.object, TAY_OBJECT_irq_control);
    machine.device_count = boot->device_count;
    for (size_t i = 0; i < boot->device_count; i++) {
        init_permanent(&machine.device[i].object, TAY_OBJECT_device_range);
        machine.device[i].start = boot->device[i].start;
        machine.device[i].bytes = boot->device[i].bytes;
        machine.device[i].is_ram = boot->device[i].is_ram;
    }
}

/* SPDX-License-Identifier: MIT */
/*
 * Holds struct tay_registers of the SDK to the image of a thread's state (hal/context.h): each
 * knows nothing of the other's header.
 */
#include <a64_context.h>
#include <hal/types.h>
#include <tay/registers.h>

#define SAME_PLACE(field)                                                                          \
    _Static_assert(offsetof(struct tay_registers, field) == offsetof(struct a64_image, field) &&   \
                       sizeof(((struct tay_registers *)0)->field) ==                               \
                           sizeof(((struct a64_image *)0)->field),                                 \
                   #field " has moved")

SAME_PLACE(x);
SAME_PLACE(sp);
SAME_PLACE(pc);
SAME_PLACE(pstate);
SAME_PLACE(fp_status);
SAME_PLACE(fp_control);
SAME_PLACE(vector);
_Static_assert(sizeof(struct tay_registers) == HAL_CONTEXT_IMAGE_BYTES, "all of it");
_Static_assert(TAY_REGISTERS_BYTES == HAL_CONTEXT_IMAGE_BYTES, "what the kernel asks for");

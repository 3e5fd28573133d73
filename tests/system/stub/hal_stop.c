/* SPDX-License-Identifier: MIT */
/*
 * An image that calls a function of the HAL that its board has not: the call must not come back.
 */
#include "stub.h"

#include <hal/console.h>
#include <hal/time.h>

noreturn void stub_main(void)
{
    static const char line[] = "hal_time_now came back\n";
    (void)hal_time_now();
    hal_console_write(line, sizeof(line) - 1);
    stub_end(1);
}

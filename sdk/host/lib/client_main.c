/* SPDX-License-Identifier: MIT */
/*
 * What is particular to a client that is a function of the test. Several share this library's
 * variables, so nothing that differs among them may be kept there.
 */
#include "runtime.h"

#include <tay/door.h>
#include <tay/startup.h>

tay_cap_t program_log(tay_cap_t opened)
{
    (void)opened;
    return tay_startup_cap("log");
}

int program_main(int argument_count, char **arguments)
{
    (void)argument_count;
    return tay_door_client(arguments[0]);
}

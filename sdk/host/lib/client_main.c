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

/* A client has one thread, and its text goes out by whole calls. */
void program_lock_log(void)
{
}

void program_unlock_log(void)
{
}

int program_main(const struct tay_runtime *runtime)
{
    return tay_door_client(runtime->arguments[0]);
}

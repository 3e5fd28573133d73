/* SPDX-License-Identifier: MIT */
/*
 * poweroff: switches the machine off, once file systems have written out what they have.
 */
#include "machine_end.h"

int main(int count, char **word)
{
    return machine_end("poweroff", count, word, TAY_SUPERVISOR_POWER_OFF);
}

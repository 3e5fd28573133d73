/* SPDX-License-Identifier: MIT */
/*
 * reboot: starts the machine again, once file systems have written out what they have.
 */
#include "machine_end.h"

int main(int count, char **word)
{
    return machine_end("reboot", count, word, TAY_SUPERVISOR_REBOOT);
}

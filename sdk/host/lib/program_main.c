/* SPDX-License-Identifier: MIT */
/*
 * What is particular to a program that was linked by itself: its main, and its own variables.
 */
#include "runtime.h"

#include <stdlib.h>

int main(int argument_count, char **arguments);

tay_cap_t program_log(tay_cap_t opened)
{
    return opened;
}

int program_main(int argument_count, char **arguments)
{
    exit(main(argument_count, arguments));
}

/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <tay/startup.h>

int main(int argument_count, char **arguments)
{
    (void)argument_count;
    printf("%s: there are %u capabilities\n", arguments[0], (unsigned)tay_startup()->cap_count);
    return 0;
}

/* SPDX-License-Identifier: MIT */
#include <stdio.h>

int main(void)
{
    printf("early: needs nobody\n");
    return 0;
}

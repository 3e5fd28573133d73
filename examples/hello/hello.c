/* SPDX-License-Identifier: MIT */
/*
 * Says hello, and ends with status 0. Without a manifest a program gets the log and nothing else.
 */
#include <stdio.h>

int main(void)
{
    printf("hello: hello, world\n");
    return 0;
}

/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

int main(void)
{
    return rand() % 6;
}

/* SPDX-License-Identifier: MIT */
/* It starts if its manifest is given all that it names. */
#include <stdlib.h>

int main(void)
{
    return EXIT_SUCCESS;
}

/* SPDX-License-Identifier: MIT */
/*
 * operator delete, to which all other forms come down (new_more.c).
 */
#include "operators.h"

#include <stdlib.h>

void cxx_delete(void *memory)
{
    free(memory);
}

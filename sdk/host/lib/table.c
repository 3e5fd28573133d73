/* SPDX-License-Identifier: MIT */
/*
 * The hash table of the C library that has no name: the program's own.
 */
#define _GNU_SOURCE /* hcreate_r */
#include <search.h>
#include <string.h>

static struct hsearch_data only;

int hcreate(size_t count)
{
    return hcreate_r(count, &only);
}

ENTRY *hsearch(ENTRY item, ACTION action)
{
    ENTRY *found = NULL;
    hsearch_r(item, action, &found, &only);
    return found;
}

void hdestroy(void)
{
    hdestroy_r(&only);
    memset(&only, 0, sizeof only);
}

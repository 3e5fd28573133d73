/* SPDX-License-Identifier: MIT */
/*
 * A heap with a limit (HEAP of tayberry_add_server).
 */
#include "expect.h"

#include <errno.h>

int main(void)
{
    char *most = malloc(HEAP_BYTES - 100);
    EXPECT(most != NULL);
    void *volatile more = malloc(200);
    EXPECT(more == NULL && errno == ENOMEM);
    free(most);
    more = malloc(200);
    EXPECT(more != NULL);
    printf("limited: the heap keeps its limit\n");
    return 0;
}

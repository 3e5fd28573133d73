/* SPDX-License-Identifier: MIT */
/*
 * Calls a server that faults in the call, and then calls it again: it is answered by the next
 * instance, or, where there is none, refused at once.
 */
#include <stdio.h>
#include <stdlib.h>
#include <tay/client.h>
#include <tay/startup.h>
#include <tay/status.h>

#define LABEL_FAULT 1
#define LABEL_ADD 2

int main(void)
{
    tay_cap_t crasher = tay_startup_cap("crasher");
    struct tay_call fault = {.label = LABEL_FAULT};
    enum tay_status status = tay_call(crasher, &fault);
    if (status != TAY_EPEER || !fault.seen) {
        printf("caller: the call that faults gave: %s\n", tay_status_text(status));
        return EXIT_FAILURE;
    }
    struct tay_call add = {.label = LABEL_ADD, .word = {41}};
    status = tay_call(crasher, &add);
    if (status == TAY_EPEER && !add.seen) {
        printf("caller: refused at once\n");
        return EXIT_SUCCESS;
    }
    printf("caller: %s\n", status == TAY_OK && add.word[0] == 42 ? "answered again" : "no answer");
    return status == TAY_OK && add.word[0] == 42 ? EXIT_SUCCESS : EXIT_FAILURE;
}

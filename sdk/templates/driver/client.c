/* SPDX-License-Identifier: MIT */
/*
 * A client: sleeps, and looks at the time before and after.
 */
#include "template.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <tay/client.h>
#include <tay/startup.h>
#include <tay/status.h>

#define SLEEP_US 2000u

static enum tay_status ask(unsigned label, tay_word_t word, uint32_t *answer_out)
{
    struct tay_call call = {.label = label, .word = {word}};
    enum tay_status status = tay_call(tay_startup_cap("template"), &call);
    *answer_out = (uint32_t)call.word[0];
    return status;
}

int main(void)
{
    uint32_t before, after, nothing;
    enum tay_status status = ask(TEMPLATE_NOW, 0, &before);
    status = status == TAY_OK ? ask(TEMPLATE_SLEEP, SLEEP_US, &nothing) : status;
    status = status == TAY_OK ? ask(TEMPLATE_NOW, 0, &after) : status;
    if (status != TAY_OK || after - before < SLEEP_US) {
        printf("client: %s\n", status == TAY_OK ? "woke too early" : tay_status_text(status));
        return EXIT_FAILURE;
    }
    printf("client: slept for %u microseconds or more\n", SLEEP_US);
    return EXIT_SUCCESS;
}

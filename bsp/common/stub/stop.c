/* SPDX-License-Identifier: MIT */
/*
 * The end of a board that is not supported: one line on the console that names the function.
 */
#include "stub.h"

#include <hal/console.h>

static void write_text(const char *text)
{
    size_t length = 0;
    while (text[length] != '\0') {
        length++;
    }
    hal_console_write(text, length);
}

noreturn void stub_stop(const char *function)
{
    write_text(function);
    write_text(": not supported on this board\n");
    stub_end(STUB_STATUS_UNSUPPORTED);
}

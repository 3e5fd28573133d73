/* SPDX-License-Identifier: MIT */
/*
 * The console: kept for the tests to read.
 */
#include <hal/console.h>

#include "state.h"

#include <stdlib.h>
#include <string.h>

static char *shown; /* NUL-terminated, or NULL */
static size_t shown_bytes;

void hal_console_write(const char *text, size_t length_bytes)
{
    char *longer = realloc(shown, shown_bytes + length_bytes + 1);

    if (longer == NULL) {
        machine_break("no memory for what the console shows");
    }
    shown = longer;
    memcpy(shown + shown_bytes, text, length_bytes);
    shown_bytes += length_bytes;
    shown[shown_bytes] = '\0';
}

const char *machine_console(void)
{
    return shown == NULL ? "" : shown;
}

void machine_clear_console(void)
{
    free(shown);
    shown = NULL;
    shown_bytes = 0;
}

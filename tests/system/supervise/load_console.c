/* SPDX-License-Identifier: MIT */
/*
 * Keeps the console busy with numbered lines, and says at the end how many were acknowledged: all
 * of them must have been shown.
 */
#include "load.h"

#include <tay/operations.h>
#include <tay/protocol/stream.h>
#include <tay/startup.h>

static tay_cap_t endpoint, session;

static void reopen(void)
{
    load_close(&session);
    do {
        load_call_begins();
    } while (!load_went_well(tay_stream_open(endpoint, &session), "console: open"));
}

/* Writes a line; the console keeps sessions, so the same one may go on. */
static bool write_line(unsigned long number)
{
    char text[32];
    int length = snprintf(text, sizeof text, "<line %lu>\n", number);
    struct tay_call call = {.label = TAY_STREAM_WRITE,
                            .word = {(tay_word_t)length},
                            .lend_read = text,
                            .lend_read_bytes = (size_t)length,
                            .deadline_ns = load_deadline()};
    return load_went_well(tay_call(session, &call), "console: write");
}

int main(int argument_count, char **arguments)
{
    unsigned long number = 0;
    load_begin(argument_count, arguments);
    endpoint = tay_startup_cap("console");
    reopen();
    while (load_goes_on()) {
        if (write_line(number + 1)) {
            number++;
        } else {
            reopen();
        }
    }
    load_tell("load-console", number);
    return EXIT_SUCCESS;
}

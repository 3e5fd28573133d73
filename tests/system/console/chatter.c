/* SPDX-License-Identifier: MIT */
/*
 * Writes lines to the console in pieces, and lines to the log between them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tay/protocol/stream.h>
#include <tay/startup.h>
#include <tay/status.h>

#define LINES 12

static enum tay_status write_in_pieces(tay_cap_t session, const char *line)
{
    enum tay_status status = TAY_OK;
    for (; status == TAY_OK && *line != '\0'; line += strlen(line) < 9 ? strlen(line) : 9) {
        status = tay_stream_write(session, line, strlen(line) < 9 ? strlen(line) : 9);
    }
    return status;
}

int main(int argument_count, char **arguments)
{
    const char *name = argument_count > 1 ? arguments[1] : "nobody";
    tay_cap_t session;
    enum tay_status status = tay_stream_open(tay_startup_cap("console"), &session);
    for (unsigned n = 1; status == TAY_OK && n <= LINES; n++) {
        char line[128];
        snprintf(line, sizeof line, "%s: line %u of %u is whole, however it came\n", name, n,
                 (unsigned)LINES);
        printf("%s: logs %u, a line of its own as well\n", name, n);
        status = write_in_pieces(session, line);
    }
    if (status != TAY_OK) {
        printf("%s: %s\n", name, tay_status_text(status));
    }
    return status == TAY_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

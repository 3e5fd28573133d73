/* SPDX-License-Identifier: MIT */
/*
 * Reads lines from the console and puts them into the store, until there comes an empty one, or
 * none for a while.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tay/protocol/kv.h>
#include <tay/protocol/stream.h>
#include <tay/startup.h>
#include <tay/status.h>
#include <tay/time.h>

static enum tay_status say(tay_cap_t console, const char *text)
{
    return tay_stream_write(console, text, strlen(text));
}

/* Stores a line and shows what the store has now. */
static enum tay_status store_line(tay_cap_t console, tay_cap_t kv, const char *line)
{
    char value[128];
    char text[192];
    struct tay_kv_room room = {.value = value, .room_bytes = sizeof value};
    enum tay_status status = tay_kv_set(kv, "line", line, strlen(line));
    status = status == TAY_OK ? tay_kv_get(kv, "line", &room) : status;
    if (status != TAY_OK) {
        return status;
    }
    snprintf(text, sizeof text, "typist: the store has '%.*s'\n", (int)room.length_bytes, value);
    return say(console, text);
}

static enum tay_status serve(tay_cap_t console, tay_cap_t kv, tay_time_t patience_ns)
{
    char line[128];
    size_t length_bytes;
    enum tay_status status = say(console, "typist: type a line, or Enter to end\n");
    while (status == TAY_OK) {
        status = say(console, "> ");
        if (status == TAY_OK) {
            status = tay_stream_read_line(console, line, sizeof line - 1,
                                          tay_time_now() + patience_ns, &length_bytes);
        }
        if (status != TAY_OK || length_bytes == 0) {
            break;
        }
        line[length_bytes] = '\0';
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '\0') {
            return say(console, "typist: that was all\n");
        }
        status = store_line(console, kv, line);
    }
    return status == TAY_ETIMEDOUT ? say(console, "\ntypist: nobody types\n") : status;
}

int main(int argument_count, char **arguments)
{
    unsigned long seconds = argument_count > 1 ? strtoul(arguments[1], NULL, 10) : 1;
    tay_cap_t kv;
    tay_cap_t console;
    enum tay_status status = tay_kv_open(tay_startup_cap("kv"), &kv);
    status = status == TAY_OK ? tay_stream_open(tay_startup_cap("console"), &console) : status;
    status = status == TAY_OK ? serve(console, kv, seconds * TAY_NS_PER_S) : status;
    if (status != TAY_OK) {
        printf("typist: %s\n", tay_status_text(status));
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}

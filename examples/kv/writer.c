/* SPDX-License-Identifier: MIT */
/*
 * Sets two values, reads one back, and lists the keys: words, and memory lent both ways.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tay/protocol/kv.h>
#include <tay/startup.h>
#include <tay/status.h>

static enum tay_status set_text(tay_cap_t session, const char *key, const char *text)
{
    return tay_kv_set(session, key, text, strlen(text));
}

static enum tay_status show(tay_cap_t session, const char *key)
{
    char value[64];
    struct tay_kv_room room = {.value = value, .room_bytes = sizeof value};
    enum tay_status status = tay_kv_get(session, key, &room);
    if (status == TAY_OK) {
        printf("writer: %s is '%.*s'\n", key, (int)room.length_bytes, value);
    }
    return status;
}

static enum tay_status list(tay_cap_t session)
{
    char key[TAY_KV_KEY_BYTES + 1];
    enum tay_status status;
    while ((status = tay_kv_next(session, key)) == TAY_OK) {
        printf("writer: there is a key '%s'\n", key);
    }
    return status == TAY_ENOENT ? TAY_OK : status;
}

int main(void)
{
    tay_cap_t session;
    enum tay_status status = tay_kv_open(tay_startup_cap("kv"), &session);
    status = status == TAY_OK ? set_text(session, "fruit", "tayberry") : status;
    status = status == TAY_OK ? set_text(session, "river", "Tay") : status;
    status = status == TAY_OK ? show(session, "fruit") : status;
    status = status == TAY_OK ? list(session) : status;
    if (status != TAY_OK) {
        printf("writer: %s\n", tay_status_text(status));
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}

/* SPDX-License-Identifier: MIT */
/*
 * Waits until somebody is ready, and a while for it to be in its call, and ends the victim's
 * process.
 */
#include <stdio.h>
#include <stdlib.h>
#include <tay/operations.h>
#include <tay/protocol/kv.h>
#include <tay/startup.h>
#include <tay/status.h>
#include <tay/time.h>

#define EXIT_KILLED 7
#define A_WHILE_NS (50 * TAY_NS_PER_MS)

int main(void)
{
    tay_cap_t session;
    struct tay_alarm alarm;
    char value[8];
    struct tay_kv_room room = {.value = value, .room_bytes = sizeof value};
    enum tay_status status = tay_kv_open(tay_startup_cap("kv"), &session);
    status = status == TAY_OK ? tay_kv_wait(session, "ready", &room) : status;
    status = status == TAY_OK ? tay_alarm_create(&alarm) : status;
    status = status == TAY_OK ? tay_alarm_sleep_until(&alarm, tay_time_now() + A_WHILE_NS) : status;
    status = status == TAY_OK ? tay_process_exit(tay_startup_cap("victim"), EXIT_KILLED) : status;
    if (status != TAY_OK) {
        printf("killer: %s\n", tay_status_text(status));
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}

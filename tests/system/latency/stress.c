/* SPDX-License-Identifier: MIT */
/*
 * Calls every operation whose cost may grow with its input, with large inputs.
 */
#include "stress.h"

#define LINES 400

/* A full ring that nobody has read goes out to the console. */
void stress_log(void)
{
    tay_cap_t log = tay_startup_cap("log"), bell;
    size_t length_bytes;
    char text[256];
    for (unsigned n = 0; n < sizeof text; n++) {
        text[n] = n % 64 == 63 ? '\n' : '.';
    }
    EXPECT(tay_log_write(log, text, sizeof text, &length_bytes) == TAY_OK);
    EXPECT(tay_notification_create(TAY_OWN_ACCOUNT, &bell) == TAY_OK);
    EXPECT(tay_log_bind(log, bell, 1) == TAY_OK);
    for (unsigned n = 0; n < LINES; n++) {
        EXPECT(tay_log_write(log, text, sizeof text, &length_bytes) == TAY_OK);
    }
    EXPECT(tay_log_bind(log, 0, 0) == TAY_OK);
    EXPECT(tay_log_bind(log, bell, 1) == TAY_OK);
    for (unsigned n = 0; n < LINES; n++) {
        EXPECT(tay_log_write(log, text, sizeof text, &length_bytes) == TAY_OK);
    }
    EXPECT(tay_object_destroy(bell) == TAY_OK);
    EXPECT(tay_log_write(log, text, sizeof text, &length_bytes) == TAY_OK);
}

int main(void)
{
    EXPECT(tay_thread_set_priority(tay_startup_thread(), 30) == TAY_OK);
    stress_memory();
    stress_objects();
    stress_ipc();
    stress_log();
    printf("stress: it is done\n");
    return 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * Waits until each of the services that its arguments name was started again, and answers its load;
 * then it lets the loads end, and says on an empty screen how it went.
 */
#include "load.h"

#include <string.h>
#include <tay/operations.h>
#include <tay/protocol/stream.h>
#include <tay/protocol/supervisor.h>
#include <tay/startup.h>

#define PAGE 4096
#define LOOK_NS (20 * TAY_NS_PER_MS)
#define ANSWERS 2 /* new ones, since it was started again */

static struct tay_alarm alarm;
static tay_cap_t supervisor;
static volatile uint64_t *progress;

static void pause_before_next_look(void)
{
    EXPECT(tay_alarm_sleep_until(&alarm, tay_time_now() + LOOK_NS) == TAY_OK);
}

static struct tay_service query(const char *name)
{
    struct tay_service service;
    unsigned number;
    EXPECT(tay_supervisor_find(supervisor, name, &number) == TAY_OK);
    EXPECT(tay_supervisor_query(supervisor, number, &service) == TAY_OK);
    return service;
}

static void wait_until_it_is_back(const char *name, unsigned word)
{
    struct tay_service service = query(name);
    while (service.starts < 2 || service.state != TAY_SERVICE_READY) {
        pause_before_next_look();
        service = query(name);
    }
    uint64_t wanted = progress[word] + ANSWERS;
    while (progress[word] < wanted) {
        pause_before_next_look();
    }
}

static void wait_for_load(const char *victim)
{
    char name[TAY_STARTUP_NAME_BYTES];
    snprintf(name, sizeof name, "load-%s", victim);
    struct tay_service service = query(name);
    while (service.state != TAY_SERVICE_ENDED) {
        pause_before_next_look();
        service = query(name);
    }
    EXPECT(service.exit_status == EXIT_SUCCESS);
}

static void say(const char *text)
{
    tay_cap_t session;
    EXPECT(tay_stream_open(tay_startup_cap("console"), &session) == TAY_OK);
    EXPECT(tay_stream_write(session, text, strlen(text)) == TAY_OK);
    EXPECT(tay_cap_close(session) == TAY_OK);
}

int main(int argument_count, char **arguments)
{
    tay_ua_t address;
    char text[80];
    supervisor = tay_startup_cap("supervisor");
    EXPECT(tay_alarm_create(&alarm) == TAY_OK);
    EXPECT(tay_space_map(TAY_CAP_SELF, tay_startup_cap("progress"), 0, PAGE, 0,
                         TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &address) == TAY_OK);
    progress = (volatile uint64_t *)address;
    for (int n = 1; n < argument_count; n++) {
        wait_until_it_is_back(arguments[n], (unsigned)n - 1);
    }
    progress[LOAD_WORD_STOP] = 1;
    for (int n = 1; n < argument_count; n++) {
        wait_for_load(arguments[n]);
    }
    snprintf(text, sizeof text, "\x1b[2J\x1b[Hwatcher: %d services are back, and nothing is lost\n",
             argument_count - 1);
    say(text);
    return EXIT_SUCCESS;
}

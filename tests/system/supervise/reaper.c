/* SPDX-License-Identifier: MIT */
/*
 * Kills services at moments that a seed decides: arguments are the seed, how often each is to be
 * killed, and their names. Kills by ending the process, and by its own exit in turn. At the end all
 * of them must run.
 */
#include "load.h"
#include "random.h"

#include <expect.h>
#include <tay/operations.h>
#include <tay/protocol/supervisor.h>
#include <tay/startup.h>
#include <tay/status.h>
#include <tay/time.h>

#define PAUSE_MAX_NS (10 * TAY_NS_PER_MS) /* each of them answers again before its next turn */
#define RUN_NS (60 * TAY_NS_PER_S)
#define EXIT_KILLED 7
#define PAGE 4096

static struct tay_alarm alarm;

static void sleep_ns(uint64_t time_ns)
{
    EXPECT(tay_alarm_sleep_until(&alarm, tay_time_now() + time_ns) == TAY_OK);
}

/* False: it is just being started again. */
static bool kill_service(tay_cap_t supervisor, unsigned number)
{
    tay_cap_t process;
    enum tay_status status = tay_supervisor_process(supervisor, number, &process, NULL);
    EXPECT(status == TAY_OK || status == TAY_ESTATE);
    if (status != TAY_OK) {
        return false;
    }
    status =
        random_below(2) == 0 ? tay_object_destroy(process) : tay_process_exit(process, EXIT_KILLED);
    EXPECT(status == TAY_OK || status == TAY_EHANDLE);
    enum tay_status closed = tay_cap_close(process);
    (void)closed; /* it has gone with the process */
    return status == TAY_OK;
}

static void wait_until_all_run(tay_cap_t supervisor, const unsigned *numbers, unsigned count)
{
    tay_time_t deadline_ns = tay_time_now() + RUN_NS;
    for (unsigned i = 0; i < count; i++) {
        struct tay_service service;
        do {
            EXPECT(tay_time_now() < deadline_ns);
            sleep_ns(TAY_NS_PER_MS);
            EXPECT(tay_supervisor_query(supervisor, numbers[i], &service) == TAY_OK);
        } while (service.state != TAY_SERVICE_READY);
        printf("reaper: %s was started %lu times, the last took %lu ns\n", service.name,
               (unsigned long)service.starts, (unsigned long)service.restart_ns);
    }
}

static void stop_loads(void)
{
    tay_ua_t address;
    EXPECT(tay_space_map(TAY_CAP_SELF, tay_startup_cap("progress"), 0, PAGE, 0,
                         TAY_MAP_READ | TAY_MAP_WRITE | TAY_MAP_SHARED, &address) == TAY_OK);
    ((volatile uint64_t *)address)[LOAD_WORD_STOP] = 1;
}

int main(int argument_count, char **arguments)
{
    EXPECT(argument_count > 3);
    tay_cap_t supervisor = tay_startup_cap("supervisor");
    unsigned long kills_each = strtoul(arguments[2], NULL, 10);
    unsigned numbers[TAY_STARTUP_ARGUMENTS];
    unsigned count = (unsigned)argument_count - 3;
    random_begin(strtoull(arguments[1], NULL, 10));
    EXPECT(tay_alarm_create(&alarm) == TAY_OK);
    for (unsigned i = 0; i < count; i++) {
        EXPECT(tay_supervisor_find(supervisor, arguments[3 + i], &numbers[i]) == TAY_OK);
    }
    for (unsigned long kills = 0; kills < kills_each * count;) {
        sleep_ns(random_below(PAUSE_MAX_NS));
        kills += kill_service(supervisor, numbers[kills % count]) ? 1 : 0;
    }
    wait_until_all_run(supervisor, numbers, count);
    stop_loads();
    printf("reaper: killed each of %u services %lu times\n", count, kills_each);
    return EXIT_SUCCESS;
}

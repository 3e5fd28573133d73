/* SPDX-License-Identifier: MIT */
/*
 * The ends of the machine: whoever runs it (machine_run) is told; without one, the program ends.
 */
#include <hal/system.h>

#include "state.h"

#include <hal/console.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_caught;
static jmp_buf catcher;
static struct machine_ending caught;

struct machine_ending machine_run(void (*function)(void *), void *argument)
{
    if (is_caught) {
        machine_break("machine_run is not for use within itself");
    }
    caught = (struct machine_ending){.how = MACHINE_RUNS};
    is_caught = true;
    if (setjmp(catcher) == 0) {
        function(argument);
    }
    is_caught = false;
    return caught;
}

void system_end(const struct machine_ending *ending)
{
    static const char *const name[] = {
        [MACHINE_REBOOT] = "reboot", [MACHINE_OFF] = "power off", [MACHINE_EXIT] = "exit",
        [MACHINE_PANIC] = "PANIC",   [MACHINE_BROKEN] = "BROKEN",
    };

    if (is_caught) {
        caught = *ending;
        longjmp(catcher, 1);
    }
    fprintf(stderr, "host-sim: %s: %s\nconsole:\n%s", name[ending->how], ending->message,
            machine_console());
    abort();
}

void system_uncatch(void)
{
    is_caught = false;
}

void hal_system_reboot(void)
{
    system_end(&(struct machine_ending){.how = MACHINE_REBOOT});
}

void hal_system_off(void)
{
    system_end(&(struct machine_ending){.how = MACHINE_OFF});
}

void hal_system_exit(unsigned status)
{
    system_end(&(struct machine_ending){.how = MACHINE_EXIT, .status = status});
}

bool hal_system_can_exit(void)
{
    return true;
}

void hal_panic(const char *message)
{
    struct machine_ending ending = {.how = MACHINE_PANIC};

    snprintf(ending.message, sizeof ending.message, "%s", message);
    hal_console_write("PANIC: ", 7);
    hal_console_write(message, strlen(message));
    hal_console_write("\n", 1);
    system_end(&ending);
}

void machine_break(const char *format, ...)
{
    struct machine_ending ending = {.how = MACHINE_BROKEN};
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(ending.message, sizeof ending.message, format, arguments);
    va_end(arguments);
    system_end(&ending);
}

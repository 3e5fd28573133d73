/* SPDX-License-Identifier: MIT */
/*
 * A ring of events. Invariant: `noted` counts all that were noted; the last EVENTS_MAX of them are
 * there, number n at place n modulo EVENTS_MAX.
 */
#include "events.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <tay/abi/object.h>
#include <tay/time.h>

#define VALUE_BYTES 24

static struct event {
    tay_time_t time_ns;
    tay_pid_t pid, by;
    enum event_kind kind;
    unsigned value;
    char name[TAY_PROC_NAME_BYTES];
} events[EVENTS_MAX];
static uint64_t noted;

/* Each page is touched now, so that what is free does not become less as events come. */
void events_begin(void)
{
    memset(events, 0, sizeof events);
}

void events_note(enum event_kind kind, const struct member *member, tay_pid_t by, unsigned value)
{
    struct event *event = &events[noted++ % EVENTS_MAX];
    event->time_ns = tay_time_now();
    event->pid = member->pid;
    event->by = by;
    event->kind = kind;
    event->value = value;
    memcpy(event->name, member->name, sizeof event->name);
}

/* How a process ended: its status, or what ended it. */
static void write_end(unsigned status, char value[VALUE_BYTES])
{
    if (status == EVENTS_NO_VALUE) {
        snprintf(value, VALUE_BYTES, "-");
    } else if (status == TAY_EXIT_FAULT) {
        snprintf(value, VALUE_BYTES, "fault");
    } else if (status == TAY_EXIT_DESTROYED) {
        snprintf(value, VALUE_BYTES, "destroyed");
    } else if (status > TAY_PROC_EXIT_SIGNAL) {
        snprintf(value, VALUE_BYTES, "signal-%u", status - TAY_PROC_EXIT_SIGNAL);
    } else {
        snprintf(value, VALUE_BYTES, "%u", status);
    }
}

static void write_event(struct text *text, const struct event *event)
{
    static const char *const words[] = {
        [EVENT_JOIN] = "join", [EVENT_FORK] = "fork",     [EVENT_START] = "start",
        [EVENT_EXEC] = "exec", [EVENT_SIGNAL] = "signal", [EVENT_FAULT] = "fault",
        [EVENT_END] = "end"};
    char value[VALUE_BYTES] = "-", by[VALUE_BYTES] = "-", name[TAY_PROC_NAME_BYTES];
    text_clean(event->name, name, sizeof name);
    if (event->kind == EVENT_END) {
        write_end(event->value, value);
    } else if (event->kind == EVENT_SIGNAL) {
        snprintf(value, sizeof value, "%u", event->value);
    }
    if (event->by != 0) {
        snprintf(by, sizeof by, "%lu", (unsigned long)event->by);
    }
    text_print(text, "%llu.%09llu %s %lu %s %s %s\n",
               (unsigned long long)(event->time_ns / TAY_NS_PER_S),
               (unsigned long long)(event->time_ns % TAY_NS_PER_S), words[event->kind],
               (unsigned long)event->pid, by, value, event->name[0] == '\0' ? "-" : name);
}

void events_write(struct text *text)
{
    uint64_t first = noted > EVENTS_MAX ? noted - EVENTS_MAX : 0;
    text_print(text, "seconds event pid by value name\n");
    for (uint64_t number = first; number < noted; number++) {
        write_event(text, &events[number % EVENTS_MAX]);
    }
}

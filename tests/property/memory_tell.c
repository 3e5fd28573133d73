/* SPDX-License-Identifier: MIT */
/*
 * The account of what went on: the last things that were done, told if the program fails.
 */
#include "memory_tell.h"

#include "memory_event.h"
#include "memory_scene.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define LINES 40
#define LINE_BYTES 160

unsigned long memory_events[EVENT_COUNT];

static char lines[LINES][LINE_BYTES];
static unsigned line_count;
static struct tell_place place;

void scene_tell(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *line = lines[line_count++ % LINES];
    int length = snprintf(line, LINE_BYTES, "step %lu: ", place.step);
    vsnprintf(line + length, LINE_BYTES - (size_t)length, format, arguments);
    va_end(arguments);
}

static void tell_all(void)
{
    unsigned first = line_count < LINES ? 0 : line_count - LINES;
    fprintf(stderr, "seed %u, step %lu; the last things done:\n", place.seed, place.step);
    for (unsigned n = first; n < line_count; n++) {
        fprintf(stderr, "  %s\n", lines[n % LINES]);
    }
}

/* Whoever else ends the program has told why. */
static void on_abort(int number)
{
    (void)number;
    tell_all();
    _exit(1);
}

void tell_begin(void)
{
    signal(SIGABRT, on_abort);
}

void tell_place(struct tell_place now)
{
    if (now.step == 0) {
        line_count = 0;
    }
    place = now;
}

void scene_fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("memory: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    abort();
}

void tell_events(void)
{
    static const char *const sentences[EVENT_COUNT] = {
#define SENTENCE(name, sentence) sentence,
        MEMORY_EVENTS(SENTENCE)
#undef SENTENCE
    };
    for (unsigned n = 0; n < EVENT_COUNT; n++) {
        fprintf(stderr, "%-56s %8lu\n", sentences[n], memory_events[n]);
    }
}

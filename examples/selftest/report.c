/* SPDX-License-Identifier: MIT */
/*
 * The last line ends in the CRC-32 (ISO-HDLC) of all that stands before " crc ", so that a UART
 * that drops or changes a character shows.
 */
#include "report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LINE_BYTES 200

_Static_assert(STEP_COUNT <= 32, "the numbers have 32 bits");

enum verdict { VERDICT_NONE, VERDICT_PASSED, VERDICT_FAILED, VERDICT_UNSEEN };

static const char *const step_text[STEP_COUNT] = {
#define REPORT_TEXT(name, text) text,
    REPORT_STEPS(REPORT_TEXT)
#undef REPORT_TEXT
};
static const char *const verdict_text[] = {"not done", "passed", "FAILED", "not observed"};

static enum verdict verdicts[STEP_COUNT];
static bool on_emulator;
static uint32_t board_revision;

void report_emulated(bool emulated)
{
    on_emulator = emulated;
}

bool report_is_emulated(void)
{
    return on_emulator;
}

void report_revision(uint32_t revision)
{
    board_revision = revision;
}

static void say(enum report_step step, enum verdict verdict, const char *text)
{
    verdicts[step] = verdict;
    printf("selftest %02u %s: %s: %s\n", (unsigned)step, step_text[step], verdict_text[verdict],
           text);
}

void report(enum report_step step, bool passed, const char *format, ...)
{
    char text[LINE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    say(step, passed ? VERDICT_PASSED : VERDICT_FAILED, text);
}

void report_hardware(enum report_step step, bool passed, const char *format, ...)
{
    char text[LINE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    say(step, on_emulator ? VERDICT_UNSEEN : passed ? VERDICT_PASSED : VERDICT_FAILED, text);
}

void report_unseen(enum report_step step, const char *reason)
{
    say(step, VERDICT_UNSEEN, reason);
}

static uint32_t crc_of(const char *text)
{
    uint32_t crc = UINT32_MAX;
    for (; *text != '\0'; text++) {
        crc ^= (unsigned char)*text;
        for (unsigned bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xedb88320u : 0);
        }
    }
    return ~crc;
}

static uint32_t bits_of(enum verdict verdict)
{
    uint32_t bits = 0;
    for (unsigned step = 0; step < STEP_COUNT; step++) {
        bits |= (uint32_t)(verdicts[step] == verdict) << step;
    }
    return bits;
}

bool report_end(void)
{
    char line[LINE_BYTES];
    uint32_t failed = bits_of(VERDICT_FAILED) | bits_of(VERDICT_NONE);
    snprintf(line, sizeof line,
             "selftest: Tayberry %s board %08lx on %s passed %08lx failed %08lx unseen %08lx",
             SELFTEST_VERSION, (unsigned long)board_revision, on_emulator ? "emulator" : "hardware",
             (unsigned long)bits_of(VERDICT_PASSED), (unsigned long)failed,
             (unsigned long)bits_of(VERDICT_UNSEEN));
    printf("%s crc %08lx\n", line, (unsigned long)crc_of(line));
    return failed == 0;
}

/* SPDX-License-Identifier: MIT */
/*
 * Reports. Invariant: what was printed before a message has been sent before it.
 */
#include "report.h"

#include "file.h"
#include "output.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *tool_name = "?";
static const char *tool_usage = "";
static bool has_failed;

void report_begin(const char *tool, const char *usage)
{
    tool_name = tool;
    tool_usage = usage;
}

/* If there is no memory the message is cut. */
static void write_message(const char *prefix, const char *format, va_list arguments)
{
    char small[256];
    va_list again;
    va_copy(again, arguments);
    size_t prefix_bytes = strlen(prefix);
    int text_bytes = vsnprintf(NULL, 0, format, arguments);
    size_t room_bytes = prefix_bytes + (text_bytes < 0 ? 0 : (size_t)text_bytes) + sizeof "\n";
    char *message = room_bytes <= sizeof small ? NULL : malloc(room_bytes);
    char *text = message == NULL ? small : message;
    size_t bytes = message == NULL && room_bytes > sizeof small ? sizeof small : room_bytes;
    snprintf(text, bytes, "%s", prefix);
    if (prefix_bytes < bytes) {
        vsnprintf(text + prefix_bytes, bytes - prefix_bytes, format, again);
    }
    va_end(again);
    bytes = strlen(text);
    text[bytes++] = '\n'; /* in the place of the NUL */
    output_flush();
    file_write(STDERR_FILENO, text, bytes); /* there is nowhere to tell that it failed */
    free(message);
}

/* `tool: ` before a text. */
static void say(const char *format, va_list arguments)
{
    char prefix[64];
    snprintf(prefix, sizeof prefix, "%s: ", tool_name);
    has_failed = true;
    write_message(prefix, format, arguments);
}

void report(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
}

void report_error(const char *what)
{
    report("%s: %s", what, strerror(errno));
}

void report_usage(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
    report("usage: %s %s", tool_name, tool_usage);
    exit(REPORT_USAGE_STATUS);
}

void report_no_memory(void)
{
    report("out of memory");
    exit(EXIT_FAILURE);
}

bool report_any(void)
{
    return has_failed;
}

int report_end(void)
{
    if (!output_flush()) {
        report_error("write error");
    }
    return has_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

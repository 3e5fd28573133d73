/* SPDX-License-Identifier: MIT */
/*
 * Talks with whoever types: each prompt is followed by what the test types there.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tay/client.h>
#include <tay/operations.h>
#include <tay/protocol/stream.h>
#include <tay/startup.h>
#include <tay/status.h>
#include <tay/trap.h>

#define EXIT_KILLED 7
#define READY_BIT 0x2u
#define INTERRUPT_BIT 0x4u
#define COOKED (TAY_STREAM_COOKED | TAY_STREAM_ECHO | TAY_STREAM_SIGNALS)

static tay_cap_t console, bell;

static void must(const char *what, enum tay_status status, enum tay_status wanted)
{
    if (status != wanted) {
        printf("talk: %s: %s\n", what, tay_status_text(status));
        exit(EXIT_FAILURE);
    }
}

__attribute__((format(printf, 1, 2))) static void say(const char *format, ...)
{
    char text[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    must("write", tay_stream_write(console, text, strlen(text)), TAY_OK);
}

/* Tells the next line, without its newline. */
static void tell_line(const char *what)
{
    char line[300];
    size_t length_bytes;
    must(what, tay_stream_read_line(console, line, sizeof line, 0, &length_bytes), TAY_OK);
    bool is_whole = length_bytes > 0 && line[length_bytes - 1] == '\n';
    say("%s%s: %zu bytes: '%.*s'\n", is_whole ? "" : "\n", what, length_bytes,
        (int)length_bytes - (is_whole ? 1 : 0), line);
}

static void ask_line(const char *what)
{
    say("%s> ", what);
    tell_line(what);
}

static tay_word_t wait_for_bits(void)
{
    tay_word_t bits = 0;
    must("wait", tay_trap_wait(bell, 0, 0, &bits), TAY_OK);
    return bits;
}

static void show_ready(void)
{
    unsigned ready = 0;
    must("ready", tay_stream_ready(console, TAY_STREAM_WRITABLE, bell, READY_BIT, &ready), TAY_OK);
    say("writable at once: %u\n", ready);
    must("ready", tay_stream_ready(console, TAY_STREAM_READABLE, bell, READY_BIT, &ready), TAY_OK);
    say("readable: %u\npoll> ", ready);
    tay_word_t bits = wait_for_bits();
    must("ready", tay_stream_ready(console, TAY_STREAM_READABLE, bell, READY_BIT, &ready), TAY_OK);
    say("told of %lu, readable: %u\n", (unsigned long)bits, ready);
    tell_line("poll");
}

static void read_raw(void)
{
    unsigned char bytes[8];
    size_t count = 0, length_bytes;
    must("mode", tay_stream_set_mode(console, 0), TAY_OK);
    say("raw> ");
    while (count < 5) {
        must("raw", tay_stream_read(console, bytes + count, 5 - count, 0, &length_bytes), TAY_OK);
        count += length_bytes;
    }
    must("mode", tay_stream_set_mode(console, COOKED), TAY_OK);
    say("\nraw: %02x %02x %02x %02x %02x\n", bytes[0], bytes[1], bytes[2], bytes[3], bytes[4]);
}

static void read_unseen(void)
{
    must("mode", tay_stream_set_mode(console, TAY_STREAM_COOKED), TAY_OK);
    say("unseen> ");
    tell_line("\nunseen");
    must("mode", tay_stream_set_mode(console, COOKED), TAY_OK);
    ask_line("not remembered");
}

static void be_interrupted(void)
{
    must("interrupt", tay_stream_interrupt(console, bell, INTERRUPT_BIT, 0), TAY_OK);
    say("interrupt> ");
    say("told of %lu\n", (unsigned long)wait_for_bits());
    ask_line("behind it");
    must("interrupt", tay_stream_interrupt(console, TAY_CAP_NULL, 0, 0), TAY_OK);
}

/* Each wrong call gets its status, and the console goes on. */
static void talk_nonsense(void)
{
    struct tay_call no_label = {.label = 77};
    struct tay_call nothing_lent = {.label = TAY_STREAM_READ, .word = {5}};
    struct tay_call open = {.label = TAY_STREAM_OPEN};
    struct tay_call no_mode = {.label = TAY_STREAM_MODE, .word = {3, COOKED}};
    unsigned ready, columns = 1, rows = 0;
    size_t length_bytes;
    must("label", tay_call(console, &no_label), TAY_ENOSYS);
    must("nothing lent", tay_call(console, &nothing_lent), TAY_ESTATE);
    must("open", tay_call(console, &open), TAY_ESTATE);
    must("no mode", tay_call(console, &no_mode), TAY_EINVAL);
    must("mode", tay_stream_set_mode(console, 0x80), TAY_EINVAL);
    must("size", tay_stream_size(console, &columns, &rows), TAY_EINVAL);
    must("event", tay_stream_ready(console, 0x80, bell, 1, &ready), TAY_EINVAL);
    must("no bell", tay_stream_ready(console, TAY_STREAM_READABLE, 0, 1, &ready), TAY_OK);
    must("no bits", tay_stream_ready(console, TAY_STREAM_READABLE, bell, 0, &ready), TAY_EINVAL);
    must("a session", tay_stream_interrupt(console, console, 1, 0), TAY_EINVAL);
    must("no memory", tay_stream_write(console, (const void *)8, 100), TAY_EFAULT);
    must("endpoint",
         tay_stream_read(tay_startup_cap("console"), &ready, sizeof ready, 0, &length_bytes),
         TAY_ESTATE);
    columns = 0;
    must("size", tay_stream_size(console, &columns, &rows), TAY_OK);
    say("%u by %u, and nonsense has its answers\n", columns, rows);
}

/* A session has the terminal's mode until it sets its own; the terminal's lasts as long as the
 * session that has set it. Flags are the session's. */
static void share_terminal(void)
{
    tay_cap_t other;
    unsigned mode;
    char byte;
    size_t length_bytes;
    must("open", tay_stream_open(tay_startup_cap("console"), &other), TAY_OK);
    must("terminal", tay_stream_set_terminal_mode(other, TAY_STREAM_SIGNALS), TAY_OK);
    must("mode", tay_stream_mode(other, &mode), TAY_OK);
    must("the terminal's", mode == TAY_STREAM_SIGNALS ? TAY_OK : TAY_ESTATE, TAY_OK);
    must("mode", tay_stream_mode(console, &mode), TAY_OK);
    must("its own", mode == COOKED ? TAY_OK : TAY_ESTATE, TAY_OK); /* it has set that */
    must("terminal", tay_stream_set_terminal_mode(console, TAY_STREAM_NEWLINES), TAY_OK);
    must("terminal", tay_stream_set_terminal_mode(other, TAY_STREAM_MODE_KEPT), TAY_OK);
    must("mode", tay_stream_mode(console, &mode), TAY_OK);
    must("given up", mode == TAY_STREAM_MODE_KEPT ? TAY_OK : TAY_ESTATE, TAY_OK);
    must("flags", tay_stream_set_flags(other, TAY_STREAM_NO_WAIT), TAY_OK);
    must("not wait", tay_stream_read(other, &byte, 1, 0, &length_bytes), TAY_EAGAIN);
    must("no flag", tay_stream_set_flags(other, 2), TAY_EINVAL);
    must("close", tay_cap_close(other), TAY_OK);
    must("mode", tay_stream_mode(console, &mode), TAY_OK);
    must("as at first", mode == COOKED ? TAY_OK : TAY_ESTATE, TAY_OK);
    say("modes are the terminal's, or a session's\n");
}

/* The console dies, and what was typed is still there. */
static void kill_console(void)
{
    must("kill", tay_process_exit(tay_startup_cap("victim"), EXIT_KILLED), TAY_OK);
    ask_line("after it");
    ask_line("up");
}

int main(void)
{
    must("open", tay_stream_open(tay_startup_cap("console"), &console), TAY_OK);
    must("bell", tay_notification_create(TAY_OWN_ACCOUNT, &bell), TAY_OK);
    ask_line("edit");
    ask_line("history");
    show_ready();
    read_raw();
    read_unseen();
    be_interrupted();
    ask_line("long");
    ask_line("handed over");
    ask_line("end");
    talk_nonsense();
    share_terminal();
    ask_line("before it");
    kill_console();
    say("talk: that was all\n");
    return EXIT_SUCCESS;
}

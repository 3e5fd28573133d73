/* SPDX-License-Identifier: MIT */
/*
 * ps: shows the processes, and with -a the services, which are none of proc's.
 */
#include "number.h"
#include "options.h"
#include "output.h"
#include "place.h"
#include "proc_table.h"
#include "report.h"
#include <stdio.h>
#include <string.h>

#define NS_PER_S 1000000000u
#define NS_PER_CENTISECOND 10000000u
#define TIME_BYTES 24

/* `minutes:seconds.hundredths`, or `-`, of what is no number. */
static void write_time(const struct proc_table *table, char text[TIME_BYTES])
{
    uint64_t ns;
    if (!number_read(proc_table_word(table, "run_ns"), UINT64_MAX, &ns)) {
        snprintf(text, TIME_BYTES, "-");
        return;
    }
    snprintf(text, TIME_BYTES, "%llu:%02u.%02u", (unsigned long long)(ns / NS_PER_S / 60),
             (unsigned)(ns / NS_PER_S % 60), (unsigned)(ns % NS_PER_S / NS_PER_CENTISECOND));
}

static void print_line(const char *pid, const char *parent, const char *group, const char *state,
                       const char *priority, const char *time, const char *memory, const char *name)
{
    output("%5s %5s %5s %-8s %3s %9s %6s %s\n", pid, parent, group, state, priority, time, memory,
           name);
}

static void print_processes(void)
{
    static struct proc_table table;
    char time[TIME_BYTES], memory[NUMBER_SIZE_BYTES];
    if (!proc_table_open(&table, TOOLS_PROC "/processes")) {
        return;
    }
    while (proc_table_next(&table)) {
        write_time(&table, time);
        number_size(proc_table_number(&table, "mapped_bytes"), memory);
        print_line(proc_table_word(&table, "pid"), proc_table_word(&table, "parent"),
                   proc_table_word(&table, "group"), proc_table_word(&table, "state"),
                   proc_table_word(&table, "priority"), time, memory,
                   proc_table_word(&table, "name"));
    }
    proc_table_close(&table);
}

static void print_services(void)
{
    static struct proc_table table;
    char memory[NUMBER_SIZE_BYTES];
    if (!proc_table_open(&table, TOOLS_PROC "/services")) {
        return;
    }
    while (proc_table_next(&table)) {
        number_size(proc_table_number(&table, "used_bytes"), memory);
        print_line("-", "-", "-", proc_table_word(&table, "state"),
                   proc_table_word(&table, "priority"), "-", memory,
                   proc_table_word(&table, "name"));
    }
    proc_table_close(&table);
}

int main(int count, char **word)
{
    struct options options = {.count = count, .word = word, .next = 1};
    bool shows_services = false;
    report_begin("ps", "[-a]");
    while (options_next(&options, "a") != 0) {
        shows_services = true;
    }
    if (options.next < count) {
        report_usage("%s: is no option", word[options.next]);
    }
    print_line("PID", "PPID", "PGID", "STATE", "PRI", "TIME", "MEMORY", "NAME");
    print_processes();
    if (shows_services) {
        print_services();
    }
    return report_end();
}

/* SPDX-License-Identifier: MIT */
/*
 * top: shows, again and again, how the machine's time and memory are used.
 */
#include "number.h"
#include "options.h"
#include "output.h"
#include "place.h"
#include "proc_table.h"
#include "report.h"
#include "tree.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_S UINT64_C(1000000000)
#define ROWS_SHOWN 20
#define CLEAR "\033[H\033[J"

struct process {
    uint64_t pid;
    uint64_t run_ns;
    uint64_t share; /* of a core's time since the last look, in thousandths */
    uint64_t mapped_bytes;
    char state[16];
    char name[32];
};

/* What was seen at once. */
struct look {
    uint64_t time_ns;
    struct process *process;
    size_t count;
    size_t room;
};

static uint64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

static void copy_word(char *to, size_t room_bytes, const char *word)
{
    size_t bytes = strlen(word) < room_bytes ? strlen(word) : room_bytes - 1;
    memcpy(to, word, bytes);
    to[bytes] = '\0';
}

static void add(struct look *look, const struct proc_table *table)
{
    if (look->count == look->room) {
        look->room = look->room == 0 ? 32 : look->room * 2;
        look->process = realloc(look->process, look->room * sizeof *look->process);
        if (look->process == NULL) {
            report_no_memory();
        }
    }
    struct process *process = &look->process[look->count++];
    *process = (struct process){.pid = proc_table_number(table, "pid"),
                                .run_ns = proc_table_number(table, "run_ns"),
                                .mapped_bytes = proc_table_number(table, "mapped_bytes")};
    copy_word(process->state, sizeof process->state, proc_table_word(table, "state"));
    copy_word(process->name, sizeof process->name, proc_table_word(table, "name"));
}

/* False: it cannot be seen, which has been reported. */
static bool take_look(struct look *look)
{
    static struct proc_table table;
    look->count = 0;
    look->time_ns = now_ns();
    if (!proc_table_open(&table, TOOLS_PROC "/processes")) {
        return false;
    }
    while (proc_table_next(&table)) {
        add(look, &table);
    }
    proc_table_close(&table);
    return true;
}

/* What each has run since the look before; one that is new: since it began. */
static void find_shares(struct look *look, const struct look *before)
{
    uint64_t passed_ns = look->time_ns - before->time_ns;
    for (size_t i = 0; i < look->count; i++) {
        struct process *process = &look->process[i];
        uint64_t run_ns = process->run_ns;
        for (size_t j = 0; j < before->count; j++) {
            if (before->process[j].pid == process->pid && before->process[j].run_ns <= run_ns) {
                run_ns -= before->process[j].run_ns;
                break;
            }
        }
        process->share = passed_ns < 1000 ? 0 : run_ns / (passed_ns / 1000);
    }
}

static int compare(const void *left, const void *right)
{
    const struct process *one = left;
    const struct process *other = right;
    int order = (one->share < other->share) - (one->share > other->share);
    return order != 0 ? order : (one->pid > other->pid) - (one->pid < other->pid);
}

static void print_memory(void)
{
    uint64_t total_bytes, free_bytes, cores;
    if (proc_table_read_value(TOOLS_PROC "/memory", "total_bytes", &total_bytes) &&
        proc_table_read_value(TOOLS_PROC "/memory", "free_bytes", &free_bytes) &&
        proc_table_read_value(TOOLS_PROC "/memory", "cores", &cores)) {
        char total[NUMBER_SIZE_BYTES], left[NUMBER_SIZE_BYTES];
        number_size(total_bytes, total);
        number_size(free_bytes, left);
        output("memory: %s, of which %s are free; cores: %llu\n", total, left,
               (unsigned long long)cores);
    }
}

static void print(const struct look *look)
{
    output_text(isatty(STDOUT_FILENO) ? CLEAR : "");
    output("up %llu s, %zu processes\n", (unsigned long long)(look->time_ns / NS_PER_S),
           look->count);
    print_memory();
    output("%5s %6s %-8s %6s %s\n", "PID", "CPU%", "STATE", "MEMORY", "NAME");
    for (size_t i = 0; i < look->count && i < ROWS_SHOWN; i++) {
        const struct process *process = &look->process[i];
        char memory[NUMBER_SIZE_BYTES];
        number_size(process->mapped_bytes, memory);
        output("%5llu %4llu.%llu %-8s %6s %s\n", (unsigned long long)process->pid,
               (unsigned long long)(process->share / 10), (unsigned long long)(process->share % 10),
               process->state, memory, process->name);
    }
}

static void wait_ns(uint64_t ns)
{
    struct timespec span = {.tv_sec = (time_t)(ns / NS_PER_S), .tv_nsec = (long)(ns % NS_PER_S)};
    nanosleep(&span, NULL);
}

/* Until it is ended, or has looked so often; the first look has nothing to compare with. */
static void watch(uint64_t period_ns, uint64_t looks)
{
    struct look looked[2] = {{0}, {0}};
    unsigned current = 0;
    bool can_go_on = take_look(&looked[current]);
    for (uint64_t n = 0; can_go_on && n < looks; n++) {
        wait_ns(period_ns);
        current = 1 - current;
        can_go_on = take_look(&looked[current]);
        if (can_go_on) {
            find_shares(&looked[current], &looked[1 - current]);
            qsort(looked[current].process, looked[current].count, sizeof(struct process), compare);
            print(&looked[current]);
            can_go_on = output_flush();
        }
    }
    free(looked[0].process);
    free(looked[1].process);
}

int main(int count, char **word)
{
    struct options options = {.count = count, .word = word, .next = 1};
    uint64_t period_ns = 2 * NS_PER_S;
    uint64_t looks = UINT64_MAX;
    int letter;
    report_begin("top", "[-d SECONDS] [-n TIMES]");
    while ((letter = options_next(&options, "d:n:")) != 0) {
        if (letter == 'd' && !number_read_duration(options.value, &period_ns)) {
            report_usage("%s: is no time", options.value);
        }
        if (letter == 'n' && !number_read(options.value, UINT64_MAX, &looks)) {
            report_usage("%s: is no number", options.value);
        }
    }
    if (options.next < count) {
        report_usage("%s: is no option", word[options.next]);
    }
    watch(period_ns, looks);
    return report_end();
}

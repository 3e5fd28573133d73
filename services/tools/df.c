/* SPDX-License-Identifier: MIT */
/*
 * df: shows how full file systems are.
 */
#include "mounts.h"
#include "number.h"
#include "options.h"
#include "output.h"
#include "report.h"
#include <stdio.h>
#include <sys/stat.h>

#define UNIT_BYTES 1024u

static bool has_units; /* -h */

static void write_amount(uint64_t bytes, char text[NUMBER_SIZE_BYTES])
{
    if (has_units) {
        number_size(bytes, text);
    } else {
        snprintf(text, NUMBER_SIZE_BYTES, "%llu",
                 (unsigned long long)((bytes + UNIT_BYTES - 1) / UNIT_BYTES));
    }
}

/* The part in use, in per cent, rounded up; `-` of what has no size. */
static void write_part(const struct tay_file_statistics *told, char text[NUMBER_SIZE_BYTES])
{
    uint64_t percent_bytes = told->total_bytes / 100;
    uint64_t used_bytes = told->total_bytes - told->free_bytes;
    if (percent_bytes == 0) {
        snprintf(text, NUMBER_SIZE_BYTES, "-");
        return;
    }
    uint64_t part = (used_bytes + percent_bytes - 1) / percent_bytes;
    snprintf(text, NUMBER_SIZE_BYTES, "%u%%", (unsigned)(part > 100 ? 100 : part));
}

static void print(const struct mount *mount)
{
    const struct tay_file_statistics *told = &mount->statistics;
    char total[NUMBER_SIZE_BYTES], used[NUMBER_SIZE_BYTES], left[NUMBER_SIZE_BYTES],
        part[NUMBER_SIZE_BYTES];
    write_amount(told->total_bytes, total);
    write_amount(told->total_bytes - told->free_bytes, used);
    write_amount(told->free_bytes, left);
    write_part(told, part);
    output("%-12s %-8.*s %11s %10s %10s %8s %s\n", mount->at.name[0] == '\0' ? "-" : mount->at.name,
           (int)sizeof told->type, told->type, total, used, left, part, mount->at.path);
}

/* Prints the file systems that are mounted; with an operand the one that it is in. */
static void print_for(const char *operand, const struct stat *stat)
{
    struct tay_vfs_mount at;
    struct mount mount;
    enum tay_file_error error;
    bool is_found = false;
    for (unsigned i = 0; !is_found && mounts_at(i, &at, &error); i++) {
        enum tay_file_error asked = mounts_ask(&at, &mount);
        if (asked != TAY_FILE_OK) {
            report("%s: %s", at.path, tay_file_error_text(asked));
        } else if (operand == NULL || mount.system == stat->st_dev) {
            print(&mount);
            is_found = operand != NULL;
        }
    }
    if (error != TAY_FILE_OK) {
        report("what is mounted cannot be told: %s", tay_file_error_text(error));
    } else if (operand != NULL && !is_found) {
        report("%s: its file system is not among those that are mounted", operand);
    }
}

int main(int count, char **word)
{
    struct options options = {.count = count, .word = word, .next = 1};
    struct stat stat_of;
    int letter;
    report_begin("df", "[-hk] [FILE...]");
    while ((letter = options_next(&options, "hk")) != 0) {
        has_units = letter == 'h';
    }
    output("%-12s %-8s %11s %10s %10s %8s %s\n", "Filesystem", "Type",
           has_units ? "Size" : "1024-blocks", "Used", "Available", "Capacity", "Mounted on");
    if (options.next == count) {
        print_for(NULL, NULL);
    }
    for (int i = options.next; i < count; i++) {
        if (stat(word[i], &stat_of) != 0) {
            report_error(word[i]);
        } else {
            print_for(word[i], &stat_of);
        }
    }
    return report_end();
}

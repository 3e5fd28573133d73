/* SPDX-License-Identifier: MIT */
#include "watch.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define LINES_MAX 512u

/* MOVZ, 64 bits, no shift, to XZR (ARM DDI 0487, C6.2.191): all but the immediate. */
#define PROGRAM_MARK 0xd280001fu
#define PROGRAM_MARK_MASK 0xffe0001fu
#define IMMEDIATE_SHIFT 5
#define IMMEDIATE_MASK 0xffffu

static struct range {
    unsigned class;
    uint64_t begin, end;
} ranges[LINES_MAX];
static struct mark {
    uint32_t number;
    uint64_t address;
} marks[LINES_MAX];
static unsigned range_count, mark_count;

static bool read_line(const char *line)
{
    struct range range;
    struct mark mark;
    if (range_count < LINES_MAX && sscanf(line, "class %u %" SCNx64 " %" SCNx64, &range.class,
                                          &range.begin, &range.end) == 3) {
        ranges[range_count++] = range;
        return range.class < WATCH_CLASSES;
    }
    if (mark_count < LINES_MAX &&
        sscanf(line, "mark %" SCNu32 " %" SCNx64, &mark.number, &mark.address) == 2) {
        marks[mark_count++] = mark;
        return mark.number >= WATCH_MARKS;
    }
    return false;
}

bool watch_read(const char *path)
{
    char line[128];
    bool good = true;
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        perror(path);
        return false;
    }
    while (good && fgets(line, sizeof line, file) != NULL) {
        good = read_line(line);
        if (!good) {
            fprintf(stderr, "%s: not understood, or too much: %s", path, line);
        }
    }
    fclose(file);
    return good;
}

const char *watch_argument(int argc, char **argv, const char *name)
{
    size_t length = strlen(name);
    for (int n = 0; n < argc; n++) {
        if (strncmp(argv[n], name, length) == 0) {
            return argv[n] + length;
        }
    }
    return NULL;
}

unsigned watch_class(uint64_t address)
{
    for (unsigned n = 0; n < range_count; n++) {
        if (address >= ranges[n].begin && address < ranges[n].end) {
            return ranges[n].class;
        }
    }
    return 0;
}

uint32_t watch_mark(uint64_t address, uint32_t instruction)
{
    if ((instruction & PROGRAM_MARK_MASK) == PROGRAM_MARK) {
        return instruction >> IMMEDIATE_SHIFT & IMMEDIATE_MASK;
    }
    for (unsigned n = 0; n < mark_count; n++) {
        if (address == marks[n].address) {
            return marks[n].number;
        }
    }
    return 0;
}

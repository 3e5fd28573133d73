/* SPDX-License-Identifier: MIT */
/*
 * free: shows the machine's memory.
 */
#include "number.h"
#include "options.h"
#include "output.h"
#include "place.h"
#include "proc_table.h"
#include "report.h"
#include <stdio.h>

#define MEMORY TOOLS_PROC "/memory"
#define UNITS_FOR_PEOPLE 0

static void write_amount(uint64_t bytes, unsigned unit, char text[NUMBER_SIZE_BYTES])
{
    if (unit == UNITS_FOR_PEOPLE) {
        number_size(bytes, text);
    } else {
        snprintf(text, NUMBER_SIZE_BYTES, "%llu", (unsigned long long)(bytes / unit));
    }
}

static unsigned read_unit(struct options *options)
{
    unsigned unit = 1024;
    int letter;
    while ((letter = options_next(options, "bhkm")) != 0) {
        unit = letter == 'b'   ? 1
               : letter == 'k' ? 1024
               : letter == 'm' ? 1024 * 1024
                               : UNITS_FOR_PEOPLE;
    }
    return unit;
}

int main(int count, char **word)
{
    struct options options = {.count = count, .word = word, .next = 1};
    uint64_t total_bytes, free_bytes, kernel_bytes;
    report_begin("free", "[-bhkm]");
    unsigned unit = read_unit(&options);
    if (options.next < count) {
        report_usage("%s: is no option", word[options.next]);
    }
    if (!proc_table_read_value(MEMORY, "total_bytes", &total_bytes) ||
        !proc_table_read_value(MEMORY, "free_bytes", &free_bytes) ||
        !proc_table_read_value(MEMORY, "kernel_bytes", &kernel_bytes)) {
        return report_end();
    }
    const uint64_t amounts[] = {total_bytes, total_bytes - free_bytes, free_bytes, kernel_bytes};
    output("             total        used        free      kernel\nmemory");
    for (unsigned i = 0; i < sizeof amounts / sizeof amounts[0]; i++) {
        char text[NUMBER_SIZE_BYTES];
        write_amount(amounts[i], unit, text);
        output("%12s", text);
    }
    output_text("\n");
    return report_end();
}

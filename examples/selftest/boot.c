/* SPDX-License-Identifier: MIT */
/*
 * Boot: what kernel and init have logged; what the board says before that is on the console alone.
 * The log is read from its start by position, which takes nothing from who else reads it.
 */
#include "report.h"
#include "steps.h"

#include <stdlib.h>
#include <string.h>
#include <tay/operations.h>
#include <tay/startup.h>

#define LOG_BYTES 4096u
#define PIECE_BYTES 256u
#define CORES 4u /* of a BCM2837 */
/* The least that a Raspberry Pi 3 has: a 3A+, of whose 512 MiB the VideoCore takes up to 128. */
#define MEMORY_BYTES_MIN ((size_t)384 << 20)

/* New-style revision codes (Raspberry Pi documentation, "Raspberry Pi revision codes"). */
#define REVISION_NEW 0x00800000u
#define REVISION_PROCESSOR 0x0000f000u
#define REVISION_BCM2837 0x00002000u

static char log_text[LOG_BYTES + 1];

static void read_log(void)
{
    tay_time_t position = 0;
    size_t used = 0, count = 1;
    while (count > 0 && used + PIECE_BYTES <= LOG_BYTES) {
        enum tay_status status = tay_log_read(tay_startup_cap("log"), position, log_text + used,
                                              PIECE_BYTES, &count, &position);
        if (status != TAY_OK) {
            break;
        }
        used += count;
    }
    log_text[used] = '\0';
}

/* The number behind the words, if the log has them. */
static bool logged_number(const char *words, unsigned long *value_out)
{
    const char *found = strstr(log_text, words);
    if (found == NULL) {
        return false;
    }
    *value_out = strtoul(found + strlen(words), NULL, 0);
    return true;
}

void boot_steps(tay_word_t cores, size_t memory_bytes)
{
    unsigned long revision = 0, started = 0;
    read_log();
    report(STEP_BOOT_BOARD, logged_number("Tayberry on rpi3-aarch64, ", &started),
           "the kernel is the Raspberry Pi 3's");
    bool known = logged_number("init: board revision ", &revision);
    report_revision((uint32_t)revision);
    report(STEP_BOOT_REVISION,
           known && (revision & REVISION_NEW) != 0 &&
               (revision & REVISION_PROCESSOR) == REVISION_BCM2837,
           "the board's revision is 0x%lx", revision);
    report(STEP_BOOT_CORES, started == CORES && cores == CORES, "%lu cores have started, %lu run",
           started, (unsigned long)cores);
    report(STEP_BOOT_MEMORY, memory_bytes >= MEMORY_BYTES_MIN, "programs and kernel share %lu KiB",
           (unsigned long)(memory_bytes >> 10));
}

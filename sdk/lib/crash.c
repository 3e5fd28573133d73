/* SPDX-License-Identifier: MIT */
/*
 * Crash reports. Invariant: nothing of the process that crashed is believed; the chain of its frame
 * records goes up and ends.
 */
#include <tay/crash.h>

#include <tay/fault.h>
#include <tay/log.h>
#include <tay/operations.h>
#include <tay/status.h>

#define ADDRESSES_PER_LINE 6

/* What a function leaves on its stack, at its frame pointer. */
struct record {
    tay_word_t caller_frame;
    tay_word_t return_address;
};

/* A list of addresses, some a line. */
struct list {
    const char *name;
    unsigned count;
};

static void say_address(struct list *list, tay_word_t address, const char *doubt)
{
    if (list->count % ADDRESSES_PER_LINE == 0) {
        tay_log_printf("%s%s: %s", list->count > 0 ? "\n" : "", list->name,
                       list->count > 0 ? "  " : "backtrace:");
    }
    tay_log_printf(" 0x%lx%s", (unsigned long)address, doubt);
    list->count++;
}

/* False: there is no record at this address. */
static bool read_record(tay_cap_t process, tay_word_t frame, struct record *record)
{
    size_t done_bytes;
    return frame != 0 && frame % sizeof(tay_word_t) == 0 &&
           tay_space_read(process, frame, record, sizeof *record, &done_bytes) == TAY_OK;
}

static void say_backtrace(const char *name, tay_cap_t process,
                          const struct tay_registers *registers)
{
    struct list list = {.name = name};
    struct record record;
    tay_word_t frame = tay_registers_frame(registers);
    bool is_record = read_record(process, frame, &record);
    tay_word_t link = tay_registers_link(registers);
    say_address(&list, tay_registers_pc(registers), "");
    if (link != 0 && !(is_record && link == record.return_address)) {
        say_address(&list, link, "?");
    }
    for (unsigned depth = 0; is_record && depth < TAY_CRASH_DEPTH_MAX; depth++) {
        if (record.return_address == 0) {
            break; /* a thread's first function */
        }
        say_address(&list, record.return_address, "");
        tay_word_t caller_frame = record.caller_frame;
        is_record = caller_frame > frame && read_record(process, caller_frame, &record);
        frame = caller_frame;
    }
    tay_log_printf("\n");
}

void tay_crash_report(const char *name, tay_cap_t process, const tay_word_t *word)
{
    tay_log_printf(
        "%s: fault: %s at 0x%lx, pc 0x%lx, code 0x%lx\n", name,
        tay_fault_text(word[TAY_FAULT_WORD_KIND]), (unsigned long)word[TAY_FAULT_WORD_ADDRESS],
        (unsigned long)word[TAY_FAULT_WORD_PC], (unsigned long)word[TAY_FAULT_WORD_CODE]);
    struct tay_registers registers;
    tay_cap_t thread;
    enum tay_status status = tay_process_take(process, word[TAY_FAULT_WORD_THREAD], &thread);
    if (status == TAY_OK) {
        status = tay_thread_get_registers(thread, &registers, sizeof registers);
        enum tay_status closed = tay_cap_close(thread);
        (void)closed; /* it may have gone meanwhile */
    }
    if (status != TAY_OK) {
        tay_log_printf("%s: its registers: %s\n", name, tay_status_text(status));
        return;
    }
    tay_crash_say_registers(name, &registers);
    say_backtrace(name, process, &registers);
}

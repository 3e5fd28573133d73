/* SPDX-License-Identifier: MIT */
/*
 * Crash reports. Invariant: nothing of the process that crashed is believed; the chain of its frame
 * records goes up and ends.
 */
#include <tay/crash.h>

#include <string.h>
#include <tay/fault.h>
#include <tay/log.h>
#include <tay/operations.h>
#include <tay/startup.h>
#include <tay/status.h>

#define ADDRESSES_PER_LINE 6
#define PIECE_WORDS 128

/* What a function leaves on its stack, at its frame pointer. */
struct record {
    tay_word_t caller_frame;
    tay_word_t return_address;
};

/* A range of addresses. */
struct range {
    tay_ua_t start;
    size_t length_bytes;
};

/* False: there is no record at this address. */
static bool read_record(tay_cap_t process, tay_word_t frame, struct record *record)
{
    size_t done_bytes;
    return frame != 0 && frame % sizeof(tay_word_t) == 0 &&
           tay_space_read(process, frame, record, sizeof *record, &done_bytes) == TAY_OK;
}

static void add_address(struct tay_crash *crash, tay_word_t address)
{
    crash->address[crash->address_count++] = address;
}

static void take_backtrace(tay_cap_t process, struct tay_crash *crash)
{
    struct record record;
    tay_word_t frame = tay_registers_frame(&crash->registers);
    bool is_record = read_record(process, frame, &record);
    tay_word_t link = tay_registers_link(&crash->registers);
    add_address(crash, tay_registers_pc(&crash->registers));
    crash->link_is_doubtful = link != 0 && !(is_record && link == record.return_address);
    if (crash->link_is_doubtful) {
        add_address(crash, link);
    }
    for (unsigned depth = 0; is_record && depth < TAY_CRASH_DEPTH_MAX; depth++) {
        if (record.return_address == 0) {
            break; /* a thread's first function */
        }
        add_address(crash, record.return_address);
        tay_word_t caller_frame = record.caller_frame;
        is_record = caller_frame > frame && read_record(process, caller_frame, &record);
        frame = caller_frame;
    }
}

/* The mapping that an address is in, or, from a guard, the one above it. False: there is none. */
static bool find_stack(tay_cap_t process, tay_ua_t address, struct range *stack)
{
    for (unsigned i = 0; i < 2; i++) {
        tay_word_t flags;
        size_t offset_bytes;
        enum tay_status status = tay_space_query(process, address, &stack->start,
                                                 &stack->length_bytes, &flags, &offset_bytes);
        if (status != TAY_OK || stack->start > address) {
            return false;
        }
        if ((flags & TAY_MAP_GUARD) == 0) {
            return stack->length_bytes <=
                   TAY_PROGRAM_STACK_BYTES_MAX; /* else it is something else */
        }
        address = stack->start + stack->length_bytes;
    }
    return false;
}

/* How much of a range, from its start, was never written: it still is zero. */
static size_t unused_bytes(tay_cap_t process, const struct range *stack)
{
    tay_word_t piece[PIECE_WORDS] = {0};
    size_t done_bytes;
    for (size_t at = 0; at < stack->length_bytes; at += sizeof piece) {
        if (tay_space_read(process, stack->start + at, piece, sizeof piece, &done_bytes) !=
            TAY_OK) {
            return at;
        }
        for (size_t n = 0; n < PIECE_WORDS; n++) {
            if (piece[n] != 0) {
                return at + n * sizeof piece[0];
            }
        }
    }
    return stack->length_bytes;
}

/* A stack grows down. A thread that stands at its very top has used none of it. */
static void take_stack(tay_cap_t process, struct tay_crash *crash)
{
    struct range stack;
    tay_ua_t pointer = tay_registers_stack(&crash->registers);
    if (find_stack(process, pointer, &stack) ||
        find_stack(process, pointer - sizeof(tay_word_t), &stack)) {
        crash->stack_bytes = (uint32_t)stack.length_bytes;
        crash->stack_used_bytes = (uint32_t)(stack.length_bytes - unused_bytes(process, &stack));
    }
}

void tay_crash_look(tay_cap_t process, tay_cap_t thread, struct tay_crash *crash_out)
{
    memset(crash_out, 0, sizeof *crash_out);
    enum tay_status status =
        tay_thread_get_registers(thread, &crash_out->registers, sizeof crash_out->registers);
    crash_out->registers_status = (uint8_t)status;
    if (status == TAY_OK) {
        take_backtrace(process, crash_out);
        take_stack(process, crash_out);
    }
}

void tay_crash_take(tay_cap_t process, const tay_word_t *word, struct tay_crash *crash_out)
{
    tay_cap_t thread = TAY_CAP_NULL;
    enum tay_status status = tay_process_take(process, word[TAY_FAULT_WORD_THREAD], &thread);
    tay_crash_look(process, thread, crash_out);
    if (status != TAY_OK) {
        crash_out->registers_status = (uint8_t)status;
    } else {
        enum tay_status closed = tay_cap_close(thread);
        (void)closed; /* it may have gone meanwhile */
    }
    crash_out->has_faulted = true;
    memcpy(crash_out->fault, word, sizeof crash_out->fault);
}

static void print_backtrace(tay_crash_print_t *out, const char *name, const struct tay_crash *crash)
{
    for (unsigned n = 0; n < crash->address_count && n < TAY_CRASH_ADDRESSES; n++) {
        if (n % ADDRESSES_PER_LINE == 0) {
            out("%s%s: %s", n > 0 ? "\n" : "", name, n > 0 ? "  " : "backtrace:");
        }
        out(" 0x%lx%s", (unsigned long)crash->address[n],
            n == 1 && crash->link_is_doubtful ? "?" : "");
    }
    out("\n");
}

static void print_fault(tay_crash_print_t *out, const char *name, const tay_word_t *word)
{
    out("%s: fault: %s at 0x%lx, pc 0x%lx, code 0x%lx\n", name,
        tay_fault_text(word[TAY_FAULT_WORD_KIND]), (unsigned long)word[TAY_FAULT_WORD_ADDRESS],
        (unsigned long)word[TAY_FAULT_WORD_PC], (unsigned long)word[TAY_FAULT_WORD_CODE]);
}

void tay_crash_print(tay_crash_print_t *out, const char *name, const struct tay_crash *crash)
{
    if (crash->has_faulted) {
        print_fault(out, name, crash->fault);
    }
    if (crash->registers_status != TAY_OK) {
        out("%s: its registers: %s\n", name,
            tay_status_text((enum tay_status)crash->registers_status));
        return;
    }
    tay_crash_print_registers(out, name, &crash->registers);
    print_backtrace(out, name, crash);
    if (crash->stack_bytes != 0) {
        out("%s: stack: at most %lu of %lu bytes were used\n", name,
            (unsigned long)crash->stack_used_bytes, (unsigned long)crash->stack_bytes);
    }
}

void tay_crash_report(const char *name, tay_cap_t process, const tay_word_t *word)
{
    struct tay_crash crash;
    tay_crash_take(process, word, &crash);
    tay_crash_print(tay_log_printf, name, &crash);
}

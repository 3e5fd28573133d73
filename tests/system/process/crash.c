/* SPDX-License-Identifier: MIT */
/*
 * A supervisor and its children: each kind of fault arrives as what it is, and what can be mended
 * is, so that the child goes on.
 *
 * Not here, since the emulator does not have them: a misaligned stack pointer, and floating-point
 * exceptions that trap. An error on the bus needs a device: tests/system/board has it.
 */
#include "copy.h"
#include "expect.h"

#include <tay/abi/fault.h>
#include <tay/crash.h>
#include <tay/fault.h>
#include <tay/operations.h>
#include <tay/trap.h>

#define NOWHERE 0x50000000u
#define PAGE 4096u
#define DEPTH 100u
#define FP_OF_CHILD UINT64_C(0x4045000000000000)      /* 42.0 */
#define FP_OF_SUPERVISOR UINT64_C(0x4053400000000000) /* 77.0 */

static tay_cap_t endpoint;
static uint32_t data[4] = {0xd65f03c0}; /* ret */

/* What children do ------------------------------------------------------------------------------
 */

__attribute__((noreturn)) static void leave(tay_word_t exit_status)
{
    for (;;) {
        enum tay_status status = tay_process_exit(TAY_CAP_SELF, exit_status);
        (void)status; /* does not return */
    }
}

static void read_nowhere(void)
{
    leave(*(const volatile unsigned char *)(uintptr_t)NOWHERE);
}

static void write_code(void)
{
    *(volatile uint32_t *)(uintptr_t)&read_nowhere = 0;
    leave(0);
}

static void execute_data(void)
{
    ((void (*)(void))(uintptr_t)data)();
    leave(0);
}

static void execute_nowhere(void)
{
    ((void (*)(void))(uintptr_t)NOWHERE)();
    leave(0);
}

static void misalign_data(void)
{
    uint64_t value;
    __asm__ volatile("ldxr %0, [%1]" : "=r"(value) : "r"((const char *)data + 1) : "memory");
    leave(0);
}

static void misalign_code(void)
{
    ((void (*)(void))((uintptr_t)&read_nowhere + 2))();
    leave(0);
}

static void undefined(void)
{
    __asm__ volatile("udf #7");
    leave(0);
}

static void forbidden(void)
{
    __asm__ volatile("msr daifset, #2");
    leave(0);
}

/* Goes on with what the supervisor has put into its registers. */
static void breakpoint(void)
{
    register uint64_t word __asm__("x0") = 5;
    uint64_t fp;
    __asm__ volatile("fmov d8, %2\n\t"
                     "brk #0\n\t"
                     "fmov %1, d8"
                     : "+r"(word), "=&r"(fp)
                     : "r"(FP_OF_CHILD)
                     : "v8");
    leave(fp == FP_OF_SUPERVISOR ? word : 1);
}

static volatile unsigned depth_max = DEPTH;

__attribute__((noinline)) static unsigned recurse(unsigned depth)
{
    volatile char frame[512];
    frame[depth] = (char)depth;
    return depth == depth_max ? 0 : recurse(depth + 1) + (frame[depth] == (char)depth);
}

static void overflow(void)
{
    leave(recurse(0));
}

/* Frame pointers that lead nowhere, or in a circle. */
static void lose_frames(void)
{
    __asm__ volatile("mov x29, #9\n\tbrk #1");
    leave(0);
}

static void circle_frames(void)
{
    __asm__ volatile("mov x29, sp\n\tstp x29, x29, [sp]\n\tbrk #1");
    leave(0);
}

static void invent_frames(void)
{
    __asm__ volatile("mov x29, %0\n\tbrk #1" ::"r"((uintptr_t)NOWHERE));
    leave(0);
}

/* What the supervisor hears ---------------------------------------------------------------------
 */

static struct tay_message hear(enum tay_kind kind, tay_word_t label)
{
    struct tay_message message = {0};
    tay_trap_recv(endpoint, &message);
    EXPECT(tay_message_status(&message) == TAY_OK);
    EXPECT(tay_message_kind(&message) == kind && message.badge == label);
    return message;
}

static const struct kind_case {
    const char *name;
    void (*act)(void);
    enum tay_fault_kind kind;
    tay_word_t address; /* 0: of the instruction; 1: anything */
} cases[] = {
    {"read", read_nowhere, TAY_FAULT_READ, NOWHERE},
    {"write", write_code, TAY_FAULT_WRITE, (tay_word_t)read_nowhere},
    {"execute data", execute_data, TAY_FAULT_EXECUTE, (tay_word_t)data},
    {"execute nowhere", execute_nowhere, TAY_FAULT_EXECUTE, NOWHERE},
    {"alignment of data", misalign_data, TAY_FAULT_ALIGNMENT, (tay_word_t)data + 1},
    {"alignment of code", misalign_code, TAY_FAULT_ALIGNMENT, (tay_word_t)read_nowhere + 2},
    {"undefined", undefined, TAY_FAULT_INSTRUCTION, 0},
    {"forbidden", forbidden, TAY_FAULT_INSTRUCTION, 0},
    {"breakpoint", breakpoint, TAY_FAULT_BREAKPOINT, 0},
    {"stack overflow", overflow, TAY_FAULT_STACK, 1},
    {"no frames", lose_frames, TAY_FAULT_BREAKPOINT, 0},
    {"circle of frames", circle_frames, TAY_FAULT_BREAKPOINT, 0},
    {"frames nowhere", invent_frames, TAY_FAULT_BREAKPOINT, 0},
};

static void show_kind(tay_word_t label)
{
    const struct kind_case *wanted = &cases[label];
    tay_cap_t process = copy_start(endpoint, wanted->act, label);
    const struct tay_message message = hear(TAY_KIND_FAULT, label);
    const tay_word_t *word = message.word;
    tay_word_t address = wanted->address == 0 ? word[TAY_FAULT_WORD_PC] : wanted->address;
    tay_ua_t stack = word[TAY_FAULT_WORD_STACK];
    EXPECT(word[TAY_FAULT_WORD_KIND] == wanted->kind);
    EXPECT(address == 1 || word[TAY_FAULT_WORD_ADDRESS] == address);
    EXPECT(stack <= COPY_STACK_END_UA && stack > COPY_STACK_END_UA - COPY_STACK_BYTES - PAGE);
    printf("crash: %s: %s\n", wanted->name, tay_fault_text(word[TAY_FAULT_WORD_KIND]));
    tay_crash_report("crash: child", process, word);
    EXPECT(tay_object_destroy(process) == TAY_OK);
    EXPECT(hear(TAY_KIND_EXITED, label).word[0] == TAY_EXIT_DESTROYED);
}

/* Mending ---------------------------------------------------------------------------------------
 */

static tay_cap_t thread_of(tay_cap_t process, const struct tay_message *message)
{
    tay_cap_t thread;
    EXPECT(tay_process_take(process, message->word[TAY_FAULT_WORD_THREAD], &thread) == TAY_OK);
    return thread;
}

static void expect_exit(tay_word_t exit_status)
{
    EXPECT(hear(TAY_KIND_EXITED, 0).word[0] == exit_status);
}

static void show_mapping(void)
{
    tay_cap_t process = copy_start(endpoint, read_nowhere, 0);
    struct tay_message message = hear(TAY_KIND_FAULT, 0);
    tay_ua_t address;
    size_t done_bytes;
    EXPECT(tay_space_map(process, TAY_CAP_NULL, 0, PAGE, NOWHERE, TAY_MAP_WRITE | TAY_MAP_FIXED,
                         &address) == TAY_OK);
    EXPECT(tay_space_write(process, address, "*", 1, &done_bytes) == TAY_OK && done_bytes == 1);
    copy_go_on(thread_of(process, &message));
    expect_exit('*');
    printf("crash: a page was missing: the child went on\n");
}

static void show_registers(void)
{
    struct tay_registers registers;
    tay_cap_t process = copy_start(endpoint, breakpoint, 0);
    struct tay_message message = hear(TAY_KIND_FAULT, 0);
    tay_cap_t thread = thread_of(process, &message);
    EXPECT(tay_thread_get_registers(thread, &registers, sizeof registers) == TAY_OK);
    EXPECT(registers.pc == message.word[TAY_FAULT_WORD_PC]);
    EXPECT(registers.sp == message.word[TAY_FAULT_WORD_STACK]);
    EXPECT(registers.x[0] == 5 && registers.vector[8][0] == FP_OF_CHILD);
    registers.x[0] = 99;
    registers.pc += 4;
    registers.vector[8][0] = FP_OF_SUPERVISOR;
    EXPECT(tay_thread_set_registers(thread, &registers, sizeof registers) == TAY_OK);
    copy_go_on(thread);
    expect_exit(99);
    printf("crash: a breakpoint: the child went on\n");
}

/* Each page of the guard that is touched becomes stack. */
static void show_growth(void)
{
    unsigned pages = 0;
    tay_cap_t process = copy_start(endpoint, overflow, 0);
    struct tay_message message = {0};
    for (;;) {
        tay_trap_recv(endpoint, &message);
        if (tay_message_kind(&message) != TAY_KIND_FAULT) {
            break;
        }
        EXPECT(message.word[TAY_FAULT_WORD_KIND] == TAY_FAULT_STACK);
        tay_ua_t page = message.word[TAY_FAULT_WORD_ADDRESS] & ~(tay_ua_t)(PAGE - 1);
        EXPECT(tay_space_unmap(process, page, PAGE) == TAY_OK);
        EXPECT(tay_space_map(process, TAY_CAP_NULL, 0, PAGE, page, TAY_MAP_WRITE | TAY_MAP_FIXED,
                             &page) == TAY_OK);
        copy_go_on(thread_of(process, &message));
        pages++;
    }
    EXPECT(tay_message_kind(&message) == TAY_KIND_EXITED && message.word[0] == DEPTH);
    EXPECT(pages * PAGE + COPY_STACK_BYTES >= DEPTH * 512);
    printf("crash: a stack overflowed: the child went on\n");
}

int main(void)
{
    EXPECT(tay_endpoint_create(TAY_OWN_ACCOUNT, &endpoint) == TAY_OK);
    for (tay_word_t label = 0; label < sizeof cases / sizeof *cases; label++) {
        show_kind(label);
    }
    show_mapping();
    show_registers();
    show_growth();
    printf("crash: as it should be\n");
    return EXIT_SUCCESS;
}

/* SPDX-License-Identifier: MIT */
/*
 * A plugin of QEMU that writes down what a kernel trace is made of: when a core comes to a mark
 * (watch.h), and when it goes back to user mode, in which thread and where. Time is the number of
 * instructions that all cores have begun. For one core that runs at a time, as under -icount.
 *
 * Which thread that is shows in the address of what the entry code loads and stores by its stack
 * pointer: it is the thread's, at which its registers are (bsp/common/aarch64/vectors.S).
 *
 * Arguments: watch=FILE, whose class 1 is the entry code; out=FILE: records (struct record), at
 * most so many as limit=NUMBER says.
 */
#include "qemu_api.h"
#include "watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CORES_MAX 8u
#define USER_LIMIT (UINT64_C(1) << 39)
#define ENTRY_CLASS 1u
#define CONTEXT_ALIGN 16u

/* LDP and STP of 64 bits by SP, at an offset (ARM DDI 0487, C6.2.130 and C6.2.273): all but the
 * kind of access, the offset and the registers. */
#define PAIR_BY_SP 0xa90003e0u
#define PAIR_BY_SP_MASK 0xff8003e0u
#define PAIR_OFFSET_SHIFT 15
#define PAIR_OFFSET_MASK 0x7fu
/* SVC (C6.2.317). */
#define SVC 0xd4000001u
#define SVC_MASK 0xffe0001fu
#define SVC_SHIFT 5
#define SVC_NUMBER_MASK 0xffffu

enum kind { KIND_MARK, KIND_USER };

/* Also in tools/debugging/trace.py. */
struct record {
    uint64_t time;
    uint64_t context; /* the thread that runs; 0: none has yet */
    uint64_t value;   /* KIND_MARK: 1 + the number of the svc that led there, or 0; KIND_USER: pc */
    uint32_t word;    /* KIND_MARK: which; KIND_USER: the instruction there */
    uint16_t kind, core; /* enum kind */
};

static struct core {
    uint64_t context, svc; /* svc: as in struct record */
    bool in_user;
} cores[CORES_MAX];
static uint64_t now, left;
static FILE *file;

int qemu_plugin_version = QEMU_API_VERSION;

static void write_record(enum kind kind, unsigned core, uint64_t value, uint32_t word)
{
    struct record record = {.time = now,
                            .context = cores[core].context,
                            .value = value,
                            .word = word,
                            .kind = (uint16_t)kind,
                            .core = (uint16_t)core};
    if (left > 0) {
        left--;
        fwrite(&record, sizeof record, 1, file);
    }
}

static void on_mark(unsigned core, void *mark)
{
    write_record(KIND_MARK, core, cores[core].svc, (uint32_t)(uintptr_t)mark);
    cores[core].in_user = false;
    cores[core].svc = 0;
}

static void on_svc(unsigned core, void *number)
{
    cores[core].svc = 1 + (uintptr_t)number;
}

/* The first instruction of a block in user mode, or before there is one; data: the instruction and
 * its address. */
static void on_user(unsigned core, void *data)
{
    uint64_t both = (uintptr_t)data;
    if (!cores[core].in_user && cores[core].context != 0) {
        cores[core].in_user = true;
        write_record(KIND_USER, core, both >> 32, (uint32_t)both);
    }
}

static void on_access(unsigned core, qemu_plugin_meminfo_t info, uint64_t address, void *offset)
{
    (void)info;
    cores[core].context = (address - (uintptr_t)offset) & ~(uint64_t)(CONTEXT_ALIGN - 1);
    cores[core].in_user = false;
}

/* In bytes; the entry code has none that is negative. */
static uintptr_t pair_offset(uint32_t word)
{
    return (word >> PAIR_OFFSET_SHIFT & PAIR_OFFSET_MASK) * sizeof(uint64_t);
}

static void watch_instruction(struct qemu_plugin_insn *instruction, bool is_first)
{
    uint64_t address = qemu_plugin_insn_vaddr(instruction);
    uint32_t word;
    memcpy(&word, qemu_plugin_insn_data(instruction), sizeof word);
    qemu_plugin_register_vcpu_insn_exec_inline(instruction, QEMU_PLUGIN_INLINE_ADD_U64, &now, 1);
    /* Programs' code is below 4 GiB, as the image builder wants it. */
    if (is_first && address < USER_LIMIT && address >> 32 == 0) {
        qemu_plugin_register_vcpu_insn_exec_cb(instruction, on_user, QEMU_PLUGIN_CB_NO_REGS,
                                               (void *)(uintptr_t)(address << 32 | word));
    }
    if (address < USER_LIMIT && (word & SVC_MASK) == SVC) {
        qemu_plugin_register_vcpu_insn_exec_cb(
            instruction, on_svc, QEMU_PLUGIN_CB_NO_REGS,
            (void *)(uintptr_t)(word >> SVC_SHIFT & SVC_NUMBER_MASK));
    }
    uint32_t mark = watch_mark(address, word);
    if (mark >= WATCH_MARKS) {
        qemu_plugin_register_vcpu_insn_exec_cb(instruction, on_mark, QEMU_PLUGIN_CB_NO_REGS,
                                               (void *)(uintptr_t)mark);
    }
    if (watch_class(address) == ENTRY_CLASS && (word & PAIR_BY_SP_MASK) == PAIR_BY_SP) {
        qemu_plugin_register_vcpu_mem_cb(instruction, on_access, QEMU_PLUGIN_CB_NO_REGS,
                                         QEMU_PLUGIN_MEM_RW, (void *)pair_offset(word));
    }
}

static void on_translation(qemu_plugin_id_t id, struct qemu_plugin_tb *block)
{
    (void)id;
    for (size_t n = 0; n < qemu_plugin_tb_n_insns(block); n++) {
        watch_instruction(qemu_plugin_tb_get_insn(block, n), n == 0);
    }
}

static void on_end(qemu_plugin_id_t id, void *data)
{
    (void)id;
    (void)data;
    fflush(file);
}

int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
    const char *watch = watch_argument(argc, argv, "watch="),
               *out = watch_argument(argc, argv, "out="),
               *limit = watch_argument(argc, argv, "limit=");
    if (watch == NULL || out == NULL || limit == NULL || !info->system_emulation ||
        info->system.smp_vcpus > (int)CORES_MAX || strcmp(info->target_name, "aarch64") != 0) {
        fprintf(stderr, "trace: wants watch=, out=, limit=, and an AArch64 machine of few cores\n");
        return -1;
    }
    left = strtoull(limit, NULL, 10);
    file = fopen(out, "wb");
    if (file == NULL) {
        perror(out);
        return -1;
    }
    if (!watch_read(watch)) {
        return -1;
    }
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
    qemu_plugin_register_atexit_cb(id, on_end, NULL);
    return 0;
}

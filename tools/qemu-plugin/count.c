/* SPDX-License-Identifier: MIT */
/*
 * A plugin of QEMU that counts the instructions of each core, by class, and writes down the counts
 * whenever a core comes to a mark (watch.h).
 *
 * QEMU calls it before each instruction, not for each block: a block's number is wrong when an
 * exception leaves it in the middle. So an instruction counts when it is begun, and once more when
 * it is begun again after a fault that it caused. QEMU's own additions in translated code would be
 * faster, but in this version they are of one variable for all cores.
 *
 * Invariant: what belongs to a core is written by the thread that runs that core; others only read.
 *
 * Arguments: watch=FILE; out=FILE: for each core, FILE.<core> gets a record (struct record) at each
 * mark, and one when the machine ends, whose mark is 0. At a mark of a program each core's counts
 * are written, to the file of the core that came to it. They are as of one moment if one thread
 * runs all cores.
 */
#include "qemu_api.h"
#include "watch.h"

#include <stdio.h>
#include <string.h>

#define CORES_MAX 8u
#define CORE_ALIGN 128u /* bytes; two cache lines: processors fetch them in pairs */
#define CLASS_BITS 8

struct record {
    uint32_t mark, core;
    uint64_t count[WATCH_CLASSES];
};

static struct core {
    uint64_t count[WATCH_CLASSES];
    FILE *file;
} __attribute__((aligned(CORE_ALIGN))) cores[CORES_MAX];
static unsigned core_count;

int qemu_plugin_version = QEMU_API_VERSION;

static void write_record(FILE *file, uint32_t mark, unsigned core)
{
    struct record record = {.mark = mark, .core = core};
    for (unsigned n = 0; n < WATCH_CLASSES; n++) {
        record.count[n] = __atomic_load_n(&cores[core].count[n], __ATOMIC_RELAXED);
    }
    fwrite(&record, sizeof record, 1, file);
}

static void add_one(unsigned core, unsigned class)
{
    uint64_t *count = &cores[core].count[class];
    __atomic_store_n(count, *count + 1, __ATOMIC_RELAXED);
}

static void on_instruction(unsigned core, void *class)
{
    add_one(core, (unsigned)(uintptr_t) class);
}

/* The instruction that is the mark counts after it. */
static void on_mark(unsigned core, void *data)
{
    uintptr_t both = (uintptr_t)data;
    uint32_t mark = (uint32_t)(both >> CLASS_BITS);
    if (mark >= WATCH_MARKS) {
        write_record(cores[core].file, mark, core);
    } else {
        for (unsigned n = 0; n < core_count; n++) {
            write_record(cores[core].file, mark, n);
        }
    }
    add_one(core, both & ((1u << CLASS_BITS) - 1));
}

static void on_translation(qemu_plugin_id_t id, struct qemu_plugin_tb *block)
{
    (void)id;
    for (size_t n = 0; n < qemu_plugin_tb_n_insns(block); n++) {
        struct qemu_plugin_insn *instruction = qemu_plugin_tb_get_insn(block, n);
        uint64_t address = qemu_plugin_insn_vaddr(instruction);
        uint32_t word;
        memcpy(&word, qemu_plugin_insn_data(instruction), sizeof word);
        uintptr_t class = watch_class(address), mark = watch_mark(address, word);
        qemu_plugin_register_vcpu_insn_exec_cb(instruction, mark == 0 ? on_instruction : on_mark,
                                               QEMU_PLUGIN_CB_NO_REGS,
                                               (void *)(mark << CLASS_BITS | class));
    }
}

/* Other cores may still run; their files stay open. */
static void on_end(qemu_plugin_id_t id, void *data)
{
    (void)id;
    (void)data;
    for (unsigned n = 0; n < core_count; n++) {
        write_record(cores[n].file, 0, n);
        fflush(cores[n].file);
    }
}

static bool open_files(const char *path)
{
    for (unsigned n = 0; n < core_count; n++) {
        char name[4096];
        int length = snprintf(name, sizeof name, "%s.%u", path, n);
        cores[n].file = (size_t)length < sizeof name ? fopen(name, "wb") : NULL;
        if (cores[n].file == NULL) {
            perror(name);
            return false;
        }
    }
    return true;
}

int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
    const char *watch = watch_argument(argc, argv, "watch="),
               *out = watch_argument(argc, argv, "out=");
    if (watch == NULL || out == NULL || !info->system_emulation ||
        info->system.smp_vcpus > (int)CORES_MAX || strcmp(info->target_name, "aarch64") != 0) {
        fprintf(stderr, "count: wants watch=, out=, and an AArch64 machine of few cores\n");
        return -1;
    }
    core_count = (unsigned)info->system.smp_vcpus;
    if (!watch_read(watch) || !open_files(out)) {
        return -1;
    }
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
    qemu_plugin_register_atexit_cb(id, on_end, NULL);
    return 0;
}

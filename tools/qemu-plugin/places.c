/* SPDX-License-Identifier: MIT */
/*
 * A plugin of QEMU that counts how often each instruction of a range is begun between two marks,
 * and writes that down at a third one: in which places a program's operations spend what they cost.
 * For one core that runs at a time, as under -icount.
 *
 * Arguments: begin=ADDRESS, end=ADDRESS, hexadecimal, of the range; on=MARK, off=MARK, out=MARK,
 * decimal, of programs (watch.h); to=FILE: at each mark `out` a line `part`, and before it a line
 * `ADDRESS COUNT` for each instruction that has been counted since the last one. What is in no
 * range is counted at address 0.
 */
#include "qemu_api.h"
#include "watch.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INSTRUCTION_BYTES 4u
#define RANGE_MAX_BYTES (UINT64_C(1) << 20)

static uint64_t begin, end;
static uint32_t mark_on, mark_off, mark_out;
static uint64_t *count; /* element 0: what is in no range */
static bool counting;
static FILE *file;

int qemu_plugin_version = QEMU_API_VERSION;

static size_t place_count(void)
{
    return (size_t)(end - begin) / INSTRUCTION_BYTES;
}

static void write_part(void)
{
    for (size_t n = 0; n <= place_count(); n++) {
        if (count[n] != 0) {
            uint64_t address = n == 0 ? 0 : begin + (n - 1) * INSTRUCTION_BYTES;
            fprintf(file, "%" PRIx64 " %" PRIu64 "\n", address, count[n]);
            count[n] = 0;
        }
    }
    fputs("part\n", file);
    fflush(file);
}

static void on_instruction(unsigned core, void *place)
{
    (void)core;
    count[(uintptr_t)place] += counting;
}

static void on_mark(unsigned core, void *data)
{
    uint32_t mark = (uint32_t)(uintptr_t)data;
    (void)core;
    if (mark == mark_out) {
        write_part();
    }
    counting = mark == mark_on || (counting && mark != mark_off);
}

static void on_translation(qemu_plugin_id_t id, struct qemu_plugin_tb *block)
{
    (void)id;
    for (size_t n = 0; n < qemu_plugin_tb_n_insns(block); n++) {
        struct qemu_plugin_insn *instruction = qemu_plugin_tb_get_insn(block, n);
        uint64_t address = qemu_plugin_insn_vaddr(instruction);
        bool inside = address >= begin && address < end;
        uintptr_t place = inside ? (uintptr_t)(address - begin) / INSTRUCTION_BYTES + 1 : 0;
        uint32_t word;
        memcpy(&word, qemu_plugin_insn_data(instruction), sizeof word);
        uint32_t mark = watch_mark(address, word);
        bool is_ours = mark != 0 && (mark == mark_on || mark == mark_off || mark == mark_out);
        qemu_plugin_register_vcpu_insn_exec_cb(instruction, is_ours ? on_mark : on_instruction,
                                               QEMU_PLUGIN_CB_NO_REGS,
                                               (void *)(is_ours ? (uintptr_t)mark : place));
    }
}

/* The value of an argument, a number; false: it is not there, or none. */
static bool number(int argc, char **argv, const char *name, int base, uint64_t *value)
{
    const char *text = watch_argument(argc, argv, name);
    char *rest = NULL;
    if (text != NULL) {
        *value = strtoull(text, &rest, base);
    }
    return text != NULL && rest != text && *rest == '\0';
}

static bool mark(int argc, char **argv, const char *name, uint32_t *value)
{
    uint64_t wide = 0;
    bool good = number(argc, argv, name, 10, &wide) && wide > 0 && wide < WATCH_MARKS;
    *value = (uint32_t)wide;
    return good;
}

static bool read_arguments(int argc, char **argv)
{
    const char *to = watch_argument(argc, argv, "to=");
    file = to == NULL ? NULL : fopen(to, "w");
    return file != NULL && number(argc, argv, "begin=", 16, &begin) &&
           number(argc, argv, "end=", 16, &end) && begin < end && end - begin <= RANGE_MAX_BYTES &&
           mark(argc, argv, "on=", &mark_on) && mark(argc, argv, "off=", &mark_off) &&
           mark(argc, argv, "out=", &mark_out);
}

int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
    if (!read_arguments(argc, argv) || strcmp(info->target_name, "aarch64") != 0) {
        fprintf(stderr,
                "places: wants to=, begin=, end=, on=, off=, out=, and an AArch64 machine\n");
        return -1;
    }
    count = calloc(place_count() + 1, sizeof *count);
    if (count == NULL) {
        perror("places");
        return -1;
    }
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
    return 0;
}

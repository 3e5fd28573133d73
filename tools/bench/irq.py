# SPDX-License-Identifier: MIT
"""Counts what lies between an interrupt and its driver, on the driver's core alone."""

import re
import statistics
import subprocess

import counts
import elf
import machine

# As in tests/system/bench.
WOKEN, ROUNDS = 50, 64
# Where a core comes to when it takes an interrupt.
FROM_USER, FROM_SLEEP = counts.OWN_MARKS, counts.OWN_MARKS + 1
# By the number of cores: the rows.
ROWS = {4: {FROM_SLEEP: "smp.irq", FROM_USER: "smp.irq.busy"}, 1: {FROM_USER: "irq.driver"}}
VECTOR_FROM_USER = 0x480  # ARM DDI 0487, D1.10.2: IRQ from a lower level in AArch64


def after_sleep(kernel):
    """The instruction behind WFI, at which an idle core goes on."""
    told = subprocess.run(["llvm-objdump", "-d", "--disassemble-symbols=a64_resume", kernel],
                          check=True, capture_output=True, text=True).stdout
    return int(re.search(r"\twfi\n\s*([0-9a-f]+):", told)[1], 16)


def entries(kernel):
    at, names = elf.symbols(kernel)
    return {FROM_USER: at[names.index("a64_vectors")] + VECTOR_FROM_USER,
            FROM_SLEEP: after_sleep(kernel)}


def lengths(records, rows):
    """Of one core, by row: instructions from each entry to the driver's first one, without that."""
    found, entry = {name: [] for name in rows.values()}, None
    for record in records:
        if record.mark in (FROM_USER, FROM_SLEEP):
            entry = record
        elif record.mark == WOKEN and entry.mark in rows:
            found[rows[entry.mark]].append(sum(record.counts) - sum(entry.counts))
    return found


def medians(board, cores, rows):
    """The median of each row. Fails if not every interrupt came as it was to."""
    _, files = counts.run(machine.command(board["qemu"], board["ticker"], cores), board["plugin"],
                          {}, entries(board["kernel"]), machine.SECONDS)
    by_core = [lengths((record for record in records if record.core == core), rows)
               for core, records in enumerate(files)]
    found = {name: [length for core in by_core for length in core[name]] for name in rows.values()}
    if any(len(each) != ROUNDS for each in found.values()):
        raise SystemExit(f"FAILED: not {ROUNDS} interrupts each: {found}")
    return {name: statistics.median(each) for name, each in found.items()}


def figures(board):
    """The medians, by name of row."""
    return {name: figure for cores, rows in ROWS.items()
            for name, figure in medians(board, cores, rows).items()}

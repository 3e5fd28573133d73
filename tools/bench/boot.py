# SPDX-License-Identifier: MIT
"""Counts what the boot core runs from the kernel's first instruction to init's first one."""

import subprocess

import counts
import machine
import pairs

ROW = "boot.init"
ENTRY, INIT = counts.OWN_MARKS, counts.OWN_MARKS + 1
BOOT_CORE = 0
# What writes text to the consoles is left out: a device at 115200 baud, which is slow or, in an
# emulator, at once done.
CONSOLE_CLASS = 1
CONSOLE_SYMBOLS = ("a64_say", "a64_say_hex", "a64_say_unsigned", "a64_board_put",
                   "hal_console_write", "bcm283x_mini_put", "pl011_put")


def value(elf, symbol):
    """Of a symbol of any kind: the linker script's are absolute."""
    told = subprocess.run(["llvm-nm", "--defined-only", elf], check=True, capture_output=True,
                          text=True).stdout
    return next(int(line.split()[0], 16) for line in told.splitlines() if line.split()[2] == symbol)


def console_ranges(kernel, to_pa):
    """Where the kernel runs with the MMU on, and where before."""
    ranges = [pairs.ends_of(kernel, symbol) for symbol in CONSOLE_SYMBOLS]
    return ranges + [(begin + to_pa, end + to_pa) for begin, end in ranges]


def figures(board):
    """The figure, by name of row. Init is the first program: later ones may begin at its address."""
    kernel = board["kernel"]
    to_pa = value(kernel, "a64_image_load_pa") - value(kernel, "a64_image_va")
    marks = {ENTRY: value(kernel, "_start") + to_pa, INIT: value(board["init"], "_start")}
    _, files = counts.run(machine.command(board["qemu"], board["ticker"], 1), board["plugin"],
                          {CONSOLE_CLASS: console_ranges(kernel, to_pa)}, marks, machine.SECONDS)
    first = {}
    for record in files[BOOT_CORE]:
        first.setdefault(record.mark, record.counts)
    ran = [after - before for before, after in zip(first[ENTRY], first[INIT])]
    return {ROW: sum(ran) - ran[CONSOLE_CLASS]}

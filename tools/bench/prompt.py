# SPDX-License-Identifier: MIT
"""Counts what the machine runs from the kernel's first instruction to a shell's first prompt, with its
files on a card."""

import subprocess

import boot
import counts
import machine

ROW = "boot.prompt"
PROMPT = b"/> "
END_OF_INPUT = b"\x04"
# What the shell calls to read its first line. Other programs, which run at the same addresses, are shorter.
READS = "tcsetattr"


def text_end(program):
    """Where the code of a program ends."""
    told = subprocess.run(["llvm-readelf", "-lW", program], check=True, capture_output=True, text=True).stdout
    fields = next(line.split() for line in told.splitlines() if " R E " in line)
    return int(fields[2], 16) + int(fields[5], 16)


def end_input(process):
    """What the machine says: at the prompt the input ends, so the machine does."""
    said, ended = b"", False
    while piece := process.stdout.read1(4096):
        said += piece
        if PROMPT in said and not ended:
            process.stdin.write(END_OF_INPUT)
            process.stdin.flush()
            ended = True
    return said


def figures(board):
    """The figure, by name of row: all instructions of the one core."""
    kernel, prompt = board["kernel"], board["prompt"]
    to_pa = boot.value(kernel, "a64_image_load_pa") - boot.value(kernel, "a64_image_va")
    marks = {boot.ENTRY: boot.value(kernel, "_start") + to_pa,
             boot.INIT: boot.value(prompt["shell"], READS)}
    command = machine.command(board["qemu"], prompt["image"], 1)
    command += ["-snapshot", "-drive", f"if=sd,format=raw,file={prompt['card']}"]
    longer = [program for program in prompt["others"] if text_end(program) > marks[boot.INIT]]
    if longer:
        raise SystemExit(f"FAILED: {READS} of the shell has an address that others have, too: {longer}")
    _, files = counts.run(command, board["plugin"], {}, marks, machine.SECONDS, end_input)
    first = {}
    for record in files[boot.BOOT_CORE]:
        first.setdefault(record.mark, record.counts)
    return {ROW: sum(first[boot.INIT]) - sum(first[boot.ENTRY])}

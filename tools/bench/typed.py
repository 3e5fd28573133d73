# SPDX-License-Identifier: MIT
"""Counts what lies between the UART's interrupt and a program that reads the byte from the console."""

import statistics
import time

import counts
import irq
import machine

# As in tests/system/bench.
ROUNDS = 64
PAUSE_S = 0.01  # in which the console gets done with the prompt, and the machine sleeps
ROW = "console.byte"
PROMPT = b"> "


def type_at_prompts(process):
    """What the machine says. Types a byte whenever there is a new prompt, so each comes alone."""
    said, seen = b"", 0
    while piece := process.stdout.read1(4096):
        said += piece
        while (prompt := said.find(PROMPT, seen)) >= 0:
            seen = prompt + len(PROMPT)
            time.sleep(PAUSE_S)
            process.stdin.write(b"x")
            process.stdin.flush()
    return said


def lengths(records):
    """From each entry that was the last before the reader had its byte, to there."""
    found, entry = [], None
    for record in records:
        if record.mark in (irq.FROM_USER, irq.FROM_SLEEP):
            entry = record
        elif record.mark == irq.WOKEN:
            found.append(sum(record.counts) - sum(entry.counts))
    return found


def figures(board):
    """The median, by name of row. Fails if not every byte came."""
    _, files = counts.run(machine.command(board["qemu"], board["typed"], 1), board["plugin"], {},
                          irq.entries(board["kernel"]), machine.SECONDS, type_at_prompts)
    found = lengths(record for record in files[0] if record.core == 0)
    if len(found) != ROUNDS:
        raise SystemExit(f"FAILED: not {ROUNDS} bytes: {found}")
    return {ROW: statistics.median(found)}

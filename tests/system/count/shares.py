#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compares what tools/qemu-plugin counts with what a program is known to run, and how it shares its
threads out to the cores.

usage: shares.py [--threaded] MACHINE

MACHINE: the file that tells of the image. Of code that writes to 64 fresh pages each instruction
must count once, and each write once more, since it faults. Of k threads with the same loop of two
million instructions, k from 1 to 4, all together must count exactly, and each of k cores what one
thread runs, within 20 %. --threaded: a host thread for each core; else instructions are counted
time.
"""

import argparse
import json
from pathlib import Path

import counts
import elf

# As in counted.h and counted.c.
TOUCH, BUSY_BEGIN, BUSY_END = (1, 2), 10, 20
PAGES, TOUCH_INSTRUCTIONS = 64, 4 * 64 + 64
THREADS_MAX, LOOP_INSTRUCTIONS = 4, 2 * 1000000
LOOP_CLASS, TOUCH_CLASS = 1, 2
TOLERANCE = 0.2
SECONDS = 100


def ranges(program, init):
    """By class. No other program may have code there."""
    at, names = elf.symbols(program)
    place = dict(zip(names, at))
    if max(elf.symbols(init)[0]) >= min(place["counted_loop"], place["counted_touch"]):
        raise SystemExit("FAILED: init has code where the loops are")
    return {number: [(place[name], place[f"{name}_end"])]
            for number, name in ((LOOP_CLASS, "counted_loop"), (TOUCH_CLASS, "counted_touch"))}


def command(machine, threaded):
    how = ["-accel", "tcg,thread=multi"] if threaded else ["-icount", "shift=0,sleep=off"]
    return [*machine["qemu"], *how, "-append", "exit=semihosting seed=1",
            "-kernel", machine["image"]]


def wrong_touches(marks):
    found = sum(counts.between(marks, *TOUCH)[core][TOUCH_CLASS] for core in range(len(marks[1])))
    print(f"writes to {PAGES} fresh pages: {found} instructions")
    return [] if found == TOUCH_INSTRUCTIONS else [f"{found} instead of {TOUCH_INSTRUCTIONS}"]


def wrong_shares(marks, threads):
    ran = [counts_of[LOOP_CLASS]
           for counts_of in counts.between(marks, BUSY_BEGIN + threads, BUSY_END + threads)]
    print(f"{threads} threads: instructions by core: {ran}")
    wrong = []
    if sum(ran) != threads * LOOP_INSTRUCTIONS:
        wrong.append(f"{threads} threads: {sum(ran)} instructions altogether")
    within = TOLERANCE * LOOP_INSTRUCTIONS
    if sum(abs(count - LOOP_INSTRUCTIONS) <= within for count in ran) != threads:
        wrong.append(f"{threads} threads: not on {threads} cores")
    return wrong


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--threaded", action="store_true")
    parser.add_argument("machine", type=Path)
    given = parser.parse_args()
    machine = json.loads(given.machine.read_text())
    _, files = counts.run(command(machine, given.threaded), machine["plugin"],
                          ranges(machine["program"], machine["init"]), {}, SECONDS)
    marks = counts.at_marks(files)
    wrong = wrong_touches(marks)
    for threads in range(1, THREADS_MAX + 1):
        wrong += wrong_shares(marks, threads)
    if wrong:
        raise SystemExit("\n".join(f"FAILED: {sentence}" for sentence in wrong))


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""Tells in which functions of the kernel each row spends its instructions."""

import bisect
import collections
import tempfile
from pathlib import Path

import machine
import steps

PLUGIN = "tay-places.so"
MARKS = "on=51,off=52,out=53"  # tests/system/bench/numbers.h
LEAST = 0.5                    # instructions an operation: less is not worth a line


def parts(path):
    """What was counted for each row: counts by address."""
    found, part = [], {}
    for line in path.read_text().splitlines():
        if line == "part":
            found.append(part)
            part = {}
        else:
            address, count = line.split()
            part[int(address, 16)] = int(count)
    return found


def by_function(part, symbols):
    """Counts by name; in no function: programs and the loop that measures."""
    at, names = symbols
    counts = collections.Counter()
    for address, count in part.items():
        place = bisect.bisect_right(at, address) - 1
        counts[names[place] if address else "(programs)"] += count
    return counts


def table(board, only=None):
    """A block for each row: instructions an operation in each function, the largest first."""
    symbols = steps.symbols(board["kernel"])
    at, names = symbols
    begin, end = at[names.index("a64_image_start")], at[names.index("a64_text_end")]
    with tempfile.TemporaryDirectory() as folder:
        to = Path(folder) / "places"
        plugin = Path(board["plugin"]).with_name(PLUGIN)
        told = machine.rows(board["qemu"], board["image"], 1, "-plugin",
                            f"{plugin},to={to},begin={begin:x},end={end:x},{MARKS}")
        found = parts(to)
    blocks = []
    for (name, (figure, operations)), part in zip(told.items(), found):
        lines = [f"{name}: {figure:.2f}"]
        for function, count in by_function(part, symbols).most_common():
            if count / operations >= LEAST:
                lines.append(f"{count / operations:9.1f} {function}")
        if only is None or name in only:
            blocks.append("\n".join(lines))
    return "\n\n".join(blocks)

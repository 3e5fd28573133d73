# SPDX-License-Identifier: MIT
"""Tells in which functions of the kernel each row spends its instructions."""

import bisect
import collections
import re
import tempfile
from pathlib import Path

import elf
import machine

PLUGIN = "tay-places.so"
# A row's phases: the first one whose expression fits the name of a function has it.
PHASES = {
    "programs": r"\(programs\)",
    "entry and exit": r"a64_(vectors|fast|resume|on_user)|fast_|user_|kept_trap|trap_done|fault_of",
    "short way": r"kernel_fast",
    "dispatch": r"kernel_on_|invocation|trap_|end_operation|leave$|hal_lock|go_on|run_call",
    "scheduler": r"event_leave|scheduler|core_|stop$|put_back|timeout_next|hal_timer|wait_|lower",
    "clear and copy": r"hal_page_c|mem",
    "operation": r"",
}
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


def by_phase(counts):
    """Counts by phase, in their order."""
    phases = collections.Counter()
    for function, count in counts.items():
        phases[next(phase for phase, name in PHASES.items() if re.match(name, function))] += count
    return {phase: phases[phase] for phase in PHASES if phases[phase]}


def rows(board, image="image", *words):
    """For each row: its name, its figure, counts by function, and operations that those are of. words:
    more for QEMU."""
    symbols = elf.symbols(board["kernel"])
    at, names = symbols
    begin, end = at[names.index("a64_image_start")], at[names.index("a64_text_end")]
    with tempfile.TemporaryDirectory() as folder:
        to = Path(folder) / "places"
        plugin = Path(board["plugin"]).with_name(PLUGIN)
        told = machine.rows(board["qemu"], board[image], 1, "-plugin",
                            f"{plugin},to={to},begin={begin:x},end={end:x},{MARKS}", *words)
        found = parts(to)
    return [(name, figure, by_function(part, symbols), operations)
            for (name, (figure, operations)), part in zip(told.items(), found)]


def table(rows_told):
    """A block for each row: instructions an operation by phase, then by function, the largest first."""
    blocks = []
    for name, figure, counts, operations in rows_told:
        lines = [f"{name}: {figure:.2f}",
                 "  " + ", ".join(f"{phase} {count / operations:.0f}"
                                  for phase, count in by_phase(counts).items())]
        for function, count in counts.most_common():
            if count / operations >= LEAST:
                lines.append(f"{count / operations:9.1f} {function}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)

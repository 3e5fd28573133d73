#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Boots an image whose programs say where their memory is, with the same seed, with others and with
none, and compares what they say.

usage: places.py IMAGE QEMU...
"""

import re
import subprocess
import sys

SECONDS = 60
LINE = re.compile(r"^((?:child of )?\w+) (stack|heap|mapping|guard|seed) 0x([0-9a-f]+)$")
WHATS = {"stack", "heap", "mapping", "guard", "seed"}
PROGRAMS = ("places", "elsewhere")
UNSEEDED = 3  # boots


def boot(image, qemu, *words):
    """All that the machine says, and {(program, what): number}."""
    line = " ".join(["exit=semihosting", *words])
    told = subprocess.run(["timeout", "-k", "2", str(SECONDS), *qemu, "-kernel", image, "-append", line],
                          stdin=subprocess.DEVNULL, capture_output=True, check=False)
    text = told.stdout.decode(errors="replace").replace("\r", "")
    print(f"--- {line}\n{text}")
    expect(told.returncode == 0, f"status {told.returncode}")
    found = [LINE.match(line) for line in text.splitlines()]
    values = {(m[1], m[2]): int(m[3], 16) for m in found if m}
    for name in PROGRAMS:
        for who in (name, f"child of {name}"):
            expect({what for program, what in values if program == who} == WHATS, f"{who} is silent")
    return text, values


def expect(good, reason):
    if not good:
        raise SystemExit(f"FAILED: {reason}")


def compare_programs(values):
    """Within one boot: a clone is like its parent, and no two programs are like each other."""
    for what in WHATS:
        one, other = (values[name, what] for name in PROGRAMS)
        expect(one != other, f"both programs have the same {what}")
    for name in PROGRAMS:
        for what in WHATS:
            # The child did what its parent did later.
            expect(values[name, what] == values[f"child of {name}", what], f"{name}'s child: {what}")
        expect(values[name, "guard"] & 0xFF == 0, f"{name}: the guard begins with no zero")
        expect(values[name, "mapping"] >= 1 << 37, f"{name}: a mapping lies low")
        expect(1 << 30 <= values[name, "stack"] < 1 << 31, f"{name}: the stack is not in its window")


def differ(one, other, reason):
    for key in one:
        expect(one[key] != other[key], f"{reason}: the same {' '.join(key)}")


def main():
    image, *qemu = sys.argv[1:]
    text, first = boot(image, qemu, "seed=1")
    again, _ = boot(image, qemu, "seed=1")
    expect(text == again, "the same seed, and not the same words")
    _, second = boot(image, qemu, "seed=0x123456789abcdef0")
    unseeded = [boot(image, qemu)[1] for _ in range(UNSEEDED)]
    for values in (first, second, *unseeded):
        compare_programs(values)
    differ(first, second, "seeds 1 and another")
    for n, values in enumerate(unseeded):
        for other in (first, second, *unseeded[:n]):
            differ(values, other, "no seed")


if __name__ == "__main__":
    main()

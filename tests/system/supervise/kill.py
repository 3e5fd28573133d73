#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Boots an image in which servers are killed, and looks whether each has answered, and the console has
shown each line that it had acknowledged.

usage: kill.py IMAGE ARGUMENT...

The arguments are those of converse.py.
"""

import re
import subprocess
import sys
from pathlib import Path

CONVERSE = Path(__file__).parent.parent / "converse.py"
LINE = re.compile(r"<line (\d+)>")
ANSWERED = re.compile(r"load-(\S+): (\d+) calls were answered, 0 wrong")
LONGEST = re.compile(r"load-(\S+): .*, the longest call (\d+)")
LONGEST_NS = 2_000_000_000  # counted; with a host thread for each core time means nothing
KILLED = re.compile(r"reaper: (\S+) was started \d+ times")
UNLOADED = {"svc"}  # is typed to


def main():
    told = subprocess.run([sys.executable, CONVERSE, *sys.argv[1:]], capture_output=True, text=True,
                          errors="replace", check=False)
    print("\n".join(line for line in told.stdout.splitlines() if not LINE.fullmatch(line.strip())))
    print(told.stderr, end="")
    if told.returncode != 0:
        raise SystemExit(told.returncode)
    shown = {int(number) for number in LINE.findall(told.stdout)}
    answered = {name: int(number) for name, number in ANSWERED.findall(told.stdout)}
    services = set(KILLED.findall(told.stdout)) - UNLOADED
    if set(answered) != services or 0 in answered.values():
        raise SystemExit(f"FAILED: not each of {services} has answered: {answered}")
    late = {name: ns for name, ns in LONGEST.findall(told.stdout) if int(ns) > LONGEST_NS}
    if late and "--threaded" not in sys.argv:
        raise SystemExit(f"FAILED: calls of these took too long: {late}")
    count = answered["console"]
    lost = sorted(set(range(1, count + 1)) - shown)
    if lost:
        raise SystemExit(f"FAILED: of {count} lines that were acknowledged these are lost: {lost}")


if __name__ == "__main__":
    main()

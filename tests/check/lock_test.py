#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds that tools/bench/lock.py makes the stretches of its records that it should, and plays them
again as a lock goes that whoever has waited longest gets.

usage: lock_test.py BENCH_FOLDER
"""

import sys

sys.path.insert(0, sys.argv[1])
from counts import Record  # noqa: E402
from lock import Stretch, replay, stretches  # noqa: E402

MEANING = {1: ("acquire",), 2: ("have",), 3: ("release",), 4: ("pass",),
           5: ("name", 1, "call"), 6: ("name", 0, "cap_copy")}


def record(mark, other, spun=0):
    return Record(mark, 0, [other, spun, 0, 0])


def expect(what, found, wanted):
    if found != wanted:
        raise SystemExit(f"FAILED: {what}: {found} instead of {wanted}")


def main():
    records = [record(1, 100), record(2, 110, 7), record(5, 120, 7), record(6, 130, 7),
               record(4, 150, 7), record(2, 160, 7), record(3, 165, 7),
               record(1, 200, 7), record(2, 210, 10), record(5, 211, 10), record(3, 300, 10)]
    expect("stretches", list(stretches(records, MEANING)),
           [Stretch("cap_copy", 100, 7, 40), Stretch("rest", 0, 0, 5), Stretch("call", 35, 3, 90)])
    # a holds from 0 to 10; b, which came at 4, to 30, c at 9 to 35; a comes at 15, and has it last.
    cores = [[Stretch("a", 0, 0, 10), Stretch("a", 5, 0, 1)], [Stretch("b", 4, 0, 20)],
             [Stretch("c", 9, 0, 5)]]
    expect("in turn", replay(cores), (36, {"a": [0, 20], "b": [6], "c": [21]}))
    expect("b outside", replay(cores, "b"), (24, {"a": [0, 0], "c": [1]}))


if __name__ == "__main__":
    main()

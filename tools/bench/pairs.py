# SPDX-License-Identifier: MIT
"""Counts what k pairs of a client and a server, k from 1 to 4, cost all cores together."""

import counts
import elf
import machine

# As in tests/system/bench/pairs.c.
BEGIN, END, PAIRS, CALLS = 30, 40, 4, 2000
SPIN_CLASS = 1
SPIN_SYMBOL = "lock_contend"   # what is run only by cores that wait for the kernel lock
SHARE = 0.8                    # of a core's part in the calls, that it must have had


def ends_of(kernel, symbol):
    """The addresses of a function: from its symbol to the next."""
    at, names = elf.symbols(kernel)
    place = names.index(symbol)
    return at[place], at[place + 1]


def cost(marks, pairs):
    """Instructions for a round trip, without those of waiting for the lock, and these."""
    ran = counts.between(marks, BEGIN + pairs, END + pairs)
    spun = sum(core[SPIN_CLASS] for core in ran) / (pairs * CALLS)
    rest = sum(sum(core) for core in ran) / (pairs * CALLS) - spun
    at_work = sum(sum(core) >= SHARE * CALLS * rest for core in ran)
    if at_work != pairs:
        raise SystemExit(f"FAILED: {pairs} pairs on {at_work} cores: {[sum(core) for core in ran]}")
    return rest, spun


def costs(board):
    """The two figures of cost, each by name of row. Fails unless k pairs are on k cores."""
    classes = {SPIN_CLASS: [ends_of(board["kernel"], SPIN_SYMBOL)]}
    _, files = counts.run(machine.command(board["qemu"], board["pairs"], 4), board["plugin"],
                          classes, {}, machine.SECONDS)
    marks = counts.at_marks(files)
    found = {f"smp.cost.{pairs}": cost(marks, pairs) for pairs in range(1, PAIRS + 1)}
    return tuple({name: both[n] for name, both in found.items()} for n in range(2))

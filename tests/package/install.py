#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Installs all boards into one prefix and moves it: no file of it may know where it came from.

usage: install.py SOURCE BUILDS WORK BOARD...

The SDK is then in "WORK/else where/sdk", where the other tests use it.
"""

import sys
from pathlib import Path

from sdk import expect, fresh, run

TEXTS = {".cmake", ".h", ".def", ".ld", ".manifest", ".txt", ".json", ".in"}


def contents(folder):
    return {path.relative_to(folder): path.read_bytes()
            for path in folder.rglob("*") if path.is_file()}


def install(builds, prefix, boards):
    """What lies outside of the boards' own folders must be the same from each of them, but for the
    debug information of a program."""
    shared = {}
    for board in boards:
        run("cmake", "--install", builds / board, "--prefix", prefix)
        now = {path: data for path, data in contents(prefix).items() if board not in path.parts}
        for path in shared.keys() & now.keys():
            expect(shared[path] == now[path] or now[path].startswith(b"\x7fELF"),
                   f"{path} is another one from {board}")
        shared.update(now)


def main():
    source, builds, work, *boards = sys.argv[1:]
    work = fresh(work)
    install(Path(builds), work / "first", boards)
    sdk = work / "else where" / "sdk"
    sdk.parent.mkdir()
    (work / "first").rename(sdk)
    for path, data in contents(sdk).items():
        if path.suffix in TEXTS or data.startswith(b"#!"):
            for place in (source, builds, str(work)):
                expect(place.encode() not in data, f"{path} names {place}")
    for board in boards:
        expect((sdk / "share/tayberry" / board / "toolchain.cmake").exists(), f"{board} is there")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What tay-new makes builds, tests and runs at once; and it refuses what it must.

usage: new.py SDK WORK server|driver|board|names
"""

import os
import re
import sys
from pathlib import Path

from sdk import attempt, expect, fresh, run

BOARD = "mill-board"
DRIVER_LINES = 60  # of code, besides the file of the device
# Kind, name of the project, what it says when it runs.
SAID = {
    "server": ("adder", "client: the sum is 42"),
    "driver": ("ticker", "client: slept for 2000 microseconds or more"),
    "board": (BOARD, f"init: on {BOARD}, 4 cores"),
}
# What is refused, and why.
REFUSED = [
    (("server",), "usage: tay-new"),
    (("robot", "one"), "there is no template 'robot'; there are: server, driver, board"),
    (("server", ""), "'': a name has a-z, 0-9 and _"),
    (("server", "9lives"), "'9lives': a name has"),
    (("server", "Adder"), "'Adder': a name has"),
    (("server", "a/b"), "'a/b': a name has"),
    (("server", "a-b"), "'a-b': a name has"),
    (("board", "a_b"), "'a_b': a name has a-z, 0-9 and -"),
    (("server", "client"), "the name is taken"),
    (("driver", "a" * 25), "at most 24 letters"),
    (("board", "virt-aarch64"), "'virt-aarch64': the SDK has that already"),
    (("server", "there"), "there: exists already"),
]


def new(sdk, work, *words):
    return attempt(sdk / "bin/tay-new", *words, cwd=work)


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def check_project(sdk, work, kind):
    name, said = SAID[kind]
    status, told = new(sdk, work, kind, name)
    expect(status == 0, told)
    project = work / name
    for path in files(project):
        left = re.search(r"@SDK@|template|TEMPLATE|SPDX", path.read_text() + path.name)
        expect(not left, f"{path}: {left and left.group()} is left")
    # The commands that it told.
    lines = re.findall(r"^  (?!cd )(.*)$", told, re.MULTILINE)
    try_commands(project, lines, said)
    if kind == "driver":
        check_driver(project, lines, said)
    return project


def try_commands(project, lines, said):
    for line in lines:
        told = run("timeout", "-k", "2", "200", *line.split(), cwd=project)
        expect("warning:" not in told, told)
        if line.startswith("ctest"):
            expect("100% tests passed" in told, told)
    expect(said in told and "every program has ended" in told, told)


def check_driver(project, lines, said):
    """It is small, and goes on another board, too."""
    text = re.sub(r"/\*.*?\*/", "", (project / "main.c").read_text(), flags=re.DOTALL)
    count = sum(1 for line in text.splitlines() if line.strip())
    expect(count <= DRIVER_LINES, f"main.c has {count} lines that are neither blank nor comment")
    try_commands(project, [line.replace("rpi3-aarch64", "virt-aarch64") for line in lines], said)


def check_names(sdk, work):
    (work / "there").mkdir()
    for words, reason in REFUSED:
        status, told = new(sdk, work, *words)
        expect(status == 1 and told.startswith("tay-new: ") and reason in told, f"{words}: {told}")
    expect(sorted(os.listdir(work)) == ["there"] and not os.listdir(work / "there"),
           "nothing was made")


def check_board(project):
    """A part that is not there, and a board that is not there, are named."""
    rules = project / f"boards/{BOARD}/CMakeLists.txt"
    good = rules.read_text()
    rules.write_text(good.replace("gic", "gicv9"))
    status, told = attempt("cmake", "--build", "--preset", BOARD, cwd=project)
    expect(status and "wants the part 'gicv9'" in " ".join(told.split()), told)
    rules.write_text(good)
    status, told = attempt("cmake", "--preset", BOARD, "-DTAYBERRY_BOARD_PATH=/nowhere", cwd=project)
    expect(status and f"The SDK has no board '{BOARD}'" in " ".join(told.split()), told)


def main():
    sdk, work, kind = Path(sys.argv[1]), fresh(sys.argv[2]), sys.argv[3]
    if kind == "names":
        check_names(sdk, work)
        return
    project = check_project(sdk, work, kind)
    if kind == "board":
        check_board(project)


if __name__ == "__main__":
    main()

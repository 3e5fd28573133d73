#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""clang-tidy, as .clang-tidy sets it, has nothing to say about core and the SDK.

usage: tidy.py ROOT BUILD_FOLDER [JOBS]

Takes from BUILD_FOLDER/compile_commands.json how each file is compiled. A file that several targets
compile is looked at once: clang-tidy 14 runs all its commands in one process, where the analyzer's
second run finds va_list faults that are not there. POSIX's functions are compiled for the simulated
machine with the computer's declarations, whose names of parameters are not ours to take, and its types,
which their authors may copy: they are left out.
"""

import concurrent.futures
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import tree

FOLDERS = ("core/", "sdk/")
LEFT_OUT = "sdk/posix/"


def complaints(root, build, name):
    command = ["clang-tidy", "--quiet", "-p", str(build), str(root / name)]
    told = subprocess.run(command, capture_output=True, text=True)
    lines = re.findall(r"^(.+:\d+:\d+: (?:warning|error): .*)$", told.stdout, re.M)
    if told.returncode and not lines:
        lines = [f"{name}:1: {told.stderr.strip()}"]
    lines = [line.replace(f"{root}/", "") for line in lines]
    return [line for line in lines if not line.startswith("/")]  # others' headers say what they say


def main():
    if len(sys.argv) not in (3, 4):
        raise SystemExit("usage: tidy.py ROOT BUILD_FOLDER [JOBS]")
    root, build = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    jobs = int(sys.argv[3]) if len(sys.argv) == 4 else 2
    commands = json.loads((build / "compile_commands.json").read_text())
    first = {}
    for command in commands:
        first.setdefault(command["file"], command)
    names = [n for n in tree.files(root) if n.startswith(FOLDERS) and not n.startswith(LEFT_OUT)
             and str(root / n) in first]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "compile_commands.json").write_text(json.dumps(list(first.values())))
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            found = list(pool.map(lambda name: complaints(root, folder, name), names))
    tree.finish(sorted(set(sum(found, []))), names)


if __name__ == "__main__":
    main()

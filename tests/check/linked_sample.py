#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Shows that a check of linked files refuses what is bad.

usage: linked_sample.py CHECK_SCRIPT SAMPLE_FOLDER

Each folder of SAMPLE_FOLDER/tree is made into one program of its name, from its files in order;
those named *_strict.c are compiled with -mstrict-align. SAMPLE_FOLDER/expected.txt holds exactly
what the check must print about the programs.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from sample import compare

COMPILE = "clang --target=aarch64-none-elf -march=armv8-a+crypto+crc+lse -O1 -g -ffreestanding -c".split()
LINK = "clang --target=aarch64-none-elf -fuse-ld=lld -nostdlib -static".split()
LINK += ["-Wl,-e,0", "-Wl,-Ttext,0x10000"]


def make(folder, build):
    """Links one program; returns the rows of compile_commands.json for it."""
    rows, objects = [], []
    for source in sorted(folder.iterdir()):
        strict = ["-mstrict-align"] if source.stem.endswith("_strict") else []
        command = [*COMPILE, *strict, str(source), "-o", str(build / (source.name + ".o"))]
        subprocess.run(command, check=True)
        objects.append(command[-1])
        rows.append({"directory": str(build), "file": str(source), "command": " ".join(command)})
    subprocess.run([*LINK, *objects, "-o", str(build / (folder.name + ".elf"))], check=True)
    return rows


def main():
    if len(sys.argv) != 3:
        raise SystemExit("usage: linked_sample.py CHECK_SCRIPT SAMPLE_FOLDER")
    check, sample = Path(sys.argv[1]), Path(sys.argv[2]).resolve()
    with tempfile.TemporaryDirectory() as build:
        rows = []
        for folder in sorted((sample / "tree").iterdir()):
            rows += make(folder, Path(build))
        Path(build, "compile_commands.json").write_text(json.dumps(rows))
        compare(sample, [sys.executable, str(check), build])


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""tay-image refuses a case: status 1, exactly the expected words, and no output file left.

usage: run.py TAY_IMAGE FOLDER

The folder is named by the reason. A case begins with good files (kernel.bin, init.elf, program.elf)
and the folder's own *.manifest and devices; change.txt then changes them, one command a line:

    put FILE OFFSET HEX...   overwrites bytes
    cut FILE LENGTH          keeps so many bytes
    copy FILE OTHER          makes OTHER, and names it as a program

options.txt has further options of the command, one a line: an option and its value. expected.txt is what
stands on stderr.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import good


def lines_of(path):
    if not path.exists():
        return []
    return [line for line in path.read_text().splitlines() if not line.startswith("#")]


def change(work, line, programs):
    verb, name, *rest = line.split()
    path = work / name
    if verb == "copy":
        other = work / rest[0]
        other.parent.mkdir(exist_ok=True)
        shutil.copy(path, other)
        programs.append(rest[0])
        return
    data = bytearray(path.read_bytes())
    if verb == "put":
        at, new = int(rest[0], 0), bytes.fromhex("".join(rest[1:]))
        data[at:at + len(new)] = new
    elif verb == "cut":
        del data[int(rest[0], 0):]
    else:
        raise SystemExit(f"no such command: {line}")
    path.write_bytes(data)


def main():
    tool, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    expected = lines_of(folder / "expected.txt")
    if not expected:
        raise SystemExit(f"{folder}: no expected.txt, or nothing in it")
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        good.write_files(work)
        programs = ["program.elf"]
        manifests = sorted(folder.glob("*.manifest"))
        for file in [*manifests, *folder.glob("devices")]:
            shutil.copy(file, work)
        for line in lines_of(folder / "change.txt"):
            change(work, line, programs)
        (work / "image").write_text("an image of an earlier run")
        options = " ".join(lines_of(folder / "options.txt")).split()
        told = good.make_image(tool, work, programs, [m.name for m in manifests], options)
        if told.returncode != 1:
            raise SystemExit(f"status {told.returncode} and not 1\n{told.stdout}{told.stderr}")
        if told.stderr.splitlines() != expected:
            raise SystemExit("expected:\n" + "\n".join(expected) + "\ntold:\n" + told.stderr)
        if (work / "image").exists():
            raise SystemExit("an output file was left")
    print(told.stderr, end="")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Shows that mend_libc.py takes erratum 835769 out of a library, and nothing else.

usage: mend_test.py MEND_SCRIPT ERRATA_SCRIPT SAMPLE_FOLDER
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CLANG = ["clang", "--target=aarch64-none-elf"]
LINK = [*CLANG, "-fuse-ld=lld", "-nostdlib", "-static", "-Wl,-e,0", "-Wl,--whole-archive"]
ARCHIVER = shutil.which("llvm-ar") or "llvm-ar-14"


def run(*command, **how):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False,
                          **how)


def library(work, source):
    built = run(*CLANG, "-c", source, "-o", work / "sample.o")
    built = built if built.returncode else run(ARCHIVER, "rcD", work / "sample.a", work / "sample.o")
    if built.returncode:
        raise SystemExit(built.stderr)
    return work / "sample.a"


def errata(script, work, archive):
    """What the check of linked files says of a program that is all of a library."""
    folder = work / f"{archive.stem}-linked"
    folder.mkdir()
    linked = run(*LINK, archive, "-o", folder / "sample.elf")
    if linked.returncode:
        raise SystemExit(linked.stderr)
    return re.findall(r"835769", run(sys.executable, script, folder).stdout)


def text_of(archive, function):
    out = run("llvm-objdump", "-d", f"--disassemble-symbols={function}", archive).stdout
    return re.findall(r"^ *[0-9a-f]+:.*$", out, re.M)


def expect(condition, words):
    if not condition:
        raise SystemExit(words)


def main():
    mend, script, samples = sys.argv[1:]
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        before, after = library(work, Path(samples) / "code.S"), work / "after.a"
        told = run(sys.executable, mend, ARCHIVER, before, after)
        expect(told.returncode == 0, told.stderr)
        expect(len(errata(script, work, before)) == 5, "the sample has not the five sequences")
        expect(not errata(script, work, after), "a sequence is left")
        expect(text_of(before, "good") == text_of(after, "good"), "a good function has changed")
        again = work / "again.a"
        run(sys.executable, mend, ARCHIVER, after, again)
        expect(again.read_bytes() == after.read_bytes(), "what is mended was changed again")

    for source, words in (("data.S", "a section with the sequence has data among its code"),
                          ("mend_test.py", "no relocatable file of AArch64")):
        with tempfile.TemporaryDirectory() as name:
            work = Path(name)
            if source == "data.S":
                archive = library(work, Path(samples) / source)
            else:
                archive = work / "sample.a"
                run(ARCHIVER, "rcD", archive, __file__)
            told = run(sys.executable, mend, ARCHIVER, archive, work / "after.a")
            expect(told.returncode != 0 and words in told.stderr, f"{source}: {told.stderr}")
            expect(not (work / "after.a").exists(), f"{source}: something was written")


if __name__ == "__main__":
    main()

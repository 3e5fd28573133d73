#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Lets programs and the kernel crash in QEMU, and has their reports symbolized.

usage: symbolize.py SOURCE_FOLDER BUILD_FOLDER QEMU ARGUMENT...
"""

import re
import subprocess
import sys
from pathlib import Path

SOURCE, BUILD, QEMU = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
SECONDS = 40


def report(image, words):
    """All that a machine says until it ends."""
    ended = subprocess.run([*QEMU, "-kernel", image, "-append", f"exit=semihosting {words}"],
                           stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=SECONDS)
    return ended.stdout


def symbolized(text, *words):
    ended = subprocess.run([sys.executable, SOURCE / "tools/debugging/symbolize.py", *words],
                           input=text, capture_output=True)
    told = ended.stdout.decode()
    if ended.returncode:
        raise SystemExit(f"{told}\n{ended.stderr.decode()}\nFAILED: status {ended.returncode}")
    return told


def line_of(path, text):
    lines = (SOURCE / path).read_text().splitlines()
    return next(n for n, line in enumerate(lines, 1) if text in line)


def want(told, pattern):
    if not re.search(pattern, told):
        raise SystemExit(f"{told}\nFAILED: no '{pattern}'")
    print(f"found: {pattern}")


def main():
    told = symbolized(report(BUILD / "boot/boot_bad/kernel8.img", "seed=1"), "--in", BUILD / "boot")
    line = line_of("tests/system/programs/trespass.c", "= 0;")
    want(told, rf"trespass: fault: write .*\n    0x\w+ main  \S+/trespass.c:{line}\n")
    want(told, r"trespass: backtrace: .*\n    0x\w+ main  (.*\n)+    0x\w+ _start  \S+/start.S:\d+\n")
    line = line_of("tests/system/programs/overflow.c", "go_down(depth + 1)")
    want(told, rf"overflow: backtrace: .*\n    0x\w+ go_down .*\n"
               rf"    0x\w+ go_down  \S+/overflow.c:{line}  \(5 times\)\n")
    kernel = BUILD / "board/board_test.elf"
    told = symbolized(report(BUILD / "board/board_test.bin", "case=panic act=call"),
                      "--program", f"kernel={kernel}")
    line = line_of("tests/system/board/case_panic.c", "as the test wants it")
    want(told, rf"backtrace:\n  0x\w+\n    0x\w+ panic_call  \S+/case_panic.c:{line}\n")
    want(told, r"panic_on_boot  \S+/case_panic.c:\d+")


if __name__ == "__main__":
    main()

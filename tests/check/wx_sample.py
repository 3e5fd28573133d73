#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Shows that wx.py finds writable and executable segments in ELF files of both classes.

usage: wx_sample.py WX_SCRIPT
"""

import struct
import subprocess
import sys
import tempfile
from pathlib import Path

PT_LOAD = 1
R, W, X = 4, 2, 1


def elf(is_64, segment_flags, kind=2):
    """A file with an ELF header and program headers, and nothing that they could load."""
    ident = b"\x7fELF" + bytes([2 if is_64 else 1, 1, 1]) + bytes(9)
    count = len(segment_flags)
    if is_64:
        head = struct.pack("<HHIQQQIHHHHHH", kind, 183, 1, 0, 64, 0, 0, 64, 56, count, 0, 0, 0)
        rows = [struct.pack("<IIQQQQQQ", PT_LOAD, f, 0, 0, 0, 0, 0, 4096) for f in segment_flags]
    else:
        head = struct.pack("<HHIIIIIHHHHHH", kind, 40, 1, 0, 52, 0, 0, 52, 32, count, 0, 0, 0)
        rows = [struct.pack("<IIIIIIII", PT_LOAD, 0, 0, 0, 0, 0, f, 4096) for f in segment_flags]
    return ident + head + b"".join(rows)


def result(script, files):
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            Path(folder, name).write_bytes(data)
        told = subprocess.run([sys.executable, script, folder], capture_output=True, text=True)
    return told.returncode, told.stdout


def main():
    if len(sys.argv) != 2:
        raise SystemExit("usage: wx_sample.py WX_SCRIPT")
    bad = ": segment 1 is writable and executable\n"
    cases = {
        "good of both classes": ({"a": elf(True, [R | X, R | W]), "b": elf(False, [R | X, R | W])},
                                 (0, "")),
        "bad 64": ({"a": elf(True, [R, R | W | X])}, (1, "a:1" + bad)),
        "bad 32": ({"a": elf(False, [R, R | W | X])}, (1, "a:1" + bad)),
        "an object is not linked": ({"a.o": elf(True, [R | W | X], 1), "b": elf(True, [R])}, (0, "")),
        "nothing to look at": ({"a.txt": b"text"}, (1, "0:0: nothing to look at\n")),
    }
    failed = 0
    for name, (files, expected) in cases.items():
        found = result(sys.argv[1], files)
        if found != expected:
            failed += 1
            print(f"{name}: {found}, expected {expected}")
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""No segment of a kernel or user program is both writable and executable.

usage: wx.py FOLDER

Looks at every linked ELF file below FOLDER (not at objects and libraries).
"""

import struct
from pathlib import Path

import tree

# System V ABI, "ELF Header" and "Program Header".
ET_EXEC, ET_DYN = 2, 3
PT_LOAD, PT_GNU_STACK = 1, 0x6474E551
PF_X, PF_W = 1, 2


def segments(data):
    """(type, flags) of each program header of a linked ELF file; None if it is not one."""
    if data[:4] != b"\x7fELF" or len(data) < 52:
        return None
    order = "<" if data[5] == 1 else ">"
    is_64 = data[4] == 2
    if struct.unpack_from(order + "H", data, 16)[0] not in (ET_EXEC, ET_DYN):
        return None
    offset = struct.unpack_from(order + ("Q" if is_64 else "I"), data, 32 if is_64 else 28)[0]
    size, count = struct.unpack_from(order + "HH", data, 54 if is_64 else 42)
    found = []
    for index in range(count):
        at = offset + index * size
        kind = struct.unpack_from(order + "I", data, at)[0]
        found.append((kind, struct.unpack_from(order + "I", data, at + (4 if is_64 else 24))[0]))
    return found


def main():
    folder = tree.root_argument("wx.py FOLDER")
    violations, looked_at = [], 0
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if not path.is_file() or path.is_symlink() or "CMakeFiles" in name.parts:
            continue
        with path.open("rb") as file:
            found = segments(file.read()) if file.read(4) == b"\x7fELF" and not file.seek(0) else None
        if found is None:
            continue
        looked_at += 1
        for index, (kind, flags) in enumerate(found):
            if kind in (PT_LOAD, PT_GNU_STACK) and flags & PF_W and flags & PF_X:
                violations.append(f"{name}:{index}: segment {index} is writable and executable")
    tree.finish(violations, looked_at)


if __name__ == "__main__":
    main()

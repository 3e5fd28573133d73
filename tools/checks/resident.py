#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The kernel's code that stays is at most 64 KiB, and does not use what only boot runs.

usage: resident.py FOLDER

What boot runs lies from a64_image_start to a64_boot_end, and its memory is given back
(hal/boot_code.h); the section .text stays. An address of boot code that is taken in .text, a branch
included, or that stands in the data, is a violation. The start of the image is an address like any
other: it tells where the image lies.
"""

import re
import struct
import subprocess

import disassembly
import tree

TEXT_MAX_BYTES = 64 << 10
DATA = (".rodata", ".data")
HEX = re.compile(r"0x([0-9a-f]+)")
NEAR = re.compile(r"#(-?\d+)$")
LINE = re.compile(r"^ ([0-9a-f]+) ((?:[0-9a-f]+ ?){1,4})")


def tool(name, *words):
    return subprocess.run([name, *words], check=True, capture_output=True, text=True).stdout


def symbols(path):
    return {line.split()[-1]: int(line.split()[0], 16)
            for line in tool("llvm-nm", "--defined-only", str(path)).splitlines()}


def text_bytes(path):
    for line in tool("llvm-size", "-A", str(path)).splitlines():
        if line.startswith(".text "):
            return int(line.split()[1])
    return 0


def addresses(instruction):
    """Those that an instruction forms relative to where it stands."""
    if instruction.name == "adr":
        return [instruction.address + int(n) for n in NEAR.findall(instruction.operands)]
    if instruction.name.startswith(("b", "cb", "tb")):
        return [int(n, 16) for n in HEX.findall(instruction.operands)][-1:]
    return []


def words(path):
    """(address, value) of the words of 64 bits in the data."""
    sections = [word for name in DATA for word in ("-j", name)]
    for line in tool("llvm-objdump", "-s", *sections, str(path)).splitlines():
        match = LINE.match(line)
        if match:
            raw = bytes.fromhex(match.group(2).replace(" ", ""))
            for n in range(0, len(raw) - 7, 8):
                yield int(match.group(1), 16) + n, struct.unpack_from("<Q", raw, n)[0]


def main():
    folder = tree.root_argument("resident.py FOLDER")
    violations, looked_at = [], 0
    for name, path in disassembly.kernels(folder):
        looked_at += 1
        named = symbols(path)
        begin, end = named["a64_image_start"], named["a64_boot_end"]
        size = text_bytes(path)
        if size > TEXT_MAX_BYTES:
            violations.append(f"{name}: .text has {size} bytes, {size - TEXT_MAX_BYTES} too many")
        for instruction in disassembly.instructions(path):
            if instruction.address >= end and any(begin < at < end
                                                  for at in addresses(instruction)):
                violations.append(disassembly.violation(name, instruction, "is given back"))
        violations += [f"{name}:{at:#x}: {value:#x}: is given back"
                       for at, value in words(path) if begin < value < end]
    tree.finish(violations, looked_at)


if __name__ == "__main__":
    main()

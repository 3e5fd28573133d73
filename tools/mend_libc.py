#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Takes from a static library what a Cortex-A53 r0p4 may execute wrongly: erratum 835769.

usage: mend_libc.py AR LIBRARY OUTPUT

A compiler avoids the sequence (-mfix-cortex-a53-835769), but a library of a package was compiled without
that, and ld.lld mends only the other erratum, 843419. Here, as GNU ld does it when it links, a 64-bit
multiply-accumulate directly behind a load or store becomes a branch to a copy of it, behind which a branch
goes back. The copies stand at the end of the same section, so that no relocation is needed.

Source: ARM Cortex-A53 MPCore Software Developers Errata Notice, ARM-EPM-048406; the encodings: ARM DDI
0487, C4.1. What is not understood is an error, and nothing is written.
"""

import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

EM_AARCH64, ET_REL, SHT_SYMTAB, SHF_EXECINSTR = 183, 1, 2, 4
HEADER, SECTION, SYMBOL = struct.Struct("<16sHHIQQQIHHHHHH"), struct.Struct("<IIQQQQIIQQ"), struct.Struct("<IBBHQQ")
NOP = 0xD503201F


def is_memory(word):
    """Loads and stores, of whatever kind, and prefetches: bit 27 set, bit 25 clear."""
    return word >> 27 & 1 == 1 and word >> 25 & 1 == 0


def is_accumulate(word):
    """MADD, MSUB, SMADDL, SMSUBL, UMADDL, UMSUBL of 64 bits; with XZR to add to it is a multiply."""
    return word >> 24 == 0x9B and word >> 21 & 7 in (0, 1, 5) and word >> 10 & 31 != 31


def branch(place, target):
    distance = (target - place) >> 2
    if not -(1 << 25) <= distance < 1 << 25:
        raise ValueError("a section is too long for a branch")
    return 0x14000000 | distance & 0x3FFFFFF


def mend_code(code):
    """The words of a section as they are to be; the same if there is nothing to do."""
    words = list(struct.unpack(f"<{len(code) // 4}I", code))
    found = [n for n in range(1, len(words)) if is_memory(words[n - 1]) and is_accumulate(words[n])]
    if found and is_memory(words[-1]):
        words.append(NOP)
    for n in found:
        place = len(words)
        words += [words[n], branch(4 * (place + 1), 4 * (n + 1))]
        words[n] = branch(4 * n, 4 * place)
    return struct.pack(f"<{len(words)}I", *words)


def has_data(file, sections, index):
    """Whether a section has data among its code: a mapping symbol $d says so (AAELF64, 5.5.5)."""
    for kind, link, offset, size in ((s[1], s[6], s[4], s[5]) for s in sections):
        if kind != SHT_SYMTAB:
            continue
        names = sections[link][4]
        for name, _, _, section, _, _ in SYMBOL.iter_unpack(file[offset:offset + size]):
            if section == index and file[names + name:names + name + 2] == b"$d":
                return True
    return False


def mend_object(file):
    """A relocatable file without the sequence. What has grown stands at its end."""
    header = HEADER.unpack_from(file)
    if header[0][:6] != b"\x7fELF\x02\x01" or header[1:3] != (ET_REL, EM_AARCH64):
        raise ValueError("no relocatable file of AArch64")
    table, entry_bytes, count = header[6], header[11], header[12]
    sections = [SECTION.unpack_from(file, table + n * entry_bytes) for n in range(count)]
    out = bytearray(file)
    for index, section in enumerate(sections):
        flags, offset, size = section[2], section[4], section[5]
        if not flags & SHF_EXECINSTR or size == 0:
            continue
        if size % 4:
            raise ValueError("a section of code that is not of whole instructions")
        code = mend_code(file[offset:offset + size])
        if len(code) == size:
            continue
        if has_data(file, sections, index):
            raise ValueError("a section with the sequence has data among its code")
        out += bytes(-len(out) % 16)
        grown = (*section[:4], len(out), len(code), *section[6:])
        SECTION.pack_into(out, table + index * entry_bytes, *grown)
        out += code
    return bytes(out)


def main():
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    archiver, library, output = sys.argv[1], Path(sys.argv[2]).resolve(), Path(sys.argv[3]).resolve()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        subprocess.run([archiver, "x", library], cwd=work, check=True)
        mended = []
        for path in sorted(work.iterdir()):
            before = path.read_bytes()
            try:
                after = mend_object(before)
            except (ValueError, struct.error) as error:
                raise SystemExit(f"{library}: {path.name}: {error}") from error
            if after != before:
                path.write_bytes(after)
                mended.append(path.name)
        copy = work / "copy.a"
        shutil.copyfile(library, copy)
        if mended:
            subprocess.run([archiver, "rD", copy, *mended], cwd=work, check=True)
        output.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(copy, output)


if __name__ == "__main__":
    main()

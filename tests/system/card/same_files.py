#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reads files of a card image by mtools, and compares them with what they were made from.

usage: same_files.py CARD NAME=FILE...

Whatever else is on the card must be the Raspberry Pi's firmware.
"""

import subprocess
import sys
from pathlib import Path

OFFSET = 2048 * 512
FIRMWARE = {"bootcode.bin", "start.elf", "fixup.dat", "LICENCE.broadcom"}


def mtools(name, card, *words):
    return subprocess.run([name, "-i", f"{card}@@{OFFSET}", *words], capture_output=True, check=True,
                          ).stdout


def same(found, wanted):
    """A program is on the card without its sections: neither they nor what the header says of them."""
    if wanted[:4] != b"\x7fELF":
        return found == wanted
    return len(found) > 64 and found[:40] == wanted[:40] and found[64:] == wanted[64:len(found)]


def main():
    card = sys.argv[1]
    wanted = dict(pair.split("=", 1) for pair in sys.argv[2:])
    listed = mtools("mdir", card, "-b", "-/", "::").decode().split("\n")
    there = {name[len("::/"):] for name in listed if name and not name.endswith("/")}
    failed = there.symmetric_difference(wanted) - FIRMWARE
    for name in there & set(wanted):
        if not same(mtools("mtype", card, f"::{name}"), Path(wanted[name]).read_bytes()):
            failed.add(name)
    if failed:
        sys.exit(f"not as it should be: {', '.join(sorted(failed))}; on the card: {sorted(there)}")
    print(f"{len(there)} files are as they should be")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Boots an image with a card that has a FAT volume in QEMU, and reads the volume on the host afterwards.

usage: volume.py --card FILE --format TEXT [--type HEX] [--partition N] [--damage KIND] [--seed N]
                 [--megabytes N] [--expect TEXT]... [--has NAME:BYTES:SEED]... [--unclean] [--repeat COUNT]
                 IMAGE -- QEMU ARGUMENT...

--megabytes: of the card, a power of two; 16 if left out. --format: words for mkfs.vfat. --type: of the entry in the card's table of partitions, 0c if left out; 0: the
card has no table, and the volume is all of it. --partition: which entry, from 1 on. --damage: what is done
to the volume before: `chain` lets two files share a cluster, `boot` overwrites its first sector, `dirty` says that
it is in use. On the volume are hello.txt and big.bin. --has: afterwards there must be a file of so many bytes of
the pattern. Then fsck.vfat must have nothing to say, unless --unclean. --repeat: so often, with the seeds
from 1 on.
"""

import argparse
import array
import os
import struct
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import with_card  # noqa: E402

SECTOR = 512
FIRST = 2048
BIG_BYTES, BIG_SEED = 300001, 7


def arguments():
    at = sys.argv.index("--")
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("image")
    parser.add_argument("--card", type=Path, required=True)
    parser.add_argument("--format", required=True)
    parser.add_argument("--type", type=lambda text: int(text, 16), default=0x0c)
    parser.add_argument("--partition", type=int, default=1)
    parser.add_argument("--megabytes", type=int, default=16)
    parser.add_argument("--damage", choices=("chain", "boot", "dirty"))
    parser.add_argument("--expect", action="append", default=[])
    parser.add_argument("--has", action="append", default=[])
    parser.add_argument("--unclean", action="store_true")
    parser.add_argument("--limit", type=float, default=80)
    parser.add_argument("--repeat", type=int, default=1)
    return parser.parse_args(sys.argv[1:at]), sys.argv[at + 1:]


def pattern(seed, size):
    """As pattern.h has it."""
    words = array.array("I", [(n * 2654435761 + seed * 40503 & 0xffffffff) for n in range(size // 4 + 1)])
    if sys.byteorder == "big":
        words.byteswap()
    return words.tobytes()[:size]


def tool(*words, data=None):
    return subprocess.run([str(word) for word in words], input=data, stdout=subprocess.PIPE, check=True,
                          env=os.environ | {"MTOOLS_SKIP_CHECK": "1"}).stdout


def first_sector(wanted):
    return FIRST if wanted.type else 0


def make_card(wanted):
    first, size = first_sector(wanted), wanted.megabytes << 20
    with wanted.card.open("wb") as card:
        card.truncate(size)
        if first:
            entry = struct.pack("<B3xB3xII", 0, wanted.type, first, size // SECTOR - first)
            card.seek(446 + 16 * (wanted.partition - 1))
            card.write(entry)
            card.seek(510)
            card.write(b"\x55\xaa")
    tool("mkfs.vfat", *wanted.format.split(), "-i", "54415942", "--invariant", "-h", first, "--offset", first,
         wanted.card, (size // SECTOR - first) // 2)
    drive = f"{wanted.card}@@{first * SECTOR}"
    tool("mcopy", "-i", drive, "-", "::hello.txt", data=b"hello from the host\n")
    tool("mcopy", "-i", drive, "-", "::big.bin", data=pattern(BIG_SEED, BIG_BYTES))


def damage(wanted):
    """Of a FAT32 volume."""
    start = first_sector(wanted) * SECTOR
    with wanted.card.open("r+b") as card:
        card.seek(start)
        boot = bytearray(card.read(SECTOR))
        table = start + struct.unpack_from("<H", boot, 14)[0] * SECTOR
        if wanted.damage == "boot":
            boot = bytearray(SECTOR)
        else:
            boot[65] |= 1
        card.seek(start)
        card.write(boot)
        if wanted.damage == "chain":
            card.seek(table + 4 * 3)  # hello.txt's only cluster leads into big.bin
            card.write(struct.pack("<I", 8))


def volume(wanted):
    """The volume alone."""
    path = wanted.card.with_suffix(".volume")
    with wanted.card.open("rb") as card:
        card.seek(first_sector(wanted) * SECTOR)
        path.write_bytes(card.read())
    return path


def check(wanted):
    if not wanted.unclean:
        first = first_sector(wanted)
        with_card.check(wanted.card, [(first, (wanted.megabytes << 20) // SECTOR - first)])
    path = volume(wanted)
    for text in wanted.has:
        name, size, seed = text.rsplit(":", 2)
        if tool("mtype", "-i", path, f"::{name}") != pattern(int(seed), int(size)):
            raise SystemExit(f"FAILED: {name} is not as it should be")
    path.unlink()


def main():
    wanted, qemu = arguments()
    for seed in range(1, wanted.repeat + 1):
        make_card(wanted)
        if wanted.damage:
            damage(wanted)
        with_card.run(wanted, qemu, seed)
        check(wanted)
    wanted.card.unlink()


if __name__ == "__main__":
    main()

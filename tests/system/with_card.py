# SPDX-License-Identifier: MIT
"""Boots an image with a card in QEMU, and looks at the card afterwards by the host's tools."""

import os
import struct
import subprocess
import tempfile
from pathlib import Path

SECTOR = 512
TABLE, ENTRY_BYTES, ENTRIES = 446, 16, 4
FAT_TYPES = {0x04, 0x06, 0x0b, 0x0c, 0x0e}
TOOLS = os.environ | {"MTOOLS_SKIP_CHECK": "1", "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"}


def drive(card):
    """The words of QEMU by which it is in the card reader."""
    return ["-drive", f"if=sd,format=raw,file={card}"]


def run(wanted, qemu, seed):
    """To its end, within wanted.limit seconds and with status 0; wanted.expect must be said, in that order."""
    command = [*qemu, "-kernel", wanted.image, "-append", f"exit=semihosting seed={seed}",
               "-icount", "shift=0,sleep=off", *drive(wanted.card)]
    result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            timeout=wanted.limit, check=False)
    said = result.stdout.decode(errors="replace")
    print(said)
    at = 0
    for text in wanted.expect:
        at = said.find(text, at)
        if at < 0:
            raise SystemExit(f"FAILED: not said, or not in this order: {text}")
    if result.returncode != 0:
        raise SystemExit(f"FAILED: status {result.returncode}")


def copy(card, folder):
    """A card that may be written to."""
    tool("cp", "--sparse=always", card, Path(folder) / "card.img")
    return Path(folder) / "card.img"


def tool(*words):
    told = subprocess.run([str(word) for word in words], env=TOOLS, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if told.returncode != 0:
        raise SystemExit(f"FAILED: {' '.join(map(str, words))}:\n{told.stdout.decode(errors='replace')}")


def volumes(card):
    """Of each volume of FAT its first sector and how many there are: of the table of partitions, or all."""
    with open(card, "rb") as file:
        first = file.read(SECTOR)
    entries = [struct.unpack_from("<4xB3xII", first, TABLE + n * ENTRY_BYTES) for n in range(ENTRIES)]
    if first[0] in (0xeb, 0xe9):
        return [(0, os.stat(card).st_size // SECTOR)]
    return [(start, count) for kind, start, count in entries if kind in FAT_TYPES]


def check(card, found=None):
    """fsck.vfat has nothing to say about any of its volumes, or about those that were found, and mtools can
    read all files."""
    found = volumes(card) if found is None else found
    if not found:
        raise SystemExit("FAILED: the card has no volume")
    for start, count in found:
        with tempfile.TemporaryDirectory(dir=Path(card).parent) as folder:
            volume, files = Path(folder) / "volume", Path(folder) / "files"
            files.mkdir()
            with open(card, "rb") as file:
                file.seek(start * SECTOR)
                volume.write_bytes(file.read(count * SECTOR))
            tool("fsck.vfat", "-n", volume)
            tool("mcopy", "-s", "-n", "-i", volume, "::", files)

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the image of an SD card: a partition table, and one FAT32 file system with the files.

usage: card.py --output CARD --kernel KERNEL8.IMG [--config CONFIG.TXT] [--firmware FOLDER]
               [--program ELF]... [--manifest FILE]... [--size MIB]

On the card are kernel8.img, config.txt, the programs in bin/, without their symbols, and the manifests in
init.d/, under names as the boot archive has them, and the firmware of the Raspberry Pi, if it is in
FOLDER; and an empty folder rom, where the boot archive is to be seen. Needs no root: sfdisk writes the partition table into the file, mkfs.fat and mtools the file system. The same
input makes the same card, to the byte.
"""

import argparse
import os
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

MIB = 1 << 20
SECTOR = 512
FIRST_SECTOR = 2048  # 1 MiB, where partitions have begun since they are aligned
# Clusters of one sector: FAT32 needs at least 65525 of them (Microsoft, "FAT32 File System
# Specification", FAT type determination), and less than 64 MiB would not have as many at four.
CLUSTER_SECTORS = 1
SIZE_MIB_MIN = 64
SIZE_MIB_MAX = 1024  # above, clusters of one sector make too large a table
# All that a Raspberry Pi 3 reads (Raspberry Pi documentation, "Boot folder contents"); the licence goes
# with them, as it asks.
FIRMWARE = ("bootcode.bin", "start.elf", "fixup.dat")
# As upstream has it, and as Debian's package has it.
LICENCES = ("LICENCE.broadcom", "../../share/doc/raspi-firmware/copyright")
FOLDERS = ("bin", "init.d", "rom")
PACKAGES = {"sfdisk": "fdisk", "mkfs.fat": "dosfstools", "mcopy": "mtools", "mmd": "mtools"}


class CardError(Exception):
    """Why there is no card, in a sentence."""


def arguments():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--kernel", type=Path, required=True)
    parser.add_argument("--config", type=Path)
    parser.add_argument("--firmware", type=Path)
    parser.add_argument("--program", type=Path, action="append", default=[])
    parser.add_argument("--manifest", type=Path, action="append", default=[])
    parser.add_argument("--size", type=int, help="MiB; as many as are needed if left out")
    return parser.parse_args()


def tool(name, path):
    found = shutil.which(name, path=path)
    if not found:
        raise CardError(f"there is no {name}: install the package {PACKAGES[name]}")
    return found


class Tools:
    """The commands that are run, with an environment in which they make the same thing each time."""

    def __init__(self):
        # Debian has them where only root looks.
        path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
        self.found = {name: tool(name, path) for name in PACKAGES}
        self.environment = {"SOURCE_DATE_EPOCH": "1700000000", **os.environ, "TZ": "UTC", "LC_ALL": "C",
                            "MTOOLS_SKIP_CHECK": "1"}

    def run(self, name, *words, text=None):
        told = subprocess.run([self.found[name], *map(str, words)], input=text, text=True,
                              capture_output=True, env=self.environment, check=False)
        if told.returncode != 0:
            raise CardError(f"{name}: {(told.stderr + told.stdout).strip()}")


def plain_name(path, folder, suffix):
    """As tay-image names a file in the archive: without the folders and the suffix."""
    name = path.name
    return f"{folder}/{name[:-len(suffix)] if name.endswith(suffix) else name}"


def loaded_part(content):
    """Of an ELF file, for 64 bits, what is loaded: without sections and symbols, as tay-image has it."""
    if content[:5] != b"\x7fELF\x02" or len(content) < 64:
        return content
    at, = struct.unpack_from("<Q", content, 32)
    size, count = struct.unpack_from("<HH", content, 54)
    if at + size * count > len(content):
        return content
    end = at + size * count
    for header in range(at, end, size or 1):
        kind, offset, file_bytes = struct.unpack_from("<I4xQ16xQ", content, header)
        if kind == 1:  # PT_LOAD
            end = max(end, offset + file_bytes)
    head = content[:40] + bytes(8) + content[48:58] + bytes(6)
    return head + content[64:end]


def firmware_files(folder):
    """Pairs of a name on the card and a file; says what is missing, in one line."""
    if folder is None:
        return []
    missing = [name for name in FIRMWARE if not (folder / name).is_file()]
    if missing:
        print(f"card: no {', '.join(missing)} in {folder}, so this card does not start a Pi: install "
              "Debian's raspi-firmware (section non-free-firmware), or set TAYBERRY_FIRMWARE to the "
              "folder boot/ of github.com/raspberrypi/firmware")
        return []
    files = [(name, folder / name) for name in FIRMWARE]
    licence = next((path for path in map(folder.joinpath, LICENCES) if path.is_file()), None)
    return files + ([("LICENCE.broadcom", licence)] if licence else [])


def card_files(wanted):
    """Pairs of a name on the card and the file that goes there."""
    files = [("kernel8.img", wanted.kernel)]
    if wanted.config:
        files.append(("config.txt", wanted.config))
    files += firmware_files(wanted.firmware)
    files += [(plain_name(path, "bin", ".elf"), path) for path in wanted.program]
    files += [(plain_name(path, "init.d", ".manifest"), path) for path in wanted.manifest]
    taken = {}
    for name, path in files:
        if not path.is_file():
            raise CardError(f"{path}: no such file")
        other = taken.setdefault(name.lower(), path)  # FAT does not tell case apart
        # A program that two manifests run is named twice.
        if other is not path and other.resolve() != path.resolve():
            raise CardError(f"{path}: is to be {name} on the card, and so is {other}")
    return list(dict(files).items())


def size_mib(files, wanted_mib):
    """A power of two, as QEMU wants a card's size to be, with room for all files."""
    sectors = sum(-(-path.stat().st_size // SECTOR) + CLUSTER_SECTORS for _, path in files)
    # Of each sector two tables tell, 4 bytes each; folders and reserved sectors take a few more.
    needed = FIRST_SECTOR * SECTOR + sectors * (SECTOR + 8) + MIB
    size = wanted_mib or SIZE_MIB_MIN
    while not wanted_mib and size * MIB < needed:
        size *= 2
    if size & (size - 1) or not SIZE_MIB_MIN <= size <= SIZE_MIB_MAX:
        raise CardError(f"a card of {size} MiB: the size must be a power of two from {SIZE_MIB_MIN} to "
                        f"{SIZE_MIB_MAX}")
    if size * MIB < needed:
        raise CardError(f"{size} MiB are too few for files of {needed // MIB + 1} MiB")
    return size


def make(card, files, size, tools):
    """Fills the file `card`."""
    with open(card, "wb") as new:
        new.truncate(size * MIB)
    # Type c: FAT32, by logical block addresses.
    tools.run("sfdisk", "-q", "--no-tell-kernel", card,
              text=f"label: dos\nlabel-id: 0x54415942\nstart={FIRST_SECTOR}, type=c, bootable\n")
    blocks = (size * MIB - FIRST_SECTOR * SECTOR) // 1024
    tools.run("mkfs.fat", "-F", "32", "-s", CLUSTER_SECTORS, "-S", SECTOR, "-h", FIRST_SECTOR,
              "--offset", FIRST_SECTOR, "--invariant", "-i", "54415942", "-n", "TAYBERRY", card, blocks)
    drive = f"{card}@@{FIRST_SECTOR * SECTOR}"
    for folder in sorted({name.split("/")[0] for name, _ in files if "/" in name} | set(FOLDERS)):
        tools.run("mmd", "-i", drive, f"::{folder}")
    with tempfile.TemporaryDirectory() as folder:
        loaded = Path(folder) / "program"
        for name, path in files:
            if name.startswith("bin/"):
                loaded.write_bytes(loaded_part(path.read_bytes()))
                path = loaded
            tools.run("mcopy", "-i", drive, path, f"::{name}")


def main():
    wanted = arguments()
    new = wanted.output.with_name(wanted.output.name + ".new")
    try:
        tools = Tools()
        files = card_files(wanted)
        make(new, files, size_mib(files, wanted.size), tools)
        new.replace(wanted.output)
    except (CardError, OSError) as error:
        new.unlink(missing_ok=True)
        sys.exit(f"card: {error}")


if __name__ == "__main__":
    main()

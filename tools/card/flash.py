#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes a card image to an SD card, after showing what is in the device and asking.

usage: flash.py IMAGE [DEVICE] [--yes]

Without DEVICE, lists what could be meant. --yes does not ask. Whatever is said, these are refused: a device that is mounted, or holds swap, or has a partition
that is, also through LVM, RAID or encryption; what is no whole disk; one that is too small or read-only;
one that anything else has open for itself.
"""

import argparse
import json
import os
import subprocess
import sys

CHUNK_BYTES = 4 << 20
COLUMNS = "PATH,TYPE,SIZE,RO,RM,TRAN,VENDOR,MODEL,FSTYPE,LABEL,MOUNTPOINTS"
# Whose disk is the computer's own.
SYSTEM_MOUNTS = ("/", "/boot", "/efi", "/usr", "/var", "/home", "[SWAP]")


class FlashError(Exception):
    """Why nothing was written, or not all, in a sentence."""


def block_devices():
    """What lsblk tells of the computer's disks, each with what lies on it as "children"."""
    try:
        told = subprocess.run(["lsblk", "--json", "--bytes", "--output", COLUMNS], capture_output=True,
                              text=True, check=True)
        return json.loads(told.stdout)["blockdevices"]
    except (OSError, subprocess.CalledProcessError, ValueError, KeyError) as error:
        raise FlashError(f"lsblk does not tell which devices there are: {error}") from error


def with_children(device):
    yield device
    for child in device.get("children") or []:
        yield from with_children(child)


def mounts_of(device):
    """Pairs of a mount point and the part of the device that is mounted there."""
    return [(point, part["path"]) for part in with_children(device)
            for point in part.get("mountpoints") or [] if point]


def is_system(point):
    return point in SYSTEM_MOUNTS or point.startswith("/boot/")


def find(devices, path):
    """The disk; refuses what is none."""
    real = os.path.realpath(path)
    found = [device for top in devices for device in with_children(top) if device["path"] == real]
    if not found:
        raise FlashError(f"{path}: lsblk knows no such device")
    if found[0]["type"] != "disk":
        raise FlashError(f"{path}: is no disk, but of type {found[0]['type']}; a card is written from its "
                         "start, with its partition table")
    return found[0]


def check(device, image_bytes):
    """Refuses a disk that may not be written."""
    path, mounts = device["path"], mounts_of(device)
    for point, part in sorted(mounts, key=lambda mount: not is_system(mount[0])):
        if is_system(point):
            raise FlashError(f"{path}: is a disk of this computer itself: {part} is its {point}")
        raise FlashError(f"{path}: {part} is mounted at {point}; unmount it first")
    if device["ro"]:
        raise FlashError(f"{path}: is read-only")
    if device["size"] < image_bytes:
        raise FlashError(f"{path}: has {device['size']} bytes, and the image {image_bytes}")


def megabytes(count):
    return f"{count / 1e6:.1f} MB" if count < 10**9 else f"{count / 1e9:.1f} GB"


def words(device, *names):
    return " ".join(str(device[name]).strip() for name in names if device.get(name))


def describe(device):
    kind = "removable" if device["rm"] else "not removable"
    lines = [f"{device['path']}: {words(device, 'vendor', 'model') or 'no model'}, "
             f"{megabytes(device['size'])}, {words(device, 'tran') or 'no bus'}, {kind}"]
    for part in list(with_children(device))[1:]:
        points = ", ".join(point for point in part.get("mountpoints") or [] if point)
        lines.append(f"  {part['path']}: {part['type']}, {megabytes(part['size'])}"
                     f"{' ' + words(part, 'fstype', 'label') if part.get('fstype') else ''}"
                     f"{', mounted at ' + points if points else ''}")
    return "\n".join(lines)


def candidates(devices, image_bytes):
    for device in devices:
        try:
            if device["type"] == "disk":
                check(device, image_bytes)
                yield device
        except FlashError:
            pass


def write(device, image):
    """Copies the image to the device's start, and waits until it is there."""
    while chunk := image.read(CHUNK_BYTES):
        while chunk:
            chunk = chunk[os.write(device, chunk):]
    os.fsync(device)


def verify(device, image):
    """Compares the device with the image; from the device, not from what is remembered of it."""
    os.posix_fadvise(device, 0, 0, os.POSIX_FADV_DONTNEED)
    image.seek(0)
    os.lseek(device, 0, os.SEEK_SET)
    at = 0
    while chunk := image.read(CHUNK_BYTES):
        back = b""
        while len(back) < len(chunk) and (piece := os.read(device, len(chunk) - len(back))):
            back += piece
        if back != chunk:
            differs = next((n for n, pair in enumerate(zip(chunk, back)) if pair[0] != pair[1]), len(back))
            raise FlashError(f"byte {at + differs} does not read back as it was written: the card is "
                             "broken, or was taken out")
        at += len(chunk)
    return at


def flash(image_path, path, is_sure):
    devices = block_devices()
    with open(image_path, "rb") as image:
        image_bytes = os.fstat(image.fileno()).st_size
        if image_bytes == 0 or image_bytes % 512:
            raise FlashError(f"{image_path}: {image_bytes} bytes are no card image")
        if not path:
            found = "\n".join(map(describe, candidates(devices, image_bytes))) or "none"
            raise FlashError(f"which device? These could be written:\n{found}")
        device = find(devices, path)
        print(describe(device), flush=True)
        check(device, image_bytes)
        if not is_sure:
            print(f"Write {image_path} there, {megabytes(image_bytes)}, over everything that it holds? "
                  "[yes/no] ", end="", flush=True)
            if sys.stdin.readline().strip() != "yes":
                raise FlashError("nothing was written")
        # O_EXCL: the kernel refuses a device that a file system, swap, LVM or RAID has, itself or a
        # partition of it, whatever lsblk could see (open(2)).
        target = os.open(device["path"], os.O_RDWR | os.O_EXCL | os.O_CLOEXEC)
        try:
            write(target, image)
            print(f"{megabytes(verify(target, image))} are written, and read back as they should be.")
        finally:
            os.close(target)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("image")
    parser.add_argument("device", nargs="?")
    parser.add_argument("--yes", action="store_true")
    wanted = parser.parse_args()
    try:
        flash(wanted.image, wanted.device, wanted.yes)
    except (FlashError, OSError) as error:
        sys.exit(f"flash: {error}")


if __name__ == "__main__":
    main()

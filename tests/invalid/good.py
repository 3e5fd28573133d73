#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Good input of tay-image, made byte by byte; and, as a program, the test that it is taken.

usage: good.py TAY_IMAGE

The image is made twice and must be the same; what lies in it is read here again, by other code than
tay-image's own.
"""

import os
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

PAGE = 4096
KERNEL_BYTES = 3 * PAGE

# Some of it at the end of what the board has.
MANIFEST = """\
program = program
stack = 16K
cap bell = notification : receive
cap irq = irq 63 bell 0 : send
cap regs = device 0 0x3ff000 4K : read
cap video = device 1 0x3ff000 8K : read
cap log = log : write
cap m = memory m 4K : read
"""


def kernel():
    """An arm64 Image header, whose image_size is more than the file has."""
    head = struct.pack("<IIQQQQQQ", 0, 0, 0x80000, KERNEL_BYTES, 0xA, 0, 0, 0) + b"ARM\x64" + bytes(4)
    return head + b"\x55" * 5000


def elf():
    """A static AArch64 program with text at file offset 0x1000 and data at 0x2000."""
    head = b"\x7fELF\x02\x01\x01" + bytes(9)
    head += struct.pack("<HHIQQQIHHHHHH", 2, 183, 1, 0x200000, 64, 0, 0, 64, 56, 2, 0, 0, 0)
    head += struct.pack("<IIQQQQQQ", 1, 5, 0x1000, 0x200000, 0x200000, 8, 8, PAGE)
    head += struct.pack("<IIQQQQQQ", 1, 6, 0x2000, 0x201000, 0x201000, 4, 6000, PAGE)
    return head.ljust(0x1000, b"\0") + b"text....".ljust(0x1000, b"\0") + b"data"


def write_files(work):
    (work / "kernel.bin").write_bytes(kernel())
    (work / "init.elf").write_bytes(elf())
    (work / "program.elf").write_bytes(elf())


# A board with devices and with room for such an image.
BOARD = ["--device-range", "0x400000", "--device-range", "0", "--irq-lines", "64"]


def make_image(tool, work, programs, manifests, options=("--image-bytes", "0x100000")):
    command = [tool, "--kernel", "kernel.bin", "--init", "init.elf", "--output", "image", *BOARD,
               *options]
    for program in programs:
        command += ["--program", program]
    for manifest in manifests:
        command += ["--manifest", manifest]
    return subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)


def expect(condition, what):
    if not condition:
        raise SystemExit(f"wrong: {what}")


def entries(archive):
    """(name, content) of each file of a newc archive."""
    at = 0
    while True:
        expect(archive[at:at + 6] == b"070701", f"magic at {at}")
        fields = [int(archive[at + 6 + 8 * i:at + 14 + 8 * i], 16) for i in range(13)]
        name = archive[at + 110:at + 110 + fields[11] - 1].decode()
        if name == "TRAILER!!!":
            return
        expect(fields[1] & 0o170000 == 0o100000, f"{name} is a regular file")
        expect(fields[5] == 0, f"{name} has no time")
        at = (at + 110 + fields[11] + 3) // 4 * 4
        yield name, archive[at:at + fields[6]]
        at = (at + fields[6] + 3) // 4 * 4


def check_image(image):
    expect(image[:len(kernel())] == kernel(), "the kernel")
    expect(not any(image[len(kernel()):KERNEL_BYTES]), "zeros up to image_size")
    payload = image[KERNEL_BYTES:]
    magic, version, total, entry, stack, at, length, count, _ = struct.unpack_from(
        "<IIQQQQQII", payload)
    expect((magic, version, total) == (0x62796174, 1, len(payload)), "the payload's head")
    expect((entry, stack, count) == (0x200000, 65536, 2), "init's head")
    expect(total % PAGE == 0 and at % PAGE == 0, "whole pages")
    segments = [struct.unpack_from("<5Q", payload, 56 + 40 * i) for i in range(2)]
    text, data = segments
    expect(text[0] == 0x200000 and text[2:] == (8, PAGE, 5), "init's text")
    expect(data[0] == 0x201000 and data[2:] == (4, 2 * PAGE, 3), "init's data")
    expect(text[1] % PAGE == 0 and data[1] % PAGE == 0, "segments on pages")
    expect(payload[text[1]:text[1] + 8] == b"text....", "the content of init's text")
    expect(payload[data[1]:data[1] + 4] == b"data", "the content of init's data")
    found = list(entries(payload[at:at + length]))
    expect(found == [("bin/program", elf()), ("init.d/one", MANIFEST.encode())], "the archive")


def check_listing(tool, work):
    told = subprocess.run([tool, "--check", "image"], cwd=work, capture_output=True, text=True,
                          check=False)
    expect(told.returncode == 0 and told.stderr == "", f"--check: {told.stderr}")
    for word in ("kernel: 12288 bytes", "0x00201000 rw-", "bin/program", "init.d/one"):
        expect(word in told.stdout, f"--check names {word}")
    # A change in the archive is found: here, the manifest's last right.
    image = bytearray((work / "image").read_bytes())
    at = image.rindex(b": read\n")
    image[at + 2:at + 6] = b"fly!"
    (work / "broken").write_bytes(image)
    told = subprocess.run([tool, "--check", "broken"], cwd=work, capture_output=True, text=True,
                          check=False)
    expect(told.returncode == 1, "--check of a broken image")
    expect(told.stderr == "broken: init.d/one:8: there is no such right: 'fly!'\n", told.stderr)


def main():
    tool = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        write_files(work)
        (work / "one.manifest").write_text(MANIFEST)
        images = []
        for _ in range(2):
            told = make_image(tool, work, ["program.elf"], ["one.manifest"])
            expect(told.returncode == 0 and told.stderr == "", told.stderr)
            images.append((work / "image").read_bytes())
            os.utime(work / "program.elf", (1, 1))
        expect(images[0] == images[1], "the same input gives the same image")
        check_image(images[0])
        check_listing(tool, work)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Boots an image in QEMU and compares what it says and how it ends with a case.

usage: run.py [--cores] IMAGE CASE BOARD QEMU...

--cores: on all cores, where no order is promised between what programs say: the lines come in any
order. Else on one. The case is a text, one command a line, in which {board} stands for BOARD:

    status N             how QEMU ends
    + LINE               this line is said, after the ones before
    ~ TEXT               a line that holds this text is said, after the ones before
    - TEXT               no line holds this text
    most N TEXT          a line holds this text, with a number of at most N where TEXT has a #
    break NAME AT HEX... first overwrites bytes of the archive's entry NAME: from AT behind its
                         content's start, or before it if AT is negative
    payload AT HEX...    first overwrites bytes of the payload, from its start
    word WORD            a word for the kernel's command line, besides those that are always there
    junk                 first fills the memory behind the image
"""

import re
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

SECONDS = 100
PAGE = 4096
# Where QEMU has the RAM of its machines: start and end.
MEMORY = {"raspi3b": (0, 0x3C000000), "virt": (0x40000000, 0x80000000)}
TEXT_OFFSET = 0x80000  # of an image in RAM, if its header says so
JUNK_BYTES = 64 << 20
AT_IMAGE_SIZE = 16    # in the arm64 Image header: where the payload begins


def entry_at(image, name):
    """Where the content of an entry of the newc archive in the image begins."""
    at = image.index(name.encode() + b"\0")
    while image[at - 110:at - 104] != b"070701":
        at = image.index(name.encode() + b"\0", at + 1)
    return (at + len(name) + 1 + 3) // 4 * 4


class Case:
    def __init__(self, path, board=""):
        self.status, self.words, self.said, self.unsaid = None, [], [], []
        self.breaks, self.payload, self.junk = [], [], False
        self.most = []
        for line in path.read_text().replace("{board}", board).splitlines():
            verb, _, rest = line.partition(" ")
            if verb == "#" or not line:
                continue
            self.take(verb, rest)
        if self.status is None or not self.said:
            raise SystemExit(f"{path}: a case needs a status and a line")

    def take(self, verb, rest):
        if verb == "status":
            self.status = int(rest)
        elif verb in "+~":
            self.said.append((verb == "+", rest))
        elif verb == "-":
            self.unsaid.append(rest)
        elif verb == "most":
            self.most.append(rest.split(" ", 1))
        elif verb == "break":
            self.breaks.append(rest.split())
        elif verb == "payload":
            self.payload.append(rest.split())
        elif verb == "word":
            self.words.append(rest)
        elif verb == "junk":
            self.junk = True
        else:
            raise SystemExit(f"no such command: {verb}")

    def changed(self, image):
        data = bytearray(image)
        for name, at, *new in self.breaks:
            start = entry_at(image, name) + int(at, 0)
            data[start:start + len(new)] = bytes.fromhex("".join(new))
        for at, *new in self.payload:
            start = struct.unpack_from("<Q", image, AT_IMAGE_SIZE)[0] + int(at, 0)
            data[start:start + len(new)] = bytes.fromhex("".join(new))
        return bytes(data)

    def compare(self, ended, lines, in_order=True):
        at, left = 0, list(lines)
        for whole, text in self.said:
            found = [n for n, line in enumerate(left) if n >= at and
                     (line == text if whole else text in line)]
            if not found:
                return f"not said, or too early: {text}"
            if in_order:
                at = found[0] + 1
            else:
                del left[found[0]]
        for text in self.unsaid:
            if any(text in line for line in lines):
                return f"said: {text}"
        for most, text in self.most:
            pattern = re.escape(text).replace(r"\#", r"(\d+)")
            numbers = [int(n) for line in lines for n in re.findall(pattern, line)]
            if not numbers or max(numbers) > int(most):
                return f"not said, or more than {most}: {text}"
        return None if ended == self.status else f"status {ended} and not {self.status}"


def junk_devices(work, image_bytes, machine):
    """Arguments that fill memory right behind the image and at its end."""
    memory_start, memory_end = MEMORY[machine]
    path = work / "junk"
    path.write_bytes(bytes((i * 7 + 1) & 0xFF for i in range(PAGE)) * (JUNK_BYTES // PAGE))
    behind = (memory_start + TEXT_OFFSET + image_bytes + PAGE - 1) // PAGE * PAGE
    arguments = []
    for start in (behind, memory_end - JUNK_BYTES):
        arguments += ["-device", f"loader,file={path},addr={start:#x},force-raw=on"]
    return arguments


def main():
    on_all = sys.argv[1] == "--cores"
    path, case, board, *qemu = sys.argv[2 if on_all else 1:]
    image = Path(path).read_bytes()
    case = Case(Path(case), board)
    words = ["exit=semihosting", "seed=1", *([] if on_all else ["cores=1"]), *case.words]
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        (work / "kernel8.img").write_bytes(case.changed(image))
        command = ["timeout", "-k", "2", str(SECONDS), *qemu, "-kernel",
                   str(work / "kernel8.img"), "-append", " ".join(words)]
        if case.junk:
            command += junk_devices(work, len(image), qemu[qemu.index("-M") + 1].split(",")[0])
        told = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    text = told.stdout.decode(errors="replace")
    print(text, told.stderr.decode(errors="replace"), sep="")
    wrong = case.compare(told.returncode, [line.rstrip("\r") for line in text.splitlines()],
                         in_order=not on_all)
    if wrong:
        raise SystemExit(wrong)


if __name__ == "__main__":
    main()

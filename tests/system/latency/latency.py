#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Boots images with the kernel that measures, and prints the longest stretch of instructions that
each ran with interrupts masked.

usage: latency.py KERNEL GOAL IMAGE... -- QEMU ARGUMENT...

KERNEL takes the place of each image's own. Instructions are counted, so that every run is the same.
Fails if a stretch is longer than GOAL. With -v in the environment variable LATENCY all
that the machine says is printed.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SECONDS = 100
AT_IMAGE_SIZE = 16  # in the arm64 Image header: where the payload begins
COUNTED = ["-icount", "shift=0,sleep=off", "-append", "exit=semihosting seed=1 cores=1"]


def image_bytes(image):
    return int.from_bytes(image[AT_IMAGE_SIZE:AT_IMAGE_SIZE + 8], "little")


def with_kernel(kernel, image):
    payload = image[image_bytes(image):]
    return kernel.ljust(image_bytes(kernel), b"\0") + payload


def measure(kernel, path, qemu):
    """The longest stretch, the line that tells of it, and the lines of each kind of work."""
    with tempfile.TemporaryDirectory() as folder:
        image = Path(folder) / "kernel8.img"
        image.write_bytes(with_kernel(kernel, path.read_bytes()))
        told = subprocess.run([*qemu, *COUNTED, "-kernel", image], stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=SECONDS).stdout.decode(errors="replace")
    longest = re.search(r"^longest masked stretch: ((\d+) .*?)\r?$", told, re.M)
    if longest is None:
        raise SystemExit(f"{told}\n{path.parent.name}: it did not say how long")
    kinds = re.findall(r"^masked stretch: (\d+) instructions, (.*?), from .*$", told, re.M)
    return int(longest[2]), longest[1], [(int(count), name) for count, name in kinds], told


def main():
    at = sys.argv.index("--")
    kernel, goal = Path(sys.argv[1]).read_bytes(), int(sys.argv[2])
    over_all, kinds = (0, ""), {}
    for path in map(Path, sys.argv[3:at]):
        count, line, found, told = measure(kernel, path, sys.argv[at + 1:])
        if os.environ.get("LATENCY") == "-v":
            print(told)
        print(f"{path.parent.name}: {line}")
        over_all = max(over_all, (count, f"{line}, in {path.parent.name}"))
        for length, name in found:
            kinds[name] = max(length, kinds.get(name, 0))
    print()
    for name, length in sorted(kinds.items(), key=lambda kind: -kind[1]):
        print(f"{length:8} {name}")
    print(f"\nlongest of all: {over_all[1]}")
    if over_all[0] > goal:
        raise SystemExit(f"FAILED: longer than {goal} instructions")


if __name__ == "__main__":
    main()

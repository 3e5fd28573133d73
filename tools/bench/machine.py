# SPDX-License-Identifier: MIT
"""Boots the benchmark's image, and reads what it says."""

import re
import subprocess

SECONDS = 250


def command(qemu, image, cores):
    """One instruction takes a virtual ns, whatever the computer; the image ends the machine."""
    return [*qemu, "-icount", "shift=0,sleep=off", "-append",
            f"exit=semihosting seed=1 cores={cores}", "-kernel", str(image)]


def rows(qemu, image, cores, *more):
    """By name of row, in the order in which they are measured: instructions, and in how many
    operations that count. more: further words of the command."""
    ended = subprocess.run([*command(qemu, image, cores), *more], stdin=subprocess.DEVNULL,
                           capture_output=True, timeout=SECONDS)
    told = ended.stdout.decode(errors="replace")
    if ended.returncode:
        raise SystemExit(f"{told}\nthe benchmark ended with status {ended.returncode}")
    return {name: (float(figure), int(count)) for name, figure, count
            in re.findall(r"^bench: (\S+) ([\d.]+) by (\d+)\r?$", told, re.M)}


def figures(qemu, image, cores):
    """Instructions by name of row."""
    return {name: figure for name, (figure, _) in rows(qemu, image, cores).items()}

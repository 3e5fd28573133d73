# SPDX-License-Identifier: MIT
"""Boots the benchmark's image, and reads what it says."""

import re
import subprocess

SECONDS = 250


def command(qemu, image, cores):
    """One instruction takes a virtual ns, whatever the computer; the image ends the machine."""
    return [*qemu, "-icount", "shift=0,sleep=off", "-append",
            f"exit=semihosting seed=1 cores={cores}", "-kernel", str(image)]


def figures(qemu, image, cores):
    """Instructions by name of row."""
    ended = subprocess.run(command(qemu, image, cores), stdin=subprocess.DEVNULL,
                           capture_output=True, timeout=SECONDS)
    told = ended.stdout.decode(errors="replace")
    if ended.returncode:
        raise SystemExit(f"{told}\nthe benchmark ended with status {ended.returncode}")
    return {name: float(figure)
            for name, figure in re.findall(r"^bench: (\S+) ([\d.]+)\r?$", told, re.M)}

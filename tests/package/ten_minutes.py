#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Does what README.md says in its section "The SDK": from the archive alone, in an empty folder that is
no part of the tree, as a user who is not root.

usage: ten_minutes.py SOURCE PACKAGES

What would wait for somebody, or look at the computer's disks, is replaced: gdb gets its commands, who is
asked says yes, and the folder that README.md takes for a card is one of the test's.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from sdk import expect

CARD = "/media/boot"
SAID = ["100% tests passed, 0 tests failed out of 3", "client: the sum is 42",
        "Breakpoint 1, kernel_on_boot", "Copy "]
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


def commands(readme):
    """What is indented in the section, but for what is done in the tree."""
    section = readme.split("\n## The SDK\n")[1].split("\n## ")[0]
    lines = [line.strip() for line in section.splitlines() if line.startswith("    ")]
    return [line for line in lines if not line.startswith("tools/tay")]


def replace(folder, name, body):
    (folder / name).write_text(f"#!/bin/sh\n{body}\n")
    (folder / name).chmod(0o755)


def main():
    source, packages = (Path(word) for word in sys.argv[1:])
    lines = commands((source / "README.md").read_text())
    expect(len(lines) > 8 and any("flash" in line for line in lines), f"commands: {lines}")
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        archive, = packages.glob("*.tar.gz")
        shutil.copy(archive, place)
        for folder in ("bin", "card"):
            (place / folder).mkdir()
        gdb = shutil.which("gdb-multiarch")
        replace(place / "bin", "gdb-multiarch",
                f'exec {gdb} -batch "$@" -ex "hbreak kernel_on_boot" -ex continue -ex disconnect')
        replace(place / "bin", "findmnt", "echo 'vfat /dev/sdz1 64M BOOT'")
        script = "\n".join(f"echo yes | {line}" if line.endswith("flash") else line
                           for line in lines).replace(CARD, str(place / "card"))
        as_nobody = []
        if os.geteuid() == 0:
            as_nobody = NOBODY
            for path in (place, place / "card"):
                os.chown(path, 65534, 65534)
        told = subprocess.run(
            [*as_nobody, "timeout", "-k", "2", "250", "sh", "-eux", "-c", script], cwd=place,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
            env={"HOME": name, "PATH": f"{place / 'bin'}:{os.environ['PATH']}"})
        expect(told.returncode == 0, f"status {told.returncode}\n{told.stdout}")
        for words in SAID:
            expect(words in told.stdout, f"nothing said '{words}'\n{told.stdout}")
        image, = place.glob("*/build/*/*/kernel8.img")
        expect((place / "card/kernel8.img").read_bytes() == image.read_bytes(), "it is on the card")
    print(told.stdout)


if __name__ == "__main__":
    main()

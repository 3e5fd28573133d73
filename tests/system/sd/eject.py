#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Takes the card out of a running machine, by QEMU's monitor, and puts it back.

usage: eject.py --card FILE IMAGE -- QEMU ARGUMENT...

The program in IMAGE (tests/system/sd/ejected.c) asks for both, and ends the machine with status 0 if it
was told of both.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import card

BLOCKS = 8192
SECONDS = 80
ANSWERS = {"ejected: take it out": "eject -f sd0", "ejected: put it back": "change sd0 {} raw"}


def say(monitor, line):
    monitor.write(f"{line}\n".encode())
    monitor.flush()


def main():
    at = sys.argv.index("--")
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--card", required=True)
    parser.add_argument("image")
    given = parser.parse_args(sys.argv[1:at])
    card.make_card(given.card, BLOCKS)
    with tempfile.TemporaryDirectory() as folder:
        for name in ("monitor.in", "monitor.out"):
            os.mkfifo(Path(folder) / name)
        qemu = sys.argv[at + 1:]
        monitor = qemu.index("-monitor")
        command = [*qemu[:monitor], *qemu[monitor + 2:], "-kernel", given.image, "-append", "exit=semihosting seed=1",
                   "-accel", "tcg,thread=single", "-monitor", f"pipe:{folder}/monitor",
                   "-drive", f"if=sd,format=raw,file={given.card}"]
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as machine:
            timer = threading.Timer(SECONDS, machine.kill)
            timer.start()
            with open(Path(folder) / "monitor.in", "wb") as monitor, \
                    open(Path(folder) / "monitor.out", "rb") as told:
                threading.Thread(target=told.read, daemon=True).start()
                for line in machine.stdout:
                    text = line.decode(errors="replace").rstrip()
                    print(text)
                    for asked, answer in ANSWERS.items():
                        if asked in text:
                            say(monitor, answer.format(given.card))
            status = machine.wait()
            timer.cancel()
    os.remove(given.card)
    if status:
        raise SystemExit(f"FAILED: status {status}")


if __name__ == "__main__":
    main()

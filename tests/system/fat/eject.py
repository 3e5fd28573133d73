#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Takes a card with a FAT volume out of a running machine, by QEMU's monitor, and puts it back.

usage: eject.py --card FILE IMAGE -- QEMU ARGUMENT...

The program in IMAGE (tests/system/fat/ejected.c) asks for both; what it wrote must be on the volume, which must
be sound.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import volume

SECONDS = 80
ANSWERS = {"ejected: take it out": "eject -f sd0", "ejected: put it back": "change sd0 {} raw"}
WRITTEN = ["log.bin:58200:11", "big.bin:300001:7"]


def converse(machine, monitor, card):
    for line in machine.stdout:
        text = line.decode(errors="replace").rstrip()
        print(text)
        for asked, answer in ANSWERS.items():
            if asked in text:
                monitor.write(f"{answer.format(card)}\n".encode())
                monitor.flush()


def run(given, qemu):
    at = qemu.index("-monitor")
    with tempfile.TemporaryDirectory() as folder:
        for name in ("monitor.in", "monitor.out"):
            os.mkfifo(Path(folder) / name)
        command = [*qemu[:at], *qemu[at + 2:], "-kernel", given.image, "-append", "exit=semihosting seed=1",
                   "-accel", "tcg,thread=single", "-monitor", f"pipe:{folder}/monitor",
                   "-drive", f"if=sd,format=raw,file={given.card}"]
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as machine:
            timer = threading.Timer(SECONDS, machine.kill)
            timer.start()
            with open(Path(folder) / "monitor.in", "wb") as monitor, \
                    open(Path(folder) / "monitor.out", "rb") as told:
                threading.Thread(target=told.read, daemon=True).start()
                converse(machine, monitor, given.card)
            status = machine.wait()
            timer.cancel()
    if status:
        raise SystemExit(f"FAILED: status {status}")


def main():
    at = sys.argv.index("--")
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--card", type=Path, required=True)
    parser.add_argument("image")
    given = parser.parse_args(sys.argv[1:at])
    wanted = argparse.Namespace(card=given.card, format="-F 16 -s 4", type=0x0e, partition=1, megabytes=16,
                                unclean=False, has=WRITTEN)
    volume.make_card(wanted)
    run(given, sys.argv[at + 1:])
    volume.check(wanted)
    given.card.unlink()


if __name__ == "__main__":
    main()

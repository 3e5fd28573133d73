#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Types to svc to restart each service while programs keep it busy, and looks at the screen at the end:
it shows what the console has put out, pixel for pixel.

usage: restart_each.py IMAGE FONT CARD SERVICE... -- QEMU ARGUMENT...

A load of each service but svc must say that all was as it should be, and watcher.c that each is back. Time passes
with the instructions, and in real time while nobody has any to do. The volume on a copy of CARD must be sound
afterwards.
"""

import re
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent.parent), str(Path(__file__).parent.parent / "display")]
import screen  # noqa: E402
import with_card  # noqa: E402

LIMIT_S = 250
ANSWERED = re.compile(r"load-(\S+): (\d+) calls were answered, 0 wrong, (\d+) recoveries")
LINE = b"<line "  # of load-console: all loads have their turns
LINES = 4
KEEP_A_SESSION = {"kv", "proc", "memfs", "romfs", "gpio", "display", "sd"}  # so they notice each death


def write(wire, text):
    wire.process.stdin.write(text.encode())
    wire.process.stdin.flush()


def restart_each(wire, services):
    """A prompt may be shown again at any time: what is awaited are svc's own words."""
    seen = wire.wait_for(b"svc: type a command", 0)
    for name in services:
        for _ in range(LINES):
            seen = wire.wait_for(LINE, seen)
        write(wire, f"restart {name}\r")
        words = "svc: type a command" if name == "svc" else f"svc: {name}: done"
        seen = wire.wait_for(words.encode(), seen)
    return seen


def expect_all_runs(said, services):
    for name in services:
        starts = re.search(rf"\s\d+  {name}\s+runs\s+(\d+)\s", said)
        if not starts or int(starts[1]) < 2:
            raise SystemExit(f"FAILED: {name} does not run, or was not started again")


def wanted_picture(said, font):
    terminal = screen.Terminal()
    terminal.write(said[said.rindex("\x1b[2J"):])
    return terminal.picture(font)


def converse(wire, monitor, folder, font, services):
    seen = restart_each(wire, services)
    write(wire, "list\r")
    seen = wire.wait_for(b"nothing is lost", wire.wait_for(b"service", seen))
    expect_all_runs(wire.text(), services)
    screen.compare(monitor, folder, "svc> ", lambda: wanted_picture(wire.text(), font))
    write(wire, "\x04")


def check_end(said, status, services):
    if status != 0 or "every program has ended" not in said:
        raise SystemExit(f"FAILED: status {status} instead of 0")
    answered = {name: int(number) for name, number, _ in ANSWERED.findall(said)}
    silent = [name for name in services if name != "svc" and answered.get(name, 0) == 0]
    if silent:
        raise SystemExit(f"FAILED: what these answered was wrong, or nothing: {silent}")
    noticed = {name for name, _, count in ANSWERED.findall(said) if int(count) > 0}
    if not KEEP_A_SESSION <= noticed:
        raise SystemExit(f"FAILED: only these have noticed anything: {noticed}")


def main():
    at = sys.argv.index("--")
    image, font, usual_card, *services = sys.argv[1:at]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        card = with_card.copy(usual_card, folder)
        command = [*sys.argv[at + 1:], *with_card.drive(card), "-kernel", image, "-append", "exit=semihosting seed=1 cores=1",
                   "-icount", "shift=0", "-qmp", f"unix:{folder / 'monitor'},server=on,wait=off"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            timer = threading.Timer(LIMIT_S, process.kill)
            timer.start()
            wire = screen.Wire(process)
            try:
                monitor = screen.connect(folder / "monitor")
                converse(wire, monitor, folder, screen.read_font(font), services)
                status = process.wait()
                wire.thread.join()
            finally:
                timer.cancel()
                process.kill()
                print(wire.text())
        check_end(wire.text(), status, services)
        with_card.check(card)


if __name__ == "__main__":
    main()

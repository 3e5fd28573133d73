#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs an image in QEMU under gdb, with the symbols of the kernel and its programs.

usage: session.py --image FILE --kernel FILE [--words TEXT] [--record [--seconds N]] [--script FILE]
                  [--init ELF] [--program ELF]... -- QEMU ARGUMENT...

Starts QEMU, which waits at the first instruction, and gdb-multiarch with the kernel's symbols and the
commands of tayberry.py, whose programs are those of --init and --program; ends QEMU when gdb ends.
--kernel: kernel.elf, or the kernel.bin beside it. --words: of the kernel's command line. Arguments as
those of tay-image do, too: --output for --image, and what is of no use here. --script: gdb takes its commands from this file, and ends.

--record first runs the image, on one core, and records what comes from outside and when, until it
ends, or is ended by Ctrl-C or after N seconds; then it plays that back under gdb, where
reverse-stepi and reverse-continue go backwards.
"""

import argparse
import contextlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import elf

FOLDER = Path(__file__).resolve().parent
GDB = "gdb-multiarch"
START_SECONDS = 20


def commands_file():
    """In the tree, or where the SDK is installed."""
    return next(path for path in (FOLDER / "tayberry.py", FOLDER.parent / "gdb" / "tayberry.py")
                if path.is_file())


def arguments(words):
    if "--" not in words:
        raise SystemExit("session: '--' and QEMU's command are missing")
    at = words.index("--")
    parser = argparse.ArgumentParser(prog="session", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    elf.add_image_arguments(parser)
    parser.add_argument("--words", default="exit=semihosting")
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--script", type=elf.file_there)
    given = parser.parse_args(words[:at])
    given.qemu = words[at + 1:]
    if not given.qemu or given.qemu[0].startswith("-"):
        raise SystemExit("session: after '--' there is no command of QEMU's")
    try:
        given.kernel = elf.file_there(given.kernel.with_suffix(".elf"))
    except argparse.ArgumentTypeError as error:
        raise SystemExit(f"session: {error}") from error
    for tool in [given.qemu[0], GDB] + (["qemu-img"] if given.record else []):
        if shutil.which(tool) is None:
            raise SystemExit(f"session: {tool} is missing; docs/debugging.md names its package")
    if given.record and "virt" not in " ".join(given.qemu).replace(",", " ").split():
        raise SystemExit("session: QEMU records the machine 'virt' only: take the board virt-aarch64")
    return given


def recorder(folder, mode):
    """QEMU's arguments to record or to play back: one core, and a disk for the state at the start,
    from which it goes on when gdb goes backwards."""
    return ["-smp", "1", "-icount",
            f"shift=0,sleep=off,rr={mode},rrfile={folder / 'record'},rrsnapshot=start",
            "-drive", f"file={folder / 'start.qcow2'},format=qcow2,if=none,id=start"]


def record(given, machine, folder):
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", folder / "start.qcow2", "64M"],
                   check=True)
    print("recording; Ctrl-C ends it", flush=True)
    process = subprocess.Popen([*machine, *recorder(folder, "record")], start_new_session=True)
    try:
        process.wait(given.seconds)
    except (KeyboardInterrupt, subprocess.TimeoutExpired):
        process.terminate()
    status = process.wait(START_SECONDS)
    if not (folder / "record").is_file() or not (folder / "record").stat().st_size:
        raise SystemExit(f"session: nothing was recorded; QEMU ended with status {status}")


@contextlib.contextmanager
def emulator(command, path):
    """QEMU while it listens at the socket."""
    process = subprocess.Popen(
        [*command, "-S", "-chardev", f"socket,path={path},server=on,wait=off,id=gdb",
         "-gdb", "chardev:gdb"], stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        begin = time.monotonic()
        while not path.exists():
            if process.poll() is not None or time.monotonic() - begin > START_SECONDS:
                raise SystemExit(f"session: QEMU does not start (status {process.poll()})")
            time.sleep(0.05)
        yield
    finally:
        process.kill()
        process.wait()


def debugger(given, path):
    """gdb's command. Without a script it is the user's, Ctrl-C and all."""
    def quoted(file):
        return "'" + str(file) + "'"
    lines = ["set confirm off", "set pagination off"] if given.script else []
    lines += [f"target remote {path}", f"source {commands_file()}"]
    if given.programs:
        lines.append("tay programs " + " ".join(map(quoted, given.programs)))
    words = [GDB, "-q", *(["-nx", "-batch"] if given.script else [])]
    for line in lines:
        words += ["-ex", line]
    return [*words, *(["-x", given.script] if given.script else []), given.kernel]


def main():
    given = arguments(sys.argv[1:])
    machine = [*given.qemu, "-kernel", str(given.image), "-append", given.words]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.record:
            record(given, machine, folder)
            machine += recorder(folder, "replay")
        with emulator(machine, folder / "gdb"):
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is gdb's
            raise SystemExit(subprocess.run(
                debugger(given, folder / "gdb"), restore_signals=True,
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)).returncode)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""Boots an image with the plugin that counts each core's instructions (tools/qemu-plugin), and reads
what it has written down."""

import struct
import subprocess
import tempfile
import threading
from collections import namedtuple
from pathlib import Path

RECORD = struct.Struct("=2I4Q")
END = 0               # the mark of the records at the machine's end
OWN_MARKS = 0x10000   # marks from here on are addresses; those below are made by programs

# counts: by class; class 0 is what is in no range.
Record = namedtuple("Record", "mark core counts")


def watch_lines(classes, marks):
    """classes: by number, a list of pairs of addresses; marks: addresses by number."""
    lines = [f"class {number} {begin:x} {end:x}"
             for number, ranges in classes.items() for begin, end in ranges]
    return "\n".join([*lines, *(f"mark {number} {at:x}" for number, at in marks.items()), ""])


def read(path):
    """The records of a core's file, in the order in which they were written."""
    return [Record(mark, core, counts)
            for mark, core, *counts in RECORD.iter_unpack(Path(path).read_bytes())]


def listen(process):
    """What the machine says, to which nobody types."""
    process.stdin.close()
    return process.stdout.read()


def run(command, plugin, classes, marks, seconds, talk=listen):
    """What the machine says, and the records of each core's file. talk: has the machine's process, and
    gives back all that it says. Fails if the machine does."""
    with tempfile.TemporaryDirectory() as folder:
        watch, out = Path(folder) / "watch", Path(folder) / "out"
        watch.write_text(watch_lines(classes, marks))
        with subprocess.Popen([*command, "-plugin", f"{plugin},watch={watch},out={out}"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT) as process:
            timer = threading.Timer(seconds, process.kill)
            timer.start()
            told = talk(process).decode(errors="replace")
            status = process.wait()
            timer.cancel()
        if status:
            raise SystemExit(f"{told}\nthe machine ended with status {status}")
        return told, [read(path) for path in sorted(Path(folder).glob("out.*"))]


def at_marks(files):
    """The counts of all cores at each mark of a program, by mark: a list for each core. Each mark
    is to be met once."""
    found = {}
    for record in (record for file in files for record in file):
        if END < record.mark < OWN_MARKS:
            cores = found.setdefault(record.mark, {})
            if record.core in cores:
                raise SystemExit(f"mark {record.mark} was met twice")
            cores[record.core] = record.counts
    return {mark: [cores[core] for core in sorted(cores)] for mark, cores in found.items()}


def between(marks, begin, end):
    """What each core ran between two marks: counts by class, for each core."""
    return [[after - before for before, after in zip(*pair)]
            for pair in zip(marks[begin], marks[end])]

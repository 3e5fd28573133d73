#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Traces the kernel while QEMU runs an image: calls and other traps, operations, faults, interrupts,
and which thread each core runs.

usage: trace.py --image FILE --kernel FILE --plugin FILE [--json FILE] [--svg FILE] [--words TEXT]
                [--from N] [--to N] [--limit N] [--seconds N] [--init ELF] [--program ELF]...
                -- QEMU ARGUMENT...

Time is instructions, of all cores together. --json: for chrome://tracing or ui.perfetto.dev, where one
of them is shown as 1 ns. --svg: a picture. Without both only a summary is printed. --from, --to: of the
files, this part of the time. --limit: of events that QEMU writes down. Arguments as those of
tay-image do, too.

A trace has a process `cores`, with a row for each core: who runs there; and one for each program,
with a row for each of its threads: what it is doing in the kernel, or waiting for.
"""

import argparse
import collections
import json
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import elf
import picture

RECORD = struct.Struct("=3QI2H")  # struct record of tools/qemu-plugin/trace.c
MARK, USER = 0, 1
SYNC, IRQ, FIQ, SERROR, SLEEP, WAKE, FAULT = range(0x10000, 0x10007)
OPERATIONS = 0x10100
# Where exceptions from user mode come in (ARM DDI 0487, D1.10.2).
VECTORS = {SYNC: 0x400, IRQ: 0x480, FIQ: 0x500, SERROR: 0x580}
WFI = 0xd503207f  # C6.2.379
TRAPS = ("call", "reply_recv", "send", "recv", "notify", "wait", "yield")  # tay/abi/trap.h
CORES = 1  # the process `cores` of the trace

Record = collections.namedtuple("Record", "time context value word kind core")
# A piece of a row, from begin to end; depth: how many are around it; row: (process, thread).
Slice = collections.namedtuple("Slice", "row name begin end depth")


def marks(kernel):
    """What the plugin is to look for, and the operations' names by their marks."""
    vectors, end = kernel.address_of("a64_vectors"), kernel.address_of("hal_panic")
    fault, wake = kernel.address_of("user_fault"), kernel.address_of("kernel_on_interrupt")
    operations = kernel.named("run_")
    if None in (vectors, end, fault, wake) or not operations:
        raise SystemExit(f"trace: {kernel.path} is no kernel.elf of an AArch64 board")
    lines = [f"class 1 {vectors:x} {end:x}", f"mark {FAULT} {fault:x}", f"mark {WAKE} {wake:x}"]
    lines += [f"mark {mark} {vectors + offset:x}" for mark, offset in VECTORS.items()]
    lines += [f"mark {SLEEP} {at:x}" for at in range(vectors, end, 4) if kernel.word_at(at) == WFI]
    names = {}
    for mark, (name, at) in enumerate(operations.items(), OPERATIONS):
        lines.append(f"mark {mark} {at:x}")
        names[mark] = name.removeprefix("run_")
    return "\n".join(lines) + "\n", names


def run(command, plugin, watch, limit, seconds):
    """The records. A machine that fails, or is ended for time, has a trace, too."""
    with tempfile.TemporaryDirectory() as folder:
        watched, out = Path(folder) / "watch", Path(folder) / "out"
        watched.write_text(watch)
        process = subprocess.Popen([*command, "-icount", "shift=0,sleep=off", "-plugin",
                                    f"{plugin},watch={watched},out={out},limit={limit}"],
                                   stdin=subprocess.DEVNULL, stdout=sys.stderr)
        try:
            status = process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.terminate()
            process.wait()
            status = f"ended after {seconds} s"
        data = out.read_bytes() if out.is_file() else b""
    if status:
        print(f"trace: the machine's status: {status}", file=sys.stderr)
    whole = len(data) - len(data) % RECORD.size
    if not whole:
        raise SystemExit("trace: no event was written down: is the kernel.elf that of the image?")
    return [Record(*each) for each in RECORD.iter_unpack(data[:whole])]


class Names:
    """Which program each thread is of: in which ELF files the instructions to which it returned
    stand. A thread's address may be another's later: that begins where no file is left."""

    def __init__(self, files):
        self.files = files
        self.current = {}  # by address
        self.threads = []  # the sets of files that are left

    def returned(self, context, pc, word):
        """The number, from 0 on, of the thread that goes on there."""
        fitting = [file for file in self.files if file.word_at(pc) == word]
        thread = self.current.get(context)
        known = [] if thread is None else self.threads[thread]
        left = [file for file in known if file in fitting]
        starts = len(known) < len(self.files) and any(file.entry == pc for file in fitting)
        if thread is None or starts or (not left and (known or fitting)):
            self.current[context] = thread = len(self.threads)
            left = fitting
            self.threads.append(left)
        self.threads[thread] = left
        return thread

    def name(self, thread):
        found = sorted({file.path.stem for file in self.threads[thread]})
        return "|".join(found[:3]) if found else "unknown"


class Rows:
    """Slices as they begin and end, nested in each row."""

    def __init__(self):
        self.open = collections.defaultdict(list)
        self.slices = []

    def begin(self, row, name, time):
        self.open[row].append((name, time))

    def rename(self, row, name):
        if self.open[row]:
            self.open[row][-1] = (name, self.open[row][-1][1])

    def end(self, row, time):
        if self.open[row]:
            name, begin = self.open[row].pop()
            self.slices.append(Slice(row, name, begin, time, len(self.open[row])))

    def is_in(self, row, name):
        return bool(self.open[row]) and self.open[row][-1][0] == name

    def end_all(self, rows, time):
        for row in rows:
            while self.open[row]:
                self.end(row, time)


class Trace:
    def __init__(self, records, files, operations):
        self.names = Names(files)
        self.operations = operations
        self.rows = Rows()
        self.in_kernel = collections.defaultdict(bool)  # by thread
        self.on_core = {}  # the thread, "idle", or what "interrupt" woke it for
        self.switches = 0
        for record in records:
            (self._user if record.kind == USER else self._mark)(record)
        self.end = records[-1].time
        self.rows.end_all(list(self.rows.open), self.end)
        self.slices = self.rows.slices

    def _run(self, core, who, time):
        before = self.on_core.get(core)
        if before == who:
            return
        if before is not None:
            self.rows.end(("core", core), time)
            if self.rows.is_in(("thread", before), "process_exit"):
                self.rows.end_all([("thread", before)], time)  # it does not come back
        self.rows.begin(("core", core), who, time)
        self.on_core[core] = who
        self.switches += isinstance(who, int)

    def _user(self, record):
        before = self.names.current.get(record.context)
        thread = self.names.returned(record.context, record.value, record.word)
        if before not in (None, thread):
            self.rows.end_all([("thread", before)], record.time)
        if self.in_kernel[thread]:
            self.rows.end(("thread", thread), record.time)
            self.in_kernel[thread] = False
        self._run(record.core, thread, record.time)

    def _mark(self, record):
        if record.word == SLEEP:
            self._run(record.core, "idle", record.time)
            return
        who = self.on_core.get(record.core)
        if record.word == WAKE:
            if isinstance(who, str):
                self._run(record.core, "interrupt", record.time)
            return
        if not isinstance(who, int):
            return  # no thread, so that it is no trap
        row = ("thread", who)
        if record.word in VECTORS:
            name = {SYNC: "exception", IRQ: "interrupt", FIQ: "FIQ", SERROR: "SError"}[record.word]
            if record.word == SYNC and record.value:
                number = record.value - 1
                name = TRAPS[number] if number < len(TRAPS) else f"trap {number}"
            if not self.in_kernel[who]:
                self.rows.begin(row, name, record.time)
                self.in_kernel[who] = True
        elif self.in_kernel[who]:
            self.rows.rename(row, "fault" if record.word == FAULT
                             else self.operations.get(record.word, "?"))

    def label(self, who):
        return who if isinstance(who, str) else f"{self.names.name(who)} {who + 1}"

    def processes(self):
        """Numbers of the trace's processes by the program's name, `cores` first."""
        programs = sorted({self.names.name(who) for who in range(len(self.names.threads))})
        return {"cores": CORES} | {name: n for n, name in enumerate(programs, CORES + 1)}

    def place(self, row, processes):
        """pid and tid of a row."""
        kind, number = row
        return ((CORES, number) if kind == "core" else
                (processes[self.names.name(number)], number + 1))

    def shown(self, begin, end):
        """The slices of a part of the time, cut to it, names said."""
        found = []
        for each in self.slices:
            if each.end > begin and each.begin < end and each.end > each.begin:
                found.append(each._replace(begin=max(each.begin, begin), end=min(each.end, end),
                                           name=self.label(each.name)))
        return found


def events(trace, slices):
    """As Chrome's trace viewer and Perfetto want them: pairs B and E, in order of time, nested."""
    processes = trace.processes()
    found = [{"ph": "M", "name": "process_name", "pid": pid, "tid": 0, "ts": 0,
              "args": {"name": name}} for name, pid in processes.items()]
    rows = sorted({each.row for each in slices})
    for row in rows:
        pid, tid = trace.place(row, processes)
        name = f"core {tid}" if row[0] == "core" else trace.label(row[1])
        found.append({"ph": "M", "name": "thread_name", "pid": pid, "tid": tid, "ts": 0,
                      "args": {"name": name}})
    ordered = []
    for each in slices:
        pid, tid = trace.place(each.row, processes)
        kind = {"name": each.name, "cat": each.row[0], "pid": pid, "tid": tid}
        # At one time, what has lasted ends first, inner slices before outer ones.
        ordered.append(((each.begin, 1, each.depth), {"ph": "B", "ts": each.begin / 1000, **kind}))
        ordered.append(((each.end, 0, -each.depth), {"ph": "E", "ts": each.end / 1000, **kind}))
    ordered.sort(key=lambda pair: pair[0])
    return found + [event for _, event in ordered]


def arguments(words):
    if "--" not in words:
        raise SystemExit("trace: '--' and QEMU's command are missing")
    at = words.index("--")
    parser = argparse.ArgumentParser(prog="trace", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    elf.add_image_arguments(parser)
    parser.add_argument("--plugin", type=elf.file_there, required=True)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--svg", type=Path)
    parser.add_argument("--words", default="exit=semihosting")
    parser.add_argument("--from", type=int, default=0, dest="begin")
    parser.add_argument("--to", type=int)
    parser.add_argument("--limit", type=int, default=1000000)
    parser.add_argument("--seconds", type=float, default=60)
    given = parser.parse_args(words[:at])
    given.kernel = given.kernel.with_suffix(".elf")
    given.qemu = words[at + 1:]
    if not given.qemu or shutil.which(given.qemu[0]) is None:
        raise SystemExit("trace: after '--' there is no command of QEMU's that is installed")
    return given


def summary(trace):
    counts = collections.Counter(each.name for each in trace.slices if each.row[0] == "thread")
    print(f"{trace.end} instructions, {len(trace.names.threads)} threads, "
          f"{trace.switches} times another thread ran")
    for name, count in counts.most_common():
        print(f"{count:8} {name}")


def main():
    given = arguments(sys.argv[1:])
    try:
        kernel = elf.Elf(given.kernel)
        files = [elf.Elf(path) for path in given.programs]
        watch, operations = marks(kernel)
        records = run([*given.qemu, "-kernel", str(given.image), "-append", given.words],
                      given.plugin, watch, given.limit, given.seconds)
        if len(records) == given.limit:
            print(f"trace: only the first {given.limit} events: --limit", file=sys.stderr)
        trace = Trace(records, files, operations)
        slices = trace.shown(given.begin, trace.end if given.to is None else given.to)
        if given.json:
            given.json.write_text(json.dumps(
                {"traceEvents": events(trace, slices), "displayTimeUnit": "ns",
                 "otherData": {"unit": "1 ns is one instruction of all cores together"}}))
        if given.svg:
            given.svg.write_text(picture.draw(trace, slices))
    except (elf.Unreadable, OSError) as error:
        raise SystemExit(f"trace: {error}")
    summary(trace)


if __name__ == "__main__":
    main()

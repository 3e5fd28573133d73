#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Names the functions, files and lines of a crash report.

usage: symbolize.py [--elf FILE]... [--in FOLDER]... [--program NAME=FILE]... [REPORT]

Copies REPORT, or the standard input, and below each line of a crash report that has addresses of
code it says for each one the function, file and line. A report is what tay_crash_report writes
(sdk/lib/crash.c), the kernel's line about a fault that nobody hears of, or the kernel's own panic.

The program's file is NAME.elf among the files of --elf and below the folders of --in, where NAME is
the last word before ": fault:", such as kv in "init: kv: fault: read at 0x0". The kernel's is
kernel.elf. --program says which file a name stands for that is no file's, as that of a forked child.
A file in which the report's return addresses do not follow calls is not that which has run.
"""

import argparse
import itertools
import json
import re
import subprocess
import sys
from pathlib import Path

import elf

FAULT = re.compile(r"(?P<name>[^\s].*): fault: .* at (?P<address>0x[0-9a-f]+), "
                   r"pc (?P<pc>0x[0-9a-f]+), code 0x[0-9a-f]+\s*$")
KERNEL_FAULT = re.compile(r"\bfault: process (?P<name>\d+): .* at (?P<address>0x[0-9a-f]+), "
                          r"pc (?P<pc>0x[0-9a-f]+), code 0x[0-9a-f]+\s*$")
BACKTRACE = re.compile(r"(?P<name>[^\s].*): backtrace:(?P<list>( 0x[0-9a-f]+\??)+)\s*$")
CONTINUED = re.compile(r"(?P<name>[^\s].*): {3}(?P<list>( 0x[0-9a-f]+\??)+)\s*$")
PANIC = re.compile(r"PANIC( while in panic)?: ")
PANIC_PC = re.compile(r"\s*(core \d+)?\s+pc (?P<pc>0x[0-9a-f]{16})\s+(sp|esr) 0x")
PANIC_CALLED = re.compile(r"\s+esr 0x0{16}\s")
PANIC_CALLER = re.compile(r"\s+(?P<address>0x[0-9a-f]{16})(?P<link> \(x30\))?\s*$")
PANIC_LINES_MAX = 64  # of a panic: registers and backtrace
NAME_MAX = 80
ADDRESS_MAX = (1 << 64) - 1
SYMBOLIZER = "llvm-symbolizer"


class Address:
    """An address of a report. is_return: it is behind the call of which it tells."""

    def __init__(self, text, is_return):
        self.text = text
        self.value = int(text.rstrip("?"), 16)
        self.is_return = is_return
        self.is_sure = not text.endswith("?")  # else it stood in the link register

    def looked_up(self):
        return self.value - 4 if self.is_return and self.value >= 4 else self.value


class Files:
    """Which file a name of the report stands for."""

    def __init__(self, paths, folders, programs):
        self.paths = [*paths, *elf.find(folders)]
        self.programs = programs
        self.read = {}
        self.complaints = []

    def _open(self, path):
        if path not in self.read:
            try:
                self.read[path] = elf.Elf(path)
            except elf.Unreadable as error:
                self.read[path] = None
                self.complaints.append(str(error))
        return self.read[path]

    def _fits(self, path, addresses):
        """Whether the file can have run so: at least one address is its own, and calls are calls."""
        file = self._open(path)
        if file is None:
            return False
        held = [address for address in addresses if file.holds(address.value)]
        return bool(held) and all(file.returns_to(address.value) for address in held
                                  if address.is_return and address.is_sure)

    def find(self, name, addresses):
        """The file, or None; and what there is to say about it, or None."""
        stem = (name.replace(":", " ").split() or [""])[-1]
        if stem in self.programs:
            return self._open(self.programs[stem]), None
        named = [path for path in self.paths if path.stem == stem]
        fitting = [path for path in named if self._fits(path, addresses)]
        if fitting:
            newest = max(fitting, key=lambda path: path.stat().st_mtime)
            others = len({self.read[path].data for path in fitting}) - 1
            return self.read[newest], f"{others} other files fit, too" if others else None
        if named:
            return None, f"no {stem}.elf here is what has run: its calls are elsewhere"
        return self._by_contents(stem, addresses)

    def _by_contents(self, stem, addresses):
        """Of a name that no file has, such as a forked child's: if only one program fits."""
        if sum(address.is_return for address in addresses) < 2:
            return None, f"no file {stem}.elf; say --program {stem}=FILE"
        fitting = {}
        for path in self.paths:
            if self._fits(path, addresses) and all(
                    self.read[path].holds(address.value) for address in addresses):
                fitting.setdefault(self.read[path].data, path)
        if len(fitting) == 1:
            path = next(iter(fitting.values()))
            return self.read[path], f"no file {stem}.elf, but {path.name} fits, and nothing else"
        return None, (f"no file {stem}.elf, and {len(fitting)} others fit; "
                      f"say --program {stem}=FILE")


def functions(file, addresses):
    """For each address the sentences about it, those inlined there first."""
    path = file.path
    asked = "".join(f"CODE {path} {address.looked_up():#x}\n" for address in addresses)
    told = subprocess.run([SYMBOLIZER, "--output-style=JSON"], input=asked, capture_output=True,
                          text=True)
    answers = [json.loads(line) for line in told.stdout.splitlines() if line.startswith("{")]
    if told.returncode or len(answers) != len(addresses):
        return [[f"{SYMBOLIZER}: {told.stderr.strip() or 'no answer'}"] for _ in addresses]
    return [[f"{frame['FunctionName'] or '??'}  {frame['FileName'] or '??'}:{frame['Line']}"
             + ("  (inlined)" if n < len(answer["Symbol"]) - 1 else "")
             for n, frame in enumerate(answer.get("Symbol", []))]
            if file.holds(address.value) else [f"??  no code of {path.name}"]
            for address, answer in zip(addresses, answers)]


def say(file, addresses, write):
    """The sentences about a line's addresses; the same address many times in a row once."""
    told = zip(addresses, functions(file, addresses))
    for _, same in itertools.groupby(told, lambda pair: pair[0].text):
        same = list(same)
        times = f"  ({len(same)} times)" if len(same) > 1 else ""
        for sentence in same[0][1]:
            write(f"    {same[0][0].text} {sentence}{times}")


class Report:
    """The addresses that one report of a program's or the kernel's has told."""

    def __init__(self, name):
        self.name = name
        self.addresses = []


def listed(text, first_is_pc):
    return [Address(word, bool(n) or not first_is_pc) for n, word in enumerate(text.split())]


def as_user(line, open_reports):
    """The report that a line belongs to, and its addresses; None: it is of none."""
    match = KERNEL_FAULT.search(line)
    if match:
        return Report(match["name"]), [Address(match["pc"], False)]
    match = FAULT.search(line)
    if match:
        name = match["name"][-NAME_MAX:]
        open_reports[name] = Report(name)
        return open_reports[name], [Address(match["pc"], False)]
    for pattern in (BACKTRACE, CONTINUED):
        match = pattern.search(line)
        if match and match["name"][-NAME_MAX:] in open_reports:
            report = open_reports[match["name"][-NAME_MAX:]]
            return report, listed(match["list"], pattern is BACKTRACE)
    return None


def as_kernel(line):
    match = PANIC_PC.match(line)
    if match:
        return [Address(match["pc"], False)]
    match = PANIC_CALLER.match(line)
    if not match:
        return []
    return [Address(match["address"] + ("?" if match["link"] else ""), True)]


class Panic:
    """The kernel's panic while it is read. Its pc is where it was, and begins the backtrace; where
    no exception led there, ESR being 0, it is what the call of hal_panic would return to."""

    def __init__(self):
        self.report = Report("kernel")
        self.left = PANIC_LINES_MAX
        self.pc = None

    def addresses(self, line):
        self.left -= 1
        addresses = as_kernel(line)
        if PANIC_PC.match(line):
            self.pc = addresses[0]
        elif self.pc is not None and PANIC_CALLED.match(line):
            self.pc.is_return = True
        elif self.pc is not None and addresses and addresses[0].value == self.pc.value:
            addresses = [self.pc]
            self.pc = None
        return addresses


def parse(lines):
    """The lines, each with its report, or None, and addresses. All are to be read before one is
    looked at: a line may say more about an address of an earlier one."""
    open_reports, panic = {}, None
    for line in lines:
        line = line.rstrip("\r\n")
        report, addresses = None, []
        if PANIC.search(line):
            panic = Panic()
        elif panic is not None and panic.left > 0:
            report, addresses = panic.report, panic.addresses(line)
        if not addresses:
            report, addresses = as_user(line, open_reports) or (None, [])
        addresses = [address for address in addresses if address.value <= ADDRESS_MAX]
        if addresses:
            report.addresses += addresses
        yield line, report, addresses


def symbolize(lines, files, write):
    """Writes each line, and what it means. Returns in how many lines there were addresses."""
    count, found = 0, {}
    for line, report, addresses in list(parse(lines)):
        write(line)
        if not addresses:
            continue
        count += 1
        if report not in found:
            found[report] = files.find(report.name, report.addresses)
            for sentence in filter(None, (*files.complaints, found[report][1])):
                write(f"    symbolize: {report.name}: {sentence}")
            files.complaints.clear()
        if found[report][0] is not None:
            say(found[report][0], addresses, write)
    return count


def named_file(text):
    name, separator, path = text.partition("=")
    if not separator or not name or not Path(path).is_file():
        raise argparse.ArgumentTypeError(f"'{text}' is not NAME=FILE with a file that is there")
    return name, Path(path)


def folder_there(text):
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"{text}: no such folder")
    return Path(text)


def main():
    parser = argparse.ArgumentParser(prog="symbolize", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--elf", type=elf.file_there, action="append", default=[])
    parser.add_argument("--in", type=folder_there, action="append", default=[], dest="folders")
    parser.add_argument("--program", type=named_file, action="append", default=[])
    parser.add_argument("report", type=elf.file_there, nargs="?")
    given = parser.parse_args()
    data = given.report.read_bytes() if given.report else sys.stdin.buffer.read()
    files = Files(given.elf, given.folders, dict(given.program))
    try:
        count = symbolize(data.decode(errors="replace").splitlines(), files, print)
    except FileNotFoundError:
        raise SystemExit(f"symbolize: {SYMBOLIZER} is missing: Debian's package llvm has it")
    if count == 0:
        raise SystemExit("symbolize: there is no crash report in it")


if __name__ == "__main__":
    main()

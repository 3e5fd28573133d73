#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests tools/debugging/symbolize.py with reports that are kept in samples/, about a program that is
linked here, so that each address is known by its function.

usage: symbolize_test.py TOOLS

In a sample @NAME+0@ stands for the address of a function, @NAME+call@ for what its first call
returns to, and with two @ for the same with 16 digits.
"""

import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOOLS = Path(sys.argv.pop(1))
SAMPLES = Path(__file__).resolve().parent / "samples"
SOURCE = SAMPLES / "crashing.c"
sys.path.insert(0, str(TOOLS))
import elf  # noqa: E402  its folder is an argument


def line_of(text):
    lines = SOURCE.read_text().splitlines()
    return next(n for n, line in enumerate(lines, 1) if text in line)


class Symbolize(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.program = self.folder / "crashing.elf"
        self.link(self.program)

    def link(self, path, *more):
        subprocess.run(["clang", "--target=aarch64-none-elf", "-O1", "-g", "-ffreestanding",
                        "-fno-omit-frame-pointer", "-fno-optimize-sibling-calls", "-nostdlib",
                        "-fuse-ld=lld", "-Wl,-Ttext=0x200000", *more, "-o", path, SOURCE], check=True)

    def fill(self, name):
        file = elf.Elf(self.program)

        def address(match):
            at = file.address_of(match[2])
            while match[3] == "call" and not file.returns_to(at):
                at += 4
            return f"{at:#018x}" if match[1] == "@@" else f"{at:#x}"
        text = re.sub(r"(@@?)(\w+)\+(\w+)\1", address, (SAMPLES / name).read_text())
        path = self.folder / name
        path.write_text(text)
        return path

    def run_with(self, *words, status=0):
        told = subprocess.run([sys.executable, TOOLS / "symbolize.py", *words],
                              capture_output=True, text=True, stdin=subprocess.DEVNULL)
        self.assertNotIn("Traceback", told.stderr)
        self.assertEqual(told.returncode, status, told.stdout + told.stderr)
        return told.stdout + told.stderr

    def test_user(self):
        told = self.run_with("--in", self.folder, self.fill("user.txt"))
        fault, call = line_of("the fault"), line_of("the call")
        self.assertRegex(told, rf"pc 0x2\w+, code.*\n    0x2\w+ store  .*crashing.c:{fault}\n")
        self.assertRegex(told, rf"\? middle  .*crashing.c:{call}\n    0x\w+ middle  .*:{call}\n"
                               r"    0x68742065726f6d20 \?\?  no code of crashing.elf\n")
        self.assertRegex(told, rf"middle  .*:{call}  \(2 times\)\n"
                               rf"    0x\w+ _start  .*crashing.c:{line_of('(void)middle')}\n")

    def test_panic(self):
        self.program.rename(self.folder / "kernel.elf")
        self.program = self.folder / "kernel.elf"
        told = self.run_with("--in", self.folder, self.fill("panic.txt"))
        fault, call = line_of("the fault"), line_of("the call")
        self.assertEqual(len(re.findall(rf" store  .*crashing.c:{fault}\n", told)), 2, told)
        self.assertEqual(len(re.findall(rf" middle  .*crashing.c:{call}\n", told)), 2, told)

    def test_another_build_is_told(self):
        report = self.fill("user.txt")
        self.link(self.program, "-Wl,-Ttext=0x200004")
        told = self.run_with("--in", self.folder, report)
        self.assertIn("no crashing.elf here is what has run", told)
        self.assertNotIn("crashing.c", told)

    def test_other_name(self):
        self.program.rename(self.folder / "other.elf")
        self.program = self.folder / "other.elf"
        report = self.fill("user.txt")
        told = self.run_with("--in", self.folder, report)
        self.assertIn("no file crashing.elf", told)
        told = self.run_with("--program", f"crashing={self.program}", report)
        self.assertIn(" store  ", told)

    def test_malformed(self):
        told = self.run_with("--in", self.folder, SAMPLES / "malformed.txt")
        self.assertIn("no file init.elf", told)

    def test_bad_input(self):
        report = self.fill("user.txt")
        empty = self.folder / "empty.txt"
        empty.write_text("nothing\n")
        self.assertIn("no crash report", self.run_with(empty, status=1))
        self.assertIn("no such file", self.run_with(self.folder / "gone", status=2))
        self.assertIn("NAME=FILE", self.run_with("--program", "kv", report, status=2))
        for content in (b"", b"\x7fELF\x02\x01", self.program.read_bytes()[:2000]):
            self.program.write_bytes(content)
            told = self.run_with("--elf", self.program, report)
            self.assertRegex(told, "crashing.elf: (no|a damaged) ELF file")


if __name__ == "__main__":
    unittest.main()

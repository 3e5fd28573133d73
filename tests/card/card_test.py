#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests tools/card/card.py: makes cards, and reads them with other tools than it was made with.

usage: card_test.py CARD.PY
"""

import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CARD = Path(sys.argv.pop(1)) if len(sys.argv) > 1 else None
MIB = 1 << 20
FIRMWARE = ("bootcode.bin", "start.elf", "fixup.dat")
ENVIRONMENT = {**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin", "LC_ALL": "C"}


class Cards(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.card = self.folder / "card.img"
        self.words = ["--kernel", self.file("kernel8.img", os.urandom(100_001)),
                      "--config", self.file("config.txt", b"arm_64bit=1\n")]

    def file(self, name, content):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return path

    def firmware(self):
        for name in FIRMWARE:
            self.file(f"firmware/{name}", os.urandom(5000))
        self.file("firmware/LICENCE.broadcom", b"as is\n")
        return ["--firmware", self.folder / "firmware"]

    def make(self, *words, environment=ENVIRONMENT):
        told = subprocess.run([sys.executable, CARD, "--output", self.card, *self.words, *words],
                              capture_output=True, text=True, env=environment, check=False)
        return told.returncode, told.stdout + told.stderr

    def made(self, *words):
        status, out = self.make(*words)
        self.assertEqual(status, 0, out)
        return out

    def refused(self, reason, *words):
        status, out = self.make(*words)
        self.assertEqual(status, 1, out)
        self.assertIn(reason, out)
        self.assertNotIn("Traceback", out)
        self.assertEqual(list(self.folder.glob("card.img*")), [])

    def tool(self, *words):
        return subprocess.run(words, capture_output=True, check=True, env=ENVIRONMENT).stdout

    def partition(self):
        table = json.loads(self.tool("sfdisk", "--json", self.card))["partitiontable"]
        self.assertEqual(table["label"], "dos")
        self.assertEqual(len(table["partitions"]), 1)
        return table["partitions"][0]

    def read(self, name):
        offset = self.partition()["start"] * 512
        return self.tool("mtype", "-i", f"{self.card}@@{offset}", f"::{name}")

    def test_partition_reaches_to_the_end(self):
        self.made()
        partition = self.partition()
        self.assertEqual((partition["start"], partition["type"], partition["bootable"]),
                         (2048, "c", True))
        self.assertEqual((partition["start"] + partition["size"]) * 512, self.card.stat().st_size)
        self.assertIn(b"No errors detected", self.tool("sfdisk", "--verify", self.card))

    def test_file_system_is_fat32_and_sound(self):
        self.made(*self.firmware())
        plain = self.folder / "plain"
        plain.write_bytes(self.card.read_bytes()[self.partition()["start"] * 512:])
        said = self.tool("fsck.vfat", "-n", "-v", plain).decode()
        self.assertGreaterEqual(int(re.search(r"(\d+) data clusters", said).group(1)), 65525, said)
        self.assertIn("2 FATs, 32 bit entries", said)
        self.assertIn("2048 hidden sectors", said)

    def test_files_come_back(self):
        program = self.file("greeter.elf", os.urandom(70_000))
        manifest = self.file("greeter.manifest", b"program = greeter\n")
        self.made(*self.firmware(), "--program", program, "--manifest", manifest)
        for name, path in {"kernel8.img": "kernel8.img", "config.txt": "config.txt",
                           "bin/greeter": "greeter.elf", "init.d/greeter": "greeter.manifest",
                           "LICENCE.broadcom": "firmware/LICENCE.broadcom",
                           **{name: f"firmware/{name}" for name in FIRMWARE}}.items():
            self.assertEqual(self.read(name), (self.folder / path).read_bytes(), name)

    def test_programs_have_no_symbols(self):
        header = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 2, 183, 1, 0x200000, 64,
                                                               5000, 0, 64, 56, 1, 64, 9, 8)
        load = struct.pack("<IIQQQQQQ", 1, 5, 4096, 0x200000, 0x200000, 700, 700, 4096)
        loaded = (header + load).ljust(4096, b"\0") + os.urandom(700)
        program = self.file("a.elf", loaded + os.urandom(3000))
        self.made("--program", program)
        found = self.read("bin/a")
        self.assertEqual(found, loaded[:40] + bytes(8) + loaded[48:58] + bytes(6) + loaded[64:])
        self.assertIn("rom", self.tool("mdir", "-i", f"{self.card}@@{MIB}", "-b", "::").decode())

    def test_odd_programs_are_copied_as_they_are(self):
        for content in (b"", b"\x7fELF\x02", b"\x7fELF\x02" + b"\xff" * 100, os.urandom(100)):
            self.made("--program", self.file("b.elf", content))
            self.assertEqual(self.read("bin/b"), content)

    def test_same_input_makes_same_card(self):
        words = self.firmware()
        self.made(*words)
        first = self.card.read_bytes()
        os.utime(self.folder / "kernel8.img", (0, 0))
        self.made(*words)
        self.assertTrue(first == self.card.read_bytes())

    def test_size_is_the_next_power_of_two(self):
        self.made()
        self.assertEqual(self.card.stat().st_size, 64 * MIB)
        with open(self.folder / "kernel8.img", "r+b") as kernel:
            kernel.truncate(62 * MIB)
        self.made()
        self.assertEqual(self.card.stat().st_size, 128 * MIB)

    def test_one_line_says_that_firmware_is_missing(self):
        self.file("firmware/start.elf", b"")
        out = self.made("--firmware", self.folder / "firmware")
        self.assertEqual(len(out.splitlines()), 1, out)
        self.assertIn("no bootcode.bin, fixup.dat in", out)
        self.assertIn("raspi-firmware", out)
        with self.assertRaises(subprocess.CalledProcessError):
            self.read("start.elf")

    def test_refuses_sizes(self):
        self.refused("must be a power of two", "--size", "100")
        self.refused("must be a power of two", "--size", "32")
        with open(self.folder / "kernel8.img", "r+b") as kernel:
            kernel.truncate(63 * MIB)
        self.refused("64 MiB are too few", "--size", "64")

    def test_refuses_two_files_of_one_name(self):
        self.refused("is to be bin/a on the card, and so is", "--program", self.file("x/A.elf", b"1"),
                     "--program", self.file("y/a", b"2"), "--program", self.file("z/A.elf", b"2"))

    def test_refuses_a_missing_file(self):
        self.refused("gone.elf: no such file", "--program", self.folder / "gone.elf")

    def test_names_the_package_of_a_missing_tool(self):
        tools = self.folder / "tools"
        tools.mkdir()
        script = CARD.read_text().replace(":/usr/sbin:/sbin", "")
        copy = self.file("card.py", script.encode())
        told = subprocess.run([sys.executable, copy, "--output", self.card, *self.words],
                              capture_output=True, text=True, env={"PATH": str(tools)}, check=False)
        self.assertEqual(told.returncode, 1)
        self.assertIn("there is no sfdisk: install the package fdisk", told.stderr)


if __name__ == "__main__":
    if CARD is None:
        raise SystemExit("usage: card_test.py CARD.PY")
    unittest.main()

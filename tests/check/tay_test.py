#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests the parts of tools/tay that touch the computer: which packages it installs, where it writes.

usage: tay_test.py TAY

The commands that would do so are replaced, through PATH, by scripts that tell what they were asked.
"""

import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TAY = Path(sys.argv.pop(1)) if len(sys.argv) > 1 else None


class Front(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.bin = Path(folder.name, "bin")
        self.card = Path(folder.name, "card")
        self.log = Path(folder.name, "log")
        self.image = Path(folder.name, "my.img")
        self.bin.mkdir()
        self.card.mkdir()
        self.image.write_text("an image")
        self.log.touch()

    def replace(self, name, body):
        path = self.bin / name
        path.write_text(f'#!/bin/sh\necho {name} "$@" >>"{self.log}"\n{body}\n')
        path.chmod(0o755)

    def tay(self, *words, answer=""):
        told = subprocess.run(["sh", str(TAY), *words], input=answer, capture_output=True, text=True,
                              env={"PATH": f"{self.bin}:/usr/sbin:/usr/bin:/sbin:/bin"})
        return told.returncode, told.stdout + told.stderr

    def asked(self, name):
        return [line for line in self.log.read_text().splitlines() if line.startswith(name + " ")]

    def mounted(self, kind):
        self.replace("findmnt", f"echo '{kind} /dev/sdz1 64M BOOT'")

    def test_help_names_every_command(self):
        status, out = self.tay("help")
        self.assertEqual(status, 0)
        for word in ("setup", "run", "test", "bench", "coverage", "install", "new",
                     "package",
                     "debug", "trace", "symbolize", "flash"):
            self.assertIn(f"\n  {word} ", out)

    def test_unknown_command_fails(self):
        status, out = self.tay("nonsense")
        self.assertEqual(status, 1)
        self.assertIn("unknown command 'nonsense'", out)

    def test_test_tells_last_what_failed(self):
        tree = self.image.with_name("tree")
        (tree / "tools").mkdir(parents=True)
        shutil.copy(TAY, tree / "tools/tay")
        (tree / "tools/packages.txt").touch()
        (tree / "CMakePresets.json").write_text('    "bsp/one/presets.json",\n    "bsp/two/presets.json"\n')
        said = ("    Start 1: good\n1/3 Test #1: good ......   Passed    0.01 sec\n"
                "    Start 2: bad\n    Start 3: slow\n"
                "2/3 Test #2: bad .......***Failed    0.01 sec\n"
                + "".join(f"word {n}\n" for n in range(20)) +
                "3/3 Test #3: slow ......***Timeout   1.00 sec\nlast word\n\n33% tests passed, 2 tests failed out of 3\n")
        for board in ("one", "two", "package"):
            (tree / "build" / board).mkdir(parents=True)
        (tree / "said").write_text(said)
        self.replace("dpkg-query", "echo installed")
        for tool in ("cmake", "mkdir", "cp", "mcopy", "rm", "timeout"):
            self.replace(tool, "exit 0")
        self.replace("ctest", 'case $* in *one*) cat said >"$2"; exit 8 ;; esac')
        told = subprocess.run(["sh", tree / "tools/tay", "test"], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, env={"PATH": f"{self.bin}:/usr/bin:/bin"})
        self.assertEqual(told.returncode, 1, told.stdout + told.stderr)
        end = told.stdout[told.stdout.index("2/3 Test #2"):]
        self.assertNotIn("word 11\n", end)
        self.assertIn("    word 12\n", end)
        self.assertIn("3/3 Test #3: slow ......***Timeout   1.00 sec\n    last word\n", end)
        self.assertNotIn("good", end)
        self.assertIn("1 failed out of 4\n", end)

    def test_setup_installs_only_what_is_missing(self):
        self.replace("dpkg-query", 'for name; do :; done\n'
                     '[ "$name" = lld ] || [ "$name" = cmake ] || echo installed')
        self.replace("apt-get", "exit 0")
        self.replace("id", "echo 0")
        status, out = self.tay("setup")
        self.assertEqual(status, 0, out)
        self.assertEqual(self.asked("apt-get"), [
            "apt-get update", "apt-get install -y --no-install-recommends lld cmake"])
        self.assertIn("will be installed:\nlld\ncmake\n", out)

    def test_setup_uses_sudo_when_not_root(self):
        self.replace("dpkg-query", "exit 1")
        self.replace("sudo", "exit 0")
        self.replace("id", "echo 1000")
        self.assertEqual(self.tay("setup")[0], 0)
        self.assertEqual(len(self.asked("sudo")), 2)

    def test_setup_asks_nobody_when_all_is_there(self):
        self.replace("dpkg-query", "echo installed")
        self.replace("apt-get", "exit 1")
        self.assertEqual(self.tay("setup")[0], 0)
        self.assertEqual(self.asked("apt-get"), [])

    def test_setup_fails_when_packages_cannot_be_had(self):
        self.replace("dpkg-query", "exit 1")
        self.replace("apt-get", "exit 100")
        self.replace("id", "echo 0")
        self.assertNotEqual(self.tay("setup")[0], 0)

    def test_flash_refuses_a_folder_that_is_no_mount(self):
        status, out = self.tay("flash", str(self.card), str(self.image), answer="yes\n")
        self.assertEqual(status, 1)
        self.assertIn("no file system is mounted here", out)
        self.assertEqual(list(self.card.iterdir()), [])

    def test_flash_refuses_what_is_not_fat(self):
        self.mounted("ext4")
        status, out = self.tay("flash", str(self.card), str(self.image), answer="yes\n")
        self.assertEqual(status, 1)
        self.assertIn("holds no FAT file system", out)
        self.assertEqual(list(self.card.iterdir()), [])

    def test_flash_refuses_a_device_and_the_own_boot_partition(self):
        self.mounted("vfat")
        for place in ("/dev/null", "/boot", "/"):
            self.assertEqual(self.tay("flash", place, str(self.image), answer="yes\n")[0], 1)

    def test_flash_writes_nothing_without_a_yes(self):
        self.mounted("vfat")
        for answer in ("", "y\n", "no\n"):
            status, out = self.tay("flash", str(self.card), str(self.image), answer=answer)
            self.assertEqual(status, 1)
            self.assertIn("/dev/sdz1 64M BOOT", out)
            self.assertEqual(list(self.card.iterdir()), [])

    def test_flash_copies_image_and_configuration(self):
        self.mounted("vfat")
        status, out = self.tay("flash", str(self.card), str(self.image), answer="yes\n")
        self.assertEqual(status, 0, out)
        self.assertEqual((self.card / "kernel8.img").read_text(), "an image")
        self.assertIn("kernel_address=0x80000", (self.card / "config.txt").read_text())

    def test_flash_hands_a_device_to_the_script(self):
        self.replace("python3", "exit 0")
        status, out = self.tay("flash", "/dev/null", str(self.image))
        self.assertEqual(status, 1)
        self.assertIn("card.img: no such card image", out)
        card = self.image.with_name("card.img")
        card.touch()
        self.assertEqual(self.tay("flash", "/dev/null", str(self.image))[0], 0)
        self.assertEqual(self.asked("python3"), [f"python3 tools/card/flash.py {card} /dev/null"])

    def test_flash_refuses_a_missing_image(self):
        self.mounted("vfat")
        status, out = self.tay("flash", str(self.card), str(self.image) + "x", answer="yes\n")
        self.assertEqual(status, 1)
        self.assertIn("no such image", out)


if __name__ == "__main__":
    if TAY is None:
        raise SystemExit("usage: tay_test.py TAY")
    unittest.main()

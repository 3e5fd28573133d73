#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests tools/card/flash.py with files in place of devices, of which a made-up lsblk tells.

usage: flash_test.py FLASH.PY
"""

import importlib.util
import io
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

FLASH = Path(sys.argv.pop(1)) if len(sys.argv) > 1 else None
IMAGE_BYTES = 9 << 20  # more than two pieces
DISK_BYTES = 12 << 20


def part(path, kind="part", mounts=(), children=(), **words):
    return {"path": str(path), "type": kind, "size": 1 << 20, "ro": False, "rm": True, "tran": None,
            "vendor": None, "model": None, "fstype": None, "label": None,
            "mountpoints": list(mounts) or [None], "children": list(children), **words}


class Flash(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name).resolve()
        self.image = self.folder / "card.img"
        self.image.write_bytes(os.urandom(IMAGE_BYTES))
        self.before = os.urandom(DISK_BYTES)
        self.disk = self.folder / "sdz"
        self.disk.write_bytes(self.before)
        self.devices = self.folder / "lsblk.json"
        lsblk = self.folder / "lsblk"
        lsblk.write_text(f"#!/bin/sh\ncat {self.devices}\n")
        lsblk.chmod(0o755)
        self.machine()

    def machine(self, *children, **words):
        disk = {"size": DISK_BYTES, "vendor": "Acme  ", "model": "Reader", "tran": "usb", **words}
        own = part("/dev/none0", "disk", rm=False, size=10**11,
                   children=[part("/dev/none0p1", mounts=["/"])])
        self.devices.write_text(json.dumps(
            {"blockdevices": [own, part(self.disk, **{"kind": "disk", "children": children, **disk})]}))

    def flash(self, *words, answer="", path=None):
        path = path or f"{self.folder}:{os.environ['PATH']}"
        told = subprocess.run([sys.executable, FLASH, self.image, *words], input=answer, text=True,
                              capture_output=True, env={"PATH": path}, check=False)
        self.assertNotIn("Traceback", told.stderr)
        return told.returncode, told.stdout + told.stderr

    def refused(self, reason, *words, **how):
        status, out = self.flash(*(words or (self.disk, "--yes")), **how)
        self.assertEqual(status, 1, out)
        self.assertIn(reason, out)
        self.assertEqual(self.disk.read_bytes(), self.before)

    def test_writes_after_a_yes_and_leaves_the_rest(self):
        self.machine(part("/dev/sdz1", fstype="vfat", label="HOLIDAYS"))
        status, out = self.flash(self.disk, answer="yes\n")
        self.assertEqual(status, 0, out)
        self.assertEqual(self.disk.read_bytes(), self.image.read_bytes() + self.before[IMAGE_BYTES:])
        self.assertIn(f"{self.disk}: Acme Reader, 12.6 MB, usb, removable\n", out)
        self.assertIn("  /dev/sdz1: part, 1.0 MB vfat HOLIDAYS\n", out)
        self.assertIn("read back", out)

    def test_writes_to_what_a_link_names(self):
        link = self.folder / "by-id"
        link.symlink_to(self.disk)
        self.assertEqual(self.flash(link, "--yes")[0], 0)
        self.assertEqual(self.disk.read_bytes()[:IMAGE_BYTES], self.image.read_bytes())

    def test_writes_nothing_without_a_yes(self):
        for answer in ("", "y\n", "no\n", "YES\n"):
            self.refused("nothing was written", self.disk, answer=answer)

    def test_lists_what_could_be_meant(self):
        self.refused("which device? These could be written:", "--yes")
        out = self.flash("--yes")[1]
        self.assertIn(str(self.disk), out)
        self.assertNotIn("none0", out)

    def test_refuses_the_system_disk(self):
        for point in ("/", "/boot", "/boot/efi", "[SWAP]", "/usr"):
            self.machine(part("/dev/sdz1", mounts=["/media/x"]), part("/dev/sdz2", mounts=[point]))
            self.refused(f"is a disk of this computer itself: /dev/sdz2 is its {point}")

    def test_refuses_the_system_disk_below_other_layers(self):
        root = part("/dev/mapper/vg-root", "lvm", mounts=["/"])
        self.machine(part("/dev/sdz1", children=[part("/dev/mapper/c", "crypt", children=[root])]))
        self.refused("/dev/mapper/vg-root is its /")
        self.machine(part("/dev/md0", "raid1", mounts=["/srv"]))
        self.refused("/dev/md0 is mounted at /srv")

    def test_refuses_what_is_mounted(self):
        self.machine(part("/dev/sdz1", mounts=["/media/card"]))
        self.refused("/dev/sdz1 is mounted at /media/card; unmount it first")
        self.machine(mountpoints=["/mnt"])
        self.refused("is mounted at /mnt")
        self.machine(part("/dev/sdz1", mounts=[None, "/second"]))
        self.refused("is mounted at /second")

    def test_refuses_what_is_no_whole_disk(self):
        for kind in ("part", "loop", "lvm", "rom"):
            self.machine(kind=kind)
            self.refused(f"is no disk, but of type {kind}")

    def test_refuses_what_lsblk_does_not_know(self):
        for path in ("/dev/null", self.folder / "other", self.folder):
            self.refused("lsblk knows no such device", path, "--yes")

    def test_refuses_what_is_too_small_read_only_or_empty(self):
        self.machine(size=IMAGE_BYTES - 512)
        self.refused(f"has {IMAGE_BYTES - 512} bytes, and the image {IMAGE_BYTES}")
        self.machine(size=0)
        self.refused("has 0 bytes")
        self.machine(ro=True)
        self.refused("is read-only")

    def test_refuses_what_is_no_card_image(self):
        for content in (b"", b"x" * 1000):
            self.image.write_bytes(content)
            self.refused("are no card image")
        self.image.unlink()
        self.refused("No such file")

    def test_refuses_when_lsblk_tells_nothing(self):
        self.devices.write_text("{")
        self.refused("lsblk does not tell")
        self.devices.write_text("{}")
        self.refused("lsblk does not tell")
        self.refused("lsblk does not tell", path=str(self.folder / "nowhere"))

    def test_tells_where_it_does_not_read_back(self):
        spec = importlib.util.spec_from_file_location("flash", FLASH)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        image = self.image.read_bytes()
        for at, content in ((5 << 20, image[:5 << 20] + bytes([image[5 << 20] ^ 1]) + image[(5 << 20) + 1:]),
                            (IMAGE_BYTES - 7, image[:-7])):
            self.disk.write_bytes(content)
            device = os.open(self.disk, os.O_RDWR)
            with self.assertRaisesRegex(module.FlashError, f"byte {at} does not read back"):
                module.verify(device, io.BytesIO(image))
            os.close(device)


if __name__ == "__main__":
    if FLASH is None:
        raise SystemExit("usage: flash_test.py FLASH.PY")
    unittest.main()

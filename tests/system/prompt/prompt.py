#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Boots from a card to a prompt, types as a person would, and looks at the card afterwards.

usage: prompt.py [--damaged | --malformed | --reboot | --whole] CARD COPY -- QEMU ARGUMENT...

The kernel is the one that is on the card; COPY is the copy that the machine has, almost full. --damaged: its file system
has no boot sector, nor the copy of one; then only the boot archive is there. --malformed: files of its
init.d are wrong; the others are started. --reboot: the machine is started
again by what is typed, and has what was written before. --whole: there is no table of partitions; the volume
is the whole card.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
import converse  # noqa: E402
import with_card  # noqa: E402

MIB = 1 << 20
ROOM = MIB // 2
PATH = "/usr/sbin:/sbin:/usr/bin:/bin"

# What is typed, and what must be said then. Of what is echoed and what is said only the second has the
# words as they are expected: quotes stand in between in the first.
STEPS = (
    ("ls /boot", "bin  config.txt  init.d  kernel8.img  rom"),
    ("ls /boot/rom/init.d | grep -c s''h''e''l", "1"),
    ("mkdir /boot/notes && echo in the fi''le >/boot/notes/a.txt && cat /boot/notes/a.txt", "in the file"),
    ("cat /boot/notes/a.txt /boot/notes/a.txt | sort | wc -l", "2"),
    ("cd /tmp && cp /boot/notes/a.txt b && echo mo''re >>b && tail -n 1 b; cd /", "more"),
    ("for i in 1 2 3; do echo l''ine $i; done >'/boot/notes/Long name, with spaces.txt'; wc -l /boot/notes/L*",
     "3 /boot/notes/Long name"),
    ("mv /boot/notes/a.txt /boot/notes/c.txt; (cd /tmp; rm b); ls /tmp /boot/notes", "c.txt"),
    ("sleep 100 &", "[1] "),
    ("kill %1; wait; echo wa''ited", "waited"),
    ("ps", "PID"),
    ("ps | grep ' s''h$'", " sh"),
    ("svc list | grep me''mfs", "memfs                   runs"),
    ("trace me''mfs | tail -n 1", "memfs: stack: at most"),
    ("df /bo''ot | tail -n 1", "% /boot"),
    ("svc restart rng", "svc: rng: done"),
    ("grep -c na''me /proc/memory /proc/services", "/proc/services:1"),
    ("nothing || echo sta''tus $?", "status 127"),
    ("mkdir /boot/d && rmdir /boot/d && ls /boot/d", "No such file"),
    ("head -n 1 /boot/notes/c.txt | hexdump -C | tail -n 1", "0000000c"),
    ("ls -l /boot/notes/c.txt", " 12 "),
    ("free | tail -n 1", "memory"),
    ("top -n 1 -d 0.1 | grep -c me''mory:", "1"),
    ("trace -n 20 | grep ex''ec | tail -n 1", " exec "),
    ("head -n 1 /proc/self/sta''tus", "name: head"),
    ("date -d @0 +%F", "1970-01-01"),
    ("x=0123456789; x=$x$x$x$x$x$x; x=$x$x$x$x$x; echo x >/boot/$x", "name too long"),
    ("x=abcdefg/; for i in 1 2 3 4 5 6 7; do x=$x$x; done; cat /boot/$x", "name too long"),
    ("echo x >'/boot/a:b*' || echo od''d", "odd"),
    ("(cd /tmp; cat /dev/zero >full; rm full)", "No space left on device"),
    ("cat /dev/zero >/boot/full", "No space left on device"),
    ("rm /boot/full && echo go''es on >/boot/on && cat /boot/on && rm /boot/on", "goes on"),
    ("mount", "fat on /boot type fat32 (rw)"),
    ("umount /boot && ls /boot", "rom"),
    ("mount -r fat /boot && echo x >/boot/x", "Read-only file system"),
    ("umount /boot && mount fat /boot && cat /boot/notes/c.txt", "in the file"),
    ("exec 3</boot/notes/c.txt; umount /boot || exec 3<&- && echo bu''sy", "busy"),
    ("poweroff", "init: power off"),
)
DAMAGED_STEPS = (
    ("ls /boot/rom", "bin  devices  init.d"),
    ("ls /boot || mount fat /boot", "in use"),
    ("umount /boot; mount fat /boot || echo sti''ll", "still"),
    ("poweroff", "init: power off"),
)
# In the order of the names. A circle is told at the one that closes it.
MALFORMED = {
    "a-line": b"program = prompt-hello\nnonsense\n",
    "b-binary": bytes(range(256)),
    "c-long": b"# " + b"x" * 20000 + b"\n",
    "d-circle-1": b"program = prompt-hello\ncap other = service d-circle-2 : send\nserve = d-circle-1\n",
    "d-circle-2": b"program = prompt-hello\ncap other = service d-circle-1 : send\nserve = d-circle-2\n",
    "e-device": b"program = prompt-hello\nbind = no,such\n",
    "f-program": b"program = nowhere\n",
    "g-text": b"program = text\n",
}
MALFORMED_SAID = (
    "initd: /boot/init.d/a-line:2: a line is not 'key = value': 'nonsense'",
    "initd: /boot/init.d/b-binary:1: ",
    "initd: /boot/init.d/c-long: ",
    "initd: /boot/init.d/d-circle-2:2: calls would go in a circle: 'd-circle-1'",
    "initd: /boot/init.d/e-device:2: ",
    "initd: /boot/init.d/f-program:1: there is no program of this name: 'nowhere'",
    "init: g-text: bin/text: it is not an ELF file",
    "hello: hello, world",
)
MALFORMED_STEPS = (
    ("svc list | grep 'rn''g .*runs'", "rng"),
    ("rm /boot/init.d/[a-f]-*; ls /boot/init.d | grep -c -e -li''ne -e -te''xt", "1"),
    ("poweroff", "init: power off"),
)
# The kernel says its first line once more, and the end of initd is waited for anew.
REBOOT_STEPS = (
    ("date -s 2031-02-03; echo be''fore >/boot/kept", "GMT 2031"),
    ("reboot", "init: reboot"),
    (None, "Tayberry on "),
    (None, "init: initd: exited"),
    ("cat /boot/kept", "before"),
    ("ls -l /boot/kept", "Feb  3  2031"),
    ("date | grep -c 20''31 || echo fo''rgotten", "forgotten"),
    ("poweroff", "init: power off"),
)
WHOLE_STEPS = (
    ("mount", "fat on /boot type fat32 (rw)"),
    ("mkdir /boot/notes && echo in the fi''le >/boot/notes/c.txt && cat /boot/notes/c.txt", "in the file"),
    ("for i in 1 2 3; do echo l''ine $i; done >'/boot/notes/Long name, with spaces.txt'; wc -l /boot/notes/L*",
     "3 /boot/notes/Long name"),
    ("umount /boot && mount fat /boot && tail -n 1 /boot/notes/L*", "line 3"),
    ("svc list | grep rn''g", "rng"),
    ("poweroff", "init: power off"),
)
GOOD = ["hello: hello, world"]
# Of FAT32 (Microsoft, "FAT32 File System Specification"): the boot sector, and where its copy lies.
BOOT_SECTORS = (0, 6)
SECTOR = 512


def run(*command):
    told = subprocess.run([str(word) for word in command], env={"PATH": PATH, "MTOOLS_SKIP_CHECK": "1"},
                          capture_output=True, check=False)
    if told.returncode != 0:
        raise SystemExit(f"FAILED: {' '.join(map(str, command))}:\n{told.stdout.decode()}{told.stderr.decode()}")
    return told.stdout


def look_at(card, at, folder):
    """What was written to the volume there is there, and nothing is wrong with it."""
    volume = folder / "volume"
    volume.write_bytes(card.read_bytes()[at:])
    wanted = {"c.txt": b"in the file\n", "Long name, with spaces.txt": b"line 1\nline 2\nline 3\n"}
    for name, content in wanted.items():
        found = run("mtype", "-i", volume, f"::notes/{name}")
        if found != content:
            raise SystemExit(f"FAILED: {name}: {found}")
    listed = run("mdir", "-b", "-i", volume, "::notes").decode().split("\n")
    if len([name for name in listed if name]) != len(wanted):
        raise SystemExit(f"FAILED: there is more: {listed}")


def fill(card, folder):
    """All but a little of the volume is taken."""
    at = f"{card}@@{MIB}"
    told = run("mdir", "-i", at).decode().strip().split("\n")[-1]  # "1 234 567 bytes free"
    with open(folder / "ballast", "wb") as file:
        file.truncate(int("".join(re.findall(r"\d", told))) - ROOM)
    run("mcopy", "-i", at, folder / "ballast", "::bin/ballast")


def damage(card):
    with open(card, "r+b") as file:
        for sector in BOOT_SECTORS:
            file.seek(MIB + sector * SECTOR)
            file.write(bytes(SECTOR))


def make_whole(card):
    """The volume alone, on a card of the same size: QEMU wants a power of two."""
    content = card.read_bytes()
    card.write_bytes(content[MIB:] + bytes(MIB))


def malform(card, folder):
    (folder / "text").write_text("#!/bin/sh\n")
    run("mcopy", "-i", f"{card}@@{MIB}", folder / "text", "::bin/text")
    for name, content in MALFORMED.items():
        (folder / name).write_bytes(content)
        run("mcopy", "-i", f"{card}@@{MIB}", folder / name, f"::init.d/{name}")


def talk(kernel, card, qemu, steps, before, status):
    """Types each step once the one before has said what it is to say."""
    texts, last = [], "init: initd: exited"
    for typed, said in steps:
        if typed is not None:
            texts.append(f"{{{last}}}{typed}\\r")
        last = said
    wanted = argparse.Namespace(image=str(kernel), words="", pl011=False, threaded=False, type=texts,
                                limit=250, also=[], once=[], status=[status],
                                expect=[*before, *(said for _, said in steps)])
    converse.play(wanted, [*qemu, *with_card.drive(card)], 1)


def main():
    at = sys.argv.index("--")
    parser = argparse.ArgumentParser(usage=__doc__)
    for word in ("--damaged", "--malformed", "--reboot", "--whole"):
        parser.add_argument(word, action="store_true")
    parser.add_argument("card", type=Path)
    parser.add_argument("copy", type=Path)
    wanted = parser.parse_args(sys.argv[1:at])
    shutil.copy(wanted.card, wanted.copy)
    with tempfile.TemporaryDirectory() as name:
        kernel = Path(name) / "kernel8.img"
        run("mcopy", "-i", f"{wanted.copy}@@{MIB}", "::kernel8.img", kernel)
        if wanted.damaged:
            damage(wanted.copy)
            talk(kernel, wanted.copy, sys.argv[at + 1:], DAMAGED_STEPS, ["fat: not mounted: "], 1)
        elif wanted.malformed:
            malform(wanted.copy, Path(name))
            talk(kernel, wanted.copy, sys.argv[at + 1:], MALFORMED_STEPS, MALFORMED_SAID, 1)
            with_card.check(wanted.copy)
        elif wanted.reboot:
            talk(kernel, wanted.copy, sys.argv[at + 1:], REBOOT_STEPS, GOOD, 0)
        elif wanted.whole:
            make_whole(wanted.copy)
            talk(kernel, wanted.copy, sys.argv[at + 1:], WHOLE_STEPS, GOOD, 0)
            look_at(wanted.copy, 0, Path(name))
            with_card.check(wanted.copy)
        else:
            fill(wanted.copy, Path(name))
            talk(kernel, wanted.copy, sys.argv[at + 1:], STEPS, GOOD, 0)
            look_at(wanted.copy, MIB, Path(name))
            with_card.check(wanted.copy)
    wanted.copy.unlink()


if __name__ == "__main__":
    main()

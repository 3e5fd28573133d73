#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Starts a test image of the board in QEMU and compares what it says and how it ends with a case.

usage: machine.py IMAGE STUB NM CASE QEMU...

IMAGE is without its suffix: there are IMAGE.elf and IMAGE.bin. STUB plays the firmware, NM lists
symbols. The case is a text as run.py of the boot tests has it (status, +, ~, -, word), and besides:

    entry HOW            how the image is started: see ENTRIES; flat if left out
    junk                 all memory around the image is filled with junk first
    tree                 the machine has a device tree
    bare                 the command line does not have the word exit=semihosting
    qemu ARGUMENT...     more for QEMU
    pl011 TEXT           the other UART, the PL011, says this, too
    send CHAR TEXT       as soon as this text has been said, the console gets a character
    lie NAME WORD        writes a number into the image's `lies` (lies.c)
    trace NAME...        the backtrace begins with these functions
    status halts         the machine stops and says nothing more, but QEMU does not end
"""

import os
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "boot"))
from run import Case  # noqa: E402

SECONDS = 50
QUIET_SECONDS = 0.5
PAGE = 4096
LOW, HIGH = 0x80000, 0x200000  # where firmware may load the image
MEMORY_END = 0x3C000000
TREE_AT = 0x2EFF0000
ATAGS_AT = 0x100
AT_TEXT_OFFSET, AT_IMAGE_SIZE = 8, 16  # in the arm64 Image header
AT_STUB_WORDS = 0xF8                   # stub.S: tree, kernel, level
LIES = ("exits", "level", "tag", "silent", "value0", "value1", "missing")
PAYLOAD_BYTES = 0x3000

ENTRIES = {
    "flat": "a flat image at 0x80000, with a payload: EL2, the other cores wait",
    "unpadded": "the same as the file is, without the rest of the image and without a payload",
    "high": "a flat image at 0x200000",
    "elf": "an ELF file: EL3, all cores at the entry, nothing in x0, ATAGs at 0x100",
    "stub2": "a firmware's stub: all cores at EL3, the image is entered at EL2 with a device tree",
    "stub1": "the same, the image is entered at EL1",
}


def device_tree(command_line):
    """A flattened device tree with /chosen/bootargs, and a property of that name elsewhere."""
    strings = b"bootargs\0reg\0#address-cells\0#size-cells\0device_type\0"

    def words(*values):
        return struct.pack(f">{len(values)}I", *values)

    def padded(data):
        return data + bytes(-len(data) % 4)

    def node(name, *inside):
        return words(1) + padded(name + b"\0") + b"".join(inside) + words(2)

    def value(name, data):
        return words(3, len(data), strings.index(name + b"\0")) + padded(data)

    tree = node(b"", value(b"#address-cells", words(1)), value(b"#size-cells", words(1)),
                node(b"other", value(b"bootargs", b"case=none\0"), node(b"chosen")),
                node(b"chosen", value(b"reg", b""),
                     value(b"bootargs", command_line.encode() + b"\0")),
                node(b"memory@0", value(b"device_type", b"memory\0"),
                     value(b"reg", words(0, MEMORY_END)))) + words(9)
    reserved = bytes(16)
    head = 40
    at_tree = head + len(reserved)
    total = at_tree + len(tree) + len(strings)
    return words(0xD00DFEED, total, at_tree, at_tree + len(tree), head, 17, 16, 0, len(strings),
                 len(tree)) + reserved + tree + strings


def atags(command_line):
    text = command_line.encode() + b"\0"
    text += bytes(-len(text) % 4)
    return struct.pack("<7I", 5, 0x54410001, 0, PAGE, 0, 2 + len(text) // 4, 0x54410009) + \
        text + bytes(8)


def load(path, at):
    return ["-device", f"loader,file={path},addr={at:#x},force-raw=on"]


class Symbols:
    def __init__(self, nm, elf):
        told = subprocess.run([nm, "-n", "--defined-only", elf], capture_output=True, text=True,
                              check=True).stdout
        rows = [line.split() for line in told.splitlines()]
        self.all = [(int(at, 16), name) for at, _, name in rows]
        self.at = {name: at for at, name in self.all}

    def function(self, address):
        """Which function a return address, or the address of an instruction, lies in."""
        if not self.at["a64_image_start"] < address <= self.at["a64_text_end"]:
            return "?"
        # The address itself may be that of the next function, behind a call that never returns.
        return [name for at, name in self.all if at < address and not name.startswith("$")][-1]


class BoardCase(Case):
    def __init__(self, path):
        self.entry, self.tree, self.bare, self.qemu = "flat", False, False, []
        self.pl011, self.sends, self.lies, self.trace = [], [], [], []
        super().__init__(path)

    def take(self, verb, rest):
        if verb == "entry" and rest in ENTRIES:
            self.entry = rest
        elif verb in ("tree", "bare"):
            setattr(self, verb, True)
        elif verb == "qemu":
            self.qemu += rest.split()
        elif verb == "pl011":
            self.pl011.append(rest)
        elif verb == "send":
            self.sends.append(rest.split(" ", 1))
        elif verb == "lie":
            name, word = rest.split()
            self.lies.append((LIES.index(name), int(word, 0) & 0xFFFFFFFF))
        elif verb == "trace":
            self.trace = rest.split()
        elif verb == "status" and rest == "halts":
            self.status = rest
        else:
            super().take(verb, rest)

    def command_line(self):
        return " ".join(self.words if self.bare else ["exit=semihosting", *self.words])

    def flat_image(self, data, symbols):
        """The flat image as the case wants it."""
        data = bytearray(data)
        for index, word in self.lies:
            at = symbols.at["lies"] - symbols.at["a64_image_start"] + 4 * index
            struct.pack_into("<I", data, at, word)
        size = struct.unpack_from("<Q", data, AT_IMAGE_SIZE)[0]
        if self.entry == "high":
            struct.pack_into("<Q", data, AT_TEXT_OFFSET, HIGH)
        if self.entry != "unpadded":
            data += bytes(size - len(data)) + struct.pack("<4sIQ", b"tayb", 1, PAYLOAD_BYTES)
            data += bytes(PAYLOAD_BYTES - 16)
        return bytes(data)

    def arguments(self, work, image, stub, symbols):
        """What QEMU is to be told, besides the machine."""
        flat = self.flat_image(Path(f"{image}.bin").read_bytes(), symbols)
        line = self.command_line()
        paths = {name: work / name for name in ("flat.img", "tree", "atags", "stub")}
        paths["flat.img"].write_bytes(flat)
        paths["tree"].write_bytes(device_tree(line))
        paths["atags"].write_bytes(atags(line))
        if self.entry == "elf":
            return ["-kernel", f"{image}.elf", *load(paths["atags"], ATAGS_AT)]
        if self.entry.startswith("stub"):
            words = struct.pack("<3I", TREE_AT, LOW, int(self.entry[-1]))
            paths["stub"].write_bytes(stub[:AT_STUB_WORDS] + words)
            return load(paths["stub"], 0) + load(paths["flat.img"], LOW) + load(paths["tree"], TREE_AT)
        more = ["-dtb", str(paths["tree"])] if self.tree else []
        start = HIGH if self.entry == "high" else LOW
        return ["-kernel", str(paths["flat.img"]), "-append", line, *more,
                *(self.junk_arguments(work, start, len(flat)) if self.junk else [])]

    def junk_arguments(self, work, start, image_bytes):
        """Junk from page 1 to the end of memory, around the image."""
        behind = (start + image_bytes + PAGE - 1) // PAGE * PAGE
        told = []
        for name, at, end in (("below", PAGE, start), ("above", behind, behind + (32 << 20)),
                              ("last", MEMORY_END - (32 << 20), MEMORY_END)):
            path = work / name
            page = bytes((i * 7 + 1) & 0xFF for i in range(PAGE))
            path.write_bytes(page * ((end - at) // PAGE))
            told += load(path, at)
        return told

    def compare_trace(self, lines, symbols):
        if not self.trace:
            return None
        at = lines.index("backtrace:") + 1
        found = []
        while at < len(lines) and lines[at].startswith("  0x"):
            address, *which = lines[at].split()
            name = symbols.function(int(address, 16))
            # What x30 says may be where the same function called another.
            if not which or name != found[-1]:
                found.append(name)
            at += 1
        print("backtrace:", *found)
        if found[:len(self.trace)] != self.trace:
            return f"the backtrace is {' '.join(found)}"
        return None


def is_said(case, lines):
    """Whether all that is to be said has been said."""
    return case.compare(case.status, lines) is None


def play(command, case):
    """Runs QEMU; returns how it ended and what the console said."""
    said, sends = b"", list(case.sends)
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT)
    while chunk := os.read(process.stdout.fileno(), 65536):
        said += chunk
        while sends and sends[0][1].encode() in said:
            process.stdin.write(sends.pop(0)[0].encode())
            process.stdin.flush()
        if case.status == "halts" and is_said(case, lines_of(said)):
            time.sleep(QUIET_SECONDS)
            still_runs = process.poll() is None
            process.terminate()
            more = process.communicate()[0]
            return "halts" if still_runs else process.returncode, said + more
    return process.wait(), said


def lines_of(said):
    return [line.rstrip("\r") for line in said.decode(errors="replace").split("\n")]


def main():
    image, stub, nm, path, *qemu = sys.argv[1:]
    symbols = Symbols(nm, f"{image}.elf")
    case = BoardCase(Path(path))
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        other = work / "pl011"
        other.touch()
        if "null" in qemu:  # the PL011 is the first serial port, and not the console
            qemu[qemu.index("null")] = f"file:{other}"
        command = ["timeout", "-k", "2", str(SECONDS), *qemu, *case.qemu,
                   *case.arguments(work, image, Path(stub).read_bytes(), symbols)]
        begin = time.monotonic()
        ended, said = play(command, case)
        print(f"{time.monotonic() - begin:.1f} s")
        unsaid = [text for text in case.pl011 if text not in other.read_text(errors="replace")]
    print(said.decode(errors="replace"))
    wrong = case.compare(ended, lines_of(said)) or case.compare_trace(lines_of(said), symbols)
    if unsaid and not wrong:
        wrong = f"not said on the PL011: {unsaid[0]}"
    if wrong:
        raise SystemExit(wrong)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: MIT
"""Reads what debugging needs of an ELF file: its code, its symbols' names, and where files are.

Programs and the kernel are linked to fixed addresses, and run there: only stacks, heaps and mappings
are at random places. So an address of code is the same in the file and in the machine.
"""

import argparse
import bisect
import struct
from pathlib import Path

AARCH64, EXECUTABLE_FILE = 183, 2
LOAD, EXECUTE = 1, 1
SYMBOLS = 2
FUNCTION, UNTYPED = 2, 0
HEADER, SEGMENT, SECTION, SYMBOL = "<16sHHIQQQIHHHHHH", "<IIQQQQQQ", "<IIQQQQIIQQ", "<IBBHQQ"
PAGE = 4096
# BL and BLR (ARM DDI 0487, C6.2.34 and C6.2.35): what stands before a return address.
CALLS = ((0xfc000000, 0x94000000), (0xfffffc1f, 0xd63f0000))


class Unreadable(Exception):
    """A file that is no program of Tayberry; its text says why."""


class Elf:
    def __init__(self, path):
        self.path = Path(path)
        try:
            self.data = self.path.read_bytes()
            self._read()
        except OSError as error:
            raise Unreadable(f"{path}: {error.strerror}") from error
        except (struct.error, IndexError, UnicodeDecodeError) as error:
            raise Unreadable(f"{path}: a damaged ELF file: {error}") from error

    def _read(self):
        if self.data[:6] != b"\x7fELF\x02\x01":
            raise Unreadable(f"{self.path}: no ELF file of 64 bits")
        (_, kind, machine, _, self.entry, segments, sections, _, _, segment_bytes, segment_count,
         section_bytes, section_count, _) = struct.unpack_from(HEADER, self.data)
        if machine != AARCH64 or kind != EXECUTABLE_FILE:
            raise Unreadable(f"{self.path}: not an AArch64 program with a fixed place")
        self.code = []  # (address, bytes) of what is executed
        for n in range(segment_count):
            kind, flags, offset, address, _, file_bytes, _, _ = struct.unpack_from(
                SEGMENT, self.data, segments + n * segment_bytes)
            if kind == LOAD and flags & EXECUTE:
                self.code.append((address, self.data[offset:offset + file_bytes]))
        self._read_symbols([struct.unpack_from(SECTION, self.data, sections + n * section_bytes)
                            for n in range(section_count)])

    def _read_symbols(self, sections):
        found, self._address = {}, {}
        for section in sections:
            if section[1] != SYMBOLS:
                continue
            names = sections[section[6]][4]
            for at in range(section[4], section[4] + section[5], struct.calcsize(SYMBOL)):
                name, info, _, index, value, _ = struct.unpack_from(SYMBOL, self.data, at)
                if index == 0 or info & 15 not in (FUNCTION, UNTYPED) or not self.holds(value):
                    continue
                start = names + name
                text = self.data[start:self.data.index(b"\0", start)].decode()
                if text and not text.startswith("$"):
                    found[value] = text
                    self._address.setdefault(text, value)
        self._at = sorted(found)
        self._names = [found[at] for at in self._at]

    def address_of(self, name):
        """Of a function or a label; None: there is none of that name."""
        return self._address.get(name)

    def named(self, prefix):
        """Addresses by name, of names that begin so."""
        return {name: at for name, at in self._address.items() if name.startswith(prefix)}

    def function_at(self, address):
        n = bisect.bisect_right(self._at, address) - 1
        return self._names[n] if n >= 0 and self.holds(address) else None

    def bytes_at(self, address, count):
        """Of the code; None: not all of them are there."""
        for start, data in self.code:
            if start <= address and address + count <= start + len(data):
                return data[address - start:address - start + count]
        return None

    def holds(self, address):
        return any(start <= address < start + len(data) for start, data in self.code)

    def word_at(self, address):
        data = self.bytes_at(address, 4)
        return None if data is None else int.from_bytes(data, "little")

    def returns_to(self, address):
        """Whether a call stands before this address."""
        word = self.word_at(address - 4)
        return word is not None and any(word & mask == call for mask, call in CALLS)


def file_there(text):
    """The file that an argument of a command names, for argparse."""
    if not Path(text).is_file():
        raise argparse.ArgumentTypeError(f"{text}: no such file")
    return Path(text).resolve()


def add_image_arguments(parser):
    """The files of an image, by the arguments of tay-image that name them."""
    parser.add_argument("--image", "--output", type=file_there, required=True)
    parser.add_argument("--kernel", type=file_there, required=True)
    parser.add_argument("--init", "--program", type=file_there, action="append", default=[],
                        dest="programs")
    parser.add_argument("--manifest", action="append", help=argparse.SUPPRESS)


def find(folders, name=None):
    """The ELF files below folders whose names end with .elf, sorted; name: only those so named."""
    found = []
    for folder in folders:
        found += [path for path in sorted(Path(folder).rglob(f"{name or '*'}.elf"))
                  if path.is_file()]
    return found

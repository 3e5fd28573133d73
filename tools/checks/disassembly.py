# SPDX-License-Identifier: MIT
"""What the checks of linked files share: the instructions of each, as llvm-objdump tells them.

The disassembler is told the Cortex-A53 as the BCM2837 has it, without AES, SHA and PMULL: what that
cannot execute is an instruction by the name "<unknown>".
"""

import re
import shutil
import struct
import subprocess
import sys
import tempfile
from array import array
from dataclasses import dataclass
from pathlib import Path

CPU = ("--mcpu=cortex-a53", "--mattr=-crypto,-aes,-sha2")
ET_EXEC, EM_AARCH64 = 2, 183
SHT_PROGBITS, SHF_EXECINSTR = 1, 4

LABEL = re.compile(r"^[0-9a-f]{8,16} <(.+)>:$")
LINE = re.compile(r"^\s*([0-9a-f]+):\s+(\S+)\s*(.*?)\s*(?://.*)?$")
SOURCE = re.compile(r"^; (/.*\.[cS]):\d+$")
TARGET = re.compile(r"<([^+>]+)(\+0x[0-9a-f]+)?>$")
VECTOR = re.compile(r"(?<![\w#.])[vqdshb]\d+\b")

# Where execution does not go on at the next instruction, or comes back to it from elsewhere.
LEAVES = ("b", "bl", "br", "blr", "ret", "eret")


@dataclass
class Instruction:
    address: int
    name: str
    operands: str
    function: str
    source: str  # the last file of code, no header, that was named: where it is asked for

    def target(self):
        """(function, whether its start) that a branch names; None if it names none."""
        match = TARGET.search(self.operands)
        return (match.group(1), match.group(2) is None) if match else None

    def uses_vector(self):
        return VECTOR.search(re.sub(r"<.*>", "", self.operands)) is not None


def linked(folder):
    """(name, path) of every linked AArch64 program below a folder."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if not path.is_file() or path.is_symlink() or "CMakeFiles" in name.parts:
            continue
        with path.open("rb") as file:
            head = file.read(20)
        if head[:6] == b"\x7fELF\x02\x01" and struct.unpack_from("<HH", head, 16) == (
                ET_EXEC, EM_AARCH64):
            yield str(name), path


def kernels(folder):
    return [(name, path) for name, path in linked(folder) if path.name == "kernel.elf"]


def sections(path):
    """(address, words) of each section of code of a linked file; data in it is among the words."""
    data, found = path.read_bytes(), []
    start, size, count = (struct.unpack_from(form, data, at)[0]
                          for form, at in (("<Q", 40), ("<H", 58), ("<H", 60)))
    for index in range(count):
        kind, flags, address, at, length = struct.unpack_from("<IQQQQ", data, start + index * size + 4)
        if kind == SHT_PROGBITS and flags & SHF_EXECINSTR:
            words = array("I", data[at:at + length // 4 * 4])
            if sys.byteorder == "big":
                words.byteswap()
            found.append((address, words))
    return found


def decode(words):
    """{word: the instruction that it is}, each as if it were at a place of its own."""
    words = sorted(words)
    with tempfile.TemporaryDirectory() as folder:
        plain, linked_file = Path(folder, "words"), Path(folder, "words.o")
        plain.write_bytes(struct.pack(f"<{len(words)}I", *words))
        subprocess.run([tool("llvm-objcopy"), "-I", "binary", "-O", "elf64-littleaarch64",
                        "--rename-section", ".data=.text,code", plain, linked_file], check=True)
        found = instructions(linked_file)
    return {words[instruction.address // 4]: instruction for instruction in found}


def programs(folder):
    """((name, path, sections) of each linked program below a folder, what its words are)"""
    found = [(name, path, sections(path)) for name, path in linked(folder)]
    return found, decode({word for _, _, all_words in found for _, words in all_words for word in words})


def tool(name):
    path = shutil.which(name) or shutil.which(f"{name}-14")
    if path is None:
        raise SystemExit(f"there is no {name}")
    return path


def instructions(path, with_source=False):
    """All instructions of a file, in order; data among them is left out."""
    command = [tool("llvm-objdump"), "-d", "--no-show-raw-insn", *CPU,
               *(["-l"] if with_source else []), str(path)]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found, function, source = [], "", ""
    for line in out.splitlines():
        label, file = LABEL.match(line), SOURCE.match(line)
        if label and not label.group(1).startswith("$"):
            function, source = label.group(1), ""
        elif file:
            source = file.group(1)
        else:
            match = LINE.match(line)
            if match and not re.match(r"[0-9a-f]{2} [0-9a-f]{2} ", line.split(":", 1)[1].strip()):
                found.append(Instruction(int(match.group(1), 16), match.group(2), match.group(3),
                                         function, source))
    return found


def violation(name, instruction, reason):
    shown = f"{instruction.name} {instruction.operands}".strip()
    return f"{name}:{instruction.address:#x}: in {instruction.function}: '{shown}': {reason}"

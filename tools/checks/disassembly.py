# SPDX-License-Identifier: MIT
"""What the checks of linked files share: the instructions of each, as llvm-objdump tells them.

The disassembler is told the Cortex-A53 as the BCM2837 has it, without AES, SHA and PMULL: what that
cannot execute is an instruction by the name "<unknown>".
"""

import re
import shutil
import struct
import subprocess
from dataclasses import dataclass

CPU = ("--mcpu=cortex-a53", "--mattr=-crypto,-aes,-sha2")
ET_EXEC, EM_AARCH64 = 2, 183

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


def instructions(path, with_source=False):
    """All instructions of a file, in order; data among them is left out."""
    tool = shutil.which("llvm-objdump") or shutil.which("llvm-objdump-14")
    if tool is None:
        raise SystemExit("there is no llvm-objdump")
    command = [tool, "-d", "--no-show-raw-insn", *CPU, *(["-l"] if with_source else []), str(path)]
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

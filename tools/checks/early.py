#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Code of the kernel that runs before the MMU is on does nothing that needs it.

usage: early.py FOLDER

Such code is where cores enter and where their own exceptions go, and whatever is reached from there
by calls and branches, but for what is entered with the MMU on. All memory is Device memory to it: accesses must be aligned, DC ZVA faults, exclusives
need not work (ARM DDI 0487, B2.7.2, B2.8, B2.9; Cortex-A53 TRM, DDI 0500, 6.5.1), and addresses that
the linker has filled in are not those that it runs at. FOLDER has the compile_commands.json that
the kernel in it was built with, which tells whether a file was compiled with -mstrict-align.
"""

import json
import re
from pathlib import Path

import disassembly
import tree

ENTRIES = ("a64_entry", "a64_secondary_entry", "kernel_exception")
MMU_ON = {"a64_boot_main", "boot_over", "a64_secondary_main", "a64_resume"}
TURNS_MMU_ON = "a64_mmu_on"
FILLING = ("nop", "udf")  # between functions

EXCLUSIVE = re.compile(r"(ld|st)[al]?x[rp][bh]?$")


def reached(functions):
    """The names of the functions that run early."""
    names = list(functions)
    following = {name: names[n + 1:n + 2] for n, name in enumerate(names)}
    early, waiting = set(), [name for name in ENTRIES if name in functions]
    while waiting:
        function = waiting.pop()
        if function in early:
            continue
        early.add(function)
        last = [n.name for n in functions[function] if n.name not in FILLING][-1:]
        if not set(last) & set(disassembly.LEAVES):
            waiting += following[function]
        for instruction in functions[function]:
            target = instruction.target() if instruction.name.startswith(("b", "cb", "tb")) else None
            if target and target[0] in functions and target[0] not in MMU_ON:
                waiting.append(target[0])
    return early


def is_relative(code, index):
    """Whether a br goes by a switch's table of distances from where it stands."""
    register = code[index].operands
    return any(n.name == "adr" and n.operands.startswith(register + ",")
               for n in code[max(0, index - 4):index])


def reason(code, index):
    instruction = code[index]
    if EXCLUSIVE.match(instruction.name):
        return "exclusives need Normal, cacheable memory"
    if instruction.name == "dc" and "zva" in instruction.operands:
        return "DC ZVA faults on Device memory"
    if instruction.uses_vector():
        return "FP and SIMD trap, and their accesses need not be aligned"
    if (instruction.name in ("br", "blr") and instruction.function != TURNS_MMU_ON
            and not is_relative(code, index)):
        return "an address that was linked in, or a table of them"
    return None


def strict_files(folder):
    """Files that were compiled so that no access is unaligned; assembly is as it was written."""
    rows = json.loads((folder / "compile_commands.json").read_text())
    return {str(Path(row["directory"], row["file"])) for row in rows
            if "-mstrict-align" in row["command"] or row["file"].endswith(".S")}


def main():
    folder = tree.root_argument("early.py FOLDER")
    violations, looked_at = [], 0
    for name, path in disassembly.kernels(folder):
        functions = {}
        for instruction in disassembly.instructions(path, with_source=True):
            functions.setdefault(instruction.function, []).append(instruction)
        strict = strict_files(folder)
        for function in sorted(reached(functions)):
            looked_at += 1
            code = functions[function]
            sources = {instruction.source for instruction in code} - {""}
            if not sources or not sources <= strict:
                violations.append(disassembly.violation(name, code[0],
                                                        "not compiled with -mstrict-align"))
            violations += [disassembly.violation(name, code[index], reason(code, index))
                           for index in range(len(code)) if reason(code, index)]
    tree.finish(violations, looked_at)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""In the kernel, what changes how it runs is followed by the barriers that make it so.

usage: barriers.py FOLDER

Looks at each kernel.elf below FOLDER: straight on from the instruction, over conditional branches,
to the end of its function or the next call. Source: ARM DDI 0487, D13.1.2 (synchronisation of
system registers), D4.4 (order and completion of cache maintenance), D5.10 (of the TLB's).
"""

import re

import disassembly
import tree

# Written without a barrier: fields of PSTATE; registers that only this level's eret or a later mrs
# reads; those of lower levels' state, which the eret to them follows.
PLAIN = re.compile(r"(DAIF(Set|Clr)?|SPSel|SP_EL[01]|ELR_EL\d|SPSR_EL\d|TPIDR(RO)?_EL\d|FPSR|FPCR"
                   r"|CNTV_CVAL_EL0)\b", re.I)
SHARED = re.compile(r"\w+is\b", re.I)
CLEANS = re.compile(r"dc (i|ci|c)va[cup]", re.I)


def ahead(found, index):
    """The instructions that follow until execution leaves, eret included."""
    for instruction in found[index + 1:]:
        if instruction.function != found[index].function:
            return
        yield instruction
        if instruction.name in disassembly.LEAVES:
            return


def is_behind_dsb(found, index):
    """Whether no store, no maintenance of a cache and no call comes between a dsb and this."""
    for instruction in reversed(found[:index]):
        if instruction.name == "dsb":
            return instruction.function == found[index].function
        if instruction.name.startswith(("st", "bl", "dc", "ic")):
            return False
    return False


def finds(instructions, wanted):
    """Whether these patterns come in this order."""
    rest = list(wanted)
    for instruction in instructions:
        if rest and re.match(rest[0], f"{instruction.name} {instruction.operands}".strip()):
            rest.pop(0)
    return not rest


def reason(found, index):
    instruction = found[index]
    text = f"{instruction.name} {instruction.operands}"
    before = found[index - 1] if index > 0 else None
    after = list(ahead(found, index))
    everywhere = SHARED.match(instruction.operands)
    if instruction.name == "msr" and not PLAIN.match(instruction.operands):
        return None if finds(after, ["isb|eret"]) else "no isb or eret behind it"
    if instruction.name in ("tlbi", "ic"):
        if everywhere and not is_behind_dsb(found, index):
            return "no dsb before it: stores to tables or lines may come later"
        dsb = "dsb (ish|sy)$" if everywhere else "dsb"
        return None if finds(after, [dsb, "isb"]) else "no dsb and isb behind it"
    if CLEANS.match(text):
        return None if finds(after, ["dsb (ish|sy)$"]) else "no dsb behind it"
    if instruction.name == "sev" and before.name != "dsb":
        return "no dsb before it: who wakes may see the old state"
    return None


def main():
    folder = tree.root_argument("barriers.py FOLDER")
    violations, looked_at = [], 0
    for name, path in disassembly.kernels(folder):
        found = disassembly.instructions(path)
        looked_at += len(found)
        for index, instruction in enumerate(found):
            why = reason(found, index)
            if why:
                violations.append(disassembly.violation(name, instruction, why))
    tree.finish(violations, looked_at)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""No program has a sequence of instructions that a Cortex-A53 r0p4 may execute wrongly.

usage: errata.py FOLDER

Looks at every linked AArch64 file below FOLDER, libraries that others compiled included; instructions.py
looks at the same. Source:
ARM Cortex-A53 MPCore Software Developers Errata Notice, ARM-EPM-048406.

835769  A load, store or prefetch directly before a 64-bit multiply-accumulate may make a wrong sum.
843419  An ADRP in the last two words of a page, a load or store, at most one other instruction, and
        a load or store by an immediate offset from the ADRP's register may use a wrong address.
"""

import re
from dataclasses import replace

import disassembly
import tree

MEMORY = re.compile(r"(ld|st|prf)")
ACCUMULATE = ("madd", "msub", "smaddl", "smsubl", "umaddl", "umsubl")
# Load or store with an unsigned immediate: base and offset only, no write-back.
BY_OFFSET = re.compile(r"\[(x\d+)(?:, #\d+|, #0x[0-9a-f]+)?\]$")
SINGLE = re.compile(r"(ldr|str)s?[bhw]?$|prfm$")


def multiply(before, instruction):
    """835769; an accumulator of zero is a plain multiply and not meant."""
    return (MEMORY.match(before.name) and instruction.name in ACCUMULATE
            and instruction.operands.startswith("x"))


def page_end(adrp, rest):
    """843419; `rest` is what follows the ADRP."""
    register = adrp.operands.split(",")[0]
    if adrp.address & 0xFFF not in (0xFF8, 0xFFC) or len(rest) < 2:
        return False
    if not MEMORY.match(rest[0].name):
        return False
    for instruction in rest[1:3]:
        base = BY_OFFSET.search(instruction.operands)
        if SINGLE.match(instruction.name) and base and base.group(1) == register:
            return True
        if instruction.name in disassembly.LEAVES or instruction.name.startswith(("cb", "tb", "b.")):
            return False
    return False


def candidates(known):
    """Words that multiply and accumulate, that load or store, and that are an ADRP, of those known."""
    return ({word for word, i in known.items() if i.name in ACCUMULATE and i.operands.startswith("x")},
            {word for word, i in known.items() if MEMORY.match(i.name)},
            {word for word, i in known.items() if i.name == "adrp"})


def may_violate(sections, known, accumulates, memories, adrps):
    """Whether violations() has to be asked of a program, of whose words it is known what they are."""
    for address, words in sections:
        for index in range(1, len(words)):
            if words[index] in accumulates and words[index - 1] in memories:
                return True
        for end in (0xFF8, 0xFFC):
            for at in range((end - address) % 0x1000 // 4, len(words), 0x400):
                if words[at] in adrps and page_end(
                        replace(known[words[at]], address=end),
                        [known[word] for word in words[at + 1:at + 4] if word in known]):
                    return True
    return False


def violations(name, found):
    """What is wrong with the instructions of a program."""
    bad = []
    for index, instruction in enumerate(found):
        before = found[index - 1] if index > 0 else instruction
        if before.address + 4 == instruction.address and multiply(before, instruction):
            bad.append(disassembly.violation(
                name, instruction, f"835769: directly behind '{before.name}'"))
        if instruction.name == "adrp":
            rest = [n for n in found[index + 1:index + 4] if n.address - instruction.address < 16]
            if page_end(instruction, rest):
                bad.append(disassembly.violation(name, instruction, "843419: at a page's end"))
    return bad


def main():
    folder = tree.root_argument("errata.py FOLDER")
    programs, known = disassembly.programs(folder)
    sequences = candidates(known)
    bad = []
    for name, path, sections in programs:
        if may_violate(sections, known, *sequences):
            bad += violations(name, disassembly.instructions(path))
    tree.finish(bad, len(known))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""No program has an instruction that QEMU lets pass and the Raspberry Pi 3 does not.

usage: instructions.py FOLDER

Looks at every linked AArch64 file below FOLDER; at kernel.elf with stricter eyes. Nor has it a sequence
that errata.py refuses.

Programs are linked with the same libraries, so there are some 100,000 different words in them all: each
word is disassembled once, and a whole program only if one of its words, or a sequence, may be wrong.
"""

import re

import disassembly
import errata
import tree

# What an instruction looks like, and why nobody may have it.
EVERYWHERE = (
    (r"<unknown>", "the Cortex-A53 of the BCM2837 does not have it"),
    (r"dc [ci]+sw,", "set/way maintenance is for power-down, never for coherency"),
    (r"dc cva[cup]+,", "a clean by address may lose data (erratum 855873): clean and invalidate"),
    (r"msr S0_", "a field of PSTATE that the Cortex-A53 does not have"),
)
FIRMWARE = ((r"(hvc|smc) ", "no firmware answers: SCR_EL3.SMD is set, and EL2 has no vectors"),)
KERNEL = ((r"m(sr|rs) .*S3_1_C15_", "trapped to EL3 or UNDEFINED but where EL3 has just left"),)
KERNEL_MAY = {"a64_drop"}  # while it is at EL3

# The kernel is compiled without FP; only these move the registers of threads, or leave them as they were.
VECTOR_MAY = {"a64_fp_save", "a64_fp_load", "hal_page_copy"}

# SP changes by multiples of 16: it is checked whenever it is a base (SCTLR_EL1.SA, SA0).
STACK = re.compile(r"(?:(?:add|sub) sp, sp, #(\w+)(, lsl #12)?$)|(?:\[sp, #(-?\w+)\]!$)"
                   r"|(?:\[sp\], #(-?\w+)$)")


def stack_step(text):
    match = STACK.search(text)
    if not match or match.group(2):
        return 0
    return int(next(g for g in (match.group(1), match.group(3), match.group(4)) if g), 0)


def reason(instruction, is_kernel, has_firmware):
    text = f"{instruction.name} {instruction.operands}"
    rules = EVERYWHERE + (() if has_firmware else FIRMWARE)
    if is_kernel and instruction.function not in KERNEL_MAY:
        rules += KERNEL
    for pattern, why in rules:
        if re.match(pattern, text):
            return why
    if stack_step(text) % 16 != 0:
        return "SP is no multiple of 16 any more"
    if is_kernel and instruction.function not in VECTOR_MAY and instruction.uses_vector():
        return "the kernel uses no FP or SIMD register"
    return None


def look_closely(name, path, is_kernel):
    found = disassembly.instructions(path)
    # Code for PSCI is linked for boards that have it, as the Pi has not.
    has_firmware = any(instruction.function.startswith("psci_") for instruction in found)
    whys = [(instruction, reason(instruction, is_kernel, has_firmware)) for instruction in found]
    return [disassembly.violation(name, instruction, why) for instruction, why in whys if why] + \
        errata.violations(name, found)


def main():
    folder = tree.root_argument("instructions.py FOLDER")
    programs, known = disassembly.programs(folder)
    bad = {is_kernel: {word for word, instruction in known.items()
                       if reason(instruction, is_kernel, False)} for is_kernel in (False, True)}
    sequences = errata.candidates(known)
    violations = []
    for name, path, sections in programs:
        is_kernel = path.name == "kernel.elf"
        if any(not bad[is_kernel].isdisjoint(words) for _, words in sections) or \
                errata.may_violate(sections, known, *sequences):
            violations += look_closely(name, path, is_kernel)
    tree.finish(violations, len(known))


if __name__ == "__main__":
    main()

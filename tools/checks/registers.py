#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Device registers are reached through the accessors only, 32 bits at a time.

usage: registers.py ROOT

A register can be told by `volatile`: nothing else needs a pointer to such an object. The accessors
are the only files that have one, and it points to 32 bits.
"""

import re

import tree

ACCESSORS = ("bsp/common/aarch64/include/a64_mmio.h", "sdk/arch/aarch64/include/tay/mmio.h")
# The boards that run; not the stubs, which have their consoles only, and not the simulator.
FOLDERS = ("core/", "hal/", "sdk/", "services/", "examples/", "bsp/common/", "bsp/rpi3-aarch64/",
           "bsp/virt-aarch64/")
POINTER = re.compile(r"(?<!__asm__ )\bvolatile\b([^;=(){}\"]*)\*")


def main():
    root = tree.root_argument("registers.py ROOT")
    violations, looked_at = [], 0
    for name in tree.c_files(root):
        if not name.startswith(FOLDERS):
            continue
        looked_at += 1
        for number, line in enumerate(tree.text(root, name).splitlines(), 1):
            match = POINTER.search(line)
            if match and name not in ACCESSORS:
                violations.append(f"{name}:{number}: a volatile access: registers are for "
                                  "a64_mmio.h and tay/mmio.h")
            elif match and match.group(1).strip() != "uint32_t":
                violations.append(f"{name}:{number}: a register is 32 bits wide")
    tree.finish(violations, looked_at)


if __name__ == "__main__":
    main()

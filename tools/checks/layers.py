#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Who may include whom, and what core must not know.

usage: layers.py ROOT

Each file belongs to the layer with the longest prefix of its path. An include is looked up among
the files of the tree; one of those that it may mean must lie in a layer that the including file
may see. What is not in the tree is a system header: freestanding ones are for everybody, the others
for hosted layers only.
"""

import re

import tree

# What a compiler brings, and string.h, whose four mem* functions it calls by itself.
FREESTANDING = {
    "float.h", "iso646.h", "limits.h", "stdalign.h", "stdarg.h", "stdatomic.h", "stdbool.h",
    "stddef.h", "stdint.h", "stdnoreturn.h", "string.h",
}

# The C library and POSIX, which a file of the tree may share a name with.
HOSTED = FREESTANDING | {
    "assert.h", "ctype.h", "errno.h", "inttypes.h", "math.h", "pthread.h", "sched.h", "semaphore.h",
    "setjmp.h", "signal.h", "spawn.h", "stdio.h", "stdlib.h", "sys/mman.h", "time.h", "unistd.h",
}

# Layer: prefix of its files, the layers that it may see besides itself, whether it is hosted.
ANYTHING = None
LAYERS = {
    "abi": ("sdk/abi/", (), False),
    "hal": ("hal/", ("abi",), False),
    "core": ("core/", ("abi", "hal"), False),
    "cpu": ("bsp/common/aarch64/", ("abi", "hal"), False),
    "soc": ("bsp/common/bcm283x/", ("abi", "hal", "cpu", "parts"), False),
    "parts": ("bsp/common/parts/", ("abi", "hal", "cpu"), False),
    "common": ("bsp/common/", ("abi", "hal", "cpu"), False),
    "board": ("bsp/", ("abi", "hal", "cpu", "soc", "parts", "common"), False),
    "host-sim": ("bsp/host-sim/", ("abi", "hal", "cpu", "soc", "parts", "common"), True),
    "sdk": ("sdk/", ("abi",), True),
    "harness": ("sdk/host/", ANYTHING, True),
    "services": ("services/", ("abi", "sdk"), True),
    "examples": ("examples/", ("abi", "sdk"), True),
    "tests": ("tests/", ANYTHING, True),
    "tools": ("tools/", ANYTHING, True),
}

# Siblings that must not see each other: below these prefixes the next folder is part of the layer.
APART = ("services/", "examples/", "bsp/")

# What is made at configure time, and what each board supplies under the same name.
MADE = {
    "tay/abi/operation.h": "abi",
    "tay/operations.h": "sdk",
    "syscall/handlers.h": "core",
    "syscall/operation_table.inc": "core",
    "operation_rows.h": "tests",
    "hal_arch.h": "hal",
    "hal_fast_arch.h": "hal",
}

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:<([^>]+)>|"([^"]+)")')
DIRECTIVE = re.compile(r"^\s*#\s*(if|ifdef|ifndef|elif|else)\b\s*(\w*)")
ARCHITECTURE = re.compile(
    r"\b(aarch(32|64)|armv\d\w*|x86\w*|i[3-6]86|amd64|riscv\w*|el[0-3](_\w+)?|\w+_el[0-3]|ttbr\w*"
    r"|cortex|eret|svc|mrs|msr|raspberry|raspi\w*|rpi\d*\w*|bcm\d*\w*|__asm__|__asm|asm)\b", re.I)
ARCHITECTURE_CASED = re.compile(r"\bARM\b")
WEAK = re.compile(r"__attribute__\s*\(\(.*\bweak\b|\b__weak\b|#\s*pragma\s+weak\b")


def layer_of(name):
    """The layer of a file, or None for what no rule is about."""
    best = None
    for layer, (prefix, _, _) in LAYERS.items():
        if name.startswith(prefix) and (best is None or len(prefix) > len(LAYERS[best][0])):
            best = layer
    return best


def unit_of(name):
    """The part of a layer that stands apart from its siblings."""
    for prefix in APART:
        if name.startswith(prefix) and not name.startswith("bsp/common/"):
            return name[len(prefix):].split("/")[0]
    return ""


def meanings(name, wanted, is_quoted, everything):
    """The files of the tree that an include may mean."""
    folder = name.rsplit("/", 1)[0]
    beside = f"{folder}/{wanted}"
    if is_quoted and beside in everything:
        return [beside]
    return [f for f in everything if f.endswith("/" + wanted)]


def is_allowed(name, layer, target):
    sees = LAYERS[layer][1]
    other = layer_of(target)
    if other == layer:
        return unit_of(name) == unit_of(target)
    return sees is ANYTHING and other not in ("tests", "tools") or sees is not ANYTHING and other in sees


def refusal(name, wanted, is_quoted, everything):
    """Why an include is not allowed, or None."""
    layer = layer_of(name)
    sees, hosted = LAYERS[layer][1:]
    if ".." in wanted.split("/"):
        return f"'{wanted}' climbs: the include path must say where it is"
    if wanted in MADE:
        made = MADE[wanted]
        allowed = sees is ANYTHING or made == layer or made in sees
        return None if allowed else f"{layer} must not include '{wanted}' of {made}"
    if not is_quoted and wanted in (HOSTED if hosted else FREESTANDING):
        return None
    targets = meanings(name, wanted, is_quoted, everything)
    if not targets:
        if hosted:
            return None
        return f"'{wanted}' is neither in the tree nor a freestanding header"
    if any(is_allowed(name, layer, target) for target in targets):
        return None
    return f"{layer} must not include '{targets[0]}'"


def include_violations(root, name, everything):
    for number, line in enumerate(tree.text(root, name).splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            wanted = match.group(1) or match.group(2)
            reason = refusal(name, wanted, match.group(2) is not None, everything)
            if reason:
                yield f"{name}:{number}: {reason}"
        if WEAK.search(line):
            yield f"{name}:{number}: a weak symbol: each function is defined once"


def core_violations(root, name):
    """No word of an architecture, no conditional but a header's own guard."""
    first = True
    for number, line in enumerate(tree.text(root, name).splitlines(), 1):
        word = ARCHITECTURE.search(line) or ARCHITECTURE_CASED.search(line)
        if word:
            yield f"{name}:{number}: '{word.group()}' is a word of an architecture"
        match = DIRECTIVE.match(line)
        if match:
            is_guard = first and match.group(1) == "ifndef" and match.group(2).endswith("_H")
            first = False
            if not is_guard:
                yield f"{name}:{number}: a conditional: choose by file, table or data"


def main():
    root = tree.root_argument("layers.py ROOT")
    sources = [n for n in tree.files(root) if n.endswith((".c", ".h", ".S", ".inc", ".def"))]
    everything = set(sources)
    violations = []
    for name in sources:
        if layer_of(name):
            violations += include_violations(root, name, everything)
        if name.startswith("core/"):
            violations += core_violations(root, name)
    tree.finish(violations, sources)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Each text file says its licence within its first lines.

usage: spdx.py ROOT
"""

import tree

# Formats without comments, and texts that are compared to the byte or are the licence itself.
EXCEPT_SUFFIX = (".json", ".golden", ".gitignore", ".gitkeep")
EXCEPT_NAME = ("LICENSE",)
LINES = 5


def is_exempt(name):
    base = name.rsplit("/", 1)[-1]
    is_golden = base.startswith("golden") and base.endswith(".txt")
    return base in EXCEPT_NAME or name.endswith(EXCEPT_SUFFIX) or is_golden


def main():
    root = tree.root_argument("spdx.py ROOT")
    violations, looked_at = [], 0
    for name in tree.files(root):
        text = None if is_exempt(name) else tree.text(root, name)
        if not text:  # binary or empty
            continue
        looked_at += 1
        if not any("SPDX-License-Identifier: MIT" in line for line in text.splitlines()[:LINES]):
            violations.append(f"{name}:1: no line 'SPDX-License-Identifier: MIT'")
    tree.finish(violations, looked_at)


if __name__ == "__main__":
    main()

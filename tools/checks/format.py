#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""clang-format has nothing to change in any C file.

usage: format.py ROOT
"""

import re
import subprocess

import tree


def main():
    root = tree.root_argument("format.py ROOT")
    sources = tree.c_files(root)
    violations = []
    if sources:
        command = ["clang-format", "--dry-run", "--ferror-limit=0", *sources]
        told = subprocess.run(command, cwd=root, capture_output=True, text=True)
        if told.returncode:
            raise SystemExit(told.stderr)
        lines = set()
        for match in re.finditer(r"^(.+?):(\d+):\d+: warning: ", told.stderr, re.M):
            lines.add((match.group(1), int(match.group(2))))
        violations = [f"{name}:{line}: not as clang-format has it" for name, line in sorted(lines)]
    tree.finish(violations, sources)


if __name__ == "__main__":
    main()

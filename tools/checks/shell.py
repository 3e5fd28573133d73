#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""shellcheck has nothing to say about any shell script, known by its first line.

usage: shell.py ROOT
"""

import re
import subprocess

import tree

SHEBANG = re.compile(r"#!\s*/(usr/)?bin/(env )?(ba|da)?sh\b")


def main():
    root = tree.root_argument("shell.py ROOT")
    scripts = [n for n in tree.files(root) if SHEBANG.match(tree.text(root, n) or "")]
    violations = []
    if scripts:
        command = ["shellcheck", "--format=gcc", *scripts]
        told = subprocess.run(command, cwd=root, capture_output=True, text=True)
        if told.returncode not in (0, 1):
            raise SystemExit(told.stderr)
        violations = told.stdout.splitlines()
    tree.finish(violations, scripts)


if __name__ == "__main__":
    main()

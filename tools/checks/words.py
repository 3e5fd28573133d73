#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""No promise for later, and no path that exists on one machine only.

usage: words.py ROOT
"""

import re

import tree

RULES = (
    (re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b"), "a promise for later"),
    (re.compile(r"(?<![\w.})*/~-])/(work|root|home|tmp|Users)/"), "a path of one machine"),
)


def main():
    root = tree.root_argument("words.py ROOT")
    violations, looked_at = [], 0
    for name in tree.files(root):
        text = tree.text(root, name)
        if text is None:
            continue
        looked_at += 1
        for number, line in enumerate(text.splitlines(), 1):
            for pattern, reason in RULES:
                match = pattern.search(line)
                if match:
                    violations.append(f"{name}:{number}: '{match.group()}' is {reason}")
    tree.finish(violations, looked_at)


if __name__ == "__main__":
    main()

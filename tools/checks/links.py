#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every relative link of the documentation leads to a file of the tree, every #part to a heading.

usage: links.py ROOT
"""

import re
from pathlib import Path

import tree

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+\s+(.*)$", re.M)
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.S)


def anchors(text):
    """The names that GitHub gives to the headings of a page."""
    names = set()
    for heading in HEADING.findall(text):
        plain = re.sub(r"[^\w\- ]", "", heading.strip().lower())
        names.add(plain.replace(" ", "-"))
    return names


def reason_against(root, name, link):
    target, _, part = link.partition("#")
    path = (Path(root, name).parent / target) if target else Path(root, name)
    if not path.exists():
        return f"'{link}' leads nowhere"
    if part and path.suffix == ".md" and part not in anchors(path.read_text()):
        return f"'{link}': no such heading"
    return None


def main():
    root = tree.root_argument("links.py ROOT")
    violations, looked_at = [], 0
    for name in tree.files(root):
        if not name.endswith(".md"):
            continue
        looked_at += 1
        blank = CODE.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), tree.text(root, name))
        for match in LINK.finditer(blank):
            link = match.group(1)
            if re.match(r"[a-z]+:", link):
                continue
            reason = reason_against(root, name, link)
            if reason:
                line = blank.count("\n", 0, match.start()) + 1
                violations.append(f"{name}:{line}: {reason}")
    tree.finish(violations, looked_at)


if __name__ == "__main__":
    main()

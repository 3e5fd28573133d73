#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every relative link of the documentation leads to a file of the tree, every #part to a heading,
and every `test_...` to a test.

usage: links.py ROOT
"""

import re
from pathlib import Path

import tree

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+\s+(.*)$", re.M)
TEST = re.compile(r"^static void (test_\w+)\(", re.M)
NAMED = re.compile(r"`(test_\w+)`")
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


def tests_of(root):
    """The names of all tests and of their programs."""
    names = set()
    for name in tree.files(root):
        path = Path(name)
        if path.parts[0] == "tests" and path.suffix == ".c":
            names.add(path.stem)
            names.update(TEST.findall(tree.text(root, name)))
    return names


def broken_links(root, name, text):
    blank = CODE.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)
    for match in LINK.finditer(blank):
        link = match.group(1)
        if re.match(r"[a-z]+:", link):
            continue
        reason = reason_against(root, name, link)
        if reason:
            yield match.start(), reason


def missing_tests(names, text):
    for match in NAMED.finditer(text):
        if match.group(1) not in names:
            yield match.start(), f"there is no '{match.group(1)}'"


def main():
    root = tree.root_argument("links.py ROOT")
    violations, looked_at = [], 0
    tests = tests_of(root)
    for name in tree.files(root):
        if not name.endswith(".md"):
            continue
        looked_at += 1
        text = tree.text(root, name)
        found = [*broken_links(root, name, text), *missing_tests(tests, text)]
        for place, reason in sorted(found):
            line = text.count("\n", 0, place) + 1
            violations.append(f"{name}:{line}: {reason}")
    tree.finish(violations, looked_at)


if __name__ == "__main__":
    main()

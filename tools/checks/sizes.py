#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What must stay small stays small: a board's folder and a file of core.

usage: sizes.py ROOT
"""

import collections

import tree

BOARD_LINES = 250  # all files of bsp/<board>
CORE_LINES = 300   # one file of core
NO_BOARD = ("common", "host-sim")  # shared code, and a simulator rather than a list of parts


def main():
    root = tree.root_argument("sizes.py ROOT")
    boards, violations, looked_at = collections.Counter(), [], 0
    for name in tree.files(root):
        text = tree.text(root, name)
        if text is None:
            continue
        looked_at += 1
        lines = len(text.splitlines())
        parts = name.split("/")
        if parts[0] == "bsp" and len(parts) > 2 and parts[1] not in NO_BOARD:
            boards[parts[1]] += lines
        if parts[0] == "core" and lines > CORE_LINES:
            violations.append(f"{name}:{lines}: more than {CORE_LINES} lines")
    for board, lines in sorted(boards.items()):
        if lines > BOARD_LINES:
            violations.append(f"bsp/{board}:{lines}: more than {BOARD_LINES} lines in all")
    tree.finish(violations, looked_at)


if __name__ == "__main__":
    main()

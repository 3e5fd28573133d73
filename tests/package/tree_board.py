#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A board that is no part of the tree builds and boots with the tree itself, by TAYBERRY_BOARD_PATH.

usage: tree_board.py SOURCE SDK WORK
"""

import sys
from pathlib import Path

from sdk import attempt, expect, fresh, run

BOARD = "other-board"


def main():
    source, sdk, work = (Path(word) for word in sys.argv[1:])
    fresh(work)
    run(sdk / "bin/tay-new", "board", BOARD, cwd=work)
    boards, tree = work / BOARD / "boards", work / "tree"
    configure = ["cmake", "-S", source, "-B", tree, "-G", "Ninja",
                 f"-DCMAKE_TOOLCHAIN_FILE={boards}/{BOARD}/toolchain.cmake"]
    status, told = attempt(*configure)
    expect(status and f"Unknown board '{BOARD}'" in told, told)
    run(*configure, f"-DTAYBERRY_BOARD_PATH={boards}")
    run("cmake", "--build", tree, "--target", "boot_good")
    told = run("ctest", "--test-dir", tree, "-R", "system.boot.good$", "--output-on-failure")
    expect("100% tests passed, 0 tests failed out of 1" in told, told)


if __name__ == "__main__":
    main()

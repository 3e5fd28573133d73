#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests of a user's program on the host: they run from a build for a board as from one for host-sim, with
the real kernel and under sanitizers.

usage: host_test.py SDK WORK
"""

import shutil
import sys
from pathlib import Path

from sdk import attempt, expect, fresh, run

# A wrong test, and what is said of it.
WRONG = {
    "assertion": "0x2a != 0x29",
    "address": "AddressSanitizer: heap-buffer-overflow",
    "arithmetic": "signed integer overflow",
}


def configure(sdk, board, project, folder, *words):
    run("cmake", "-S", project, "-B", folder, "-G", "Ninja",
        f"-DCMAKE_TOOLCHAIN_FILE={sdk}/share/tayberry/{board}/toolchain.cmake", *words)


def main():
    sdk, work = (Path(word) for word in sys.argv[1:])
    fresh(work)
    project = work / "project"
    shutil.copytree(Path(__file__).parent / "host", project)

    configure(sdk, "rpi3-aarch64", project, work / "board")
    status, told = attempt("ctest", "--test-dir", work / "board")
    expect(status and "host-tests-are-not-built-yet" in told, told)
    run("cmake", "--build", work / "board")
    told = run("ctest", "--test-dir", work / "board", "-L", "host", "--no-tests=error")
    expect("100% tests passed, 0 tests failed out of 2" in told, told)
    told = run("timeout", "100", "cmake", "--build", work / "board", "--target", "run")
    for words in ("lot: 42", "note: 20 lines, 150 bytes"):
        expect(words in told, f"the programs run on the board, too\n{told}")

    configure(sdk, "host-sim", project, work / "host", f"-DWRONG={';'.join(WRONG)}")
    run("cmake", "--build", work / "host")
    status, told = attempt("ctest", "--test-dir", work / "host", "--output-on-failure")
    expect(status and "3 tests failed out of 5" in told, told)
    for words in WRONG.values():
        expect(words in told, f"{words}\n{told}")


if __name__ == "__main__":
    main()

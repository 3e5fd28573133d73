#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The installed SDK is enough: builds the examples with it and boots them. Their tests on this computer
are the same for each board, and run with one.

usage: examples.py SOURCE SDK WORK BOARD QEMU...
"""

import shutil
import sys
from pathlib import Path

from sdk import fresh, run

SECONDS = 100

# The only board of an example, and its cores if it needs more than one, on which alone lines have an order.
BOARD = {"blink": "rpi3-aarch64", "selftest": "rpi3-aarch64"}
CORES = {"selftest": 4}

# The board with which tests on the host run.
HOST_TESTS_WITH = "rpi3-aarch64"

# Has a prompt, at which the input is to end.
PROMPT = "system"

# What examples say, without the lines of the kernel and the last one of all, END. One that is not listed
# must end with status 0.
END = "init: power off\n"
SAID = {
    "hello": """\
init: on {board}, 1 cores
hello: hello, world
init: hello: exited with status 0
init: every program has ended
""",
    "blink": """\
init: on {board}, 1 cores
blink: pin 17 was on 5 times
init: blink: exited with status 0
init: every program has ended
""",
    "demo": """\
init: on {board}, 1 cores
counter: 303 primes below 2000
reader: to write is refused: the capability lacks a right that the operation needs
reader: line 1: a page of memory lies in two address spaces
reader: line 2: the one who writes may do nothing else
reader: line 3: the one who reads may not write
reader: no more lines
init: reader: exited with status 0
writer: 3 lines were taken
init: writer: exited with status 0
counter: 550 primes below 4000
counter: 783 primes below 6000
counter: 1007 primes below 8000
counter: 1229 primes below 10000
counter: slept 5 times
init: counter: exited with status 0
init: every program has ended
""",
    "workers": """\
init: on {board}, 1 cores
workers: 3 of them found 25 primes up to 100
init: workers: exited with status 0
init: every program has ended
""",
}


def build_example(source, sdk, board, work, name):
    """Out of a copy, so that nothing else of the source tree can be reached."""
    shutil.copytree(source / "examples" / name, work / name)
    run("cmake", "-S", work / name, "-B", work / f"{name}-build", "-G", "Ninja",
        f"-DCMAKE_TOOLCHAIN_FILE={sdk}/share/tayberry/{board}/toolchain.cmake")
    run("cmake", "--build", work / f"{name}-build")
    return next((work / f"{name}-build").glob("*/kernel8.img"))


def run_host_tests(build):
    if (build / "host-tests").is_dir():
        print(run("ctest", "--test-dir", build, "-L", "host", "--no-tests=error"))


def expect_said(source, image, sdk, board, name, qemu):
    run(sdk / "bin" / "tay-image", "--check", image)
    card = image.with_name("card.img")
    if name == PROMPT:
        qemu = [sys.executable, source / "tools/type.py", *qemu]
        qemu += ["-snapshot", "-drive", f"if=sd,format=raw,file={card}"] if card.exists() else []
    told = run("timeout", "-k", "2", str(SECONDS), *qemu, "-kernel", image, "-append",
               f"exit=semihosting seed=1 cores={CORES.get(name, 1)}")
    programs = told[told.index("init: on "):].replace("\r", "")
    if name in SAID and programs != SAID[name].format(board=board) + END:
        raise SystemExit(f"{name} says something else:\n{told}")
    print(told)


def main():
    source, sdk, work, board, *qemu = sys.argv[1:]
    source, sdk, work = Path(source), Path(sdk), fresh(work)
    examples = sorted(path.parent.name for path in source.glob("examples/*/CMakeLists.txt"))
    if not set(SAID) <= set(examples):
        raise SystemExit(f"examples are missing: there are {examples}")
    for example in examples:
        if BOARD.get(example, board) != board:
            continue
        image = build_example(source, sdk, board, work, example)
        expect_said(source, image, sdk, board, example, qemu)
        if board == HOST_TESTS_WITH:
            run_host_tests(work / f"{example}-build")
    run(sys.executable, source / "tools/checks/wx.py", work)


if __name__ == "__main__":
    main()

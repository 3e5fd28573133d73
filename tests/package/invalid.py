#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a project may do wrong is refused when it is configured or built, with place and reason.

usage: invalid.py SOURCE SDK WORK

A case is a folder of tests/invalid/project, named by the reason: lines.cmake is what stands in a project's
CMakeLists.txt behind find_package, with the case's other files beside it; without.txt names programs
that this computer lacks then. Each line of expected.txt must be among what CMake and the tools say.
"""

import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sdk import attempt, expect, fresh

PROJECT = """\
cmake_minimum_required(VERSION 3.25)
project(wrong LANGUAGES C)
find_package(Tayberry 1.0 REQUIRED CONFIG)
include(lines.cmake)
"""
MAIN = "int main(void)\n{\n    return 0;\n}\n"


def lines_of(path):
    if not path.exists():
        return []
    return [line for line in path.read_text().splitlines() if not line.startswith("#")]


def path_without(folder, names):
    """A PATH of one folder, which has what is in the computer's but for these programs."""
    if not names:
        return os.environ["PATH"]
    fresh(folder)
    for place in reversed(os.environ["PATH"].split(":")):
        for program in Path(place).glob("*") if place else []:
            link = folder / program.name
            if program.name not in names:
                link.unlink(missing_ok=True)
                link.symlink_to(program)
    return str(folder)


def check(case, sdk, work):
    project = work / case.name
    shutil.copytree(case, project)
    (project / "CMakeLists.txt").write_text(PROJECT)
    (project / "main.c").write_text(MAIN)
    expected = lines_of(case / "expected.txt")
    expect(expected, f"{case.name}: expected.txt has a line")
    names = " ".join(lines_of(case / "without.txt")).split()
    environment = {**os.environ, "PATH": path_without(work / f"{case.name}-bin", names)}
    build = project / "build"
    toolchain = sdk / "share/tayberry/rpi3-aarch64/toolchain.cmake"
    status, told = attempt("cmake", "-S", project, "-B", build, "-G", "Ninja",
                           f"-DCMAKE_TOOLCHAIN_FILE={toolchain}", env=environment)
    if status == 0:
        status, told = attempt("cmake", "--build", build, env=environment)
    expect(status, f"{case.name} is refused\n{told}")
    for line in expected:
        expect(line in " ".join(told.split()), f"{case.name}: nothing said '{line}'\n{told}")
    expect(not list(build.glob("*/kernel8.img")), f"{case.name}: there is no image")


def main():
    source, sdk, work = (Path(word) for word in sys.argv[1:])
    fresh(work)
    cases = sorted(path.parent for path in source.glob("tests/invalid/project/*/lines.cmake"))
    expect(len(cases) > 10, f"there are {len(cases)} cases")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda case: check(case, sdk, work), cases))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Headers of a program come from the SDK, picolibc and the compiler, and what those lack does not compile.

usage: headers.py BUILD FOLDER PICOLIBC

FOLDER has programs that BUILD compiles: everything here is compiled as they are.
"""

import json
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

# All together, in C and C++, and of these each alone.
ALONE = ("pthread", "semaphore", "stdio", "sys/mman", "time")
PRESENT = ("assert complex ctype errno fenv float inttypes iso646 limits locale math pthread regex sched "
           "semaphore setjmp signal stdarg stdbool stddef stdint stdio stdlib string sys/mman sys/time "
           "sys/types tgmath time unistd wchar wctype").split()
# Of glibc's and C++'s, in no folder of ours.
ABSENT = ("dlfcn.h", "link.h", "sys/epoll.h", "sys/socket.h", "linux/types.h", "asm/types.h", "gnu/libc-version.h",
          "vector", "cstdio")
ONLY_C = ("complex", "tgmath")


def compile_command(build, source):
    for entry in json.loads((build / "compile_commands.json").read_text()):
        if Path(entry["file"]) == source:
            words = shlex.split(entry["command"])
            at = words.index("-o")
            return words[:at] + ["-fsyntax-only", "-MD", "-MF", "headers.d"]
    raise SystemExit(f"{build}/compile_commands.json: {source} is not compiled")


def compile_one(command, work, name, text):
    (work / name).write_text(text)
    return subprocess.run([*command, "-c", name], cwd=work, capture_output=True, text=True, check=False)


def included(work):
    words = (work / "headers.d").read_text().replace("\\\n", " ").split()
    return [Path(word).resolve() for word in words[1:] if word.startswith("/")]


def check_present(command, work, suffix, allowed):
    every = [header for header in PRESENT if suffix == "c" or header not in ONLY_C]
    for headers in [every, *([header] for header in ALONE)]:
        text = "".join(f"#include <{header}.h>\n" for header in headers) + "int used;\n"
        told = compile_one(command, work, f"one.{suffix}", text)
        if told.returncode:
            raise SystemExit(f"{headers} do not compile as {suffix}:\n{told.stderr}")
        for path in included(work):
            if not any(path.is_relative_to(folder) for folder in allowed):
                raise SystemExit(f"{headers}, as {suffix}, take {path}")


def check_absent(command, work, suffix):
    for header in ABSENT:
        told = compile_one(command, work, f"one.{suffix}", f"#include <{header}>\n")
        if f"'{header}' file not found" not in told.stderr:
            raise SystemExit(f"<{header}> is found as {suffix}:\n{told.stderr}")


def main():
    build, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    compiler = subprocess.run(["clang", "-print-resource-dir"], capture_output=True, text=True,
                              check=True).stdout.strip()
    root = folder.parents[2]
    allowed = [root / "sdk", build / "generated", Path(sys.argv[3]).resolve(), Path(compiler).resolve()]
    with tempfile.TemporaryDirectory() as name:
        work = Path(name).resolve()
        for suffix, source in (("c", "threads.c"), ("cpp", "language.cpp")):
            command = compile_command(build, folder / source)
            check_present(command, work, suffix, allowed)
            check_absent(command, work, suffix)


if __name__ == "__main__":
    main()

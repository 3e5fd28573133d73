#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the table of docs/c-library.md says there is, the headers of its row declare, and it links.

usage: names.py BUILD SOURCE TARGET TABLE NINJA

A program that names all of it is compiled and linked as the program TARGET is from SOURCE in BUILD. It is not run.
"""

import json
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

HEADER = re.compile(r"`([a-z/]+\.h)`")
NAME = re.compile(r"`([a-z_][a-z_0-9]*)`")
# What ordinary programs of POSIX begin with, and the table may not lose.
NEEDED = ("access alarm chdir clock_gettime dup dup2 environ execl execle execlp execv execve execvp fcntl fork "
          "fstat fsync ftruncate getcwd getenv isatty kill lseek mkdir mkstemp open opendir pipe poll popen "
          "posix_spawn pread pthread_atfork pwrite read readdir readv rename rmdir select setenv sigaction "
          "sigprocmask sigsuspend stat sysconf system tcgetattr tcsetattr tmpfile uname unlink waitpid write "
          "writev").split()
# Of these there is no function.
MACROS = {"sigsetjmp": "(void)sigsetjmp(*(sigjmp_buf *)(uintptr_t)used, 1);"}


def read_table(path):
    """The headers of its rows, and the names in their second column, which is of what there is."""
    headers, names = [], set()
    for line in path.read_text().split("\n"):
        cells = line.split(" | ")
        found = HEADER.findall(cells[0])
        if line.startswith("| `") and len(cells) > 1 and found:
            headers += found
            names |= set(NAME.findall(cells[1]))
    lost = [name for name in NEEDED if name not in names]
    if lost:
        raise SystemExit(f"FAILED: {path} has not {' '.join(lost)}")
    return headers, sorted(names)


def program(headers, names):
    """Parentheses keep macros of functions from taking the names."""
    return "\n".join(["#define _GNU_SOURCE", *(f"#include <{header}>" for header in headers),
                      "const volatile void *volatile used;", "int main(void)", "{",
                      *("    " + MACROS.get(name, f"used = (const volatile void *)&({name});") for name in names),
                      "    return used == 0;", "}", ""])


def run(words, folder):
    told = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    if told.returncode != 0:
        raise SystemExit(f"FAILED: {shlex.join(words)}\n{told.stdout}{told.stderr}")
    return told.stdout


def compile_words(build, source):
    for entry in json.loads((build / "compile_commands.json").read_text()):
        if Path(entry["file"]) == source:
            words = shlex.split(entry["command"])
            return words[:words.index("-o")]
    raise SystemExit(f"FAILED: {build}/compile_commands.json: {source} is not compiled")


def link_words(build, ninja, target):
    """Of the command that makes it, which is several in one, the one that links."""
    for command in run([ninja, "-t", "commands", "-s", target], build).split("&&"):
        words = shlex.split(command)
        if "-o" in words and words[words.index("-o") + 1] == target:
            return words
    raise SystemExit(f"FAILED: {target} is not linked")


def main():
    build, source, target, table, ninja = sys.argv[1:]
    build = Path(build).resolve()
    headers, names = read_table(Path(table))
    link = link_words(build, ninja, target)
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "names.c"
        made.write_text(program(headers, names))
        run([*compile_words(build, Path(source)), "-Wno-error", "-c", str(made), "-o", f"{folder}/names.obj"], build)
        places = {target: f"{folder}/names.elf"}
        run([places.get(word, f"{folder}/names.obj" if word.endswith(".obj") else word) for word in link], build)
    print(f"{len(names)} names of {len(headers)} headers link")


if __name__ == "__main__":
    main()
